"""The deadlines of a year, for everybody to read; the secretariat finds here what it may change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from commands.kit.card import title_of
from commands.kit.dates import days_left, task_name, why_moved
from commands.kit.pages import paged
from commands.kit.people import asker
from commands.kit.reply import Button, Buttons, Change, Facts, Heading, Line, Menu, Note, Open, Part, Reply, Row, View
from commands.kit.request import Request, Subject
from store.deadline import Deadlines, Moved
from store.person import Person
from store.reminding import Rules
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Said, Text

SHEET, DEPARTMENT = "sheet", "department"
"""For what a deadline is moved: the first word of a subject's part; the step and the department's name follow."""


def show(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(overview(asker(request, store), store, request.now, year=year_asked(request.subject)))]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    """Another year, or another page of what was moved."""
    year, page = year_asked(request.subject), request.subject.revision
    return [Change(overview(asker(request, store), store, request.now, year=year, page=page))]


def year_asked(subject: Subject) -> int | None:
    """The year that a button or form is about."""
    return int(subject.id) if subject.id.isdecimal() and len(subject.id) == len("2020") else None


def latest_year(store: Store, today: date) -> int:
    """The year that is being worked on; the fiscal year of today, where there is none yet."""
    known = (*store.years(), *store.years_with_deadlines())
    return max(known, default=today.year - (today.month < 4))


def overview(
    who: Person, store: Store, now: datetime, *, year: int | None = None, page: int = 0, notes: tuple[Part, ...] = ()
) -> View:
    """A year's deadlines, the moved ones, and how the office reminds."""
    today = now.date()
    shown = year or latest_year(store, today)
    deadlines = store.deadlines(shown)
    parts: list[Part] = [*notes, Heading(Text.of("deadline.of_year", year=str(shown)))]
    parts.append(Facts(tuple((task_name(task), _said(deadlines.days.get(task), today, store)) for task in Task)))
    if not deadlines.days:
        parts.append(Line(Text.of("deadline.none_set" if who.secretariat else "deadline.none_yet")))
    parts += _buttons(who, shown, store)
    moved = sorted(deadlines.moved, key=lambda each: (each.day, each.sheet, each.department))
    rows = [_row(each, deadlines, who, store) for each in moved]
    if rows:
        parts.append(Heading(Text.of("deadline.moved", count=len(rows))))
        parts += paged(rows, page, "deadline.turn", Subject(str(shown)))
    parts.append(Note(reminding(store.rules())))
    return View(Text.of("deadline.title"), tuple(parts), subject=Subject(str(shown), "", page))


def sheet_view(sheet: Sheet, store: Store, now: datetime) -> View:
    """The deadlines that hold for one sheet."""
    deadlines, today = store.deadlines(sheet.year), now.date()
    facts: list[tuple[Said, Said]] = []
    for task in Task:
        day, moved = deadlines.day(task, sheet), deadlines.move_of(task, sheet)
        said = _said(day, today, store)
        facts.append((task_name(task), _and_why(said, moved, deadlines) if moved else said))
    opened = Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key))
    parts = (Heading(title_of(sheet)), Facts(tuple(facts)), Line(Text.of("deadline.ask")), Buttons((opened,)))
    return View(Text.of("deadline.title"), parts)


def reminding(rules: Rules) -> Text:
    """How the office reminds, in a sentence."""
    days = tuple(str(each) for each in rules.before if each)
    return Text.of(
        "deadline.reminding" if days else "deadline.reminding_late",
        days=days, every=rules.every, escalate=rules.escalate_after, hour=f"{rules.hour:%H:%M}",
    )  # fmt: skip


def _said(day: date | None, today: date, store: Store) -> Text:
    """A day as a calendar shows it: nobody is late by what stands here alone."""
    if day is None:
        return Text.of("deadline.no_day")
    if day < today:
        return Text.of("deadline.day_over", day=day)
    key = "deadline.day" if store.rules().is_working(day) else "deadline.day_closed"
    return Text.of(key, day=day, left=days_left(day, today))


def _and_why(day: Said, moved: Moved, deadlines: Deadlines) -> Text:
    return Text.of("kit.deadline_moved", deadline=day, moved=why_moved(moved, deadlines))


def _row(moved: Moved, deadlines: Deadlines, who: Person, store: Store) -> Row:
    whose: Said = moved.department
    if moved.sheet:
        found = next((each for each in store.standings(deadlines.year) if each.key == moved.sheet), None)
        whose = f"{found.number} {found.name}" if found else moved.sheet
    said = Text.of("deadline.moved_row", whose=whose, step=task_name(moved.task), day=moved.day)
    by = Text.of("deadline.moved_by", name=store.registered(moved.set.by).name, at=moved.set.at)
    note = Text.of("deadline.moved_note", why=why_moved(moved, deadlines), by=by)
    if not who.secretariat:
        return Row(said, note)
    part = f"{SHEET} {moved.task} {moved.sheet}" if moved.sheet else f"{DEPARTMENT} {moved.task} {moved.department}"
    subject = Subject(str(deadlines.year), part, deadlines.revision)
    options = (
        (Text.of("deadline.move_again"), Subject(subject.id, f"move {part}", subject.revision)),
        (Text.of("deadline.take_back"), Subject(subject.id, f"back {part}", subject.revision)),
    )
    return Row(said, note, Menu(Text.of("deadline.change"), "deadline.back", options))


def _buttons(who: Person, year: int, store: Store) -> Iterator[Part]:
    about = Subject(str(year))
    changing = (
        Button(Text.of("deadline.set"), "deadline.setting", about, "main"),
        Button(Text.of("deadline.move_sheet"), "deadline.moving", Subject(str(year), SHEET)),
        Button(Text.of("deadline.move_department"), "deadline.moving", Subject(str(year), DEPARTMENT)),
        Button(Text.of("deadline.rules"), "deadline.rules", about),
    )
    history = Button(Text.of("kit.history"), "deadline.history", about)
    yield Buttons((*changing, history) if who.secretariat else (history,))
    years = sorted({*store.years(), *store.years_with_deadlines(), year}, reverse=True)[:50]
    if len(years) > 1:
        options = tuple((Text.of("kit.year_is", year=str(each)), Subject(str(each))) for each in years)
        yield Row(Text.of("deadline.other_year"), None, Menu(Text.of("deadline.choose_year"), "deadline.turn", options))
