"""A disk in memory that remembers each step, and tells what a power cut at any of them may have left.

What isn't synced may be there or not: bytes in blocks of 4 KB, each by itself; a file's size apart from its blocks;
names apart from files, renames in their order. What a sync failed to write is lost, though the machine still shows it.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from random import Random
from typing import BinaryIO, Literal, NamedTuple

from store.engine.journal.disk import Appending, Disk, Mark

BLOCK = 4096

Cut = Literal["dropped", "kept", "torn", "half", "grown"]
"""All that isn't synced is lost, or there; or some blocks of it; or the last write to a part; or its size, but no byte."""

CUTS: tuple[Cut, ...] = ("dropped", "kept", "torn", "half", "grown")

Fault = Callable[[str], OSError | None]
"""What goes wrong at a step, by its name."""


class File(NamedTuple):
    """A file: as the machine shows it, as it surely is on the disk, and all that it was since, step by step.

    `lost` are the blocks that a failed sync left as they were on the disk: no later one writes them.
    """

    content: bytes = b""
    durable: bytes = b""
    since: tuple[bytes, ...] = ()
    lost: frozenset[int] = frozenset()
    changes: int = 0

    def changed(self, content: bytes, begin: int) -> File:
        """It holds this now, which is new from `begin` on."""
        lost = frozenset(block for block in self.lost if block < begin // BLOCK)
        return File(content, self.durable, (*self.since, content), lost, self.changes + 1)

    def synced(self) -> File:
        """All of it is on the disk, but for what is lost."""
        return File(self.content, self._blocks(len(self.content), lambda _: self.content), (), self.lost, self.changes)

    def unsynced(self, random: Random) -> File:
        """A sync failed: some blocks will never be written."""
        blocks = range(0, len(self.content), BLOCK)
        dirty = [at // BLOCK for at in blocks if self.content[at : at + BLOCK] != self.durable[at : at + BLOCK]]
        return self._replace(lost=self.lost | {block for block in dirty if random.random() < 0.5})

    def cut(self, cut: Cut, random: Random) -> bytes:
        """What a power cut leaves of it."""
        if cut == "dropped" or not self.since:
            return self.durable
        last, before = self.since[-1], (self.durable, *self.since)[-2]
        match cut:
            case "kept":
                return self._blocks(len(last), lambda _: last)
            case "half" if len(last) > len(before):
                half = last[: random.randint(len(before), len(last))]
                return self._blocks(len(half), lambda _: half)
            case "grown":
                size = max(map(len, self.since))
                return self._blocks(size, lambda _: self.durable)
            case _:
                versions = (self.durable, *self.since)
                return self._blocks(len(random.choice(versions)), lambda _: random.choice(versions))

    def _blocks(self, size: int, version: Callable[[int], bytes]) -> bytes:
        """So many bytes, each block as it is in one version; what this one doesn't have is zero."""
        blocks = []
        for begin in range(0, size, BLOCK):
            chosen = self.durable if begin // BLOCK in self.lost else version(begin)
            blocks.append(chosen[begin : begin + BLOCK].ljust(BLOCK, b"\0"))
        return b"".join(blocks)[:size]


class Naming(NamedTuple):
    """A change of names that isn't on the disk yet: `path` names this file (None: nothing any more)."""

    path: Path
    number: int | None
    source: Path | None = None
    """The name that it had before, where it was renamed."""


class Moment(NamedTuple):
    """All that can be known after a step: whatever a power cut left comes from here."""

    step: str
    files: dict[int, File]
    names: dict[Path, int]
    namings: tuple[Naming, ...]
    acknowledged: int
    """How many commits were acknowledged before the step."""


class MemoryDisk(Disk):
    """See above. Its `random` decides what becomes of half a write and of a sync that failed.

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
            _name(disk.names, naming)
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


def after_cut(moment: Moment, cut: Cut, random: Random) -> dict[Path, bytes]:
    """The files that a power cut after this step may leave."""
    names = dict(moment.names)
    for naming in _surviving(moment.namings, cut, random):
        _name(names, naming)
    return {path: moment.files[number].cut(cut, random) for path, number in names.items()}


def _name(names: dict[Path, int], naming: Naming) -> None:
    if naming.source is not None and names.get(naming.source) == naming.number:
        del names[naming.source]
    if naming.number is None:
        names.pop(naming.path, None)
    else:
        names[naming.path] = naming.number


def _surviving(namings: Sequence[Naming], cut: Cut, random: Random) -> Iterator[Naming]:
    """Those that reached the disk: any of them, but no rename after one that didn't."""
    if cut in ("dropped", "kept"):
        yield from namings if cut == "kept" else ()
        return
    renames = sum(each.source is not None for each in namings)
    renamed = random.randint(0, renames)
    for each in namings:
        if each.source is None:
            if random.random() < 0.5:
                yield each
        elif renamed:
            renamed -= 1
            yield each
