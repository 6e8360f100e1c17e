"""What a journal asks of the disk, and nothing else: so that tests can cut the power at every single step of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple


class Mark(NamedTuple):
    """Another one when a file has changed: also where one write was cut off, and another of its length took its place."""

    number: int = 0
    size: int = 0
    changed: int = 0


class Appending:
    """A file that is written at its end only."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | (os.O_CREAT | os.O_TRUNC if fresh else 0)
        self._handle = os.open(path, flags, 0o666)

    @property
    def size(self) -> int:
        return os.fstat(self._handle).st_size

    def write(self, content: bytes) -> None:
        """Write all of it. Raises OSError; a part of it may be written then."""
        written = os.write(self._handle, content)
        while written < len(content):
            written += os.write(self._handle, memoryview(content)[written:])

    def sync(self) -> None:
        """Return when all that was written would survive a power cut. Raises OSError."""
        os.fdatasync(self._handle)

    def resemble(self, other: Appending) -> None:
        """Let whoever may read and write the other one do so here, and nobody else; where the disk knows of such."""
        with suppress(OSError):
            os.fchmod(self._handle, os.fstat(other._handle).st_mode & 0o777)

    def truncate(self, size: int) -> None:
        os.ftruncate(self._handle, size)

    def read(self, begin: int, size: int) -> bytes:
        return os.pread(self._handle, size, begin)

    def close(self) -> None:
        """May be called twice. Whoever writes afterwards gets an error: the handle may be another file's by then."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


class Disk:
    """The disk of this machine."""

    def append(self, path: Path) -> Appending:
        """Open a file that exists. Raises OSError."""
        return Appending(path)

    def create(self, path: Path) -> Appending:
        """Open a new and empty file, in place of one of this name. Raises OSError."""
        return Appending(path, fresh=True)

    def rename(self, path: Path, target: Path) -> None:
        """Give it another name, at one stroke; a file that bears the name already is gone. Raises OSError."""
        path.replace(target)

    def link(self, path: Path, name: Path) -> None:
        """Give it one more name. Raises FileExistsError where the name is taken, OSError."""
        name.hardlink_to(path)

    def sync_folder(self, folder: Path) -> None:
        """Return when names given in the folder would survive a power cut. Raises OSError."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def make_folder(self, folder: Path) -> None:
        """Make it and those above it, where they are missing: a power cut won't take them away. Raises OSError."""
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for each in reversed(missing):
            self.sync_folder(each.parent)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def size(self, path: Path) -> int:
        """Its bytes; 0 where there is no such file."""
        return self.mark(path).size

    def free(self, path: Path) -> Path:
        """A name that no file bears yet: this one, or with a number behind it."""
        names = (path.with_name(f"{path.name}{f'-{n}' if n else ''}") for n in count())
        return next(name for name in names if not self.size(name))

    def mark(self, path: Path) -> Mark:
        """Which file it is, its bytes, and when it changed; zeros where there is none."""
        try:
            stat = path.stat()
        except FileNotFoundError:
            return Mark()
        return Mark(stat.st_ino, stat.st_size, stat.st_mtime_ns)

    @contextmanager
    def reading(self, path: Path) -> Iterator[BinaryIO]:
        """The file, to be read from its beginning. Raises OSError."""
        with path.open("rb", buffering=1 << 20) as file:
            yield file
