"""Names for files that are made, or kept, beside others."""

from __future__ import annotations

import errno
import os
from itertools import count
from pathlib import Path

from store.engine.journal.disk import Disk

_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What systems say whose files have one name only: memory cards, some shares."""


def part_name(path: Path) -> Path:
    """Where a file is written before it gets its name: no two processes write the same."""
    return path.with_name(f"{path.name}.{os.getpid()}.part")


def keep(path: Path, why: str, disk: Disk) -> Path | None:
    """Give a file that will be replaced another name beside, which no other bears; None where there is none.

    Its own name stays too, until another file takes it: at no moment is there a folder without a journal.

    Raises:
        OSError: it has no other name.
    """
    if not disk.size(path):
        return None
    for n in count(1):
        name = path.with_name(f"{path.name}.{why}-{n}")
        try:
            disk.link(path, name)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if name.exists():
                continue
            _copy(path, name, disk)
        return name
    raise AssertionError("there is always a next number")


def _copy(path: Path, name: Path, disk: Disk) -> None:
    target = disk.create(name)
    try:
        with disk.reading(path) as file:
            while content := file.read(1 << 20):
                target.write(content)
        target.sync()
    except BaseException:
        disk.remove(name)
        raise
    finally:
        target.close()
