"""Reading a journal that another process writes: each look at it sees what was committed until then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.engine.journal.disk import Disk, Mark
from store.engine.journal.reading import Reader
from store.engine.tables import Tables
from store.refusal import Refusal

_NEVER = Mark(size=-1)

_ATTEMPTS = 10
"""How often a file may look damaged since it was folded or cut off while we read it."""


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
        self._mark = _NEVER
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

    def _catch_up(self, mark: Mark) -> None:
        if mark.number == self._mark.number and mark.size >= self.reader.position:
            try:
                if self.reader.stands():
                    self._read(mark.size)
                    if self._disk.mark(self._path).number == mark.number:
                        self._mark = mark
                        return
            except Refusal:
                pass  # folded or cut off while we looked: what we read was of two files
        self._start_over()

    def _start_over(self) -> None:
        for attempt in range(_ATTEMPTS):
            mark = self._disk.mark(self._path)
            self._mark = _NEVER  # what is half read must not be taken for what is there, if this fails
            self._tables.tables.clear()
            self.version += 1
            self.reader = Reader(self._path, self._disk)
            try:
                if mark.size:
                    self._read(mark.size)
            except Refusal:
                if attempt == _ATTEMPTS - 1 or self._disk.mark(self._path) == mark:
                    raise
            else:
                self._mark = mark
                return

    def _read(self, size: int) -> None:
        for ops in self.reader.read(size):
            self._tables.load(ops)
            self.version += 1
