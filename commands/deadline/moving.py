"""One deadline moved, for one sheet or one department, with a reason; and moved back."""

from __future__ import annotations

from collections.abc import Sequence

from commands.deadline.history import meanwhile
from commands.deadline.overview import DEPARTMENT, SHEET, latest_year, overview, year_asked
from commands.kit.asked import is_blank
from commands.kit.card import tell, title_of
from commands.kit.dates import next_deadline, task_name, task_of
from commands.kit.people import asker
from commands.kit.reply import (
    Change,
    ChoiceInput,
    DateInput,
    Heading,
    Input,
    Line,
    Note,
    Open,
    Part,
    Quote,
    Reply,
    Return,
    Say,
    TextInput,
    View,
)
from commands.kit.request import Request, Subject
from store.deadline import Deadlines, require_secretariat
from store.opinion import Mark
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text


def show_moving(request: Request, store: Store) -> Sequence[Reply]:
    """The form; of a sheet or a department that is chosen in it."""
    year = year_asked(request.subject) or latest_year(store, request.now.date())
    kind = DEPARTMENT if request.subject.part == DEPARTMENT else SHEET
    return [Open(moving_form(asker(request, store), store, year=year, kind=kind))]


def moving_form(
    who: Person,
    store: Store,
    *,
    year: int | None = None,
    kind: str = SHEET,
    sheet: Sheet | None = None,
    department: str = "",
    task: Task | None = None,
    day: str = "",
    reason: str = "",
    number: str = "",
    notes: tuple[Part, ...] = (),
) -> View:
    """The form in which a deadline is moved. Raises Refusal for whoever may not."""
    require_secretariat(who)
    year = sheet.year if sheet else year or max(store.years(), default=0)
    deadlines = store.deadlines(year)
    kind = DEPARTMENT if department else kind
    parts: list[Part | Input] = [Heading(Text.of(f"deadline.move_{kind}_of", year=str(year))), *notes]
    if sheet is not None:
        coming = next_deadline(sheet, deadlines)
        task = task or next((todo.task for todo in sheet.todos), None)
        if coming:
            parts.append(Note(Text.of("kit.deadline", step=task_name(coming[0]), day=coming[1])))
    if kind == SHEET:
        shown = number or (sheet.number if sheet else "")
        hint = title_of(sheet) if sheet else Text.of("deadline.sheet_hint")
        parts.append(TextInput("sheet", Text.of("deadline.sheet"), shown, hint, required=True, multiline=False))
    else:
        options = tuple((name, name) for name in _departments(year, store, department))
        parts.append(
            ChoiceInput("department", Text.of("deadline.department"), options, department, required=True)
            if options
            else TextInput("department", Text.of("deadline.department"), department, required=True, multiline=False)
        )
    steps = tuple((str(each), task_name(each)) for each in Task)
    parts += [
        ChoiceInput("task", Text.of("deadline.which"), steps, str(task or ""), required=True),
        DateInput("day", Text.of("deadline.moved_to"), day, required=True),
        TextInput("reason", Text.of("deadline.reason"), reason, Text.of("deadline.reason_hint"), required=True),
    ]
    subject = Subject(str(year), kind, deadlines.revision)
    return View(Text.of("deadline.title"), tuple(parts), "deadline.move", Text.of("deadline.do_move"), subject)


def move(request: Request, store: Store) -> Sequence[Reply]:
    """Move it, and tell those whom it concerns; where the deadlines changed meanwhile, nothing is written."""
    who, now, kind = asker(request, store), request.now, request.subject.part
    require_secretariat(who)
    year = year_asked(request.subject) or latest_year(store, now.date())
    given = {key: str(request.values.get(key) or "") for key in ("sheet", "department", "task", "day", "reason")}
    if kind == SHEET and is_blank(given["sheet"]):
        raise Refusal("deadline.which_sheet", field="sheet")
    sheet = store.numbered("".join(given["sheet"].split()), year) if kind == SHEET else None
    if sheet is None and is_blank(given["department"]):
        raise Refusal("deadline.choose_department", field="department")
    task = task_of(given["task"], "task")
    before = store.deadlines(year)
    mark = Mark(by=who.id, at=now, reason=given["reason"].strip())
    whose = {"sheet": sheet.key} if sheet else {"department": given["department"]}
    after = before.move(task, given["day"], mark, store.rules().calendar, now.date(), by=who, **whose)
    moved = before.revision != request.subject.revision
    if moved or not store.keep_deadlines(before, after, who, now):
        notes = meanwhile(store.deadlines(year), store)
        form = moving_form(
            who, store, year=year, kind=kind, department=given["department"], task=task, day=given["day"],
            reason=given["reason"], number=given["sheet"], notes=notes,
        )  # fmt: skip
        return [Change(form)]
    saved = [Line(_said("deadline.moved_done", after, task, sheet, given["department"])), *_earlier(after, task, whose)]
    if sheet and _is_done(task, sheet):
        saved.append(Note(Text.of("deadline.done_already", step=task_name(task))))
    told = Line(
        Text.of(
            "deadline.moved_told",
            name=who.name,
            moved=_said("deadline.moved_row", after, task, sheet, given["department"]),
        )
    )
    return [
        Return(overview(who, store, now, year=year, notes=tuple(saved))),
        *_told(sheet, given["department"], store, told, Quote(mark.reason, Text.of("deadline.reason"))),
    ]


