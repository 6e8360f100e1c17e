"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from commands.kit.reply import Button, Buttons, Note, Part
from commands.kit.request import Subject
from store.text import Text

PAGE = 20

Entry = TypeVar("Entry")


def paged(entries: Sequence[Part], page: int, step: str, subject: Subject) -> tuple[Part, ...]:
    """One page of entries, with buttons to the others; `step` gets the page's number as the subject's revision."""
    return (*on_page(entries, page), *turning(len(entries), page, step, subject))


def on_page(entries: Sequence[Entry], page: int, size: int = PAGE) -> Sequence[Entry]:
    """The entries of a page; of the nearest one, where there is no such page (any more)."""
    page = _nearest(len(entries), page, size)
    return entries[page * size : (page + 1) * size]


def turning(count: int, page: int, step: str, subject: Subject, size: int = PAGE) -> tuple[Part, ...]:
    """Which of so many entries stand on a page, and the buttons to the others; nothing where all do."""
    page, last = _nearest(count, page, size), _nearest(count, count, size)
    if last == 0:
        return ()
    first = page * size + 1
    where = Note(Text.of("kit.page", first=first, last=min(first + size - 1, count), count=count))
    turns = [(page - 1, "kit.page_before"), (page + 1, "kit.page_after")]
    buttons = tuple(
        Button(Text.of(label), step, Subject(subject.id, subject.part, to)) for to, label in turns if 0 <= to <= last
    )
    return (where, Buttons(buttons))


def _nearest(count: int, page: int, size: int) -> int:
    return min(max(page, 0), max(0, (count - 1) // size))
