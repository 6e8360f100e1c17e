"""Somebody stands in for somebody until a day."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.people import asker, require_role
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    DateInput,
    Heading,
    Input,
    Line,
    Note,
    Open,
    Part,
    PeopleInput,
    Reply,
    Return,
    Say,
    View,
)
from commands.kit.request import Request, Subject
from commands.members.history import meanwhile
from commands.members.overview import main_view
from commands.members.people import several
from store.person import Deputy, Person
from store.refusal import Refusal
from store.store import Store
from store.text import Text


def show_deputy(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(deputy_form(request.subject.id or request.who, request, store))]


def deputy_form(
    user: str, request: Request, store: Store, *, deputy: str = "", until: str = "", notes: tuple[Part, ...] = ()
) -> View:
    """Who stands in for this person, and until when. Raises Refusal where neither they nor the secretariat ask."""
    who, person = asker(request, store), store.registered(user, request.named.get(user, ""))
    require_role(who, store)
    if user != who.id:
        who.require_secretariat()
    standing = person.deputy_on(request.now.date())
    parts: list[Part | Input] = [Heading(Text.of("members.deputy_title", name=person.name)), *notes]
    if standing:
        parts.append(Line(Text.of("members.deputy_now", name=standing.name, until=standing.until)))
        end = Button(
            Text.of("members.end_deputy"), "members.end_deputy", Subject(user, "", person.revision),
            "danger", Text.of("members.end_deputy_sure", name=standing.name),
        )  # fmt: skip
        parts.append(Buttons((end,)))
    chosen = deputy or (standing.id if standing else "")
    day = until or (standing.until.isoformat() if standing else "")
    parts += [
        Line(Text.of("members.deputy_what", name=person.name)),
        PeopleInput("deputy", Text.of("members.field_deputy"), (chosen,) if chosen else (), required=True),
        DateInput("until", Text.of("members.until"), day, Text.of("members.until_hint"), required=True),
    ]
    subject = Subject(user, "", person.revision)
    return View(Text.of("members.title"), tuple(parts), "members.deputise", Text.of("kit.save"), subject)


def deputise(request: Request, store: Store) -> Sequence[Reply]:
    """Keep who stands in; both hear of it. Where somebody changed the person meanwhile, show what they did."""
    who, user = asker(request, store), request.subject.id
    chosen = next(iter(several(request.values.get("deputy"))), "")
    if not chosen:
        raise Refusal("members.choose_somebody", field="deputy")
    deputy = store.registered(chosen, request.named.get(chosen, ""))
    until = str(request.values.get("until") or "")
    before = store.registered(user, request.named.get(user, "") or (request.name if user == who.id else ""))
    after = before.deputised(who, deputy, until, request.now.date())
    if not _kept(before, after, who, request, store):
        standing = store.registered(user, before.name)
        notes = meanwhile(standing, store)
        return [Change(deputy_form(user, request, store, deputy=chosen, until=until, notes=notes))]
    day = after.deputy.until if after.deputy else request.now.date()
    values = {"name": after.name, "deputy": deputy.name, "until": day}
    saved = Line(Text("members.deputised", values))
    told = [Say((Line(Text("members.deputised_told", values)),), to) for to in (deputy.id, user) if to != who.id]
    earlier = before.deputy_on(request.now.date())
    if earlier and earlier.id not in (deputy.id, who.id):
        told.append(_over(before, earlier, earlier.id))
    return [Return(main_view(request, store, notes=(saved,))), *told]


def end_deputy(request: Request, store: Store) -> Sequence[Reply]:
    """End it before its day; who was the deputy hears of it, and whom they stood in for."""
    who, user = asker(request, store), request.subject.id
    before = store.registered(user)
    deputy = before.deputy_on(request.now.date())
    if not _kept(before, before.back(who), who, request, store):
        return [Change(deputy_form(user, request, store, notes=meanwhile(before, store)))]
    saved = Note(Text.of("members.deputy_ended", name=before.name))
    told = [_over(before, deputy, to) for to in (deputy.id, user) if to != who.id] if deputy else []
    return [Change(deputy_form(user, request, store, notes=(saved,))), *told]


def _over(absent: Person, deputy: Deputy, to: str) -> Say:
    return Say((Line(Text.of("members.deputy_over_told", deputy=deputy.name, name=absent.name)),), to)


def _kept(before: Person, after: Person, who: Person, request: Request, store: Store) -> bool:
    same = before.revision == request.subject.revision
    return same and store.keep_people([(before, after)], who, request.now)
