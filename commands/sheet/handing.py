"""Handing a sheet on: submit, return, finalise, reopen, publish. Each asks first: what happens then, who is told, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import assert_never

from commands.kit.asked import is_blank, words_of
from commands.kit.card import HANDING, card, tell, title_of
from commands.kit.findings import findings_of
from commands.kit.people import asker
from commands.kit.reply import (
    Change,
    Heading,
    Input,
    Line,
    Note,
    Open,
    Part,
    Quote,
    Reply,
    Return,
    TextInput,
    View,
)
from commands.kit.request import Request, Subject
from commands.kit.turns import next_step, told_where
from commands.kit.undo import way_back
from commands.sheet.submitting import hindered, require_reason, worth_a_look
from store.kinds import key_of
from store.person import Person
from store.refusal import Refusal
from store.sheet import Deed, Sheet
from store.store import Store
from store.text import Label, Text, excerpt

WORDS: Mapping[Deed, tuple[str, ...]] = {
    Deed.SUBMIT: ("提出", "提出する", "submit"),
    Deed.RETURN: ("差戻し", "差し戻し", "差戻", "差戻す", "差し戻す", "return"),
    Deed.FINALISE: ("確定", "確定する", "final", "finalise", "finalize"),
    Deed.REOPEN: ("再開", "再開する", "reopen"),
    Deed.PUBLISH: ("公表", "公表する", "publish"),
}
"""What people type for it."""

EXPLAINED = (Deed.RETURN, Deed.REOPEN)
"""What needs a reason."""


def deed_asked(words: str) -> tuple[Deed | None, str]:
    """The step that the words begin with, and the words after it (a reason)."""
    first, rest = words_of(words)
    return next((deed for deed, names in WORDS.items() if key_of(first) in names), None), rest


def show_handing(request: Request, store: Store) -> Sequence[Reply]:
    """The form that asks before the step which a button names."""
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    return [Open(handing_form(_deed(request, sheet), sheet, who, store))]


def hand_on(request: Request, store: Store) -> Sequence[Reply]:
    """Do what the form asked about; where the sheet changed meanwhile, ask again with what was typed."""
    who, seen = asker(request, store), request.subject.revision
    before = store.sheet(request.subject.id)
    deed, reason = _deed(request, before), str(request.values.get("reason") or "")
    if before.revision != seen:
        last = next(each for each in reversed(store.history(before.key)) if each.changed_sheet)
        changed = Note(Text.of("handing.changed_meanwhile", name=last.name, at=last.at))
        return [Change(handing_form(deed, before, who, store, reason=reason, notes=(changed,)))]
    rule = _rule(deed, request, who, reason, store)

    def as_shown(sheet: Sheet) -> Sheet:
        if sheet.revision != seen:
            raise Refusal("handing.changed_now", sheet=sheet.number)
        return rule(sheet)

    sheet = store.change(before.key, who, request.now, deed, as_shown, reason=reason)
    saved = Line(Text.of(f"handing.{deed}_saved", sheet=sheet.number))
    told = Line(Text.of(f"handing.{deed}_told", name=who.name, sheet=sheet.number))
    why = (
        ()
        if is_blank(reason)
        else (Quote(reason, Text.of("handing.why" if deed is Deed.SUBMIT else "handing.reason")),)
    )
    return [
        Return(card(sheet, who, store, notes=(saved, *way_back(sheet, who, request.now, store)))),
        *tell(sheet, store, told, *why, *next_step(sheet, store)),
    ]


def handing_form(
    deed: Deed, sheet: Sheet, who: Person, store: Store, *, reason: str = "", notes: tuple[Part, ...] = ()
) -> View:
    """What happens then, who is told, and a reason where one is needed.

    Raises:
        Refusal: they may not, or it isn't the time.
    """
    sheet.require(deed, who)
    found = findings_of(sheet, store) if deed is Deed.SUBMIT else ()
    if any(each.blocks for each in found):
        return hindered(sheet, found, who, store, notes)
    happens = Line(_what(deed, sheet, store))
    parts: list[Part | Input] = [Heading(Text.of(f"handing.{deed}_title", sheet=title_of(sheet))), *notes, happens]
    if deed is Deed.SUBMIT:
        parts += worth_a_look(sheet, found, who, store, reason)
    elif deed in EXPLAINED:
        hint = Text.of(f"handing.{deed}_reason_hint", sheet=sheet.number)
        parts.append(TextInput("reason", Text.of("handing.reason"), reason, hint, required=True))
    if not is_blank(reason) and not any(isinstance(part, TextInput) for part in parts):
        parts.append(Note(Text.of("handing.words_left", words=excerpt(reason))))
    parts.append(told_where(sheet, store))
    subject = Subject(sheet.key, deed, sheet.revision)
    return View(sheet.number, tuple(parts), "sheet.hand_on", Text.of(f"kit.do_{deed}"), subject)


def _what(deed: Deed, sheet: Sheet, store: Store) -> Text:
    """What the deed does to this sheet."""
    if deed is Deed.SUBMIT and sheet.reopened:
        return Text.of("handing.submit_again_what")
    if deed is Deed.REOPEN and sheet.published:
        return Text.of("handing.reopen_published_what", owner=sheet.owner)
    return Text.of(f"handing.{deed}_what", owner=sheet.owner, offices=_offices(sheet, store))


def _rule(deed: Deed, request: Request, who: Person, reason: str, store: Store) -> Callable[[Sheet], Sheet]:
    now = request.now
    match deed:
        case Deed.SUBMIT:
            return lambda sheet: _submitted(sheet, who, now, reason, store)
        case Deed.RETURN:
            return lambda sheet: sheet.give_back(who, now, reason)
        case Deed.FINALISE:
            return lambda sheet: sheet.finalise(who, now)
        case Deed.REOPEN:
            return lambda sheet: sheet.reopen(who, now, reason)
        case Deed.PUBLISH:
            return lambda sheet: sheet.publish(who, now)
        case Deed.OPINION | Deed.ANSWER:
            raise ValueError(f"{deed} isn't handing on")
        case _:
            assert_never(deed)


def _submitted(sheet: Sheet, who: Person, now: datetime, reason: str, store: Store) -> Sheet:
    after = sheet.submit(store.form(sheet), who, now, reason)
    require_reason(sheet, reason, store)
    return after


def _deed(request: Request, sheet: Sheet) -> Deed:
    """The step that a button or form names. Raises Refusal where it names none."""
    found = next((deed for deed in HANDING if deed == request.subject.part), None)
    if found is None:
        raise Refusal("kit.portion_gone", sheet=sheet.number)
    return found


def _offices(sheet: Sheet, store: Store) -> tuple[Label, ...]:
    """The offices that have yet to speak; all, where none is left."""
    form = store.form(sheet)
    return tuple(form.office(office) for office in sheet.offices_to_hear or sheet.offices)
