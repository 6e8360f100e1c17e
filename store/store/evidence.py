"""Evidence of a sheet: documents of their own, so that recording something never gets in the way of whoever writes the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from store.engine import Conflict, Put
from store.engine.base import Change, Record
from store.event import Event, differences
from store.evidence import Note, Said
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store.sheets import SheetShelf
from store.text import excerpt

_TRIES = 20


class EvidenceShelf(SheetShelf):
    """The part of the store that keeps evidence. Each change is told by the sheet's history, in the same transaction;
    the sheet itself stays at its revision."""

    def notes(self, sheet: Sheet) -> tuple[Note, ...]:
        """What was recorded for a sheet and not removed, what happened last first."""
        return _newest_first(note for note in self._notes(sheet.key) if not note.removed)

    def notes_beside(self, sheet: Sheet) -> tuple[Note, ...]:
        """What may be written up on a sheet: its notes, and those that were recorded for last year's sheet and not
        taken over there. What happens in autumn is recorded for a sheet that is final, and is written up in spring."""
        before = self.year_before(sheet)
        left = self.notes(before) if before else ()
        kept_for_now = (each for each in left if each.taken is None or each.taken.sheet == sheet.key)
        return _newest_first((*self.notes(sheet), *kept_for_now))

    def note(self, key: str) -> Note:
        """Raises Refusal where there is none."""
        record = self.engine.get("notes", key)
        if record is None:
            raise Refusal("store.no_such_note", note=excerpt(key))
        return _note(record)

    def recorded(self, source: str) -> tuple[Note, ...]:
        """The notes that keep this message of the chat, and weren't removed."""
        found = map(_note, self.engine.find("notes", source=source)) if source else ()
        return tuple(note for note in found if not note.removed)

    def keep_note(self, sheet: Sheet, who: Person, now: datetime, *, text: str, day: str, said: Said) -> Note:
        """Record something for a sheet.

        Raises:
            Refusal: as `Note.of`; or this message is recorded for the sheet already.
        """
        for _ in range(_TRIES):
            known = self._notes(sheet.key)
            same = [each for each in known if said.source and each.said.source == said.source and not each.removed]
            note = Note.of(sheet, who, now, id_=f"N{len(known) + 1}", text=text, day=day, said=said)
            if same:
                name, at = self._name(same[0].kept.by), same[0].kept.at
                raise Refusal("store.note_there", field="sheet", sheet=sheet.number, name=name, at=at)
            if self._kept(None, note, who=who, now=now, action="note"):
                return note
        raise Refusal("store.busy", sheet=sheet.number)

    def remove_note(self, key: str, who: Person, now: datetime) -> Note:
        """Take one away; the history knows it. Raises Refusal where they may not."""
        return self._change(key, who, now, "remove_note", lambda note, sheet: note.remove(sheet, who, now))

    def restore_note(self, key: str, who: Person, now: datetime) -> Note:
        """Bring back one that was removed. Raises Refusal where they may not."""
        return self._change(key, who, now, "restore_note", lambda note, sheet: note.restore(sheet, who))

    def take_notes(self, keys: Iterable[str], who: Person, now: datetime, sheet: Sheet, field: str) -> None:
        """Say that these were written into a field of a sheet, which has been saved. Were the power to fail in between,
        they would be offered once more, which everybody sees who reads the field."""
        for key in keys:
            self._change(key, who, now, "take_note", lambda note, _: note.take(who, now, sheet, field))

    # --- within -------------------------------------------------------------------------------------

    def _notes(self, sheet: str) -> tuple[Note, ...]:
        return tuple(map(_note, self.engine.find("notes", sheet=sheet)))

    def _change(self, key: str, who: Person, now: datetime, action: str, rule: Callable[[Note, Sheet], Note]) -> Note:
        sheet = self.sheet(self.note(key).sheet)
        for _ in range(_TRIES):
            before = self.note(key)
            after = rule(before, sheet)
            if after is before or self._kept(before, after, who=who, now=now, action=action):
                return after
        raise Refusal("store.busy", sheet=sheet.number)

    def _kept(self, before: Note | None, after: Note, *, who: Person, now: datetime, action: str) -> bool:
        """Write a note and tell the history. False where somebody else was faster."""
        field = f"notes/{after.id}"
        changed = differences({field: before.dumped()} if before else {}, {field: after.dumped()})
        revision = self.sheet(after.sheet).revision
        event = Event(
            sheet=after.sheet, revision=revision, at=now, who=who.id, name=who.name, action=action, differences=changed
        )
        moment = f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
        told = f"{after.sheet}/{revision:08d}/{moment}/{after.id}.{after.revision}"  # behind what led to that revision
        changes: list[Change] = [
            Put("notes", after.key, {**after.dumped(), "source": after.said.source}, after.revision - 1),
            Put("events", told, event.model_dump(mode="json", exclude_none=True), 0),
        ]
        try:
            self._write(*changes)
        except Conflict:
            return False
        return True

    def _name(self, user: str) -> str:
        record = self.engine.get("people", user)
        return str(record.body["name"]) if record else user


def _note(record: Record) -> Note:
    return Note.model_validate({**record.body, "revision": record.rev})


def _newest_first(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: (note.day, note.said.at, note.kept.at), reverse=True))
