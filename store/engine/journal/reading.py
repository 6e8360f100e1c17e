"""Reading a journal line by line, and telling a write that was cut off from damage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from store.engine.journal.disk import Disk
from store.engine.journal.lines import (
    VERSION,
    BadLine,
    Head,
    Op,
    holds_whole,
    is_readable,
    is_whole,
    read_head,
    read_ops,
)
from store.refusal import Refusal

_SUM = 16
"""Bytes at the beginning of a line that tell it from others: its checksum stands there."""


class Reader:
    """Reads a journal from its first line on, as far as it is whole; later calls go on where the last one ended.

    A last line that isn't whole is a write that was cut off (or is under way): it is left out, and `torn` counts its
    bytes. Since each line is synced before the next one is written, a power cut can't hurt any other. A line that
    isn't whole and has a whole one before it without a line break, or after it, or one that somebody edited, is damage.

    Attributes:
        head: what the first line says, once it was read.
        position: where the last whole line ends, in bytes.
        end: up to where it reads, in bytes.
        line: its number in the file, from 1.
        n: the number of the last commit that was read, or is folded in.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk
        self.head = Head(0, 0)
        self.position = self.end = self.line = self.n = self.torn = 0
        self._first = self._last = (0, b"")

    def read(self, size: int | None = None) -> Iterator[tuple[Op, ...]]:
        """The lines' ops; else as `lines`."""
        return (ops for _, ops in self.lines(size) if ops)

    def lines(self, size: int | None = None) -> Iterator[tuple[bytes, tuple[Op, ...]]]:
        """The whole lines and their ops, of the first `size` bytes; of those that stand when it begins by default.

        What comes into the file while it is read is left for the next call: some of it may be half written.

        Raises:
            Refusal: damage, or a file of a later version of the program.
            OSError: it can't be read.
        """
        with self._disk.reading(self._path) as file:
            self.end = file.seek(0, os.SEEK_END) if size is None else size
            file.seek(self.position)
            self.torn = 0
            for content in file:
                if self.position + len(content) > self.end:
                    break
                ops = self._accepted(content)
                if ops is None:
                    self.torn = self._torn(content, file)
                    break
                self._last = (self.position, content[:_SUM])
                self._first = self._first if self.position else self._last
                self.position += len(content)
                yield content, ops
            if 0 < self.line <= self.head.folded:
                raise self._damaged()  # the lines that were folded are synced before the file gets its name

    def stands(self) -> bool:
        """Whether the lines that were read are still there: the file may have been cut, or be another one by now.

        Another one has another head, though it may bear the same number, and say the same in the place of the last line.
        """
        with self._disk.reading(self._path) as file:
            for begin, beginning in (self._first, self._last):
                file.seek(begin)
                if file.read(_SUM) != beginning:
                    return False
        return True

    def put_aside(self) -> Path:
        """Copy the bytes that aren't whole into a file beside, for whoever may miss them; on the disk when it returns.

        Raises:
            OSError: nothing is copied.
        """
        aside = self._path.with_name(f"{self._path.name}.cut-{self.n + 1}")
        with self._disk.reading(self._path) as file:
            file.seek(self.position)
            content = file.read(self.torn)
        if not self._holds(aside, content):  # as it does where somebody put it aside, and could not cut it off then
            aside = self._disk.free(aside)
        target = self._disk.create(aside)
        try:
            target.write(content)
            target.sync()
        except BaseException:
            self._disk.remove(aside)
            raise
        finally:
            target.close()
        self._disk.sync_folder(aside.parent)
        return aside

    def _holds(self, path: Path, content: bytes) -> bool:
        if self._disk.size(path) != len(content):
            return False
        with self._disk.reading(path) as file:
            return file.read() == content

    def _accepted(self, content: bytes) -> tuple[Op, ...] | None:
        """What a line says; None where it isn't whole."""
        if not is_whole(content):
            return None
        try:
            if self.line:
                ops = read_ops(content, self._next)
                if self.line > self.head.folded:
                    self.n = self._next
            else:
                ops = ()
                self.head = read_head(content)
                self.n = self.head.through
                if self.head.version > VERSION:
                    raise Refusal("store.later_file", file=str(self._path))
        except BadLine:
            raise self._damaged() from None
        self.line += 1
        return ops

    @property
    def _next(self) -> int:
        """The number that the next line must have. The head is line 1."""
        if self.line <= self.head.folded:
            return self.line
        return self.head.through + self.line - self.head.folded

    def _torn(self, content: bytes, file: BinaryIO) -> int:
        """The bytes that are not whole, up to the end. Raises Refusal where they are damage."""
        if not self.line or is_readable(content) or holds_whole(content):
            raise self._damaged()
        torn = len(content)
        for later in file:
            if self.position + torn + len(later) > self.end:
                break  # it came after we began: what was half written then may be whole by now
            if is_whole(later):
                raise self._damaged()
            torn += len(later)
        return torn

    def _damaged(self) -> Refusal:
        return Refusal("store.damaged", file=str(self._path), line=self.line + 1)
