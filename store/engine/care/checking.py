"""Looking at every line of a journal, and at every document in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from store.engine.base import Record
from store.engine.journal.disk import Disk
from store.engine.journal.lines import BEGINNING, BadLine, Op
from store.engine.journal.reading import Reader
from store.engine.rows import record_of
from store.refusal import Refusal

Progress = Callable[[int, int], None]
"""Is told the bytes that are done, and the bytes in all; more than once a file, and at its end."""

Seen = Callable[[Record], None]
"""Is shown every document that is written in a journal, also what another line changes later."""

_STEP = 1 << 20
"""Bytes between two tellings."""


@dataclass(frozen=True)
class Contents:
    """What a journal holds.

    Attributes:
        documents: how many there are of each kind; kinds without any are left out.
        lines: the whole lines, the head among them.
        commits: the number of the last group of commits.
        size: bytes of the whole lines.
        torn: bytes of a last write that was cut off, or is under way: they belong to no document.
    """

    documents: Mapping[str, int]
    lines: int
    commits: int
    size: int
    torn: int


class Checked:
    """The lines of a journal, as they stand when it is begun, each looked at before it is given.

    Args:
        path: the journal; another process may be writing it.
        progress: is told how far it is.
        seen: is shown the documents.
    """

    def __init__(self, path: Path, disk: Disk, progress: Progress | None = None, seen: Seen | None = None) -> None:
        self._path = path
        self._reader = Reader(path, disk)
        self._progress = progress or (lambda _done, _all: None)
        self._seen = seen
        self._keys: dict[str, set[str]] = defaultdict(set)

    def lines(self) -> Iterator[bytes]:
        """The whole lines.

        Raises:
            Refusal: one of them is damaged, or the file is of a later version of the program.
            OSError: it can't be read.
        """
        reader, told = self._reader, 0
        for content, ops in reader.lines():
            try:
                for record in records_of(ops):
                    if self._seen is not None:
                        self._seen(record)
            except BadLine:
                raise Refusal("store.damaged", file=str(self._path), line=reader.line) from None
            self._count(ops)
            yield content
            if reader.position - told >= _STEP:
                told = reader.position
                self._progress(told, reader.end)
        if not reader.line:
            raise Refusal("store.damaged", file=str(self._path), line=1)  # a journal has a head from its first moment
        self._progress(reader.end, reader.end)

    @property
    def contents(self) -> Contents:
        """What they hold, when all were given."""
        reader = self._reader
        documents = {kind: len(keys) for kind, keys in self._keys.items() if keys}
        return Contents(documents, reader.line, reader.n, reader.position, reader.torn)

    def _count(self, ops: Iterable[Op]) -> None:
        for what, table, key, _ in ops:
            if what == "put":
                self._keys[table].add(key)
            elif what == "remove":
                self._keys[table].discard(key)
            elif what == "drop":
                self._keys[table].clear()


def records_of(ops: Iterable[Op]) -> Iterator[Record]:
    """The documents that are written. Raises BadLine where one is no JSON, or not of our form."""
    for what, table, key, doc in ops:
        if what != "put":
            continue
        try:
            record = record_of(table, key, doc)
            whole = doc.endswith(b"}") and isinstance(record.body, dict)
        except (Refusal, ValueError):
            whole = False
        if not whole:
            raise BadLine(f"{table}/{key} is no document")
        yield record


def verify(
    path: Path, progress: Progress | None = None, *, seen: Seen | None = None, disk: Disk | None = None
) -> Contents:
    """Read every line of a journal: its checksum, its number, each document in it. Another process may be writing it.

    Raises:
        Refusal: it is damaged (the sentence names the line), or of a later version of the program.
        OSError: it can't be read.
    """
    checked = Checked(path, disk or Disk(), progress, seen)
    for _ in checked.lines():
        pass
    return checked.contents


def require_journal(path: Path, disk: Disk | None = None) -> None:
    """Raises Refusal where a file that somebody named is none of ours; OSError where it can't be read."""
    path.stat()
    if path.is_file() or path.is_dir():  # a folder can't be read, and says so; what is neither may never end
        with (disk or Disk()).reading(path) as file:
            if file.read(len(BEGINNING)) == BEGINNING:
                return
    raise Refusal("store.not_a_journal", file=str(path))
