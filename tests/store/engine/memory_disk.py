"""A disk in memory that remembers each step: cutting.py tells what a power cut at any of them may leave."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from random import Random
from typing import BinaryIO

from store.engine.journal.disk import Appending, Disk, Mark
from tests.store.engine.cutting import File, Moment, Naming, name_again

Fault = Callable[[str], OSError | None]
"""What goes wrong at a step, by its name."""


class MemoryDisk(Disk):
    """Its `random` decides what becomes of half a write and of a sync that failed.

    Attributes:
        trace: a moment for each step.
        fault: asked before each step.
        pause: called before each sync, so that others have their turn, as they have on a real disk.
        acknowledged: what the workload was told to be safe.
    """

    def __init__(self, random: Random, files: dict[Path, bytes] | None = None) -> None:
        self.random = random
        self.guard = threading.RLock()
        self.fault: Fault = lambda _: None
        self.pause: Callable[[], None] = lambda: None
        self.acknowledged: list[int] = []
        self.files = {number: File(content, content) for number, content in enumerate((files or {}).values(), 1)}
        self.names = dict(zip(files or {}, self.files, strict=True))  # as the machine shows them
        self._durable_names = dict(self.names)
        self._namings: tuple[Naming, ...] = ()
        self.trace: list[Moment] = []
        self.record("power on")

    @classmethod
    def after_kill(cls, moment: Moment, random: Random, acknowledged: list[int]) -> MemoryDisk:
        """The disk of a machine that goes on, though the process was killed after this step.

        What a sync had failed to write is still to be written here: a process that opens a file can't know of it.
        """
        disk = cls(random)
        disk.files = {number: file._replace(lost=frozenset()) for number, file in moment.files.items()}
        disk.acknowledged = acknowledged
        disk.names, disk._durable_names, disk._namings = dict(moment.names), dict(moment.names), moment.namings
        for naming in moment.namings:
            name_again(disk.names, naming)
        disk.trace.clear()
        disk.record("killed")
        return disk

    # --- what happens -------------------------------------------------------------------------------

    def record(self, step: str) -> None:
        """Keep the moment after a step."""
        told = len(self.acknowledged)
        self.trace.append(Moment(step, dict(self.files), dict(self._durable_names), self._namings, told))

    def fail(self, step: str) -> None:
        """Raise what goes wrong at this step."""
        error = self.fault(step)
        if error is not None:
            raise error

    def append(self, path: Path) -> Appending:
        with self.guard:
            self.fail("open")
            return MemoryFile(self, self._number(path))

    def create(self, path: Path) -> Appending:
        with self.guard:
            self.fail("create")
            number = self.names.get(path)
            if number is None:
                number = self.names[path] = len(self.files) + 1
                self.files[number] = File()
                self._namings += (Naming(path, number),)
            else:
                self.files[number] = self.files[number].changed(b"", 0)
            self.record(f"create {path.name}")
            return MemoryFile(self, number)

    def rename(self, path: Path, target: Path) -> None:
        with self.guard:
            self.fail("rename")
            number = self._number(path)
            del self.names[path]
            self.names[target] = number
            self._namings += (Naming(target, number, path),)
            self.record(f"rename {path.name}")

    def sync_folder(self, folder: Path) -> None:
        with self.guard:
            self.fail("sync_folder")
            self._durable_names, self._namings = dict(self.names), ()
            self.record(f"sync_folder {folder.name}")

    def remove(self, path: Path) -> None:
        with self.guard:
            self.fail("remove")
            if self.names.pop(path, None) is not None:
                self._namings += (Naming(path, None),)
                self.record(f"remove {path.name}")

    def mark(self, path: Path) -> Mark:
        with self.guard:
            number = self.names.get(path)
            if number is None:
                return Mark()
            return Mark(number, len(self.files[number].content), self.files[number].changes)

    @contextmanager
    def reading(self, path: Path) -> Iterator[BinaryIO]:
        with self.guard:
            content = self.files[self._number(path)].content
        yield BytesIO(content)

    def _number(self, path: Path) -> int:
        if path not in self.names:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return self.names[path]


class MemoryFile(Appending):
    """A file of it that is written."""

    def __init__(self, disk: MemoryDisk, number: int) -> None:
        self._disk = disk
        self._number: int | None = number

    @property
    def size(self) -> int:
        return len(self._file.content)

    def write(self, content: bytes) -> None:
        with self._disk.guard:
            try:
                self._disk.fail("write")
            except OSError:
                content = content[: self._disk.random.randrange(len(content) or 1)]
                raise
            finally:
                before = self._file.content
                self._let(self._file.changed(before + content, len(before)), f"write {len(content)}")

    def sync(self) -> None:
        self._disk.pause()
        with self._disk.guard:
            try:
                self._disk.fail("sync")
            except OSError:
                self._let(self._file.unsynced(self._disk.random), "sync in vain")
                raise
            self._let(self._file.synced(), "sync")

    def resemble(self, other: Appending) -> None:
        """Everybody may read it."""

    def truncate(self, size: int) -> None:
        with self._disk.guard:
            self._disk.fail("truncate")
            self._let(self._file.changed(self._file.content[:size].ljust(size, b"\0"), size), f"truncate {size}")

    def read(self, begin: int, size: int) -> bytes:
        return self._file.content[begin : begin + size]

    def close(self) -> None:
        self._number = None

    @property
    def _file(self) -> File:
        return self._disk.files[self._known]

    @property
    def _known(self) -> int:
        if self._number is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._number

    def _let(self, file: File, step: str) -> None:
        self._disk.files[self._known] = file
        self._disk.record(f"{step} (file {self._known})")
