"""A table as TinyDB's own code reads and changes it: mappings that make a document when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from store.engine.draft import TableDraft
from store.engine.encode import decode, encode
from store.engine.storage import JournalStorage


class Documents(Mapping[str, Any]):
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


class Changing(MutableMapping[Any, Any]):
    """A table to be changed by TinyDB's updaters, by ids: what they do to a document in place is noticed at the end."""

    def __init__(self, draft: TableDraft, id_class: Callable[[str], Any]) -> None:
        self._draft = draft
        self._id_class = id_class
        self._lent: dict[str, Any] = {}

    def __contains__(self, doc_id: object) -> bool:
        key = self._key(doc_id)
        return key is not None and (key in self._lent or self._draft.get(key) is not None)

    def __getitem__(self, doc_id: Any) -> Any:
        key = self._key(doc_id)
        if key is None:
            raise KeyError(doc_id)
        if key not in self._lent:
            doc = self._draft.get(key)
            if doc is None:
                raise KeyError(doc_id)
            self._lent[key] = decode(doc)
        return self._lent[key]

    def __setitem__(self, doc_id: Any, document: Any) -> None:
        key = self._key(doc_id)
        if key is None:
            raise ValueError(f"{doc_id!r} can't be the id of a document here")
        self._lent.pop(key, None)
        self._put(key, document)

    def __delitem__(self, doc_id: Any) -> None:
        key = self._key(doc_id)
        if key is None or doc_id not in self:
            raise KeyError(doc_id)
        self._lent.pop(key, None)
        self._draft.remove(key)

    def __iter__(self) -> Iterator[Any]:
        return (self._id_class(key) for key, _ in self._draft.items())

    def __len__(self) -> int:
        return len(self._draft)

    def clear(self) -> None:
        self._lent.clear()
        self._draft.clear(keep=True)

    def finish(self) -> None:
        """Write what was changed in place."""
        for key, document in self._lent.items():
            self._put(key, document)

    def _key(self, doc_id: Any) -> str | None:
        """An id as it is in the file; None for what equals no id, as the text "1" equals no number."""
        try:
            known = self._id_class(doc_id)
        except (TypeError, ValueError, OverflowError):
            return None
        return str(known) if known == doc_id else None

    def _put(self, key: str, document: Any) -> None:
        doc = encode(document, any_key=True)
        if doc != self._draft.get(key):
            self._draft.put(key, doc)
