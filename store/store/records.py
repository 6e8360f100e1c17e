"""What a sheet and its events are as documents of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from store.engine import Change, Put
from store.event import Difference, Event
from store.form import Form
from store.formats.content import Content
from store.kinds import key_of
from store.opinion import Answer, Mark, Opinion
from store.person import Person
from store.sheet import Origin, Sheet
from store.sheet.facts import MARKS
from store.sheet.past import HANDED_IN, office_of

_OWNERS = ("fill", "put_back", "answer", "submit")
"""What an owner's staff do with their sheet; the secretariat may as well. They undo it, and what only hands it in."""


def new_sheet(
    key: str, content: Content, form: Form, who: Person, now: datetime, *, carried_from: Origin | None = None
) -> Sheet:
    """A sheet as a file holds it, or as last year's leads to it. A file doesn't tell whose words the opinions and answers in it are.

    It counts as handed in where it holds opinions: they are given after submission only.
    """
    told = Mark(by="", at=now)
    return Sheet(
        key=key,
        year=content.year,
        form=form.edition,
        offices=tuple(office.key for office in form.offices),
        values=content.values,
        revision=1,
        opinions=tuple(
            Opinion(id=f"O{n}", office="", text=text, given=told) for n, text in enumerate(content.opinions, 1)
        ),
        answers=tuple(
            Answer(id=f"A{n}", to=tuple(f"O{k}" for k in each.to), text=each.text, given=told)
            for n, each in enumerate(content.answers, 1)
        ),
        submitted=Mark(by=who.id, at=now) if content.opinions else None,
        carried_from=carried_from,
    )


def acted_for(who: Person, sheet: Sheet, action: str, changed: Sequence[Difference]) -> str:
    """The name of whom somebody stood in for when they changed a sheet so; "" where they had the right themselves."""
    spoken = {office_of(each) for each in changed if each.field.startswith("opinions/")}
    spoken |= {each.field.partition("/")[2] for each in changed if each.field.startswith("nothing_to_say/")}
    marks = {each.field for each in changed} & set(MARKS)
    owners = action in _OWNERS or (action == "undo" and marks <= HANDED_IN)

    def may(person: Person) -> bool:
        if spoken:
            return spoken <= {*person.offices, ""}
        return person.secretariat or (owners and person.works_for(sheet.owner))

    return who.for_whom(may)


def kept(sheet: Sheet, expected: int) -> Change:
    """The sheet, in place of its revision `expected`."""
    body = {**sheet.dumped, "number_key": key_of(sheet.number)}
    return Put("sheets", sheet.key, body, expected)


def told(event: Event) -> Change:
    """The event, once."""
    return Put("events", f"{event.sheet}/{event.revision:08d}", event.model_dump(mode="json", exclude_none=True), 0)
