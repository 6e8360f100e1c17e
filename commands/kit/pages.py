"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.reply import Button, Buttons, Note, Part
from commands.kit.request import Subject
from store.text import Text

PAGE = 20


def paged(entries: Sequence[Part], page: int, step: str, subject: Subject) -> tuple[Part, ...]:
    """One page of entries, with buttons to the others; `step` gets the page's number as the subject's revision."""
    last = max(0, (len(entries) - 1) // PAGE)
    page = min(max(page, 0), last)
    shown = tuple(entries[page * PAGE : (page + 1) * PAGE])
    if last == 0:
        return shown
    first = page * PAGE + 1
    where = Note(Text.of("kit.page", first=first, last=first + len(shown) - 1, count=len(entries)))
    turns = [(page - 1, "kit.page_before"), (page + 1, "kit.page_after")]
    buttons = tuple(
        Button(Text.of(label), step, Subject(subject.id, subject.part, to)) for to, label in turns if 0 <= to <= last
    )
    return (*shown, where, Buttons(buttons))
