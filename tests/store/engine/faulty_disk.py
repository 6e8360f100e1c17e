"""The disk of this machine, with faults: at each step it may be full, read-only or broken."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from store.engine.journal.disk import Appending, Disk

STEPS = ("open", "create", "write", "sync", "truncate", "rename", "sync_folder", "remove")


class FaultyDisk(Disk):
    """Asks `fault` before each step, and raises what it answers. Of a write that fails, a part is written."""

    def __init__(self) -> None:
        self.fault: Callable[[str], OSError | None] = lambda _: None

    def fails(self, error: int, *steps: str) -> None:
        """From now on these steps fail (none: all go well again)."""
        self.fault = lambda step: OSError(error, os.strerror(error)) if step in steps else None

    def asked(self, step: str) -> None:
        error = self.fault(step)
        if error is not None:
            raise error

    def append(self, path: Path) -> Appending:
        self.asked("open")
        return FaultyFile(self, path)

    def create(self, path: Path) -> Appending:
        self.asked("create")
        return FaultyFile(self, path, fresh=True)

    def rename(self, path: Path, target: Path) -> None:
        self.asked("rename")
        super().rename(path, target)

    def sync_folder(self, folder: Path) -> None:
        self.asked("sync_folder")
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        self.asked("remove")
        super().remove(path)


class FaultyFile(Appending):
    """A file of it."""

    def __init__(self, disk: FaultyDisk, path: Path, *, fresh: bool = False) -> None:
        super().__init__(path, fresh=fresh)
        self._disk = disk

    def write(self, content: bytes) -> None:
        try:
            self._disk.asked("write")
        except OSError:
            super().write(content[: len(content) // 2])
            raise
        super().write(content)

    def sync(self) -> None:
        self._disk.asked("sync")
        super().sync()

    def truncate(self, size: int) -> None:
        self._disk.asked("truncate")
        super().truncate(size)
