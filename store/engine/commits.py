"""Commits: applied to memory one after the other, written to the journal in groups that share one sync."""

from __future__ import annotations

import copy
import errno
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from store.engine.journal.journal import Journal
from store.engine.journal.lines import Pieces, written
from store.engine.tables import Step, Tables, Undo

_PATIENCE = 1.0
"""Seconds."""


class Gate:
    """Shut until it is opened for good. Lighter than `threading.Event`, of which each commit would need one; and those
    who wait go through one after the other, instead of all asking for the interpreter at once."""

    def __init__(self) -> None:
        self._bolt = threading.Lock()
        self._bolt.acquire()
        self._is_open = False

    def is_set(self) -> bool:
        return self._is_open

    def set(self) -> None:
        if not self._is_open:
            self._is_open = True
            self._bolt.release()

    def wait(self, timeout: float) -> bool:
        """Whether it opens within so many seconds."""
        if self._is_open:
            return True
        went = self._bolt.acquire(timeout=timeout)
        if went:
            self._bolt.release()
        return went


@dataclass
class Group:
    """Commits that will be one line. Who opens it writes it, when the file is free; whoever comes until then joins."""

    ops: list[Pieces] = field(default_factory=list)
    undos: list[Undo] = field(default_factory=list)
    done: Gate = field(default_factory=Gate)
    error: Exception | None = None


class Commits:
    """Brings steps into memory and onto the disk, and takes them back where the disk fails.

    A commit is in memory before it is on the disk, so that the next one can build on it and share its sync; nobody
    is told that it succeeded before both. If the disk fails, all that isn't on it is undone: memory is what the disk
    holds.

    Attributes:
        file: whoever holds it writes to the journal.
        state: whoever holds it reads or changes the tables; never held during a write to the disk.
        version: counts what changed in memory.
        failures: counts how often memory was taken back: what a draft has read before that may never have been.
    """

    def __init__(self, tables: Tables, journal: Journal) -> None:
        self.tables = tables
        self.journal = journal
        self.file = threading.Lock()
        self.state = threading.Lock()
        self.version = 0
        self.failures = 0
        self._open: Group | None = None
        self._error: Exception | None = None

    def apply(self, steps: Sequence[Step], failures: int) -> tuple[Group, bool]:
        """Bring steps into memory; returns their group, and whether it is the caller who must write it.

        `failures` is the count from when the steps were thought out. Raises the disk's error if it is another by now.
        """
        ops = [written(step.op) for step in steps]
        with self.state:
            if self._error is not None and self.failures != failures:
                raise copy.copy(self._error) from self._error
            group, leads = (Group(), True) if self._open is None else (self._open, False)
            undos: list[Undo] = []
            try:
                self.tables.apply(steps, undos)
            except BaseException:
                self.tables.undo(undos)
                raise
            group.undos += undos
            group.ops += ops
            self._open = group
            self.version += 1
        return group, leads

    def settle(self, group: Group, *, leads: bool) -> None:
        """Return when the group is on the disk. Raises OSError where it can't be; it is undone then."""
        # Whoever should write it may have been interrupted: after a while, those who wait for it do.
        while not (leads or group.done.wait(_PATIENCE)):
            leads = True
        if leads:
            with self.file:
                self.write(group)
        if group.error is not None:
            raise copy.copy(group.error) from group.error

    def write_open(self) -> None:
        """Write the group that is waiting, if there is one. The caller holds `file`."""
        if self._open is not None:
            self.write(self._open)

    def close(self) -> None:
        """Write what is waiting; nothing can be written afterwards. May be called twice."""
        with self.file:
            self.write_open()
            self.journal.close()

    def write(self, group: Group) -> None:
        """Write a group, unless it is done with. The caller holds `file`."""
        if group.done.is_set():
            return
        n = self.journal.n
        try:
            with self.state:
                if self._open is group:
                    self._open = None
            self.journal.append(group.ops)
        except Exception as error:
            self._take_back(group, error)
        except BaseException:
            # An interrupt is for this thread; for all others the disk fails, or it doesn't, as the journal says.
            if self.journal.n == n:
                self._take_back(group, OSError(errno.EINTR, os.strerror(errno.EINTR)))
            raise
        finally:
            group.done.set()

    def _take_back(self, group: Group, error: Exception) -> None:
        """Undo what isn't on the disk: this group, and the one behind it, which was built on it."""
        with self.state:
            behind = None if self._open is group else self._open
            self._open = None
            self._error = group.error = error
            self.version += 1
            self.failures += 1
            try:
                self.tables.undo([*group.undos, *(behind.undos if behind else ())])
            finally:
                group.done.set()
                if behind is not None:
                    behind.error = error
                    behind.done.set()
