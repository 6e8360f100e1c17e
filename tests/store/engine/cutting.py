"""What a power cut leaves of files and names that aren't on the disk yet.

What isn't synced may be there or not: bytes in blocks of 4 KB, each by itself; a file's size apart from its blocks;
names apart from files, renames in their order. What a sync failed to write is lost, though the machine still shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

BLOCK = 4096

Cut = Literal["dropped", "kept", "torn", "half", "grown"]
"""All that isn't synced is lost, or there; or some blocks of it; or the last write to a part; or its size, but no byte."""

CUTS: tuple[Cut, ...] = ("dropped", "kept", "torn", "half", "grown")


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


def after_cut(moment: Moment, cut: Cut, random: Random) -> dict[Path, bytes]:
    """The files that a power cut after this step may leave."""
    names = dict(moment.names)
    for naming in _surviving(moment.namings, cut, random):
        name_again(names, naming)
    return {path: moment.files[number].cut(cut, random) for path, number in names.items()}


def name_again(names: dict[Path, int], naming: Naming) -> None:
    """Let a change of names happen."""
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
