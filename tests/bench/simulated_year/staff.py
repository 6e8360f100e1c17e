"""What a hundred sheets go through in a year, decided by chance beforehand: who does what when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.bench.simulated_year.closed import FIRST, open_or_after

ZONE = ZoneInfo("Asia/Tokyo")
OFFICES = ("planning", "finance", "reform")
DUE = {
    "submit": date(2025, 7, 11),
    "review": date(2025, 8, 8),
    "answer": date(2025, 8, 29),
    "finalise": date(2025, 11, 28),
    "publish": date(2026, 1, 30),
}


NEW_YEAR = datetime(2026, 1, 5, 12, tzinfo=ZONE)


@dataclass(frozen=True, order=True)
class Deed:
    """One thing that somebody does with a sheet."""

    at: datetime
    sheet: str
    what: str  # submit | return | opinion | nothing | answer | finalise | publish | reopen
    office: str = ""


@dataclass
class Stands:
    """A sheet as the simulation knows it, by its own reckoning."""

    submitted: bool = False
    heard: set[str] = field(default_factory=set)
    unanswered: int = 0
    final: bool = False
    published: bool = False

    def does(self, deed: Deed) -> None:
        match deed.what:
            case "submit":
                self.submitted = True
            case "return":
                self.submitted = False
            case "opinion":
                self.heard.add(deed.office)
                self.unanswered += 1
            case "nothing":
                self.heard.add(deed.office)
            case "answer":
                self.unanswered = 0
            case "finalise":
                self.final = True
            case "publish":
                self.published = True
            case "reopen":
                self.final = self.published = False

    def open(self) -> Iterator[tuple[str, str]]:
        """What is still to be done: a task, and of a review the office that owes it."""
        if self.published:
            return
        if self.final:
            yield "publish", ""
        elif not self.submitted:
            yield "submit", ""
        else:
            yield from (("review", office) for office in OFFICES if office not in self.heard)
            if self.unanswered:
                yield "answer", ""
            if len(self.heard) == len(OFFICES) and not self.unanswered:
                yield "finalise", ""


def year_of(sheet: str, chance: Random) -> Iterator[Deed]:
    """What happens to one sheet, in the order of time; it may stop anywhere."""
    handed = list(_handed_in(sheet, chance))
    yield from handed
    said = sorted(_said(sheet, handed[-1].at, chance)) if handed else []
    yield from said
    if len(said) < len(OFFICES):
        return
    at = said[-1].at
    if any(each.what == "opinion" for each in said):
        if chance.random() < 0.05:
            return  # the answer goes missing
        at = _later(at, 1, 30, chance)
        yield Deed(at, sheet, "answer")
    yield from _closed(sheet, at, chance)


def _handed_in(sheet: str, chance: Random) -> Iterator[Deed]:
    """Around the deadline; one of five comes back, one of twenty is never handed in."""
    if chance.random() < 0.05:
        return
    at = _working(DUE["submit"] + timedelta(days=round(chance.gauss(-2, 12))), chance)
    yield Deed(at, sheet, "submit")
    if chance.random() < 0.2:
        at = _later(at, 1, 6, chance)
        yield Deed(at, sheet, "return")
        yield Deed(_later(at, 1, 12, chance), sheet, "submit")


def _said(sheet: str, since: datetime, chance: Random) -> Iterator[Deed]:
    """By each office, but for one of thirty."""
    for office in OFFICES:
        if chance.random() < 0.97:
            kind = "opinion" if chance.random() < 0.6 else "nothing"
            yield Deed(_later(since, 3, 40, chance), sheet, kind, office)


def _closed(sheet: str, since: datetime, chance: Random) -> Iterator[Deed]:
    """Made final, mostly; one of ten is opened again; published in the new year."""
    if chance.random() < 0.05:
        return
    at = _later(since, 2, 90, chance)
    yield Deed(at, sheet, "finalise")
    if chance.random() < 0.1:
        at = _later(at, 1, 10, chance)
        yield Deed(at, sheet, "reopen")
        at = _later(at, 1, 15, chance)
        yield Deed(at, sheet, "finalise")
    if chance.random() < 0.9:
        yield Deed(_later(max(at, NEW_YEAR), 1, 40, chance), sheet, "publish")


def _later(at: datetime, least: int, most: int, chance: Random) -> datetime:
    return _working(at.date() + timedelta(days=chance.randint(least, most)), chance)


def _working(day: date, chance: Random) -> datetime:
    """A moment of a working day of the year."""
    when = time(chance.choice((9, 10, 11, 13, 14, 15, 16)), chance.randint(2, 59), chance.randint(0, 59))
    return datetime.combine(open_or_after(max(day, FIRST)), when, ZONE)
