"""Journals as files: written line by line, hurt in every way, and a disk that fails."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from store.engine import JournalEngine, Put, Remove
from store.engine.folder import LOCK
from store.engine.journal.disk import Appending, Disk
from store.engine.journal.lines import Head, Op, head_line, line, written
from store.engine.rows import row_of

Documents = dict[tuple[str, str], tuple[int, object]]
"""Revision and body, by kind and key."""


def put(kind: str, key: str, rev: int, **body: object) -> Op:
    return Op("put", kind, key, row_of(rev, 0, body))


def journal_of(folded: Sequence[Op], commits: Sequence[Sequence[Op]], through: int = 0) -> list[bytes]:
    """The lines of a journal, each with its line break."""
    return [
        head_line(Head(through, len(folded))),
        *(line(n, [written(op)]) for n, op in enumerate(folded, 1)),
        *(line(n, map(written, ops)) for n, ops in enumerate(commits, through + 1)),
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    """What the files of a data folder hold, but for the lock."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file() and each.name != LOCK}


def kept_in(folder: Path) -> Documents:
    """All documents, as whoever opens the folder sees them."""
    engine = JournalEngine(folder, {}, writing=False)
    kinds = ("sheets", "events", "people")
    found: Documents = {(kind, each.key): (each.rev, each.body) for kind in kinds for each in engine.find(kind)}
    engine.close()
    return found


def an_office(folder: Path) -> None:
    """Some documents, of which some are changed, one is removed, and the first are folded."""
    engine = JournalEngine(folder, {})
    engine.commit(*(Put("people", f"U{n}", {"name": f"職員{n}"}, 0) for n in range(3)))
    engine.commit(Put("sheets", "S1", {"text": "一"}, 0), Put("events", "S1/1", {"at": "2020-07-20T10:00:00Z"}, 0))
    engine._storage._folding.fold()
    engine.commit(Put("sheets", "S1", {"text": "二"}, 1), Put("events", "S1/2", {"at": "2020-07-21T10:00:00Z"}, 0))
    engine.commit(Put("sheets", "S2", {"text": '{"sum":"'}, 0))
    engine.commit(Remove("people", "U0", 1))
    engine.close()


OFFICE = journal_of([put("people", "U1", 1, name="佐藤"), put("people", "U2", 1, name="鈴木")], [
    [put("sheets", "S1", 1, text="一")], [put("sheets", "S1", 2, text="二")], [Op("remove", "people", "U2")],
], through=7)  # fmt: skip
"""The lines of a small journal: a head, two folded, three commits."""


class Failing(Disk):
    """A disk that stops at one step, for good: as where the power is cut, or nothing can be written any more."""

    def __init__(self, step: int, error: Callable[[], BaseException]) -> None:
        self.left = step
        self._error = error

    def _count(self) -> None:
        if self.left <= 0:
            raise self._error()
        self.left -= 1

    def create(self, path: Path) -> Appending:
        self._count()
        return _FailingFile(path, self._count)

    def rename(self, path: Path, target: Path) -> None:
        self._count()
        super().rename(path, target)

    def link(self, path: Path, name: Path) -> None:
        self._count()
        super().link(path, name)

    def sync_folder(self, folder: Path) -> None:
        self._count()
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        self._count()
        super().remove(path)


class Full(Failing):
    """A disk that is full from one step on: what there is can still be removed."""

    def __init__(self, step: int) -> None:
        super().__init__(step, lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)


class Cut(BaseException):
    """The power."""


class _FailingFile(Appending):
    def __init__(self, path: Path, count: Callable[[], None]) -> None:
        super().__init__(path, fresh=True)
        self._count = count

    def write(self, content: bytes) -> None:
        half = len(content) // 2
        super().write(content[:half])
        self._count()
        super().write(content[half:])

    def sync(self) -> None:
        self._count()
        super().sync()
