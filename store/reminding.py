"""The office's rules of reminding: how long before and how often after a deadline, at which hours; and what is put off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta

from pydantic import Field

from store.calendar import Calendar
from store.kinds import DateKind, plain
from store.person import Kept, Person
from store.refusal import Refusal
from store.text import excerpt

Read = int | time | tuple[int, ...] | tuple[date, ...]

_DATE = DateKind(kind="date")
_TIME = re.compile(r"(\d{1,2})(?:[:時](\d{1,2})?分?)?")
_MOST_DAYS = 90
"""Days before a deadline, or between two reminders, beyond which nobody means it."""

_MOST_CLOSED = 300


class Rules(Kept):
    """How the office reminds (催促の決まり). One document.

    Attributes:
        before: so many days before a deadline somebody is reminded, the most first; on the day they are anyhow.
        every: then every so many working days.
        escalate_after: working days after a deadline from which the department's head hears of it.
        hour: from when in the day reminders go out.
        opens: from when in the day the office works; `closes` until when.
        closed: the office's own closed days.
        still_after: days without a change after which a sheet counts as still.
    """

    before: tuple[int, ...] = (7, 3, 1)
    every: int = 2
    escalate_after: int = 5
    hour: time = time(9)
    opens: time = time(8, 30)
    closes: time = time(17, 15)
    closed: tuple[date, ...] = ()
    still_after: int = 14

    @property
    def calendar(self) -> Calendar:
        """The office's working days and hours."""
        return Calendar(frozenset(self.closed), self.opens, self.closes)

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        return self.calendar.is_open(day)

    @property
    def written(self) -> Mapping[str, str]:
        """Each as a person writes it, by its name."""
        clock = {name: f"{getattr(self, name):%H:%M}" for name in ("hour", "opens", "closes")}
        counts = {name: str(getattr(self, name)) for name in ("every", "escalate_after", "still_after")}
        days = "\n".join(day.isoformat() for day in self.closed)
        return {"before": "、".join(map(str, self.before)), **counts, **clock, "closed": days}

    def changed(self, by: Person, written: Mapping[str, str]) -> Rules:
        """With what a person wrote, by the names of the attributes; what isn't there stays.

        Raises:
            Refusal: not theirs; something can't be read, or is beyond what makes sense; all of it at once.
        """
        if not by.secretariat:
            raise Refusal("store.deadlines_secretariat")
        read: dict[str, Read] = {}
        refused: list[Refusal] = []
        for name, text in written.items():
            try:
                read[name] = _read(name, text)
            except Refusal as refusal:
                refused.append(refusal.at(name))
        after = self._with(**read)
        refused += [] if refused else _contradictions(after)
        if gathered := Refusal.gather(refused):
            raise gathered
        return after


def _contradictions(rules: Rules) -> Iterator[Refusal]:
    if rules.closes <= rules.opens:
        yield Refusal("store.rules_hours", field="closes")
    elif not rules.opens <= rules.hour < rules.closes:
        yield Refusal("store.rules_hour", field="hour", opens=f"{rules.opens:%H:%M}", closes=f"{rules.closes:%H:%M}")


def _read(name: str, text: str) -> Read:
    if name == "before":
        return tuple(sorted({_count(word, 0) for word in re.split(r"[、,，\s]+", plain(text)) if word}, reverse=True))
    if name == "closed":
        return _days(text)
    if name in ("hour", "opens", "closes"):
        return _time(text)
    return _count(text, 1)


def _count(written: str, least: int) -> int:
    digits = re.fullmatch(r"(\d+)日?前?", unicodedata.normalize("NFKC", plain(written)))
    if digits is None or not least <= int(digits[1][:9]) <= _MOST_DAYS:
        raise Refusal("store.rules_count", written=excerpt(written, 20), least=least, most=_MOST_DAYS)
    return int(digits[1])


def _time(written: str) -> time:
    read = _TIME.fullmatch(unicodedata.normalize("NFKC", plain(written)))
    hour, minute = (int(read[1]), int(read[2] or 0)) if read else (24, 0)
    if hour > 23 or minute > 59:
        raise Refusal("store.rules_time", written=excerpt(written, 20))
    return time(hour, minute)


def _days(written: str) -> tuple[date, ...]:
    """One day a line."""
    lines = [line for line in plain(written).split("\n") if line.strip()]
    if len(lines) > _MOST_CLOSED:
        raise Refusal("store.rules_closed_most", count=len(lines), most=_MOST_CLOSED)
    return tuple(sorted({date.fromisoformat(str(_DATE.read(line))) for line in lines}))


class Snoozes(Kept):
    """What somebody wants to hear of again on a later day (後で): that day, by what it is about."""

    id: str
    until: Mapping[str, date] = Field(default_factory=dict)

    def put_off(self, items: Mapping[str, date], today: date) -> Snoozes:
        """With these put off as well; what was long ago is forgotten."""
        kept = {item: day for item, day in self.until.items() if today - day < timedelta(days=60)}
        return self._with(until={**kept, **items})


def day_to_be_told(written: str, today: date) -> date:
    """The day until which somebody puts something off.

    Raises:
        Refusal: it is no day, today or earlier, or too far away.
    """
    try:
        day = date.fromisoformat(str(_DATE.read(written) or ""))
    except Refusal as refusal:
        raise refusal.at("until") from None
    except ValueError:
        raise Refusal("store.snooze_when", field="until") from None
    if day <= today:
        raise Refusal("store.snooze_past", field="until", today=today)
    if (day - today).days > _MOST_DAYS:
        raise Refusal("store.snooze_far", field="until", latest=today + timedelta(days=_MOST_DAYS))
    return day
