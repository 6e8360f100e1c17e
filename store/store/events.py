"""What happened to a sheet, as it was kept with each change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from store.event import Event
from store.refusal import Refusal
from store.sheet import Sheet
from store.store.shelf import Shelf


class EventShelf(Shelf):
    """The part of the store that keeps events. Reading those of a sheet costs as many steps as it has changes."""

    def history(self, key: str) -> tuple[Event, ...]:
        """All events of a sheet and of what is kept beside it, oldest first."""
        return tuple(Event.model_validate(record.body) for record in self.engine.find("events", sheet=key))

    def event(self, sheet: Sheet, revision: int) -> Event:
        """The change that led to this revision. Raises Refusal where there is none."""
        record = self.engine.get("events", f"{sheet.key}/{revision:08d}")
        if record is None:
            raise Refusal(
                "store.no_such_revision", sheet=sheet.number, revision=str(revision), last=str(sheet.revision)
            )
        return Event.model_validate(record.body)

    def lately(self, key: str, revision: int, after: datetime) -> tuple[Event, ...]:
        """What changed a sheet, which is at this revision, after a moment (aware); the newest first. What lies before
        isn't read."""
        found: list[Event] = []
        while record := self.engine.get("events", f"{key}/{revision - len(found):08d}"):
            event = Event.model_validate(record.body)
            if event.at <= after:
                break
            found.append(event)
        return tuple(found)

    def since(self, sheet: Sheet, seen: int) -> tuple[Event, ...]:
        """What happened to a sheet after a revision; nothing is read where it still is at that one."""
        if sheet.revision == seen:
            return ()
        events = (event for event in self.history(sheet.key) if event.changed_sheet)
        return tuple(event for event in events if seen < event.revision <= sheet.revision)


def changed(events: Iterable[Event]) -> dict[str, tuple[Any, Event]]:
    """The fields changed by events: what stood there before them, and the latest change."""
    found: dict[str, tuple[Any, Event]] = {}
    for event in events:
        for each in event.differences:
            found[each.field] = (found[each.field][0] if each.field in found else each.before, event)
    return found


def require_unmoved(sheet: Sheet, events: Iterable[Event], written: Iterable[str]) -> None:
    """Raises Refusal where an address may name another item since an item came or went."""
    for event in events:
        for table, first in event.moved.items():
            for address in written:
                place = address.split("/")
                if place[0] == table and int(place[1]) >= first:
                    raise Refusal("store.items_moved", field=address, sheet=sheet.number)
