"""TinyDB's table on a journal storage. What it hands out is the caller's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from store.engine.encode import decode
from store.engine.storage import JournalStorage
from store.engine.tables import Path
from store.engine.views import Changing, Documents

Change = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


_DEFAULT = -1
"""The size of a query cache: what the class keeps."""


class JournalTable(Table):
    """A table whose reads cost what they find, and whose writes cost what they change.

    Over another storage (a middleware, TinyDB's own) it is TinyDB's table. Of its own accord it keeps no query cache:
    TinyDB's takes some queries for the same that aren't. One is kept where a `cache_size` is asked for.
    """

    default_query_cache_capacity = 0

    def __init__(
        self, storage: Storage, name: str, cache_size: int | None = _DEFAULT, *, persist_empty: bool = False
    ) -> None:
        """As TinyDB's; a `cache_size` of None is one without end."""
        self._journal = storage if isinstance(storage, JournalStorage) else None
        self._cached: int | None = None
        self._caching = threading.RLock()
        size = self.default_query_cache_capacity if cache_size == _DEFAULT else cache_size
        super().__init__(storage, name, cache_size=cast("int", size), persist_empty=persist_empty)
        if persist_empty and self._journal is not None:
            self._journal.forget_ids(name)  # it is empty now, as after truncate

    # --- TinyDB's table -----------------------------------------------------------------------------

    def search(self, cond: QueryLike) -> list[Document]:
        """All documents that match."""
        if self._journal is None:
            return super().search(cond)
        known = self._known(cond)
        if known is not None:
            return [self._document(key, decode(doc)) for key, doc in known]
        # Asked before looking: what is found then may be of a later version, and is dropped, but never of an older one.
        version = self._journal.version
        found = list(self._matching(cond))
        if self._is_cacheable(cond):
            with self._caching:
                if version is not None and version == self._cached:
                    self._query_cache[cond] = cast("Any", [(key, doc) for key, doc, _ in found])
        return [self._document(key, document) for key, _, document in found]

    def get(self, cond: QueryLike | None = None, doc_id: Any = None, doc_ids: list[Any] | None = None) -> Any:
        """One document that matches, or has this id; or all that have one of these ids."""
        if self._journal is None or doc_id is not None or (doc_ids is None and cond is None):
            return super().get(cond, doc_id, doc_ids)
        if doc_ids is not None:
            wanted = set(map(str, doc_ids))
            found = self._journal.items(self.name)
            return [self._document(key, decode(doc)) for key, doc in found if key in wanted]
        return next((self._document(key, document) for key, _, document in self._matching(cast("Any", cond))), None)

    def update(self, fields: Change, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None) -> list[Any]:
        """Change the documents that match, have one of these ids, or all."""
        if self._journal is None or doc_ids is not None or cond is None:
            return super().update(cast("Any", fields), cond, doc_ids)
        with self._journal.transaction():
            return super().update(cast("Any", fields), doc_ids=self._ids(cond))

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None) -> list[Any]:
        """Remove the documents that match, or have one of these ids."""
        if self._journal is None or doc_ids is not None or cond is None:
            return super().remove(cond, doc_ids)
        with self._journal.transaction():
            return super().remove(doc_ids=self._ids(cond))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[Any]:
        """Change the documents that match, or insert one."""
        if self._journal is None:
            return super().upsert(document, cond)
        with self._journal.transaction():
            return super().upsert(document, cond)

    def insert(self, document: Mapping[str, Any]) -> Any:
        """Insert a document; returns its id."""
        if self._journal is None:
            return super().insert(document)
        with self._journal.transaction():
            if isinstance(document, self.document_class):
                self._journal.forget_ids(self.name)
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Insert documents; returns their ids."""
        if self._journal is None:
            return super().insert_multiple(documents)
        brought = False

        def noted() -> Iterator[Mapping[str, Any]]:
            nonlocal brought
            for document in documents:
                brought = brought or isinstance(document, self.document_class)
                yield document

        with self._journal.transaction():
            ids = super().insert_multiple(noted())
            if brought:
                self._journal.forget_ids(self.name)
            return ids

    def truncate(self) -> None:
        """Remove all documents; numbers begin anew."""
        super().truncate()
        if self._journal is not None:
            self._journal.forget_ids(self.name)

    # --- beyond TinyDB ------------------------------------------------------------------------------

    def json(self, doc_id: Any) -> bytes | None:
        """A document as it is kept. Raises TypeError where the storage is no journal."""
        return self._own_journal.get(self.name, str(doc_id))

    def all_json(self) -> list[tuple[Any, bytes]]:
        """The ids of all documents, and these as they are kept."""
        return [(self.document_id_class(key), doc) for key, doc in self._own_journal.items(self.name)]

    def json_having(self, fields: Mapping[Path, Any]) -> list[tuple[Any, bytes]]:
        """Those that hold all these values (None: or nothing) in indexed fields, at one moment.

        Raises:
            KeyError: there is no index of a field.
        """
        return [(self.document_id_class(key), doc) for key, doc in self._own_journal.having(self.name, fields)]

    # --- within -------------------------------------------------------------------------------------

    @property
    def _own_journal(self) -> JournalStorage:
        if self._journal is None:
            raise TypeError("this storage is no journal")
        return self._journal

    def _document(self, key: str, document: Any) -> Document:
        return self.document_class(document, self.document_id_class(key))

    def _matching(self, cond: QueryLike) -> Iterator[tuple[str, bytes, Any]]:
        """The keys of all that match, these as they are kept, and as documents."""
        for key, doc in self._candidates(cond):
            document = decode(doc)
            if cond(document):
                yield key, doc, document

    def _ids(self, cond: QueryLike) -> list[Any]:
        return [self.document_id_class(key) for key, _, _ in self._matching(cond)]

    def _candidates(self, cond: QueryLike) -> list[tuple[str, bytes]]:
        """All documents that may match. An index narrows them down; the query itself decides."""
        journal = self._own_journal
        for field, value in _equalities(getattr(cond, "_hash", None)):
            found = journal.candidates(self.name, field, value)
            if found is not None:
                return found
        return journal.items(self.name)

    def _is_cacheable(self, cond: QueryLike) -> bool:
        return self._query_cache.capacity != 0 and bool(getattr(cond, "is_cacheable", lambda: True)())

    def _known(self, cond: QueryLike) -> list[tuple[str, bytes]] | None:
        """What the cache knows of a query; afterwards it holds nothing that was before the version now."""
        version = self._own_journal.version
        if version is None or not self._is_cacheable(cond):
            return None
        with self._caching:
            if version != self._cached:
                self._query_cache.clear()
                self._cached = version
            known: Any = self._query_cache.get(cond)
            return cast("list[tuple[str, bytes]] | None", known)

    def _get_next_id(self) -> Any:
        if self._journal is None:
            return super()._get_next_id()  # type: ignore[no-untyped-call] # TinyDB says no types here
        return self._journal.next_id(self.name)

    def _read_table(self) -> Any:
        return super()._read_table() if self._journal is None else Documents(self._journal, self.name)

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        if self._journal is None:
            super()._update_table(updater)
            return
        with self._journal.transaction() as draft:
            changing = Changing(draft.table(self.name), self.document_id_class)
            updater(cast("Any", changing))
            changing.finish()
            if self.name not in draft.names():
                draft.table(self.name).create()
        self.clear_cache()

    def clear_cache(self) -> None:
        """Forget what the query cache knows."""
        with self._caching:
            super().clear_cache()


def _equalities(hashed: Any) -> Iterator[tuple[Path, Any]]:
    """The conditions `field == value` that all must hold where a query holds, as its hash tells."""
    match hashed:
        case ("==", tuple(path), str() | int() | float() | None as value) if all(isinstance(s, str) for s in path):
            yield path, value
        case ("and", frozenset(conditions)):
            for condition in conditions:
                yield from _equalities(condition)
        case _:
            return
