"""Deadlines (締切): by which day each step of a year is to be done; moved for one sheet or one department, with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

from store.calendar import Calendar
from store.kinds import DateKind, key_of
from store.opinion import Mark
from store.person import Document, Kept, Person
from store.refusal import Refusal
from store.task import Task
from store.text import Text

_DATE = DateKind(kind="date")


class Whose(Protocol):
    """A sheet, or where it stands: what a deadline is looked up by."""

    @property
    def key(self) -> str: ...
    @property
    def owner(self) -> str: ...


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

    def day(self, task: Task, whose: Whose) -> date | None:
        """By when this is to be done with a sheet: its own day, else its department's, else the year's."""
        moved = self.move_of(task, whose)
        return moved.day if moved else self.days.get(task)

    def move_of(self, task: Task, whose: Whose) -> Moved | None:
        """How it was moved for a sheet, by itself or with its department; None where the year's day holds."""
        if not self.moved:
            return None
        return self.for_sheet(task, whose.key) or self.for_department(task, whose.owner)

    def for_sheet(self, task: Task, sheet: str) -> Moved | None:
        """How it was moved for this sheet."""
        return self._found.get((task, sheet, ""))

    def for_department(self, task: Task, department: str) -> Moved | None:
        """How it was moved for this department."""
        return self._found.get((task, "", key_of(department)))

    # --- changes ------------------------------------------------------------------------------------

    def set_days(self, by: Person, written: Mapping[Task, str], calendar: Calendar, today: date) -> Deadlines:
        """With these days for the year, as somebody wrote them; a step for which nothing is written has none.

        Raises:
            Refusal: not theirs; a day can't be read, isn't a working day, is over or far from the year; or a step's
                day comes before that of the step before it. All of it at once, each at its step.
        """
        require_secretariat(by)
        days: dict[Task, date] = {}
        refused: list[Refusal] = []
        for task in Task:
            try:
                day = self._read(written.get(task, ""), calendar, today, self.days.get(task))
            except Refusal as refusal:
                refused.append(refusal.at(task))
            else:
                days |= {task: day} if day else {}
        refused += [] if refused else _out_of_order(days)
        if gathered := Refusal.gather(refused):
            raise gathered
        return self._with(days=days)

    def move(
        self,
        task: Task,
        written: str,
        mark: Mark,
        calendar: Calendar,
        today: date,
        *,
        by: Person,
        sheet: str = "",
        department: str = "",
    ) -> Deadlines:
        """With another day for one sheet or one department; `mark` says who moves it, when and why.

        Raises:
            Refusal: not theirs; no reason, no day, or one that can't be; told at `day` and `reason`.
        """
        require_secretariat(by)
        standing = self.for_sheet(task, sheet) if sheet else self.for_department(task, department)
        refused: list[Refusal] = []
        day: date | None = None
        try:
            day = self._read(written, calendar, today, standing.day if standing else None)
        except Refusal as refusal:
            refused.append(refusal.at("day"))
        if day is None and not refused:
            refused.append(Refusal("store.deadline_needed", field="day"))
        if not key_of(mark.reason):
            refused.append(Refusal("store.deadline_reason", field="reason"))
        if gathered := Refusal.gather(refused):
            raise gathered
        moved = Moved.model_validate(
            {"task": task, "day": day, "set": mark, "sheet": sheet, "department": "" if sheet else department}
        )
        return self._with(moved=(*self._without(task, sheet, department), moved))

    def back(self, task: Task, *, by: Person, sheet: str = "", department: str = "") -> Deadlines:
        """With the day that it was moved away from.

        Raises:
            Refusal: not theirs; or it isn't moved (any more).
        """
        require_secretariat(by)
        left = self._without(task, sheet, department)
        if len(left) == len(self.moved):
            raise Refusal("store.deadline_not_moved")
        return self._with(moved=left)

    def renamed(self, before: str, after: str) -> Deadlines:
        """As the deadlines of an office in which a department has another name now."""
        moved = tuple(
            each.model_copy(update={"department": after}) if key_of(each.department) == key_of(before) else each
            for each in self.moved
        )
        return self._with(moved=moved)

    def _with(self, **facts: Any) -> Deadlines:
        found = super()._with(**facts)
        found.__dict__.pop("_found", None)  # pydantic copies what was computed
        return found

    @property
    def facts(self) -> Mapping[str, Any]:
        """What its history tells of: each day by its step, each move by whose and which."""
        days = {f"days/{task}": day.isoformat() for task, day in self.days.items()}
        return days | {
            f"moved/{each.task}/{each.sheet or each.department}": {
                "day": each.day.isoformat(),
                "reason": each.set.reason,
            }
            for each in self.moved
        }

    # --- within -------------------------------------------------------------------------------------

    @cached_property
    def _found(self) -> Mapping[tuple[Task, str, str], Moved]:
        return {(each.task, each.sheet, key_of(each.department)): each for each in reversed(self.moved)}

    def _without(self, task: Task, sheet: str, department: str) -> tuple[Moved, ...]:
        whose = (task, sheet, "" if sheet else key_of(department))
        return tuple(each for each in self.moved if (each.task, each.sheet, key_of(each.department)) != whose)

    def _read(self, written: str, calendar: Calendar, today: date, standing: date | None) -> date | None:
        """A day as it was written; the one that stands there may stay, whatever has become of it."""
        text = str(_DATE.read(written) or "")
        day = date.fromisoformat(text) if text else None
        if day is None or day == standing:
            return day
        if day < today:
            raise Refusal("store.deadline_past", day=day, today=today)
        latest = max(date(self.year + 1, 6, 30), today + timedelta(days=366))
        if not date(self.year, 4, 1) <= day <= latest:
            raise Refusal("store.deadline_far", day=day, year=str(self.year), until=latest)
        if not calendar.is_open(day):
            raise Refusal("store.deadline_closed", day=day, next=calendar.next_open(day))
        return day


def require_secretariat(by: Person) -> None:
    """Raises Refusal unless they may say by when things are done."""
    if not by.secretariat:
        raise Refusal("store.deadlines_secretariat")


def _out_of_order(days: Mapping[Task, date]) -> Iterator[Refusal]:
    for (first, before), (then, day) in pairwise(days.items()):
        if day < before:
            step, earlier = (Text.of(f"store.task_{task}") for task in (then, first))
            yield Refusal("store.deadline_order", field=then, step=step, day=day, earlier=earlier, before=before)
