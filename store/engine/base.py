"""The seam below `Store`: four calls. Whoever offers them can keep our documents.

Everything else is a use of `commit`: to claim a key once is `Put(…, expected=0)`; to append an event with the
change it tells of is two `Put`s in one commit; a rule over a document that is only read is a `Check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Body = Mapping[str, Any]
"""A document as JSON values. Whoever gets one must not change it."""


@dataclass(frozen=True)
class Record:
    """A document as it is kept; `rev` counts its writes, from 1."""

    kind: str
    key: str
    rev: int
    body: Body


@dataclass(frozen=True)
class Put:
    """Write `body`; `expected` is the revision it replaces (0: there must be none yet)."""

    kind: str
    key: str
    body: Body
    expected: int


@dataclass(frozen=True)
class Remove:
    kind: str
    key: str
    expected: int


@dataclass(frozen=True)
class Check:
    """Write nothing, but refuse the commit unless the document is at this revision (0: absent)."""

    kind: str
    key: str
    expected: int


Change = Put | Remove | Check


class Conflict(Exception):  # noqa: N818 - an outcome that every writer has to handle, not a fault
    """Somebody else was first: a document is not at the revision that `change` expected. Nothing was written."""

    def __init__(self, change: Change) -> None:
        super().__init__(f"{change.kind}/{change.key} is not at revision {change.expected}")
        self.change = change


class Engine(Protocol):
    """Whoever keeps documents: thread-safe, with one writing process."""

    def get(self, kind: str, key: str) -> Record | None: ...

    def find(self, kind: str, **fields: Any) -> Iterator[Record]:
        """The records whose body holds these values, in order of keys; all of the kind where none is named.

        Raises:
            KeyError: a field that this kind is not indexed by.
        """
        ...

    def commit(self, *changes: Change) -> None:
        """Write all or nothing; durable when it returns.

        Raises:
            Conflict: a document is not at the revision its change expected, or is written twice.
        """
        ...

    def close(self) -> None: ...
