"""A department's name, channel and head."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.people import asker
from commands.kit.reply import (
    Change,
    ChannelInput,
    Heading,
    Input,
    Line,
    Note,
    Open,
    Part,
    PeopleInput,
    Reply,
    Return,
    TextInput,
    View,
)  # fmt: skip
from commands.kit.request import Request, Subject
from commands.members.history import meanwhile
from commands.members.overview import OVERVIEW, main_view
from commands.members.people import role_view, several
from commands.members.roles import DEPARTMENT, Role
from store.kinds import key_of
from store.person import Department
from store.store import Store
from store.text import Text


def show_department(request: Request, store: Store) -> Sequence[Reply]:
    """The form of a department; of a new one, where none is named."""
    asker(request, store).require_secretariat()
    return [Open(_form(store.department(request.subject.id), request.subject.part))]


def keep_department(request: Request, store: Store) -> Sequence[Reply]:
    """Save it; everything that goes by its name follows. Where somebody changed it meanwhile, show what they did."""
    who, subject = asker(request, store), request.subject
    before = store.department(subject.id) if subject.revision else Department(name="")
    channel = next(iter(several(request.values.get("channel"))), "")
    head = next(iter(several(request.values.get("head"))), "")
    after = before.changed(who, str(request.values.get("name") or ""), channel, head)
    moved = before.revision != subject.revision or key_of(before.name) != key_of(subject.id)
    if moved or not store.keep_department(before, after, who, request.now):
        standing = store.department(subject.id)
        return [Change(_form(standing, subject.part, typed=after, notes=meanwhile(standing, store)))]
    if head and not store.registered(head).revision:
        store.keep_office([store.registered(head, request.named.get(head, ""))], [])  # known by name from now on
    saved: list[Part] = [Line(Text.of("members.saved", name=after.name))]
    if before.revision and before.name != after.name:
        count = sum(n for owner, n in store.owners().items() if key_of(owner) == key_of(after.name))
        saved.append(Note(Text.of("members.renamed", before=before.name, after=after.name, count=count)))
    if subject.part == OVERVIEW:
        return [Return(main_view(request, store, notes=tuple(saved)))]
    return [Return(role_view(Role(DEPARTMENT, after.name), request, store, notes=tuple(saved)))]


def remove_department(request: Request, store: Store) -> Sequence[Reply]:
    """Take it off the list. Where somebody changed it meanwhile, show what they did: it may be wanted after all."""
    who, subject = asker(request, store), request.subject
    department = store.department(subject.id)
    moved = department.revision != subject.revision
    if moved or not store.remove_department(department, who, request.now):
        notes = meanwhile(store.department(subject.id), store)
        return [Change(role_view(Role(DEPARTMENT, subject.id), request, store, notes=notes))]
    return [Change(main_view(request, store, notes=(Line(Text.of("members.removed", name=department.name)),)))]


def _form(department: Department, back: str, *, typed: Department | None = None, notes: tuple[Part, ...] = ()) -> View:
    shown = typed or department
    known = bool(department.revision)
    title = Text.of("members.department_of", name=department.name) if known else Text.of("members.new_department")
    hint = Text.of("members.name_hint" if known else "members.new_name_hint")
    channel = (shown.channel,) if shown.channel else ()
    head = (shown.head,) if shown.head else ()
    parts: tuple[Part | Input, ...] = (
        Heading(title),
        *notes,
        TextInput("name", Text.of("members.field_name"), shown.name, hint, required=True, multiline=False),
        ChannelInput("channel", Text.of("members.field_channel"), channel, Text.of("members.channel_hint")),
        PeopleInput("head", Text.of("members.field_head"), head, Text.of("members.head_hint")),
    )
    subject = Subject(department.name if known else "", back, department.revision)
    return View(Text.of("members.title"), parts, "members.keep_department", Text.of("kit.save"), subject)
