"""Who works where: for the secretariat, what is missing first; for everybody else, what they may do and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from commands.kit.pages import paged
from commands.kit.people import asker, names_of_secretariat, newcomer
from commands.kit.reply import Button, Buttons, Heading, Line, Note, Part, Row, View
from commands.kit.request import Request, Subject
from commands.members.roles import DEPARTMENT, OFFICE, SECRETARIAT, Role, Staff
from store.kinds import key_of
from store.person import Department, Person
from store.store import Store
from store.text import Said, Text

OVERVIEW = "overview"
"""Stands in the subject of what was opened from here: it leads back here."""


def main_view(request: Request, store: Store, *, page: int = 0, notes: tuple[Part, ...] = ()) -> View:
    """What `/members` shows to this person."""
    who = asker(request, store)
    return _everybody(who, request, store, page, notes) if who.secretariat else _mine(who, request, store, notes)


def standing(who: Person, request: Request, store: Store) -> Iterator[Part]:
    """Who stands in for them, and for whom they do."""
    for absent in who.stands_in:
        if absent.deputy:
            yield Line(Text.of("members.you_stand_in", name=absent.name, until=absent.deputy.until))
    deputy = store.registered(who.id).deputy_on(request.now.date())
    if deputy:
        yield Line(Text.of("members.stands_in_for_you", name=deputy.name, until=deputy.until))


# --- for the secretariat ----------------------------------------------------------------------------


def _everybody(who: Person, request: Request, store: Store, page: int, notes: tuple[Part, ...]) -> View:
    staff = Staff.of(store)
    departments = list(staff.all_departments())
    missing = list(_missing(staff, departments))
    entries: list[Part] = [Heading(Text.of("members.missing", count=len(missing))), *missing]
    if not missing:
        entries = [Line(Text.of("members.nothing_missing"))]
    entries += [Heading(Text.of("members.departments", count=len(departments)))]
    entries += [_row(Role(DEPARTMENT, each.name), staff, channel=bool(each.channel)) for each in departments]
    entries += [] if departments else [Line(Text.of("members.no_departments"))]
    entries += [Heading(Text.of("members.offices"))]
    entries += [_row(Role(OFFICE, office), staff) for office in staff.offices]
    entries.append(_row(Role(SECRETARIAT), staff))
    actions = (
        Button(Text.of("members.pick"), "members.picking", look="main"),
        Button(Text.of("members.new_department"), "members.department", Subject(part=OVERVIEW)),
        Button(Text.of("members.groups"), "members.groups"),
        Button(Text.of("members.my_deputy"), "members.deputy", Subject(who.id)),
    )
    shown = paged(entries, page, "members.turn", Subject())
    parts = (*notes, *standing(who, request, store), Buttons(actions), *shown)
    return View(Text.of("members.title"), parts)


def _missing(staff: Staff, departments: list[Department]) -> Iterator[Row]:
    for name, count in staff.owners.items():
        role = Role(DEPARTMENT, name)
        if staff.has_nobody(role):
            add = Button(Text.of("members.add"), "members.adding", Subject(OVERVIEW, str(role)), "main")
            yield Row(Text.of("members.missing_staff", department=name, count=count), None, add)
    for office, label in staff.offices.items():
        role = Role(OFFICE, office)
        if staff.has_nobody(role):
            add = Button(Text.of("members.add"), "members.adding", Subject(OVERVIEW, str(role)), "main")
            yield Row(Text.of("members.missing_office", office=label), None, add)
    for each in departments:
        if not each.channel:
            choose = Button(Text.of("members.choose_channel"), "members.department", Subject(each.name, OVERVIEW))
            yield Row(Text.of("members.missing_channel", department=each.name), None, choose)


def _row(role: Role, staff: Staff, *, channel: bool | None = None) -> Row:
    names: Said | tuple[Said, ...] = staff.names(role) or Text.of("members.nobody")
    about = Text.of("members.who", names=names)
    if channel is not None:
        key = "members.who_with_channel" if channel else "members.who_without_channel"
        about = Text.of(key, names=names)
    return Row(role.said(staff.offices), about, Button(Text.of("kit.open"), "members.role", Subject(part=str(role))))


# --- for everybody else -----------------------------------------------------------------------------


def _mine(who: Person, request: Request, store: Store, notes: tuple[Part, ...]) -> View:
    parts: list[Part] = [*notes, *newcomer(who, store)]
    if who.known:
        parts += [Heading(Text.of("members.you_may", name=who.name)), *_may(who, store), *standing(who, request, store)]
        parts.append(Note(Text.of("members.ask", secretariat=names_of_secretariat(store))))
        deputy = Button(Text.of("members.my_deputy"), "members.deputy", Subject(who.id))
        parts.append(Buttons((deputy, Button(Text.of("members.history"), "members.history", Subject(who.id)))))
    else:
        parts.append(Buttons((Button(Text.of("members.read"), "sheet.turn", Subject(part="list")),)))
    return View(Text.of("members.title"), tuple(parts))


def _may(who: Person, store: Store) -> Iterator[Part]:
    owners, offices = store.owners(), store.offices()
    for name in who.departments:
        count = sum(count for owner, count in owners.items() if key_of(owner) == key_of(name))
        yield Row(name, Text.of("members.may_fill" if count else "members.may_fill_none", count=count, department=name))
    for office in who.offices:
        yield Row(offices.get(office, office), Text.of("members.may_review"))
    yield Note(Text.of("members.may_read"))
