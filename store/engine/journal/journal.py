"""The file that is written: lines are appended and synced; at times it is folded into a fresh one."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from store.engine.journal.disk import Appending, Disk
from store.engine.journal.lines import Head, Op, Pieces, head_line, line, written
from store.engine.journal.reading import Reader

_CHUNK = 1 << 18
"""Bytes written at once while folding: between two of them, other threads have their turn."""

_LAST = 1 << 16
"""Bytes that may be left to copy when everybody is asked to wait for the rest."""


class Journal:
    """A journal that is open for writing. One thread at a time.

    Args:
        path: its file, which exists.
        reader: has read it to its end.

    Attributes:
        n: the number of the last commit in it; 0 in a new one.
        size: its bytes.
    """

    def __init__(self, path: Path, disk: Disk, reader: Reader) -> None:
        self.path = path
        self._disk = disk
        self._file = disk.append(path)
        self.n = reader.n
        self.size = reader.position
        # Whoever wrote here last may have been killed before a sync: what was read, and the name that it was read by,
        # may not be on the disk yet. Nobody should see it, and nothing should stand on it, until it is.
        self._dirty = self._unnamed = True
        self.mend()

    def append(self, ops: Iterable[Pieces]) -> None:
        """Write a group of commits; durable when it returns.

        Raises:
            OSError: nothing is written. What may stand in the file of it is cut off, at the latest before the next.
        """
        content = line(self.n + 1, ops)
        n, size = self.n + 1, self.size + len(content)
        self.mend()
        self._dirty = True  # until we know better: an interrupt may come at any moment
        try:
            self._file.write(content)
            self._file.sync()
        except BaseException:
            with suppress(OSError):
                self.mend()
            raise
        self.n, self.size, self._dirty = n, size, False

    def mend(self) -> None:
        """Finish what failed: cut off what isn't whole at the end, bring the file's name to the disk.

        Raises:
            OSError: it still fails; until it succeeds, nothing can be written.
        """
        if self._dirty:
            self._file.truncate(self.size)
            self._file.sync()
            self._dirty = False
        if self._unnamed:
            self._disk.sync_folder(self.path.parent)
            self._unnamed = False

    def fresh(self, path: Path) -> Appending:
        """A new file for the same eyes as this one. Raises OSError."""
        target = self._disk.create(path)
        target.resemble(self._file)
        return target

    def head(self, folded: int) -> Head:
        """The head of a file into which everything so far is folded, in so many lines."""
        return Head(self.n, folded)

    def copy(self, begin: int, target: Appending) -> int:
        """Copy what was appended since; returns up to where. Leaves at most a little, that others need not wait."""
        while self.size - begin > _LAST:
            begin += self._copied(begin, _CHUNK, target)
        return begin

    def exchange(self, fresh: Path, begin: int, target: Appending) -> None:
        """Copy the rest, and let the fresh file take the place of this one.

        Raises:
            OSError: nothing has changed.
        """
        while begin < self.size:
            begin += self._copied(begin, self.size - begin, target)
        target.sync()
        size = target.size
        self._disk.rename(fresh, self.path)
        # Until the name is on the disk, a power cut would bring the old file back, without what is appended to this one.
        old, self._file, self.size, self._unnamed = self._file, target, size, True
        with suppress(OSError):
            old.close()
        with suppress(OSError):
            self.mend()

    def _copied(self, begin: int, most: int, target: Appending) -> int:
        content = self._file.read(begin, min(most, self.size - begin))
        if not content:
            raise OSError(errno.EIO, "the journal is shorter than it was written")
        target.write(content)
        return len(content)

    def close(self) -> None:
        """Nothing can be written afterwards. May be called twice."""
        with suppress(OSError):
            self.mend()
        self._file.close()


def write_new(path: Path, ops: Sequence[Op], disk: Disk) -> None:
    """Make a journal that says this, in place of one of its name: whole from the moment that it exists.

    Raises:
        OSError: what stood there still does.
    """
    with fresh(path, folding_name(path), disk) as target:
        write_folded(target, Head(0, len(ops)), ops)


@contextmanager
def fresh(path: Path, beside: Path, disk: Disk) -> Iterator[Appending]:
    """A file that is written beside and gets its name at the end of the block: whole and synced, or not at all.

    Raises:
        OSError: what stood under the name still does, and nothing is left beside.
    """
    try:
        target = disk.create(beside)
        try:
            yield target
            target.sync()
        finally:
            target.close()
        disk.rename(beside, path)
    except BaseException:
        with suppress(OSError):
            disk.remove(beside)
        raise
    disk.sync_folder(path.parent)


def folding_name(path: Path) -> Path:
    """Where a journal is made before it takes its place. What a crash left there is of no use."""
    return path.with_name(f"{path.name}.folding")


def write_folded(target: Appending, head: Head, ops: Iterable[Op]) -> None:
    """Write a head, and a line for each op. Not synced yet. Raises OSError."""
    target.write(head_line(head))
    for chunk in chunks(line(n, [written(op)]) for n, op in enumerate(ops, 1)):
        target.write(chunk)


def chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, some together, so that each is worth a write."""
    waiting: list[bytes] = []
    size = 0
    for each in lines:
        waiting.append(each)
        size += len(each)
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
