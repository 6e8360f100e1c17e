"""What waits for whom: the sheets whose next step is theirs, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from commands.kit.card import bar, sheet_row, stage_of
from commands.kit.dates import due_by
from commands.kit.reply import Row
from store.opinion import Mark
from store.person import Person
from store.sheet import Deed, Sheet, Stage
from store.store import Store
from store.task import Task
from store.text import Text, excerpt

Waiting = tuple[int, Task | None, Text]
"""How late it comes in the list, which step it is, if any, and what is to be done."""

OVERDUE = -1
"""Where in the list stands what is overdue: first."""


def waiting(who: Person, store: Store, today: date) -> list[Row]:
    """The sheets that wait for this person, each with what they do next and by when; what is overdue first."""
    deadlines = cache(store.deadlines)
    found: list[tuple[int, date, Sheet, Text]] = []
    for sheet in store.sheets():
        for order, task, note in _waits(sheet, who, store):
            day = deadlines(sheet.year).day(task, sheet) if task else None
            said = Text.of("kit.note_and_due", due=due_by(day, today), note=note) if day else note
            late = day is not None and day < today
            found.append((OVERDUE if late else order, day if late and day else today, sheet, said))
    return [sheet_row(sheet, store, note) for _, _, sheet, note in sorted(found, key=lambda each: each[:2])]


def _waits(sheet: Sheet, who: Person, store: Store) -> Iterator[Waiting]:
    if who.works_for(sheet.owner):
        yield from _for_owner(sheet, store)
    if who.offices and sheet.submitted and not sheet.finalised:
        for office in (key for key in sheet.offices if key in who.offices):
            begun = bool(store.draft(sheet, who, office).text)
            if begun or office in sheet.offices_to_hear:
                key = "sheet.waits_draft" if begun else "sheet.waits_opinion"
                yield 2, Task.REVIEW, Text.of(key, office=store.form(sheet).office(office), stage=stage_of(sheet))
    if who.secretariat:
        yield from _for_secretariat(sheet, who)


def _for_owner(sheet: Sheet, store: Store) -> Iterator[Waiting]:
    form = store.form(sheet)
    if sheet.stage is Stage.DRAFT and sheet.returned:
        yield 0, Task.SUBMIT, Text.of("sheet.waits_returned", reason=_why(sheet.returned), stage=stage_of(sheet))
    elif sheet.reopened and not sheet.open_opinions:
        yield 0, None, Text.of("sheet.waits_reopened", reason=_why(sheet.reopened), stage=stage_of(sheet))
    elif sheet.open_opinions:
        count = len(sheet.open_opinions)
        yield 1, Task.ANSWER, Text.of("sheet.waits_answers", count=count, stage=stage_of(sheet))
    elif sheet.stage is Stage.DRAFT:
        count, (done, required) = len(sheet.missing(form)), sheet.progress(form)
        key = "sheet.waits_filling" if count else "sheet.waits_submitting"
        note = Text.of(key, count=count, bar=bar(done, required), stage=stage_of(sheet))
        yield 4 if count else 3, Task.SUBMIT, note


def _for_secretariat(sheet: Sheet, who: Person) -> Iterator[Waiting]:
    if sheet.may(Deed.FINALISE, who):
        if sheet.reopened:
            yield 3, None, Text.of("sheet.waits_correction", owner=sheet.owner, stage=stage_of(sheet))
        else:
            yield 0, Task.FINALISE, Text.of("sheet.waits_finalising", owner=sheet.owner, stage=stage_of(sheet))
    elif sheet.may(Deed.PUBLISH, who):
        yield 1, Task.PUBLISH, Text.of("sheet.waits_publishing", owner=sheet.owner, stage=stage_of(sheet))
    elif sheet.stage is Stage.SUBMITTED:
        yield 2, None, Text.of("sheet.waits_looking", owner=sheet.owner, stage=stage_of(sheet))


def _why(mark: Mark) -> str:
    return excerpt(mark.reason)
