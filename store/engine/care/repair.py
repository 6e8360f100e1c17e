"""A damaged journal, written anew from what can still be read of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from store.engine.care.checking import Progress
from store.engine.care.names import keep, part_name
from store.engine.care.salvage import Salvage, salvage
from store.engine.folder import FILE, LOCK
from store.engine.journal.disk import Disk
from store.engine.journal.journal import fresh, write_folded
from store.engine.journal.lines import Head
from store.engine.lock import Lock


@dataclass(frozen=True)
class Repaired:
    """What was saved, and where the damaged journal is kept."""

    salvage: Salvage
    former: Path


def repair(folder: Path, progress: Progress | None = None, *, disk: Disk | None = None) -> Repaired:
    """Let the journal of a data folder be what its whole lines hold; the others are left out.

    For who has no backup: a document may go back to what an earlier line says, an event may be lost. The damaged file
    is kept beside.

    Raises:
        Refusal: another process writes there; or nothing is wrong, nothing can be read, or it is of a later version.
        OSError: it can't be read, or not be written; nothing has changed.
    """
    disk = disk or Disk()
    path = folder / FILE
    with Lock(folder / LOCK):
        found = salvage(path, progress, disk=disk)
        with fresh(path, part_name(path), disk) as file:
            write_folded(file, Head(found.through, len(found.ops)), found.ops)
            file.sync()
            former = keep(path, "before-repair", disk)
    assert former is not None  # noqa: S101 - something was read from it
    return Repaired(found, former)
