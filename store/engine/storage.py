"""TinyDB's storage on a journal: durable, never O(all documents) for one change, and lending out nothing live."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from store.engine import tables
from store.engine.commits import Commits
from store.engine.draft import Draft, TableDraft
from store.engine.encode import decode, encode
from store.engine.folding import Folding
from store.engine.following import Following
from store.engine.journal.disk import Disk
from store.engine.journal.journal import Journal, folding_name, write_new
from store.engine.journal.reading import Reader
from store.engine.loading import load
from store.engine.lock import Lock
from store.engine.tables import Rows, Tables

Fields = Mapping[str, Iterable[tables.Path]]
"""By table, fields of its documents: `{"sheets": [("year",), ("owner", "name")]}`."""


class JournalStorage(Storage):
    """Keeps TinyDB's tables in a journal file. Thread-safe; one process writes, others may read at the same time.

    Args:
        path: the journal; made where it is missing.
        access_mode: "r+" to write, "r" to read: what others commit is seen as soon as they did.
        create_dirs: whether to make the folders above.
        may_be_absent: whether a file to be read may be missing; it is read as soon as it is there.
        indexes: fields to find documents by.
        unique: fields in which no two documents of a table may hold the same; they are indexes too.
        lock: the file that says who writes; beside the journal by default.
        prepare: what to do before the file is looked at, while nobody else can write.
        disk: where it all goes.

    Attributes:
        torn: where the bytes were put aside of a write that a crash had cut off; None where there were none.

    Raises:
        Refusal: another process writes there, or the file is damaged or of a later version. Nothing is touched.
        OSError: it can't be opened, or made.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        access_mode: str = "r+",
        *,
        create_dirs: bool = False,
        may_be_absent: bool = False,
        indexes: Fields | None = None,
        unique: Fields | None = None,
        lock: Path | None = None,
        prepare: Callable[[Disk], None] | None = None,
        disk: Disk | None = None,
    ) -> None:
        super().__init__()
        self.path = Path(path)
        self.torn: Path | None = None
        self._tables = Tables(indexes or {}, unique or {})
        self._disk = disk or Disk()
        self._writing = threading.RLock()
        self._drafts = threading.local()
        self._ids: dict[str, int | None] = {}
        self._commits: Commits | None = None
        self._is_open = True
        if access_mode != "r+":
            if access_mode != "r":
                raise ValueError("access_mode is r or r+")
            if not (may_be_absent or self._disk.size(self.path)):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))
            self._following = Following(self.path, self._disk, self._tables)
            return
        if create_dirs:
            self._disk.make_folder(self.path.parent)
        self._lock = Lock(lock or self.path.with_name(f"{self.path.name}.lock"))
        try:
            if prepare is not None:
                prepare(self._disk)
            self._commits = Commits(self._tables, self._opened())
        except BaseException:
            self._lock.close()
            raise
        self._folding = Folding(self._commits, self._writing, self._disk)

    def _opened(self) -> Journal:
        self._disk.remove(folding_name(self.path))
        if not self._disk.size(self.path):
            write_new(self.path, [], self._disk)
        reader = Reader(self.path, self._disk)
        load(reader, self._tables)
        if reader.torn:
            self.torn = reader.put_aside()
        return Journal(self.path, self._disk, reader)

    # --- TinyDB's storage ---------------------------------------------------------------------------

    def read(self) -> dict[str, dict[str, Any]] | None:
        """A copy of all tables; None where nothing was ever written."""
        with self._seen():
            names = self._names()
            if not names and self._commits and not self._commits.journal.n:
                return None
            return {name: {key: decode(doc) for key, doc in self._view(name).items()} for name in names}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Let the tables be these; what is the same already isn't written again."""
        with self.transaction() as draft:
            for name in [name for name in draft.names() if name not in data]:
                draft.table(name).clear(keep=False)
                self.forget_ids(name)
            for name, documents in data.items():
                table = draft.table(name)
                wanted = {str(key): encode(dict(document), any_key=True) for key, document in documents.items()}
                # What stands where it should stays; from the first that is out of order, all are put behind it anew.
                kept = takewhile(lambda pair: pair[0] == pair[1], zip(_those(table, wanted), wanted, strict=False))
                staying = {key for key, _ in kept}
                for key in [key for key, _ in table.items() if key not in staying]:
                    table.remove(key)
                for key, doc in wanted.items():
                    if doc != table.get(key):
                        table.put(key, doc)
                if name not in draft.names():
                    table.create()

    def keep_copy(self, name: str) -> Path:
        """Write all documents as they stand into a new journal beside; returns where. Raises OSError."""
        copy = self._disk.free(self.path.with_name(f"{self.path.name}.{name}"))
        with self._seen():
            ops = self._tables.ops()
        write_new(copy, ops, self._disk)
        return copy

    def rest(self) -> None:
        """Return when nothing is being folded in the background."""
        if self._commits is not None:
            self._folding.wait()

    def close(self) -> None:
        """Let everything under way be finished, and others write. May be called twice. What was read can be read on.

        Raises:
            RuntimeError: within a transaction of the same thread, which would have nowhere to go.
        """
        if self._draft is not None:
            raise RuntimeError("closed within a transaction")
        with self._writing:
            was_open, self._is_open = self._is_open, False
        if was_open and self._commits is not None:
            self._folding.stop()
            self._commits.close()
            self._lock.close()

    # --- for JournalTable ---------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The tables that there are."""
        with self._seen():
            return self._names()

    @contextmanager
    def transaction(self) -> Iterator[Draft]:
        """Everything that this thread writes within is one commit: durable at the end of it, or not there at all.

        Within one, another belongs to the outer one; where it fails, the outer one is as it was before, and may go
        on. Others see nothing of it before its end, and can't write meanwhile.

        Raises:
            OSError: the disk is full, or can't be written: nothing is changed.
            Taken: a document holds what only another may hold: nothing is changed.
            ValueError: the storage is closed.
        """
        commits = self._commits
        if commits is None:
            raise OSError("opened for reading (access_mode r)")
        outer = self._draft
        if outer is not None:
            with outer.whole():
                yield outer
            return
        with self._writing:
            if not self._is_open:
                raise ValueError("the storage is closed")
            failures = commits.failures
            draft = self._drafts.open = Draft(self._tables)
            try:
                yield draft  # where it fails, nobody looks at it again
                draft.require_unique()
            except BaseException:
                for step in draft.steps:
                    self.forget_ids(step.op.table)  # what was numbered within never was
                raise
            finally:
                self._drafts.open = None
            if not draft.steps:
                return
            group, leads = commits.apply(draft.steps, failures)
        commits.settle(group, leads=leads)
        if leads:
            self._folding.consider()

    @property
    def version(self) -> int | None:
        """Another one after each change; None within a transaction, where every look may see something new."""
        if self._draft is not None:
            return None
        if self._commits is not None:
            return self._commits.version
        with self._following.upto_date():
            return self._following.version

    def get(self, table: str, key: str) -> bytes | None:
        """A document's JSON."""
        if self._commits is None:
            with self._seen():
                return self._view(table).get(key)
        return self._view(table).get(key)  # one look into a dict: it needs no lock

    def count(self, table: str) -> int:
        """How many documents a table has."""
        with self._seen():
            return len(self._view(table))

    def items(self, table: str) -> list[tuple[str, bytes]]:
        """All documents of a table, as JSON, by their keys and in their order."""
        with self._seen():
            return self._view(table).items()

    def candidates(self, table: str, field: tables.Path, value: Any) -> list[tuple[str, bytes]] | None:
        """Those that hold a value in an indexed field, and maybe some more; None where no index knows."""
        with self._seen():
            return self._view(table).candidates(field, value, exact=False)

    def having(self, table: str, fields: Mapping[tables.Path, Any]) -> list[tuple[str, bytes]]:
        """Those that hold all these values in indexed fields, at one moment. Raises KeyError where there is no index."""
        found: dict[str, bytes] | None = None
        with self._seen():
            for field, value in fields.items():
                if (holding := self._view(table).candidates(field, value, exact=True)) is None:
                    raise KeyError(f"{table} is not indexed by {'.'.join(field)}")
                found = dict(holding) if found is None else {key: doc for key, doc in holding if key in found}
        return list((found or {}).items())

    def next_id(self, table: str) -> int:
        """The number for a new document. Counted here: there may be several `Table` objects of one name."""
        with self._writing:
            known = self._ids.get(table)
            # One in use is never given again: whoever wrote there would write over it.
            if known is None or self.get(table, str(known)) is not None:
                known = max((int(key) for key, _ in self.items(table)), default=0) + 1
            self._ids[table] = known + 1
            return known

    def forget_ids(self, table: str) -> None:
        """Count anew from the highest number in use, as TinyDB does after a document came with its own."""
        self._ids[table] = None

    # --- within -------------------------------------------------------------------------------------

    @contextmanager
    def _seen(self) -> Iterator[None]:
        """Nobody else changes the tables meanwhile."""
        if self._commits is None:
            with self._following.upto_date():
                yield
        else:
            with self._commits.state:
                yield

    def _view(self, table: str) -> Rows | TableDraft:
        """The table as this thread sees it."""
        draft = self._draft
        return draft.table(table) if draft is not None else self._tables.rows(table)

    def _names(self) -> list[str]:
        draft = self._draft
        return list(draft.names() if draft is not None else self._tables.tables)

    @property
    def _draft(self) -> Draft | None:
        """The transaction that this thread is in."""
        draft: Draft | None = getattr(self._drafts, "open", None)
        return draft


def _those(table: TableDraft, wanted: Mapping[str, bytes]) -> Iterator[str]:
    return (key for key, _ in table.items() if key in wanted)
