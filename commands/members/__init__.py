"""/members (/担当者): who works where, who stands in for whom, and what I may do."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.asked import is_blank, words_of
from commands.kit.command import Command
from commands.kit.people import asker
from commands.kit.reply import Button, Change, Heading, Open, Reply, Row, View
from commands.kit.request import Request, Subject
from commands.members.departments import keep_department, remove_department, show_department
from commands.members.deputies import deputise, deputy_form, end_deputy, show_deputy
from commands.members.groups import groups_view, show_group, show_groups, tie, turn_groups
from commands.members.history import show_history, turn_history
from commands.members.overview import main_view
from commands.members.people import add, adding, keep, person_form, picked, picking, role_view, show_person, show_role
from commands.members.roles import DEPARTMENT, OFFICE, SECRETARIAT, Role
from store.kinds import key_of
from store.refusal import Refusal
from store.store import Store
from store.text import Said, Text, excerpt


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/members` (the office, or what I may do), `/members @佐藤`, `/members 課の名前`, `/members group`, `/members deputy`."""
    if is_blank(request.words):
        return [Open(main_view(request, store))]
    first, _ = words_of(request.words)
    named = next(iter(request.named), "")
    match key_of(first):
        case "group" | "groups" | "グループ":
            return [Open(groups_view(request, store))]
        case "deputy" | "代理":
            return [Open(deputy_form(request.who, request, store, deputy=named))]
    asker(request, store).require_secretariat()
    return [Open(person_form(named, request, store) if named else _called(request, store))]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(main_view(request, store, page=request.subject.revision))]


def _called(request: Request, store: Store) -> View:
    """The department, office or person of the name that was typed; a choice where several may be meant."""
    asked = key_of(request.words.strip().removeprefix("@").removeprefix("＠"))
    offices = store.offices()
    roles = [Role(DEPARTMENT, each.name) for each in store.departments()]
    roles += [Role(OFFICE, office) for office in offices] + [Role(SECRETARIAT)]
    found: list[tuple[Said, Subject, str]] = [
        (role.said(offices), Subject(part=str(role)), "members.role") for role in roles if asked in _keys(role, store)
    ]
    found += [(each.name, Subject(each.id), "members.person") for each in store.people() if asked in key_of(each.name)]
    if not found:
        raise Refusal("members.nobody_called", asked=excerpt(request.words, 40))
    if len(found) == 1:
        _, subject, step = found[0]
        if step == "members.person":
            return person_form(subject.id, request, store)
        return role_view(Role.parse(subject.part), request, store)
    rows = tuple(Row(name, None, Button(Text.of("kit.open"), step, subject)) for name, subject, step in found[:90])
    return View(Text.of("members.title"), (Heading(Text.of("members.which", asked=excerpt(request.words, 40))), *rows))


def _keys(role: Role, store: Store) -> str:
    if role.kind == OFFICE:
        label = store.offices()[role.name]
        return f"{key_of(label.ja)} {key_of(label.en)}"
    return key_of(role.name) if role.kind == DEPARTMENT else "事務局 secretariat"


COMMAND = Command(
    name="members",
    slash=("/members", "/担当者"),
    run=run,
    steps={
        "turn": turn,
        "role": show_role,
        "adding": adding,
        "add": add,
        "picking": picking,
        "picked": picked,
        "person": show_person,
        "keep": keep,
        "department": show_department,
        "keep_department": keep_department,
        "remove_department": remove_department,
        "groups": show_groups,
        "turn_groups": turn_groups,
        "group": show_group,
        "tie": tie,
        "deputy": show_deputy,
        "deputise": deputise,
        "end_deputy": end_deputy,
        "history": show_history,
        "turn_history": turn_history,
    },
    examples=("", "@佐藤 花子", "福祉部長寿課", "グループ", "代理"),
)