def back(request: Request, store: Store) -> Sequence[Reply]:
    """What the menu of a moved deadline offers: to move it to another day, or back to the year's."""
    who, now = asker(request, store), request.now
    require_secretariat(who)
    year = year_asked(request.subject) or latest_year(store, now.date())
    what, kind, step, name = (request.subject.part.split(" ", 3) + [""] * 4)[:4]
    task, before = task_of(step), store.deadlines(year)
    sheet = _named(name, year, store) if kind == SHEET else None
    department = name if kind == DEPARTMENT else ""
    if what == "move":
        standing = before.for_department(task, name) if department else before.for_sheet(task, name)
        day = standing.day.isoformat() if standing else ""
        return [Open(moving_form(who, store, year=year, sheet=sheet, department=department, task=task, day=day))]
    whose = {"department": name} if department else {"sheet": name}
    after = before.back(task, by=who, **whose)
    if before.revision != request.subject.revision or not store.keep_deadlines(before, after, who, now):
        notes = meanwhile(store.deadlines(year), store)
        return [Change(overview(who, store, now, year=year, notes=notes))]
    again = after.days.get(task)
    said = Text.of("deadline.back_to", day=again) if again else Text.of("deadline.back_to_none")
    values = {"whose": title_of(sheet) if sheet else name, "step": task_name(task), "day": said}
    told = Line(Text("deadline.back_told", {"name": who.name, **values}))
    saved = Line(Text("deadline.back_done", values))
    return [
        Change(overview(who, store, now, year=year, notes=(saved,))),
        *_told(sheet, department, store, told),
    ]


def _named(key: str, year: int, store: Store) -> Sheet | None:
    """The sheet, unless it is gone."""
    return next((store.sheet(each.key) for each in store.standings(year) if each.key == key), None)


def _departments(year: int, store: Store, chosen: str) -> list[str]:
    owners = {each.owner for each in store.standings(year) if each.owner}
    return sorted(owners | ({chosen} if chosen else set()))


def _said(key: str, after: Deadlines, task: Task, sheet: Sheet | None, department: str) -> Text:
    found = after.for_sheet(task, sheet.key) if sheet else after.for_department(task, department)
    whose = title_of(sheet) if sheet else department
    return Text(key, {"whose": whose, "step": task_name(task), "day": found.day if found else ""})


def _is_done(task: Task, sheet: Sheet) -> bool:
    """Whether what is still to be done with the sheet comes later than this."""
    steps = list(Task)
    return all(steps.index(todo.task) > steps.index(task) for todo in sheet.todos)


def _earlier(after: Deadlines, task: Task, whose: dict[str, str]) -> list[Part]:
    """That a later step would be due before this one now."""
    found = (
        after.for_sheet(task, whose["sheet"]) if "sheet" in whose else after.for_department(task, whose["department"])
    )
    steps = list(Task)
    later = [
        each for each in steps[steps.index(task) + 1 :] if (day := after.days.get(each)) and found and day < found.day
    ]
    return [Note(Text.of("deadline.earlier", steps=tuple(map(task_name, later))))] if later else []


def _told(sheet: Sheet | None, department: str, store: Store, *parts: Part) -> list[Say]:
    if sheet is not None:
        return tell(sheet, store, *parts)
    channel = store.department(department).channel if department else ""
    return [Say(parts, channel)] if channel else []
