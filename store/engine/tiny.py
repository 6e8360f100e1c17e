"""The engine on TinyDB: a table for each kind, a TinyDB document for each record, kept in a journal."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, assert_never, cast

from tinydb import TinyDB

from store.engine import legacy
from store.engine.base import Change, Check, Conflict, Put, Record, Remove
from store.engine.draft import Draft
from store.engine.folder import FILE, LOCK
from store.engine.journal.disk import Disk
from store.engine.rows import record_of, rev_of, row_of
from store.engine.storage import JournalStorage
from store.engine.table import JournalTable
from store.refusal import Refusal
from store.text import Text

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


class RecordTable(JournalTable):
    """A table whose ids are words."""

    document_id_class = str  # type: ignore[assignment] # TinyDB takes any class that makes an id of text


class RecordDB(TinyDB):
    """A TinyDB of such tables."""

    table_class = RecordTable  # type: ignore[assignment] # TinyDB annotates none, and takes any


class JournalEngine:
    """Keeps records in `folder`; `indexes` names, per kind, the fields of a body to find by.

    A reading engine (`writing=False`) takes no lock, makes no file, and sees what others commit.

    Attributes:
        torn: where the bytes were put aside of a write that a crash had cut off; None where there were none.
        taken_over: where the file of the version before the journal is kept; None where there was none.

    Raises:
        Refusal: another process writes there, or the file is damaged or of a later version; or it is to be read, and
            the version before the journal wrote it.
    """

    def __init__(
        self,
        folder: Path,
        indexes: Mapping[str, tuple[str, ...]],
        *,
        schema: int = 0,
        writing: bool = True,
        disk: Disk | None = None,
    ) -> None:
        self.schema = schema
        self._folder = folder
        self.writing = writing
        self.taken_over: Path | None = None
        if writing:
            (disk or Disk()).make_folder(folder)
        else:
            legacy.require_taken_over(folder)
        if (folder / FILE).exists() and not (disk or Disk()).size(folder / FILE):
            # No journal of ours is ever empty: it gets its name when its first line is on the disk.
            raise Refusal("store.damaged", file=str(folder / FILE), line=1)
        self._storage = JournalStorage(
            folder / FILE,
            "r+" if writing else "r",
            indexes={kind: [("body", field) for field in fields] for kind, fields in indexes.items()},
            may_be_absent=True,
            lock=folder / LOCK,
            prepare=self._take_over,
            disk=disk,
        )
        self._db = RecordDB(storage=lambda: self._storage)

    def get(self, kind: str, key: str) -> Record | None:
        doc = self._table(kind).json(key)
        return None if doc is None else record_of(kind, key, doc)

    def find(self, kind: str, **fields: Any) -> Iterator[Record]:
        table = self._table(kind)
        if not fields:
            return (record_of(kind, key, doc) for key, doc in sorted(table.all_json()))
        found = table.json_having({("body", field): value for field, value in fields.items()})
        return (record_of(kind, key, doc) for key, doc in sorted(found))

    def commit(self, *changes: Change) -> None:
        if not self.writing:
            raise RuntimeError("opened for reading")
        rows = [
            row_of(each.expected + 1, self.schema, each.body) if isinstance(each, Put) else b"" for each in changes
        ]  # made while others may write
        try:
            with self._storage.transaction() as draft:
                self._require_expected(draft, changes)
                for change, row in zip(changes, rows, strict=True):
                    table = draft.table(change.kind)
                    match change:
                        case Put():
                            table.put(change.key, row, {"body": change.body})
                        case Remove():
                            table.remove(change.key)
                        case Check():
                            pass
                        case _:
                            assert_never(change)
        except OSError as error:
            raise self._refused(error) from error

    def outdated(self) -> Iterator[Record]:
        for kind in sorted(self._storage.names()):
            records = (record_of(kind, key, doc) for key, doc in self._table(kind).all_json())
            yield from sorted((each for each in records if each.schema != self.schema), key=lambda each: each.key)

    def keep_copy(self, name: str) -> Path:
        try:
            return self._storage.keep_copy(name)
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        self._db.close()

    @property
    def torn(self) -> Path | None:
        return self._storage.torn

    def _take_over(self, disk: Disk) -> None:
        self.taken_over = legacy.take_over(self._folder, disk)

    def _table(self, kind: str) -> RecordTable:
        return cast("RecordTable", self._db.table(kind))

    def _require_expected(self, draft: Draft, changes: tuple[Change, ...]) -> None:
        touched: set[tuple[str, str]] = set()
        for change in changes:
            if rev_of(change.kind, change.key, draft.table(change.kind).get(change.key)) != change.expected:
                raise Conflict(change)
            if not isinstance(change, Check):
                if (change.kind, change.key) in touched:
                    raise Conflict(change)
                touched.add((change.kind, change.key))

    def _refused(self, error: OSError) -> Refusal:
        problem = "full" if error.errno in _FULL else "read_only" if error.errno in _READ_ONLY else "other"
        return Refusal("store.unwritable", folder=str(self._folder), problem=Text.of(f"store.problem_{problem}"))
