"""Deadlines (締切): by which day each step of a year is to be done; moved for one sheet or one department, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.kinds import key_of
from store.opinion import Mark
from store.person import Document, Kept
from store.standing import Standing
from store.task import Task


class Moved(Document):
    """A deadline that is another one for one sheet (its key) or one department (its name)."""

    task: Task
    day: date
    set: Mark
    sheet: str = ""
    department: str = ""


class Deadlines(Kept):
    """The deadlines of one evaluation year. A step without a day has none, and nobody is reminded of it."""

    year: int
    days: Mapping[Task, date] = {}
    moved: tuple[Moved, ...] = ()

    def day(self, task: Task, standing: Standing) -> date | None:
        """By when this is to be done with a sheet: its own day, else its department's, else the year's."""
        for_sheet = self.for_sheet(task, standing.key)
        moved = for_sheet or self.for_department(task, standing.owner)
        return moved.day if moved else self.days.get(task)

    def for_sheet(self, task: Task, sheet: str) -> Moved | None:
        """How it was moved for this sheet."""
        return next((each for each in self.moved if each.task == task and each.sheet == sheet), None)

    def for_department(self, task: Task, department: str) -> Moved | None:
        """How it was moved for this department."""
        name = key_of(department)
        same = (each for each in self.moved if each.task == task and not each.sheet)
        return next((each for each in same if key_of(each.department) == name), None)
