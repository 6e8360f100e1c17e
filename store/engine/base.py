"""The seam below `Store`: five calls. Whoever offers them can keep our documents.

Everything else is a use of `commit`: to claim a key once is `Put(…, expected=0)`; to append an event with the
change it tells of is two `Put`s in one commit; a rule over a document that is only read is a `Check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from store.engine.encode import decode
from store.refusal import Refusal

Body = Mapping[str, Any]
"""A document as JSON values."""


@dataclass(frozen=True)
class Record:
    """A document as it is kept; `rev` counts its writes, from 1.

    `json` is its body as JSON, `schema` the version of the documents' shape that it was written in.
    """

    kind: str
    key: str
    rev: int
    json: bytes | memoryview
    schema: int = 0

    @property
    def body(self) -> Body:
        """A copy, made each time that it is asked for: whoever got it may change it.

        Raises:
            Refusal: it is no JSON; somebody else wrote it.
        """
        try:
            body: Body = decode(self.json)
        except ValueError as error:
            raise Refusal("store.foreign", document=f"{self.kind}/{self.key}") from error
        return body


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
    """Whoever keeps documents: thread-safe, and durable.

    `schema` is the version of the documents' shape that this engine writes, and that `outdated` compares with;
    `writing`, whether it was opened to write.
    """

    schema: int
    writing: bool

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
            Refusal: there is no room on the disk, or it can't be written; nothing is changed.
            TypeError, ValueError: a body that JSON can't hold (NaN, a key that is no text); nothing is changed.
        """
        ...

    def outdated(self) -> Iterator[Record]:
        """The records that are not of this engine's schema, in order of kinds and keys. Looked for once,
        at opening."""
        ...

    def keep_copy(self, name: str) -> Path:
        """Write all that is committed into a new file beside, whose name tells this; returns where.

        Raises:
            OSError, Refusal: it can't be written.
        """
        ...

    def close(self) -> None: ...
