"""What should reach whom, reckoned by the rules as the office would tell them, and not by the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.bench.simulated_year.closed import is_open, milestone, open_days_after
from tests.bench.simulated_year.office import DEPUTIES, SUBSCRIPTIONS, Subscribed, head_of, owner_of, people_of
from tests.bench.simulated_year.staff import DUE, Stands

HOUR, OPENS, CLOSES = time(9), time(8, 30), time(17, 15)
ESCALATES, EVERY = 5, 2

Thing = tuple[str, str, str]
"""A sheet, what is to be done, and the office that owes it."""


@dataclass
class Oracle:
    """Knows what was done, and what was said so far.

    Attributes:
        stands: each sheet, by its key.
        told: by person, reason and thing, the last day on which a reminder listed it.
        reached: who had a reminder on a day, and which subscription its digest.
    """

    stands: Mapping[str, Stands]
    told: dict[tuple[str, str, Thing], date] = field(default_factory=dict)
    reached: set[tuple[str, date]] = field(default_factory=set)

    def reminders(self, now: datetime) -> set[str]:
        """Who is to hear of something at this moment, and hasn't today."""
        if not is_open(now.date()) or now.time() < HOUR or not OPENS <= now.time() < CLOSES:
            return set()
        due = {
            user
            for user, why, thing, since in self._listed(now.date())
            if self.told.get((user, why, thing), date.min) < since
        }
        return {user for user in due if (user, now.date()) not in self.reached}

    def heard(self, place: str, day: date) -> None:
        """A reminder reached somebody, and lists all that is theirs; or a digest its channel."""
        self.reached.add((place, day))
        self.told |= {(who, why, thing): day for who, why, thing, _ in self._listed(day) if who == place}

    def digests(self, now: datetime) -> set[str]:
        """The subscriptions whose digest is due by this moment, and didn't come today."""
        if not is_open(now.date()) or not OPENS <= now.time() < CLOSES:
            return set()
        due = {each.id for each in SUBSCRIPTIONS if now.time() >= each.at and _falls(each, now.date())}
        return {each for each in due if (each, now.date()) not in self.reached}

    def _listed(self, day: date) -> Iterator[tuple[str, str, Thing, date]]:
        """Who would be told of what, for which reason, and since when it is to be told."""
        for sheet, stands in self.stands.items():
            for task, office in stands.open():
                since = milestone(DUE[task], day)
                if since is None:
                    continue
                thing, department = (sheet, task, office), owner_of(sheet)
                for person in people_of(task, office, department):
                    user, why = _instead(person, day)
                    yield user, why, thing, since
                late = open_days_after(DUE[task], day)
                if task in ("submit", "answer") and late >= ESCALATES:
                    yield head_of(department), "head", thing, _escalated(DUE[task], day)


def _instead(person: str, day: date) -> tuple[str, str]:
    """Who hears of somebody's work on a day, and why: the deputy, while there is one."""
    for absent, deputy, begin, end in DEPUTIES:
        if absent == person and begin <= day <= end:
            return deputy, f"for {person}"
    return person, "own"


def _escalated(due: date, day: date) -> date:
    """The last day on which the head was to be told: after so many working days, then every second one."""
    late = open_days_after(due, day)
    while not (is_open(day) and late >= ESCALATES and (late - ESCALATES) % EVERY == 0):
        day -= timedelta(days=1)
        late = open_days_after(due, day)
    return day


def _falls(each: Subscribed, day: date) -> bool:
    """Whether a digest comes on this open day: it is one of its weekdays, or one of these fell on closed days before."""
    if day.weekday() in each.weekdays:
        return True
    before = day - timedelta(days=1)
    while not is_open(before):
        if before.weekday() in each.weekdays:
            return True
        before -= timedelta(days=1)
    return False
