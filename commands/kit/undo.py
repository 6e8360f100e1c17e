"""The way back from what a person has just done, offered where they see that it is done."""

from __future__ import annotations

from datetime import datetime

from commands.kit.reply import Button, Part, Row
from commands.kit.request import Subject
from store.event import Event
from store.person import Person
from store.sheet import UNDO, Sheet
from store.store import UNDONE, Store
from store.text import Text


def way_back(sheet: Sheet, who: Person, now: datetime, store: Store) -> tuple[Part, ...]:
    """The button that takes back what they have just changed; nothing where the last change isn't theirs."""
    return way_back_from(store.event(sheet, sheet.revision), sheet, who, now, store)


def way_back_from(event: Event, sheet: Sheet, who: Person, now: datetime, store: Store) -> tuple[Part, ...]:
    """The button that takes this change back; nothing once they may not."""
    if not store.may_undo(sheet, who, now, event):
        return ()
    _, undone = first_of(event, sheet, store)
    label, until = ("kit.redo", "kit.redo_until") if undone else ("kit.undo", "kit.undo_until")
    button = Button(Text.of(label), "sheet.undo", Subject(sheet.key, "", event.revision))
    return (Row(Text(until, {"until": event.at + UNDO}), None, button),)


def first_of(event: Event, sheet: Sheet, store: Store) -> tuple[Event, bool]:
    """The change that was undone, redone and undone again until it came to this one, and whether it is undone now."""
    undone = False
    while event.action == UNDONE and event.of:
        event, undone = store.event(sheet, event.of), not undone
    return event, undone
