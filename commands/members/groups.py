"""User groups of the workspace whose members work for a department, or speak for a reviewing office."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.pages import paged
from commands.kit.people import asker
from commands.kit.reply import (
    Button,
    Change,
    ChoiceInput,
    Heading,
    Input,
    Line,
    Note,
    Open,
    Part,
    Reply,
    Return,
    Row,
    View,
)  # fmt: skip
from commands.kit.request import Request, Subject
from commands.members.history import meanwhile
from commands.members.roles import DEPARTMENT, OFFICE, Role, Staff
from store.person import Group
from store.store import Store
from store.text import Text


def show_groups(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(groups_view(request, store))]


def turn_groups(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(groups_view(request, store, page=request.subject.revision))]


def groups_view(request: Request, store: Store, *, page: int = 0, notes: tuple[Part, ...] = ()) -> View:
    """The workspace's user groups, the tied ones first. Raises Refusal for whoever may not."""
    asker(request, store).require_secretariat()
    staff = Staff.of(store)
    known = {each.id: each for each in staff.groups}
    known |= {key: store.group(key, name) for key, name in store.usergroups.all().items() if key not in known}
    rows = [_row(each, staff) for each in known.values()]
    nothing = () if rows else (Line(Text.of("members.no_groups")),)
    head = (*notes, Heading(Text.of("members.groups_title")), Note(Text.of("members.groups_what")), *nothing)
    return View(Text.of("members.groups"), (*head, *paged(rows, page, "members.turn_groups", Subject())))


def show_group(request: Request, store: Store) -> Sequence[Reply]:
    asker(request, store).require_secretariat()
    return [Open(_form(_group(request.subject.id, store), store))]


def tie(request: Request, store: Store) -> Sequence[Reply]:
    """Tie a user group to what was chosen, to nothing where nothing was."""
    who, subject = asker(request, store), request.subject
    before = _group(subject.id, store)
    chosen = str(request.values.get("to") or "")
    role = Role.parse(chosen) if chosen else None
    after = before.tied(
        who,
        role.name if role and role.kind == DEPARTMENT else "",
        role.name if role and role.kind == OFFICE else "",
    )
    if before.revision != subject.revision or not store.keep_group(before, after, who, request.now):
        standing = _group(subject.id, store)
        return [Change(_form(standing, store, typed=after, notes=meanwhile(standing, store)))]
    count = len(store.members(after)[after.id])
    said = Text.of("members.untied", group=after.name)
    if role:
        said = Text.of("members.tied", group=after.name, role=role.said(store.offices()), count=count)
    saved = Line(said)
    return [Return(groups_view(request, store, notes=(saved,)))]


def _group(key: str, store: Store) -> Group:
    return store.group(key, store.usergroups.all().get(key, ""))


def _row(group: Group, staff: Staff) -> Row:
    role = _role(group)
    button = Button(Text.of("members.change" if role else "members.tie"), "members.group", Subject(group.id))
    if role is None:
        return Row(Text.of("members.group", name=group.name), Text.of("members.group_untied"), button)
    about = Text.of("members.group_tied", role=role.said(staff.offices))
    return Row(Text.of("members.group_of", name=group.name, count=staff.sizes.get(group.id, 0)), about, button)


def _role(group: Group) -> Role | None:
    if group.department:
        return Role(DEPARTMENT, group.department)
    return Role(OFFICE, group.office) if group.office else None


def _form(group: Group, store: Store, *, typed: Group | None = None, notes: tuple[Part, ...] = ()) -> View:
    offices = store.offices()
    roles = [Role(DEPARTMENT, each.name) for each in store.departments()] + [Role(OFFICE, each) for each in offices]
    options = tuple((str(role), role.said(offices)) for role in roles)
    chosen = _role(typed or group)
    tied = _role(group) is not None
    hint = Text.of("members.tie_hint") if tied else None
    parts: tuple[Part | Input, ...] = (
        Heading(Text.of("members.group", name=group.name)),
        *notes,
        ChoiceInput("to", Text.of("members.tie_to"), options, str(chosen or ""), hint, required=not tied),
    )
    subject = Subject(group.id, "", group.revision)
    return View(Text.of("members.groups"), parts, "members.tie", Text.of("kit.save"), subject)
