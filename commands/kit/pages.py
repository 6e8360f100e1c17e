"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from commands.kit.reply import Button, Buttons, Comparison, Note, Part, Quote
from commands.kit.request import Subject
from store.text import Text

PAGE = 20
LETTERS = 30_000
"""Characters of people's words on a page: what is as long as it may be leaves fewer entries to a page, never out."""

Entry = TypeVar("Entry")


def paged(entries: Sequence[Part], page: int, step: str, subject: Subject) -> tuple[Part, ...]:
    """One page of entries, with buttons to the others; `step` gets the page's number as the subject's revision."""
    begins = _begins(entries)
    page = min(max(page, 0), len(begins) - 1)
    begin, end = begins[page], [*begins, len(entries)][page + 1]
    return (*entries[begin:end], *_turns((begin + 1, end), len(entries), step, subject, (page, len(begins) - 1)))


def letters(part: object) -> int:
    """How many characters of people's words it holds."""
    match part:
        case Quote(text=str(text)):
            return len(text)
        case Comparison(pieces=pieces):
            return sum(len(each.words) for each in pieces)
        case _:
            return 0


def on_page(entries: Sequence[Entry], page: int, size: int = PAGE) -> Sequence[Entry]:
    """The entries of a page; of the nearest one, where there is no such page (any more)."""
    page = _nearest(len(entries), page, size)
    return entries[page * size : (page + 1) * size]


def turning(count: int, page: int, step: str, subject: Subject, size: int = PAGE) -> tuple[Part, ...]:
    """Which of so many entries stand on a page, and the buttons to the others; nothing where all do."""
    page, last = _nearest(count, page, size), _nearest(count, count, size)
    first = page * size + 1
    return _turns((first, min(first + size - 1, count)), count, step, subject, (page, last))


def _turns(
    shown: tuple[int, int], count: int, step: str, subject: Subject, turned: tuple[int, int]
) -> tuple[Part, ...]:
    """`shown` are the first and the last entry of a page, `turned` its number and that of the last page."""
    (first, end), (page, last) = shown, turned
    if last == 0:
        return ()
    where = Note(Text.of("kit.page", first=first, last=end, count=count))
    turns = [(page - 1, "kit.page_before"), (page + 1, "kit.page_after")]
    buttons = tuple(
        Button(Text.of(label), step, Subject(subject.id, subject.part, to)) for to, label in turns if 0 <= to <= last
    )
    return (where, Buttons(buttons))


def _begins(entries: Sequence[Part]) -> list[int]:
    """Where each page begins: after so many entries, or so many characters."""
    begins, length = [0], 0
    for n, each in enumerate(entries):
        length += letters(each)
        if n - begins[-1] == PAGE or (length > LETTERS and n > begins[-1]):
            begins.append(n)
            length = letters(each)
    return begins


def _nearest(count: int, page: int, size: int) -> int:
    return min(max(page, 0), max(0, (count - 1) // size))
