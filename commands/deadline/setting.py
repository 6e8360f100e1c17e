"""The days of a year, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commands.deadline.history import meanwhile
from commands.deadline.overview import latest_year, overview, year_asked
from commands.kit.dates import task_name
from commands.kit.people import asker
from commands.kit.reply import Change, DateInput, Heading, Input, Line, Note, Open, Part, Reply, Return, View
from commands.kit.request import Request, Subject
from store.deadline import Deadlines, require_secretariat
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
    changed = after.facts != deadlines.facts
    notes: list[Part] = [Line(Text.of("deadline.saved" if changed else "deadline.unchanged"))]
    before = [each for each in after.moved if (day := after.days.get(each.task)) and each.day < day]
    if changed and before:
        notes.append(Note(Text.of("deadline.moved_before", count=len(before))))
    return [Return(overview(who, store, request.now, year=after.year, notes=tuple(notes)))]


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
