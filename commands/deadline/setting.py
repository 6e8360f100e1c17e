"""The days of a year, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from commands.deadline.history import meanwhile
from commands.deadline.overview import latest_year, overview, year_asked
from commands.kit.dates import task_name
from commands.kit.people import asker
from commands.kit.reply import (
    Change,
    DateInput,
    Facts,
    Heading,
    Input,
    Line,
    Note,
    Once,
    Open,
    Part,
    Reply,
    Return,
    Say,
    View,
)
from commands.kit.request import Request, Subject
from store.deadline import Deadlines, require_secretariat
from store.person import Person
from store.store import Store
from store.task import Task
from store.text import Text


def show_setting(request: Request, store: Store) -> Sequence[Reply]:
    require_secretariat(asker(request, store))
    return [Open(_form(_deadlines(request, store)))]


def set_days(request: Request, store: Store) -> Sequence[Reply]:
    """Keep the days; where somebody else changed them meanwhile, show what they did and what was typed."""
    who, deadlines = asker(request, store), _deadlines(request, store)
    written = {task: str(request.values.get(task) or "") for task in Task}
    after = deadlines.set_days(who, written, store.rules().calendar, request.now.date())
    moved = deadlines.revision != request.subject.revision
    if moved or not store.keep_deadlines(deadlines, after, who, request.now):
        standing = store.deadlines(deadlines.year)
        return [Change(_form(standing, typed=written, notes=meanwhile(standing, store)))]
    if after.facts == deadlines.facts:
        return [
            Return(overview(who, store, request.now, year=after.year, notes=(Line(Text.of("deadline.unchanged")),)))
        ]
    told = list(_told(deadlines, after, who, request.now.date(), store))
    notes: tuple[Part, ...] = (Line(Text.of("deadline.saved")),)
    notes += (Note(Text.of("deadline.saved_told", count=len(told))),) if told else ()
    earlier = [each for each in after.moved if (day := after.days.get(each.task)) and each.day < day]
    notes += (Note(Text.of("deadline.moved_before", count=len(earlier))),) if earlier else ()
    return [Return(overview(who, store, request.now, year=after.year, notes=notes)), *told]


def _told(before: Deadlines, after: Deadlines, who: Person, today: date, store: Store) -> Iterator[Say]:
    """Each department that has sheets of the year hears of its days, and what they were; corrected on the same day, the
    message is."""
    owners = dict.fromkeys(each.owner for each in store.standings(after.year))
    channels = dict.fromkeys(store.department(owner).channel for owner in owners)
    parts = (
        Line(Text.of("deadline.set_told", name=who.name, year=str(after.year))),
        Facts(tuple((task_name(task), _became(before.days.get(task), after.days.get(task))) for task in Task)),
        Note(Text.of("deadline.set_told_hint")),
    )
    for channel in filter(None, channels):
        yield Say(parts, channel, Once(f"deadlines/{after.year}/{channel}/{today}"))


def _became(before: date | None, after: date | None) -> Text:
    said = Text.of("deadline.told_day", day=after) if after else Text.of("deadline.no_day")
    return Text.of("deadline.told_before", day=said, before=before) if before and before != after else said


def _deadlines(request: Request, store: Store) -> Deadlines:
    return store.deadlines(year_asked(request.subject) or latest_year(store, request.now.date()))


def _form(deadlines: Deadlines, *, typed: Mapping[Task, str] | None = None, notes: tuple[Part, ...] = ()) -> View:
    stands = {task: day.isoformat() for task, day in deadlines.days.items()}
    parts: list[Part | Input] = [
        Heading(Text.of("deadline.of_year", year=str(deadlines.year))),
        *notes,
        Line(Text.of("deadline.set_what")),
    ]
    for task in Task:
        shown = (stands if typed is None else typed).get(task, "")
        parts.append(DateInput(task, task_name(task), shown, Text.of(f"deadline.hint_{task}")))
    subject = Subject(str(deadlines.year), "", deadlines.revision)
    return View(Text.of("deadline.title"), tuple(parts), "deadline.set", Text.of("kit.save"), subject)
