"""Playing the sample year: each sheet opened, then changed by the right person at its time, as `year.toml` tells."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Literal

from store.deadline import Moved
from store.form import Form
from store.formats.content import Content
from store.formats.text import parse
from store.kinds import Model, Value, key_of
from store.opinion import Mark
from store.person import Person
from store.samples.office import office
from store.sheet import Sheet, Written
from store.store import Store
from store.task import Task

_HERE = files(__package__)

FORMS = _HERE / "forms"
"""The folder of the sample city's form editions. A store needs them before it can be filled."""


Did = Literal["fill", "submit", "return", "opinion", "nothing", "withdraw", "answer", "finalise", "publish"]


class Opening(Model):
    """When the year's sheets were opened, and by whom (a person's id)."""

    at: datetime
    who: str


class Step(Model):
    """One change of a sheet. `year.toml` says which of the attributes belong to what was `did`."""

    at: datetime
    who: str
    did: Did
    places: tuple[str, ...] = ()
    written: Mapping[str, str] = {}
    office: str = ""
    opinions: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""


class Moving(Model):
    """A deadline that was moved for a sheet, by its number."""

    at: datetime
    sheet: str
    task: Task
    day: date
    reason: str


class Settled(Model):
    """The year's deadlines, by whom they were set, and when."""

    at: datetime
    who: str
    days: Mapping[Task, date]
    moved: tuple[Moving, ...] = ()


class Year(Model):
    """What happened until `as_of`, by the numbers of the sheets."""

    as_of: datetime
    opened: Opening
    deadlines: Settled
    sheets: Mapping[str, tuple[Step, ...]]


def fill(store: Store, now: datetime) -> int:
    """Put the sample office and its sheets into a store: how many sheets were added.

    What happened in the summer of 2020 is moved by whole weeks, so that its last week is the week before `now`:
    weekdays and hours stay, and nothing lies in the future. People, departments and sheets that the store has
    already are left as they are.

    Args:
        store: must know the forms in `FORMS`.
        now: with its zone.
    """
    people = {person.id: person for person in office().people}
    _keep_office(store)
    year = Year.model_validate(tomllib.loads((_HERE / "year.toml").read_text("utf-8")))
    later = (now - year.as_of) // timedelta(weeks=1) * timedelta(weeks=1)
    known = {(sheet.year, key_of(sheet.number)) for sheet in store.sheets()}
    added = 0
    for number, steps in year.sheets.items():
        content = parse((_HERE / f"{number}.txt").read_text("utf-8"), store.forms)
        if (content.year, key_of(content.number)) in known:
            continue
        opened = replace(content, values=_carried(content, store.forms.get(content.form)))
        sheet = store.add(opened, people[year.opened.who], year.opened.at + later)
        for step in steps:
            sheet = _play(step, sheet, content, store, who=people[step.who], at=step.at + later)
        added += 1
    _settle(year.deadlines, store, people[year.deadlines.who], later)
    return added


def _settle(settled: Settled, store: Store, who: Person, later: timedelta) -> None:
    """Set the year's deadlines, unless somebody has."""
    sheets = {each.number: each for each in store.sheets()}
    before = store.deadlines(max(each.year for each in sheets.values()))
    if before.revision:
        return
    calendar = store.rules().calendar
    moved = tuple(
        Moved(
            task=each.task,
            day=calendar.next_open(each.day + later),
            set=Mark(by=who.id, at=each.at + later, reason=each.reason),
            sheet=sheets[each.sheet].key,
        )
        for each in settled.moved
        if each.sheet in sheets
    )
    days = {task: calendar.next_open(day + later) for task, day in settled.days.items()}
    after = before.model_copy(update={"days": days, "moved": moved})
    store.keep_deadlines(before, after, who, settled.at + later)


def _keep_office(store: Store) -> None:
    ours = office()
    known = {person.id for person in store.people()} | {key_of(each.name) for each in store.departments()}
    people = [person for person in ours.people if person.id not in known]
    departments = [each for each in ours.departments if key_of(each.name) not in known]
    if people or departments:
        store.keep_office(people, departments)


def _carried(content: Content, form: Form) -> dict[str, Value]:
    """What a sheet starts its year with."""
    counts = Counter(address.split("/")[0] for address in content.values if address.endswith("/title"))
    leaves = form.leaves(content.year, counts)
    return {address: value for address, value in content.values.items() if leaves[address].carried}


def _play(step: Step, sheet: Sheet, content: Content, store: Store, *, who: Person, at: datetime) -> Sheet:
    form = store.form(sheet)
    rules: Mapping[Did, Callable[[Sheet], Sheet]] = {
        "fill": lambda each: each.fill(form, who, _written(step, each, content, form)),
        "submit": lambda each: each.submit(form, who, at),
        "return": lambda each: each.give_back(who, at, step.reason),
        "opinion": lambda each: each.give_opinion(who, at, step.office, step.text),
        "nothing": lambda each: each.say_nothing(who, at, step.office),
        "withdraw": lambda each: each.withdraw(who, at, *step.opinions),
        "answer": lambda each: each.answer(who, at, step.opinions, step.text),
        "finalise": lambda each: each.finalise(who, at),
        "publish": lambda each: each.publish(who, at),
    }
    action = "opinion" if step.did in ("nothing", "withdraw") else step.did
    return store.change(sheet.key, who, at, action, rules[step.did], reason=step.reason)


def _written(step: Step, sheet: Sheet, content: Content, form: Form) -> dict[str, Written]:
    """What was written: the sheet's text in the portions that lie in the step's places, then its own words."""
    texts = {
        leaf.address: leaf.kind.write(content.values[leaf.address])
        for portion in sheet.portions(form)
        if any(f"{portion.key}/".startswith(f"{place}/") for place in step.places)
        for leaf in portion.leaves
        if leaf.address in content.values
    }
    return {**texts, **step.written}
