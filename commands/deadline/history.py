"""What became of a year's deadlines and of the rules: who, when, what from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from commands.deadline.overview import latest_year, year_asked
from commands.kit.dates import task_name
from commands.kit.pages import paged
from commands.kit.reply import Change, Heading, Line, Note, Open, Part, Reply, Row, View
from commands.kit.request import Request
from store.deadline import Deadlines
from store.event import Difference, OfficeEvent
from store.reminding import Rules
from store.store import Store
from store.task import Task
from store.text import Said, Text, excerpt

RULES = ("before", "every", "escalate_after", "hour", "opens", "closes", "closed", "still_after")
"""What is settled in the rules, in the order of their form."""


def show_history(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(_view(request, store, 0))]


def turn_history(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(_view(request, store, request.subject.revision))]


def meanwhile(about: Deadlines | Rules, store: Store) -> tuple[Part, ...]:
    """That somebody else was faster, and what they did; what was typed is in the form."""
    last = store.office_history(about)[-1:]
    return (Note(Text.of("deadline.meanwhile")), *(row for event in last for row in _rows(event, store)))


def _view(request: Request, store: Store, page: int) -> View:
    year = year_asked(request.subject) or latest_year(store, request.now.date())
    events = store.office_history(store.deadlines(year), store.rules())
    rows = [row for event in reversed(events) for row in _rows(event, store)]
    nothing = () if rows else (Line(Text.of("deadline.no_history")),)
    shown = paged(rows, page, "deadline.turn_history", request.subject)
    heading = Heading(Text.of("deadline.history_of", year=str(year)))
    return View(Text.of("kit.history"), (heading, *nothing, *shown))


def _rows(event: OfficeEvent, store: Store) -> Iterator[Row]:
    key = "deadline.changed_for" if event.for_whom else "deadline.changed"
    by = Text.of(key, name=event.name, at=event.at, for_whom=event.for_whom)
    numbers: Mapping[str, str] = {}
    if event.about.startswith("deadlines/"):
        year = int(event.about.partition("/")[2])
        numbers = {each.key: each.number for each in store.standings(year)}
    for each in event.differences:
        if each.field not in ("year", "revision"):
            moved = each.field.startswith("moved/")  # where nothing is moved, the year's day holds
            none = Text.of("deadline.years_day" if moved else "deadline.nothing")
            before, after = (_said(value, none) for value in (each.before, each.after))
            yield Row(Text.of("deadline.from_to", field=_field(each, numbers), before=before, after=after), by)


def _field(each: Difference, numbers: Mapping[str, str]) -> Said:
    where, _, rest = each.field.partition("/")
    step, _, whose = rest.partition("/")
    match where:
        case "days":
            return task_name(Task(step))
        case "moved":
            return Text.of("deadline.step_of", whose=numbers.get(whose, whose), step=task_name(Task(step)))
        case _:
            return Text.of(f"deadline.field_{where}") if where in RULES else each.field


def _said(value: Any, none: Text) -> Said:
    """A day, a day with its reason, or what the rules hold; `none`, where nothing stood."""
    match value:
        case None | "" | []:
            return none
        case {"day": str(day), "reason": str(reason)}:
            return Text.of("deadline.day_because", day=date.fromisoformat(day), reason=excerpt(reason, 80))
        case list():
            days = tuple(_said(each, none) for each in value[:20])
            return Text.of("deadline.listed", days=days)
        case str() if len(value) == len("2020-11-30"):
            return Text.of("deadline.listed", days=date.fromisoformat(value))
        case _:
            return str(value).removesuffix(":00") if str(value).count(":") > 1 else str(value)
