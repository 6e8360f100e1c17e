"""What changed in the office: who, when, what from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from commands.kit.pages import paged
from commands.kit.people import asker
from commands.kit.reply import Change, Heading, Line, Note, Open, Part, Reply, Row, View
from commands.kit.request import Request
from commands.members.roles import Role
from store.event import Difference, OfficeEvent
from store.person import Department, Group, Person
from store.store import Store
from store.text import Label, Said, Text

SHOWN = ("name", "departments", "offices", "secretariat", "deputy", "channel", "head", "department", "office")
"""What is told of a change; the rest follows from it."""


def show_history(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(_view(request, store, 0))]


def turn_history(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(_view(request, store, request.subject.revision))]


def meanwhile(about: Person | Department | Group, store: Store) -> tuple[Part, ...]:
    """That somebody else was faster, and what they did; what was typed is in the form."""
    last = store.office_history(about)[-1:]
    return (
        Note(Text.of("members.meanwhile")),
        *(row for event in last for row in _rows(event, store, store.offices())),
    )


def _view(request: Request, store: Store, page: int) -> View:
    """The latest change first. One's own history is open to everybody, others' to the secretariat."""
    who, subject = asker(request, store), request.subject
    about = store.registered(subject.id) if subject.id else store.department(Role.parse(subject.part).name)
    if subject.id != who.id:
        who.require_secretariat()
    offices = store.offices()
    rows = [row for event in reversed(store.office_history(about)) for row in _rows(event, store, offices)]
    nothing = () if rows else (Line(Text.of("members.no_history")),)
    parts = (Heading(Text.of("members.history_of", name=about.name)), *nothing)
    return View(Text.of("members.history"), (*parts, *paged(rows, page, "members.turn_history", subject)))


def _rows(event: OfficeEvent, store: Store, offices: Mapping[str, Label]) -> Iterator[Row]:
    key = "members.changed_for" if event.for_whom else "members.changed"
    by = Text.of(key, name=event.name, at=event.at, for_whom=event.for_whom)
    for each in event.differences:
        if each.field in SHOWN:
            yield Row(_change(each, store, offices), by)


def _change(each: Difference, store: Store, offices: Mapping[str, Label]) -> Text:
    values: list[Any] = [each.before, each.after]
    if each.field == "head":
        values = [store.registered(user).name if user else None for user in values]
    before, after = (_said(each.field, value, offices) for value in values)
    return Text.of("members.from_to", field=Text.of(f"members.field_{each.field}"), before=before, after=after)


def _said(field: str, value: Any, offices: Mapping[str, Label]) -> Said:
    """What stood in a field; the words for nothing, where nothing did."""
    match field, value:
        case "secretariat", _:
            return Text.of("members.yes" if value else "members.no")
        case _, None | "" | []:
            return Text.of("members.nothing")
        case "deputy", {"name": str(name), "until": str(until)}:
            return Text.of("members.deputy_until", name=name, until=date.fromisoformat(until))
        case "offices" | "office", _:
            keys = value if isinstance(value, list) else [value]
            return Text.of("members.roles", roles=tuple(offices.get(each, each) for each in keys))
        case _, list():
            return Text.of("members.roles", roles=tuple(value))
        case _:
            return str(value)
