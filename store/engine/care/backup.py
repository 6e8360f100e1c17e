"""A copy of a journal, and back."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from store.engine.care.checking import Checked, Contents, Progress, Seen, require_journal
from store.engine.care.names import keep, part_name
from store.engine.folder import FILE, LOCK
from store.engine.journal.disk import Disk
from store.engine.journal.journal import chunks, fresh
from store.engine.legacy import set_aside
from store.engine.lock import Lock


@dataclass(frozen=True)
class Restored:
    """What was brought back.

    Attributes:
        former: where the journal that stood there is kept; None where there was none.
        old: where the file of the version before the journal is kept; None where there was none.
    """

    contents: Contents
    former: Path | None
    old: Path | None


def copy(
    path: Path, target: Path, progress: Progress | None = None, *, seen: Seen | None = None, disk: Disk | None = None
) -> Contents:
    """Copy the whole lines that stand at the beginning of the call into a new file, looking at each of them.

    Another process may be writing the journal, or folding it. The copy is on the disk under its name when this
    returns; where it fails, nothing is left of it.

    Args:
        path: the journal.
        target: a file that isn't there yet, in a folder that is.

    Raises:
        Refusal: the journal is damaged, or of a later version of the program.
        FileExistsError: there is such a file already.
        OSError: the one can't be read, or the other not be written.
    """
    disk = disk or Disk()
    _require_free(target)
    checked = Checked(path, disk, progress, seen)
    with fresh(target, part_name(target), disk) as file:
        for chunk in chunks(checked.lines()):
            file.write(chunk)
        _require_free(target)
    return checked.contents


def restore(backup: Path, folder: Path, progress: Progress | None = None, *, disk: Disk | None = None) -> Restored:
    """Let the journal of a data folder be what a backup holds. The folder is made where it is missing.

    Nothing is replaced before the whole backup was looked at; at no moment is the folder without its journal.

    Raises:
        Refusal: another process writes there; or the backup is no journal, damaged, or of a later version.
        OSError: the one can't be read, or the other not be written; nothing has changed.
    """
    disk = disk or Disk()
    require_journal(backup, disk)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    with Lock(folder / LOCK):
        checked = Checked(backup, disk, progress)
        with fresh(path, part_name(path), disk) as file:
            for chunk in chunks(checked.lines()):
                file.write(chunk)
            file.sync()
            former = keep(path, "before-restore", disk)
        old = set_aside(folder, "before-restore", disk)
    return Restored(checked.contents, former, old)


def _require_free(target: Path) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
