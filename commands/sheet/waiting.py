"""What waits for whom: the sheets whose next step is theirs, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from commands.kit.card import bar, stage_of
from commands.kit.queues import with_day
from store.opinion import Mark
from store.person import Person
from store.sheet import Sheet, Stage
from store.standing import Standing
from store.store import Store
from store.task import Task
from store.text import Text, excerpt

Waiting = tuple[int, Task | None, Text]
"""How late it comes in the list, which step it is, if any, and what is to be done."""

OVERDUE = -1
"""Where in the list stands what is overdue: first."""


def waiting(who: Person, store: Store, today: date) -> list[tuple[Standing, Text]]:
    """The sheets that wait for this person, each with what they do next and by when; what is overdue first."""
    deadlines, theirs = cache(store.deadlines), cache(who.works_for)  # sheets are many, departments few
    found: list[tuple[int, date, Standing, Text]] = []
    for sheet in store.all_standings():
        for order, task, note in _waits(sheet, who, store, is_theirs=theirs(sheet.owner)):
            day = deadlines(sheet.year).day(task, sheet) if task else None
            late = day is not None and day < today
            found.append(
                (OVERDUE if late else order, day if late and day else today, sheet, with_day(note, day, today))
            )
    return [(sheet, note) for _, _, sheet, note in sorted(found, key=lambda each: each[:2])]


def _waits(standing: Standing, who: Person, store: Store, *, is_theirs: bool) -> Iterator[Waiting]:
    """Only those of which something may wait for the person are read."""
    if is_theirs and not standing.finalised:
        yield from _for_owner(store.sheet(standing.key), store)
    offices = [office for office in standing.offices if office in who.offices]
    if offices and standing.submitted and not standing.finalised:
        sheet = store.sheet(standing.key)
        for office in offices:
            begun = bool(store.draft(sheet, who, office).text)
            if begun or office in sheet.offices_to_hear:
                key = "sheet.waits_draft" if begun else "sheet.waits_opinion"
                yield 2, Task.REVIEW, Text.of(key, office=store.form(sheet).office(office), stage=stage_of(sheet))
    if who.secretariat:
        yield from _for_secretariat(standing)


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


def _for_secretariat(sheet: Standing) -> Iterator[Waiting]:
    match sheet.stage:
        case Stage.ANSWERED if sheet.reopened:
            yield 3, None, Text.of("sheet.waits_correction", owner=sheet.owner, stage=stage_of(sheet))
        case Stage.ANSWERED:
            yield 0, Task.FINALISE, Text.of("sheet.waits_finalising", owner=sheet.owner, stage=stage_of(sheet))
        case Stage.FINAL:
            yield 1, Task.PUBLISH, Text.of("sheet.waits_publishing", owner=sheet.owner, stage=stage_of(sheet))
        case Stage.SUBMITTED:
            yield 2, None, Text.of("sheet.waits_looking", owner=sheet.owner, stage=stage_of(sheet))
        case _:
            pass


def _why(mark: Mark) -> str:
    return excerpt(mark.reason)
