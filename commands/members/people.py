"""One person's roles in a form, and several people added to one role at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from commands.kit.people import asker
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    ChoiceInput,
    Facts,
    Heading,
    Input,
    Line,
    ManyInput,
    Note,
    Open,
    Part,
    PeopleInput,
    Place,
    Reply,
    Return,
    Row,
    Say,
    View,
)
from commands.kit.request import Given, Request, Subject
from commands.members.history import meanwhile
from commands.members.overview import OVERVIEW, main_view
from commands.members.roles import DEPARTMENT, OFFICE, Role, Staff
from store.kinds import key_of
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from store.text import Label, Said, Text

YES, NO = "yes", "no"


def show_role(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(role_view(Role.parse(request.subject.part), request, store))]


def role_view(role: Role, request: Request, store: Store, *, notes: tuple[Part, ...] = ()) -> View:
    """Who has a role, and what can be done about it. Raises Refusal for whoever may not."""
    asker(request, store).require_secretariat()
    staff = Staff.of(store)
    name = role.said(staff.offices)
    parts: list[Part] = [*notes, Heading(name)]
    department = store.department(role.name) if role.kind == DEPARTMENT else None
    if department:
        if department.channel:
            parts.append(Place(Text.of("members.channel"), department.channel))
        else:
            parts.append(Facts(((Text.of("members.channel"), Text.of("members.no_channel")),)))
        if department.head:
            parts.append(Facts(((Text.of("members.field_head"), store.registered(department.head).name),)))
    add = Button(Text.of("members.add"), "members.adding", Subject(part=str(role)), "main")
    actions = [add]
    if department:
        actions.append(Button(Text.of("members.edit"), "members.department", Subject(department.name)))
        actions.append(Button(Text.of("members.history"), "members.history", Subject(part=str(role))))
    if department and department.revision:
        subject = Subject(department.name, "", department.revision)
        sure = Text.of("members.remove_sure", name=department.name)
        actions.append(Button(Text.of("members.remove"), "members.remove_department", subject, "danger", sure))
    parts += [Buttons(tuple(actions)), *_rows(role, staff)]
    return View(Text.of("members.title"), tuple(parts))


def picking(request: Request, store: Store) -> Sequence[Reply]:
    """The form in which somebody is chosen."""
    asker(request, store).require_secretariat()
    parts = (
        Line(Text.of("members.picking")),
        PeopleInput("person", Text.of("members.person"), required=True),
    )
    return [Open(View(Text.of("members.title"), parts, "members.picked", Text.of("members.go_on")))]


def picked(request: Request, store: Store) -> Sequence[Reply]:
    user = next(iter(several(request.values.get("person"))), "")
    if not user:
        raise Refusal("members.choose_somebody", field="person")
    return [Change(person_form(user, request, store))]


def show_person(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(person_form(request.subject.id, request, store, role=request.subject.part))]


def person_form(
    user: str,
    request: Request,
    store: Store,
    *,
    role: str = "",
    typed: Person | None = None,
    notes: tuple[Part, ...] = (),
) -> View:
    """The roles of one person, to be changed; `typed` where they were already. Raises Refusal for whoever may not."""
    asker(request, store).require_secretariat()
    person = store.registered(user, request.named.get(user, ""))
    shown = typed or person
    offices = store.offices()
    departments = [each.name for each in store.departments()]
    parts: list[Part | Input] = [Heading(person.name), *notes, *_besides(person, store)]
    about = Subject(user)
    buttons = [Button(Text.of("members.deputy_of"), "members.deputy", about)]
    if person.revision:
        buttons.append(Button(Text.of("members.history"), "members.history", about))
    if departments or shown.departments:
        chosen = tuple(_known(name, departments) for name in shown.departments)
        options: tuple[tuple[str, Said], ...] = tuple((each, each) for each in departments)
        parts.append(ManyInput("departments", Text.of("members.field_departments"), options, chosen))
    else:
        parts.append(Note(Text.of("members.no_departments")))
    parts.append(ManyInput("offices", Text.of("members.field_offices"), tuple(offices.items()), shown.offices))
    if user in store.appointed:
        parts.append(Note(Text.of("members.appointed")))
    else:
        sure = ((NO, Text.of("members.no")), (YES, Text.of("members.yes")))
        hint = Text.of("members.secretariat_hint")
        initial = YES if shown.secretariat else NO
        parts.append(
            ChoiceInput("secretariat", Text.of("members.field_secretariat"), sure, initial, hint, required=True)
        )
    parts.append(Buttons(tuple(buttons)))
    subject = Subject(user, role, person.revision)
    return View(Text.of("members.title"), tuple(parts), "members.keep", Text.of("kit.save"), subject)


def keep(request: Request, store: Store) -> Sequence[Reply]:
    """Save the roles of the form; where somebody changed them meanwhile, show what they did."""
    who, subject, values = asker(request, store), request.subject, request.values
    before = store.registered(subject.id, request.named.get(subject.id, ""))
    after = before.staffed(
        who,
        departments=several(values.get("departments")),
        offices=several(values.get("offices")),
        secretariat=values.get("secretariat", YES if before.secretariat else NO) == YES,
        others=any(each.id != before.id for each in store.secretariat()),
    )
    if before.revision != subject.revision or not store.keep_people([(before, after)], who, request.now):
        standing = store.registered(subject.id, before.name)
        return [
            Change(
                person_form(
                    subject.id, request, store, role=subject.part, typed=after, notes=meanwhile(standing, store)
                )
            )
        ]
    changed = after.facts != before.facts
    saved = Line(Text.of("members.saved" if changed else "members.unchanged", name=after.name))
    told = [_told(after, who, store)] if changed and after.known and after.id != who.id else []
    return [Return(_back(subject.part, request, store, saved)), *told]


def adding(request: Request, store: Store) -> Sequence[Reply]:
    """The form that adds people to a role."""
    role = Role.parse(request.subject.part)
    asker(request, store).require_secretariat()
    parts = (
        Heading(Text.of("members.adding", role=role.said(store.offices()))),
        PeopleInput("people", Text.of("members.people"), hint=Text.of("members.people_hint"), required=True, many=True),
    )
    return [Open(View(Text.of("members.title"), parts, "members.add", Text.of("members.do_add"), request.subject))]


def add(request: Request, store: Store) -> Sequence[Reply]:
    """Add the chosen people. A department that only stands on a sheet so far is entered by it."""
    role, who = Role.parse(request.subject.part), asker(request, store)
    people = [store.registered(user, request.named.get(user, "")) for user in several(request.values.get("people"))]
    if not people:
        raise Refusal("members.choose_somebody", field="people")
    if role.kind == DEPARTMENT and not store.department(role.name).revision:
        new = store.department(role.name)
        store.keep_department(new, new.changed(who, role.name, ""), who, request.now)
    changed = [(each, _joined(each, who, role)) for each in people]
    if not store.keep_people(changed, who, request.now):
        raise Refusal("members.changed_meanwhile", field="people")
    names = tuple(each.name for each in people)
    saved = Line(Text.of("members.added", names=names, role=role.said(store.offices())))
    told = [_told(after, who, store) for before, after in changed if after.facts != before.facts and after.id != who.id]
    shown = main_view(request, store, notes=(saved,)) if request.subject.id == OVERVIEW else None
    return [Return(shown or role_view(role, request, store, notes=(saved,))), *told]


def several(given: Given) -> tuple[str, ...]:
    """What an input of several holds."""
    return (given,) if isinstance(given, str) else given or ()


def _rows(role: Role, staff: Staff) -> Iterator[Part]:
    people, groups = staff.with_role(role), staff.groups_with(role)
    for person in people:
        others = tuple(each for each in _roles(person, staff.offices) if each != role.said(staff.offices))
        also = Text.of("members.also", roles=others) if others else None
        button = Button(Text.of("members.change"), "members.person", Subject(person.id, str(role)))
        yield Row(person.name, also, button)
    for group in groups:
        button = Button(Text.of("members.change"), "members.group", Subject(group.id))
        yield Row(Text.of("members.group_of", name=group.name, count=staff.sizes.get(group.id, 0)), None, button)
    if not people and not groups:
        yield Line(Text.of("members.nobody_yet"))


def _roles(person: Person, offices: Mapping[str, Label]) -> tuple[Said, ...]:
    secretariat = (Text.of("members.secretariat"),) if person.secretariat else ()
    return (*person.departments, *(offices.get(each, each) for each in person.offices), *secretariat)


def _besides(person: Person, store: Store) -> Iterator[Note]:
    """What somebody may do by a user group, and is not changed here."""
    groups, offices = store.groups(), store.offices()
    members = store.members(*groups)
    for group in groups:
        if person.id in members[group.id]:
            role = Role(OFFICE, group.office) if group.office else Role(DEPARTMENT, group.department)
            yield Note(Text.of("members.by_group", group=group.name, role=role.said(offices)))


def _known(name: str, departments: Iterable[str]) -> str:
    return next((each for each in departments if key_of(each) == key_of(name)), name)


def _joined(person: Person, who: Person, role: Role) -> Person:
    department = role.name if role.kind == DEPARTMENT and not person.works_for(role.name) else ""
    office = role.name if role.kind == OFFICE else ""
    return person.joined(who, department, office, secretariat=role.kind not in (DEPARTMENT, OFFICE))


def _told(person: Person, who: Person, store: Store) -> Say:
    """What somebody hears whose roles have changed."""
    return Say((Line(Text.of("members.told", name=who.name, roles=_roles(person, store.offices()))),), person.id)


def _back(part: str, request: Request, store: Store, saved: Line) -> View:
    """Where the form was opened from; for whoever isn't of the secretariat any more, what they may do now."""
    if part and asker(request, store).secretariat:
        return role_view(Role.parse(part), request, store, notes=(saved,))
    return main_view(request, store, notes=(saved,))
