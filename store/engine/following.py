"""Reading a journal that another process writes: each look at it sees what was committed until then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.engine.journal.disk import Disk
from store.engine.journal.reading import Reader
from store.engine.tables import Tables
from store.refusal import Refusal


class Following:
    """Keeps tables up to date with a journal.

    Attributes:
        version: counts what changed.
        reader: has read the journal.

    Raises:
        Refusal: the file is damaged, or of a later version of the program.
        OSError: it can't be read.
    """

    def __init__(self, path: Path, disk: Disk, tables: Tables) -> None:
        self._path = path
        self._disk = disk
        self._tables = tables
        self._guard = threading.RLock()
        self._mark = (0, -1)
        self.version = 0
        self._start_over()

    @contextmanager
    def upto_date(self) -> Iterator[None]:
        """What was committed until now is in the tables, and they stay so within. Raises as above."""
        with self._guard:
            mark = self._disk.mark(self._path)
            if mark != self._mark:
                self._catch_up(mark)
            yield

    def _catch_up(self, mark: tuple[int, int]) -> None:
        inode, size = mark
        try:
            if inode == self._mark[0] and size >= self.reader.position and self.reader.stands():
                self._read(size)
                self._mark = mark
                return
        except Refusal:
            pass  # folded while we looked: the file of this name is another one now
        self._start_over()

    def _start_over(self) -> None:
        self._mark = self._disk.mark(self._path)
        self._tables.tables.clear()
        self.version += 1
        self.reader = Reader(self._path, self._disk)
        if self._mark[1]:
            self._read(None)

    def _read(self, size: int | None) -> None:
        for ops in self.reader.read(size):
            self._tables.load(ops)
            self.version += 1
