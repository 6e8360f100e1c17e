"""What can still be read of a damaged journal. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from store.engine.care.checking import Progress, records_of, verify
from store.engine.journal.disk import Disk
from store.engine.journal.lines import (
    BEGINNING,
    BadLine,
    Head,
    Op,
    is_whole,
    number_of,
    read_head,
    read_ops,
    whole_beginning,
)
from store.engine.tables import Step, Tables
from store.refusal import Refusal

_BEGINS = re.compile(re.escape(BEGINNING) + rb'[0-9a-f]{8}","n":')
_TOUCHED = re.compile(rb'\{"(?:put|remove)":("(?:[^"\\]|\\.)*"),"id":("(?:[^"\\]|\\.)*")[,}]')
_STEP = 1 << 20
"""Bytes between two tellings of how far it is."""

Name = tuple[str, str]
"""A document's kind and key."""


@dataclass(frozen=True)
class Salvage:
    """What the whole lines of a damaged journal hold together, and what the others may have held.

    A document may also be touched without standing here: where the damage hit its name.

    Attributes:
        ops: what would write all documents that there are.
        documents: how many there are of each kind.
        through: a number that no commit in the file is above.
        kept: how many lines are whole.
        lost: how many aren't, as far as that can be told.
        gone: documents of which no whole line is left.
        older: documents that stand as an earlier line left them, or that a lost line may have removed.
    """

    ops: tuple[Op, ...]
    documents: Mapping[str, int]
    through: int
    kept: int
    lost: int
    gone: tuple[Name, ...]
    older: tuple[Name, ...]


def salvage(path: Path, progress: Progress | None = None, *, disk: Disk | None = None) -> Salvage:
    """Read what can be read of a damaged journal: once up to the damage, then all of it.

    Raises:
        Refusal: nothing is wrong with it, no line of it is whole, or it is of a later version of the program.
        OSError: it can't be read.
    """
    disk, progress = disk or Disk(), progress or (lambda _done, _all: None)
    size, done, told = disk.size(path), 0, 0
    try:
        verify(path, lambda read, _all: progress(read, 2 * size), disk=disk)
    except Refusal as refusal:
        if refusal.text.key != "store.damaged":
            raise
    else:
        raise Refusal("store.not_damaged", file=str(path))
    gathering = _Gathering()
    with disk.reading(path) as file:
        for content in file:
            for piece in _pieces(content):
                gathering.take(piece)
            done += len(content)
            if done - told >= _STEP or done == size:
                told = done
                progress(size + done, 2 * size)
    if not gathering.kept:
        raise Refusal("store.nothing_left", file=str(path))
    return gathering.salvage()


def _pieces(content: bytes) -> Iterator[bytes]:
    """A line, or the several that became one where a line break was damaged; whole again, those of them that can be."""
    if is_whole(content):
        yield content
        return
    begins = [found.start() for found in _BEGINS.finditer(content)]
    for begin, end in zip([0, *begins], [*begins, len(content)], strict=True):
        piece = content[begin:end]
        mended = whole_beginning(piece)
        if mended:
            yield mended
        rest = piece[len(mended) :] if mended else piece
        if b'"n":' in rest or (rest.strip() and not mended):
            yield rest


class _Gathering:
    """Takes lines in their order, and keeps what they add up to."""

    def __init__(self) -> None:
        self.kept = 0
        self._tables = Tables({}, {})
        self._touched: dict[Name, None] = {}
        self._head: Head | None = None
        self._numbers: list[int] = []
        self._bad = 0
        self._last_was_bad = False

    def take(self, content: bytes) -> None:
        """A line that is whole, or isn't."""
        try:
            if not is_whole(content):
                raise BadLine("not whole")
            number = number_of(content)
            if not number:
                self._head = self._head or read_head(content)
            else:
                ops = tuple(read_ops(content, number))
                for _ in records_of(ops):
                    pass
                self._apply(number, ops)
        except (BadLine, ValueError):
            self._lose(content)
        else:
            self._last_was_bad = False

    def _apply(self, number: int, ops: tuple[Op, ...]) -> None:
        self.kept += 1
        self._numbers.append(number)
        self._tables.apply(map(Step, ops))
        for op in ops:
            if op.what == "drop":
                self._touched = {name: None for name in self._touched if name[0] != op.table}
            self._touched.pop((op.table, op.id), None)

    def _lose(self, content: bytes) -> None:
        # What doesn't begin as a line does, after one that is lost, is the rest of that one.
        self._bad += not self._last_was_bad or _BEGINS.match(content) is not None
        self._last_was_bad = True
        for table, key in _TOUCHED.findall(content):
            try:
                name = orjson.loads(table), orjson.loads(key)
            except ValueError:
                continue
            self._touched.pop(name, None)
            self._touched[name] = None

    def salvage(self) -> Salvage:
        """What it adds up to."""
        tables = self._tables.tables
        gone = [name for name in self._touched if name[0] not in tables or name[1] not in tables[name[0]].rows]
        return Salvage(
            ops=tuple(self._tables.ops()),
            documents={name: len(table) for name, table in tables.items() if len(table)},
            through=max(*self._numbers, self._head.through if self._head else 0),
            kept=self.kept,
            lost=max(self._bad, self._missing()),
            gone=tuple(sorted(gone)),
            older=tuple(sorted(set(self._touched) - set(gone))),
        )

    def _missing(self) -> int:
        """How many numbers there must have been and aren't, as far as the head tells."""
        if self._head is None:
            return 0
        folded, through = self._head.folded, self._head.through
        missing, last, is_folded = 0, 0, True
        for number in self._numbers:
            if is_folded and (number <= last or number > folded):
                missing += folded - last
                is_folded, last = False, through
            missing += max(0, number - last - 1)
            last = number
        return missing + (folded - last if is_folded else 0)
