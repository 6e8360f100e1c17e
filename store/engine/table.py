"""TinyDB's table on a journal storage. What it hands out is the caller's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from store.engine.draft import TableDraft
from store.engine.encode import decode, encode
from store.engine.storage import JournalStorage
from store.engine.tables import Path

Change = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class JournalTable(Table):
    """A table whose reads cost what they find, and whose writes cost what they change.

    Over another storage (a middleware, TinyDB's own) it is TinyDB's table. Of its own accord it keeps no query cache:
    TinyDB's takes some queries for the same that aren't. One is kept where a `cache_size` is asked for.
    """

    default_query_cache_capacity = 0

    def __init__(
        self, storage: Storage, name: str, cache_size: int | None = None, *, persist_empty: bool = False
    ) -> None:
        self._journal = storage if isinstance(storage, JournalStorage) else None
        size = self.default_query_cache_capacity if cache_size is None else cache_size
        super().__init__(storage, name, cache_size=size, persist_empty=persist_empty)

    # --- TinyDB's table -----------------------------------------------------------------------------

    def search(self, cond: QueryLike) -> list[Document]:
        """All documents that match."""
        if self._journal is None:
            return super().search(cond)
        is_cacheable = getattr(cond, "is_cacheable", lambda: True)()
        if not (self._query_cache.capacity != 0 and is_cacheable) or self._journal.is_drafting:
            return list(self._matching(cond))  # what is only drafted is nobody else's to find
        version = self._journal.version
        known: Any = self._query_cache.get(cond)
        if known is None or known[0] != version:
            found = list(self._matching(cond))
            self._query_cache[cond] = cast("Any", (version, [self._copy(each) for each in found]))
            return found
        return [self._copy(each) for each in known[1]]

    def get(self, cond: QueryLike | None = None, doc_id: Any = None, doc_ids: list[Any] | None = None) -> Any:
        """One document that matches, or has this id; or all that have one of these ids."""
        if self._journal is None or doc_id is not None or doc_ids is not None or cond is None:
            return super().get(cond, doc_id, doc_ids)
        return next(self._matching(cond), None)

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

    def json_where(self, field: Path, value: Any) -> list[tuple[Any, bytes]]:
        """Those that hold a value (None: or nothing) in an indexed field. Raises KeyError where there is no index."""
        return self.json_having({field: value})

    def json_having(self, fields: Mapping[Path, Any]) -> list[tuple[Any, bytes]]:
        """Those that hold all these values, at one moment."""
        found = self._own_journal.having(self.name, fields)
        return [(self.document_id_class(key), doc) for key, doc in found]

    def put_json(self, doc_id: Any, doc: bytes) -> None:
        """Write a document that is JSON already, in place of what stands there.

        Raises:
            Taken: it holds what another one holds in a field that is unique.
            OSError: the disk can't be written; nothing is changed.
        """
        with self._own_journal.transaction() as draft:
            draft.table(self.name).put(str(doc_id), doc)

    # --- within -------------------------------------------------------------------------------------

    @property
    def _own_journal(self) -> JournalStorage:
        if self._journal is None:
            raise TypeError("this storage is no journal")
        return self._journal

    def _matching(self, cond: QueryLike) -> Iterator[Document]:
        for key, doc in self._candidates(cond):
            document = decode(doc)
            if cond(document):
                yield self.document_class(document, self.document_id_class(key))

    def _ids(self, cond: QueryLike) -> list[Any]:
        return [self.document_id_class(key) for key, doc in self._candidates(cond) if cond(decode(doc))]

    def _candidates(self, cond: QueryLike) -> list[tuple[str, bytes]]:
        """All documents that may match. An index narrows them down; the query itself decides."""
        journal = self._own_journal
        for field, value in _equalities(getattr(cond, "_hash", None)):
            found = journal.candidates(self.name, field, value)
            if found is not None:
                return found
        return journal.items(self.name)

    def _copy(self, document: Document) -> Document:
        return self.document_class(decode(encode(dict(document))), document.doc_id)

    def _get_next_id(self) -> Any:
        if self._journal is None:
            return super()._get_next_id()  # type: ignore[no-untyped-call] # TinyDB says no types here
        return self._journal.next_id(self.name)

    def _read_table(self) -> Any:
        return super()._read_table() if self._journal is None else _Documents(self._journal, self.name)

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        if self._journal is None:
            super()._update_table(updater)
            return
        with self._journal.transaction() as draft:
            changing = _Changing(draft.table(self.name), self.document_id_class)
            updater(cast("Any", changing))
            changing.finish()
            if self.name not in draft.names():
                draft.table(self.name).clear(keep=True)
        self.clear_cache()


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


class _Documents(Mapping[str, Any]):
    """A table to be read, by keys as they are in the file: each document is made when it is asked for."""

    def __init__(self, journal: JournalStorage, name: str) -> None:
        self._journal = journal
        self._name = name

    def __getitem__(self, key: str) -> Any:
        doc = self._journal.get(self._name, key)
        if doc is None:
            raise KeyError(key)
        return decode(doc)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._journal.items(self._name))

    def __len__(self) -> int:
        return self._journal.count(self._name)

    def items(self) -> Any:
        """All of them, as they stand now."""
        return ((key, decode(doc)) for key, doc in self._journal.items(self._name))


class _Changing(MutableMapping[Any, Any]):
    """A table to be changed by TinyDB's updaters, by ids: what they do to a document in place is noticed at the end."""

    def __init__(self, draft: TableDraft, id_class: Callable[[str], Any]) -> None:
        self._draft = draft
        self._id_class = id_class
        self._lent: dict[Any, Any] = {}

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._lent or self._draft.get(str(doc_id)) is not None

    def __getitem__(self, doc_id: Any) -> Any:
        if doc_id not in self._lent:
            doc = self._draft.get(str(doc_id))
            if doc is None:
                raise KeyError(doc_id)
            self._lent[doc_id] = decode(doc)
        return self._lent[doc_id]

    def __setitem__(self, doc_id: Any, document: Any) -> None:
        self._lent.pop(doc_id, None)
        self._put(doc_id, document)

    def __delitem__(self, doc_id: Any) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._lent.pop(doc_id, None)
        self._draft.remove(str(doc_id))

    def __iter__(self) -> Iterator[Any]:
        return (self._id_class(key) for key, _ in self._draft.items())

    def __len__(self) -> int:
        return len(self._draft.items())

    def clear(self) -> None:
        self._lent.clear()
        self._draft.clear(keep=True)

    def finish(self) -> None:
        """Write what was changed in place."""
        for doc_id, document in self._lent.items():
            self._put(doc_id, document)

    def _put(self, doc_id: Any, document: Any) -> None:
        doc = encode(document, any_key=True)
        if doc != self._draft.get(str(doc_id)):
            self._draft.put(str(doc_id), doc)
