"""By when something is to be done, in words: the day, how far away it is, and that it was moved."""

from __future__ import annotations

from datetime import date

from commands.kit.reply import Line, Part
from store.deadline import Deadlines, Moved
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text, excerpt


def task_name(task: Task) -> Text:
    """What a step is called."""
    return Text.of(f"store.task_{task}")


def days_left(day: date, today: date) -> Text:
    """How far a day is away: あと3日, 本日, 2日超過."""
    left = (day - today).days
    near = {-1: "kit.overdue_one", 0: "kit.due_today", 1: "kit.due_tomorrow"}
    if left in near:
        return Text.of(near[left])
    return Text.of("kit.due_in", count=left) if left > 0 else Text.of("kit.overdue", count=-left)


def due_by(day: date, today: date) -> Text:
    """The day and how far it is away: 締切 8/7(金)・あと3日."""
    return Text.of("kit.due_by", day=day, left=days_left(day, today))


def next_deadline(sheet: Sheet, deadlines: Deadlines) -> tuple[Task, date] | None:
    """The earliest deadline of what is still to be done with a sheet; None where it has none."""
    days = {todo.task: day for todo in sheet.todos if (day := deadlines.day(todo.task, sheet))}
    return min(days.items(), key=lambda each: each[1], default=None)


def deadline_on_card(sheet: Sheet, store: Store) -> tuple[Part, ...]:
    """The sheet's next deadline, and that it was moved and why; nothing where it has none."""
    deadlines = store.deadlines(sheet.year)
    found = next_deadline(sheet, deadlines)
    if found is None:
        return ()
    task, day = found
    line = Text.of("kit.deadline", step=task_name(task), day=day)
    moved = deadlines.move_of(task, sheet)
    return (Line(Text.of("kit.deadline_moved", deadline=line, moved=why_moved(moved, deadlines)) if moved else line),)


def why_moved(moved: Moved, deadlines: Deadlines) -> Text:
    """Which day the year has, and why another one was set. The year's may have become another since."""
    reason, before = excerpt(moved.set.reason, 80), deadlines.days.get(moved.task)
    if before is None:
        return Text.of("kit.moved_alone", reason=reason)
    return Text.of("kit.moved_from", before=before, reason=reason)


def task_of(name: object, field: str | None = None) -> Task:
    """The step with this name. Raises Refusal where there is none."""
    found = next((task for task in Task if task == name), None)
    if found is None:
        raise Refusal("kit.which_step", field=field)
    return found
