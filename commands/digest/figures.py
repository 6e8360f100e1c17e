"""What a digest tells, counted: no text of a sheet is read for it, and of the past only what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commands.digest.scopes import standing_now
from store.deadline import Deadlines
from store.event import Event
from store.reminding import Rules
from store.sheet import Stage
from store.standing import Standing
from store.store import Store
from store.subscription import Scope
from store.task import Task


@dataclass(frozen=True)
class Late:
    """A step of a sheet's year that should have been done by a day that is over; of a review, by whom (keys of offices)."""

    standing: Standing
    task: Task
    day: date
    offices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waits:
    """Opinions of one office that wait for an answer; `form` knows its name."""

    form: str
    office: str
    opinions: int
    sheets: int


@dataclass(frozen=True)
class Figures:
    """What a digest tells.

    Attributes:
        stages: how many sheets stand at each; `late_stages`: how many of them are late.
        late: the latest first.
        moved: those that changed since `since`, the newest first.
        still: those with something to be done that nobody has changed for long, the longest first.
        has_deadlines: whether anybody set deadlines for the year.
    """

    year: int
    count: int
    stages: Mapping[Stage, int]
    late: Sequence[Late]
    late_stages: Mapping[Stage, int]
    waits: Sequence[Waits]
    moved: Sequence[Standing]
    since: datetime
    still: Sequence[Standing]
    has_deadlines: bool


def figures(scope: Scope, now: datetime, since: datetime, rules: Rules, store: Store) -> Figures | None:
    """The figures of these sheets at a moment (aware, in the office's zone); None where there is no sheet at all."""
    everything = standing_now(store)
    if not everything:
        return None
    year = everything[0].year
    found = everything if scope.of == "all" else tuple(each for each in everything if scope.holds(each))
    deadlines = store.deadlines(year)
    late = _late(found, deadlines, now.date())
    long_ago = now - timedelta(days=rules.still_after)
    changed = [(each.changed, each) for each in found if each.changed is not None]
    moved = [pair for pair in changed if pair[0] > since]
    still = [pair for pair in changed if pair[0] < long_ago and pair[1].todos]
    return Figures(
        year=year,
        count=len(found),
        stages=Counter(each.stage for each in found),
        late=late,
        late_stages=Counter(each.stage for each in {one.standing.key: one.standing for one in late}.values()),
        waits=_waits(found),
        moved=[each for _, each in sorted(moved, key=lambda pair: pair[0], reverse=True)],
        since=since,
        still=[each for _, each in sorted(still, key=lambda pair: pair[0])],
        has_deadlines=bool(deadlines.days or deadlines.moved),
    )


def condensed(events: Sequence[Event]) -> Mapping[str, int]:
    """What happened by what people call it, and how often; in the year's order."""
    counts: Counter[str] = Counter()
    for event in events:
        counts.update(_named(event))
    return {name: counts[name] for name in DID if counts[name]}


DID = (
    "add", "carry", "fill", "submit", "return", "opinion", "silence", "ask_again", "withdraw", "answer", "finalise",
    "reopen", "publish", "undo", "other",
)  # fmt: skip
"""What can have happened."""

_ONCE = ("add", "carry", "submit", "return", "finalise", "reopen", "publish", "undo")


def _named(event: Event) -> Counter[str]:
    fields = sorted(event.fields)
    match event.action:
        case action if action in _ONCE:
            return Counter((action,))
        case "fill" | "put_back":
            return Counter(fill=len(fields))
        case "answer":
            return Counter(answer=len(fields))
        case "opinion":
            return Counter(_spoken(each.field, each.before, each.after) for each in event.differences)
    return Counter(("other",))


def _spoken(field: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> str:
    if not field.startswith("opinions/"):
        return "silence" if after else "other"
    if before is None:
        return "opinion"
    if after is None or after.get("withdrawn"):
        return "withdraw"
    asked = [len(again) if isinstance(again := fact.get("again"), list) else 0 for fact in (before, after)]
    return "ask_again" if asked[1] > asked[0] else "withdraw"


def _late(standings: Sequence[Standing], deadlines: Deadlines, today: date) -> list[Late]:
    if not deadlines.days and not deadlines.moved:
        return []
    found: list[Late] = []
    for each in standings:
        for task in dict.fromkeys(todo.task for todo in each.todos):
            day = deadlines.day(task, each)
            if day is not None and day < today:
                offices = tuple(todo.office for todo in each.todos if todo.task is task and todo.office)
                found.append(Late(each, task, day, offices))
    return sorted(found, key=lambda each: each.day)  # those of one day stay in the order of their numbers


def _waits(standings: Sequence[Standing]) -> list[Waits]:
    """Of each office, the one with the most first."""
    opinions: Counter[str] = Counter()
    sheets: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for each in standings:
        for office, count in each.unanswered.items():
            opinions[office] += count
            sheets[office] += 1
            forms.setdefault(office, each.form)
    return [Waits(forms[office], office, count, sheets[office]) for office, count in opinions.most_common()]
