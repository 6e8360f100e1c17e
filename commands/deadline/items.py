"""What is to be done by whom and by when, as the reminders of people count it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from commands.kit.command import Apart
from store.calendar import Calendar
from store.kinds import key_of
from store.person import Department, Person
from store.reminding import Rules
from store.standing import Standing
from store.store import Store
from store.task import Task, Todo

OWN, ALONE, HEAD = "own", "alone", "head"
"""Why somebody is told of something: it is theirs; there is nobody else; they lead the department. After it, with a colon,
the id of whom they stand in for."""

SERIES = "reminder/"
"""How the names of all series of reminders begin; the person's id follows."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a deadline that is still to be done with a sheet, and that somebody is reminded of by now.

    Attributes:
        key: "<the sheet's key>/<what>", as `Store.open_items` has it.
        day: by when.
        since: the latest day up to today on which it was to be told.
        escalated: the latest day on which the department's head was to be told; None where it isn't time.
    """

    key: str
    standing: Standing
    todo: Todo
    day: date
    since: date
    escalated: date | None = None

    @property
    def part(self) -> str:
        """Whose it is: "department/…" by its name's key, "office/…", or the secretariat's."""
        match self.todo.task:
            case Task.SUBMIT | Task.ANSWER:
                return f"department/{key_of(self.standing.owner)}"
            case Task.REVIEW:
                return f"office/{self.todo.office}"
            case _:
                return "secretariat"


@dataclass(frozen=True)
class Steps:
    """The days on which something is told, counted from its deadline.

    Each day before is moved to the working day before it where the office is closed; so is the deadline's own. After it,
    every so many working days.
    """

    rules: Rules
    today: date
    _known: dict[date, tuple[date | None, date | None]] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> Calendar:
        """The office's."""
        return self.rules.calendar

    def of(self, deadline: date) -> tuple[date | None, date | None]:
        """The latest one up to today, and the latest for the department's head; None where there is none yet."""
        if deadline not in self._known:
            self._known[deadline] = (self._latest(deadline), self._escalated(deadline))
        return self._known[deadline]

    def _latest(self, deadline: date) -> date | None:
        late = self.calendar.days_after(deadline, self.today)
        if late >= self.rules.every:
            return self.calendar.after(deadline, late - late % self.rules.every)
        before = (date.fromordinal(deadline.toordinal() - days) for days in {*self.rules.before, 0})
        return max((day for day in map(self.calendar.last_open, before) if day <= self.today), default=None)

    def _escalated(self, deadline: date) -> date | None:
        beyond = self.calendar.days_after(deadline, self.today) - self.rules.escalate_after
        if beyond < 0:
            return None
        return self.calendar.after(deadline, self.rules.escalate_after + beyond - beyond % self.rules.every)


def pressing(store: Store, steps: Steps, apart: Apart) -> dict[str, list[Item]]:
    """All of which somebody is to be reminded by now, by whose it is; the most pressing first."""
    found: dict[str, list[Item]] = {}
    for year in store.years_with_deadlines():
        for item in apart(f"deadlines/{year}", partial(_pressing, year, store, steps)):
            found.setdefault(item.part, []).append(item)
    for items in found.values():
        items.sort(key=lambda each: each.day)
    return found


def _pressing(year: int, store: Store, steps: Steps) -> Iterator[Item]:
    deadlines = store.deadlines(year)
    for key, (standing, todo) in store.open_items(year).items():
        day = deadlines.day(todo.task, standing)
        since, escalated = steps.of(day) if day else (None, None)
        if day and since:
            yield Item(key, standing, todo, day, since, escalated)


@dataclass(frozen=True)
class Reason:
    """Things that somebody is told of for one reason. `items` go by that reason and which they are, "own 2020-S27/submit"."""

    why: str
    items: Mapping[str, Item]

    @property
    def rank(self) -> tuple[int, str]:
        """Which of several reasons counts: one's own work first."""
        kind, _, absent = self.why.partition(":")
        return ((OWN, ALONE, HEAD).index(kind), absent)


@dataclass
class People:
    """Who is to be told of what is whose, read once for a look at everything."""

    store: Store
    today: date

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of those whose a part is, by the part."""
        found: dict[str, dict[str, None]] = {}
        for person in self.known.values():
            for name in person.departments:
                found.setdefault(f"department/{key_of(name)}", {})[person.id] = None
            for office in person.offices:
                found.setdefault(f"office/{office}", {})[person.id] = None
        groups = self.store.groups()
        members = self.store.members(*groups)
        for group in groups:
            part = f"department/{key_of(group.department)}" if group.department else f"office/{group.office}"
            found.setdefault(part, {}).update(dict.fromkeys(members[group.id]))
        found["secretariat"] = dict.fromkeys(each.id for each in self.store.secretariat())
        return {part: tuple(people) for part, people in found.items()}

    @cached_property
    def known(self) -> Mapping[str, Person]:
        """Everybody who is kept."""
        return {each.id: each for each in self.store.people()}

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """Who leads a department, by its part."""
        departments: Iterator[Department] = self.store.departments()
        return {f"department/{key_of(each.name)}": each.head for each in departments if each.head}

    @cached_property
    def deputies(self) -> Mapping[str, str]:
        """Who stands in for whom today, by ids of the absent. A deputy who is away has no other one for it."""
        found = ((each.id, each.deputy_on(self.today)) for each in self.known.values() if each.deputy)
        return {user: deputy.id for user, deputy in found if deputy}

    def name(self, user: str) -> str:
        """What somebody is called."""
        return self.known[user].name if user in self.known else user

    def told(self, found: Mapping[str, list[Item]]) -> dict[str, dict[str, Item]]:
        """What everybody is to be told, by the person's id: items by why and which, each item once."""
        reasons: dict[str, list[Reason]] = {}
        for part, items in found.items():
            people = self.parts.get(part, ())
            self._take(reasons, people or self.parts["secretariat"], OWN if people else ALONE, items)
            if head := self.heads.get(part):
                self._take(reasons, (head,), HEAD, [each for each in items if each.escalated])
        return {user: _once(theirs) for user, theirs in reasons.items()}

    def _take(self, reasons: dict[str, list[Reason]], people: tuple[str, ...], why: str, items: list[Item]) -> None:
        """Tell these people, or who stands in for them, of the same for the same reason."""
        shared = Reason(why, {f"{why} {each.key}": each for each in items})
        for user in people if items else ():
            if deputy := self.deputies.get(user):
                instead = f"{why}:{user}"
                reason = Reason(instead, {f"{instead} {each.key}": each for each in items})
                reasons.setdefault(deputy, []).append(reason)
            else:
                reasons.setdefault(user, []).append(shared)


def _once(reasons: list[Reason]) -> dict[str, Item]:
    """Each item for the first of the reasons for which it would be told."""
    whys = {each.why for each in reasons}
    if len(whys) == 1 or not reasons:
        return {entry: item for each in reasons for entry, item in each.items.items()}
    known: dict[str, str] = {}
    for each in sorted(reasons, key=lambda each: each.rank):
        for entry, item in each.items.items():
            known.setdefault(item.key, entry)
    first = set(known.values())
    return {entry: item for each in reasons for entry, item in each.items.items() if entry in first}
