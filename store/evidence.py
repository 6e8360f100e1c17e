"""Evidence (記録): what was said or done during the year, kept beside a sheet until it is written up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from store.kinds import DateKind, kept_whole, plain
from store.opinion import Mark
from store.person import Document, Person
from store.refusal import Refusal
from store.sheet import Sheet


class Said(Document):
    """Where words come from: who wrote them and when, and the message in which they stand, if they stand in one.

    Attributes:
        by: the author's user id; "" where an app wrote it.
        name: what the author is called.
        source: by which the chat knows the message; "" for words that were typed for the sheet.
        link: leads to the message; "" where nobody could be given one.
    """

    by: str
    name: str
    at: datetime
    source: str = ""
    link: str = ""


class Taken(Mark):
    """That a note was taken over: into which field of which sheet."""

    sheet: str
    field: str


class Note(Document):
    """One piece of evidence of a sheet. It is no part of the sheet: who writes there isn't disturbed by it.

    Attributes:
        day: when it happened; what was said later may be about an earlier day.
        kept: who recorded it.
        taken: the last time that it was taken over.
        revision: counts its changes.
    """

    id: str
    sheet: str
    text: str
    day: date
    said: Said
    kept: Mark
    taken: Taken | None = None
    removed: Mark | None = None
    revision: int = 0

    @classmethod
    def of(cls, sheet: Sheet, who: Person, now: datetime, *, id_: str, text: str, day: str, said: Said) -> Note:
        """Record something (記録); `day` as ISO text.

        Raises:
            Refusal: not theirs, no words, or no day up to today.
        """
        sheet.require_noter(who)
        words = _read(text)
        return cls(
            id=id_, sheet=sheet.key, text=words, day=_day(day, now), said=said, kept=Mark(by=who.id, at=now), revision=1
        )

    @property
    def key(self) -> str:
        """By which it is told from all others."""
        return f"{self.sheet}/{self.id}"

    @property
    def line(self) -> str:
        """What is written into a field of a sheet: one line, with its day. Sheets are published: nobody is named."""
        return f"{self.day.month}/{self.day.day}　{' '.join(self.text.split())}"

    def may_remove(self, who: Person, sheet: Sheet) -> bool:
        """Whether they may take it away, or bring it back: their own, or one of their department's."""
        return who.id == self.kept.by or sheet.may_note(who)

    def remove(self, sheet: Sheet, who: Person, now: datetime) -> Note:
        """Take it away. What was taken over from it stays where it stands."""
        self._require(sheet, who)
        return self if self.removed else self._with(removed=Mark(by=who.id, at=now))

    def restore(self, sheet: Sheet, who: Person) -> Note:
        """Bring it back."""
        self._require(sheet, who)
        return self._with(removed=None) if self.removed else self

    def take(self, who: Person, now: datetime, sheet: Sheet, field: str) -> Note:
        """Say that it was written into a field of a sheet, this one's or the next year's."""
        sheet.require_owner(who)
        return self._with(taken=Taken(by=who.id, at=now, sheet=sheet.key, field=field))

    def dumped(self) -> Mapping[str, Any]:
        """It as JSON. What is None has no entry."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"revision"})

    def _require(self, sheet: Sheet, who: Person) -> None:
        if not self.may_remove(who, sheet):
            raise Refusal("store.note_not_yours", sheet=sheet.number, owner=sheet.owner)

    def _with(self, **facts: Any) -> Note:
        return self.model_copy(update={**facts, "revision": self.revision + 1})


def _read(text: str) -> str:
    words = plain(text)
    if not words:
        raise Refusal("store.note_empty", field="text")
    try:
        return kept_whole(words)
    except Refusal as refusal:
        raise refusal.at("text") from None


def _day(written: str, now: datetime) -> date:
    try:
        read = DateKind(kind="date").read(written)
    except Refusal as refusal:
        raise refusal.at("day") from None
    if read is None:
        raise Refusal("store.note_undated", field="day")
    day = date.fromisoformat(str(read))
    if day > now.date():
        raise Refusal("store.note_ahead", field="day", day=day)
    return day
