"""Giving an opinion, at once or after a draft, or saying that there is none."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.asked import is_blank
from commands.kit.card import card, tell, title_of
from commands.kit.pairs import draft_quote, named, opinion_quote
from commands.kit.people import asker
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    ChoiceInput,
    Heading,
    Input,
    Line,
    Note,
    Open,
    Part,
    Quote,
    Reply,
    Return,
    Say,
    TextInput,
    View,
    Whisper,
)
from commands.kit.request import Request, Subject
from commands.kit.turns import next_step
from commands.kit.undo import way_back
from store.kinds import key_of
from store.opinion import Draft
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Label, Text

RELEASE, KEEP, DROP = "release", "keep", "drop"

NOTHING = frozenset(map(key_of, (
    "意見なし", "意見無し", "意見はありません", "意見ありません", "なし", "無し", "無", "特になし", "特に無し", "特にありません",
    "no opinion", "none",
)))  # fmt: skip
"""What people write for 意見なし."""


def opinion_on(sheet: Sheet, text: str, request: Request, store: Store) -> Sequence[Reply]:
    """What was typed after the sheet's number is the opinion; a form, where it isn't known whose."""
    who = asker(request, store)
    offices = _offices(sheet, who)
    if is_blank(text) or len(offices) > 1:
        return [Open(_form(sheet, who, store, text=text))]
    if _says_nothing(text):
        sheet, saved, told = _silent(sheet, offices[0], request, store)
        return [Whisper((saved, *way_back(sheet, who, request.now, store))), *told]
    sheet, saved, told = _given(sheet, offices[0], text, request, store)
    undo = way_back(sheet, who, request.now, store)
    return [Whisper((saved, Quote(sheet.opinions[-1].text), *undo)), *told]


def show_form(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(_form(store.sheet(request.subject.id), asker(request, store), store))]


def give(request: Request, store: Store) -> Sequence[Reply]:
    """Release the opinion of the form, or keep it as a draft; where a colleague wrote one meanwhile, show both."""
    who, sheet = asker(request, store), store.sheet(request.subject.id)
    office = str(request.values.get("office") or request.subject.part)
    text, how = str(request.values.get("text") or ""), request.values.get("how")
    draft = store.draft(sheet, who, office)
    if draft.revision != request.subject.revision:
        return [Change(_form(sheet, who, store, text=text, theirs=draft))]
    if how == RELEASE and not sheet.submitted:
        raise Refusal("opinion.returned_meanwhile", sheet=sheet.number, owner=sheet.owner, field="how")
    if how == RELEASE and _says_nothing(text):
        raise Refusal("opinion.means_nothing", field="text")
    if how in (KEEP, DROP):
        return _drafted(sheet, draft, text if how == KEEP else "", request, store)
    sheet, saved, told = _given(sheet, office, text, request, store)
    if draft.text:
        store.keep_draft(sheet, draft.model_copy(update={"text": ""}), who)
    return [Return(card(sheet, who, store, notes=(saved, *way_back(sheet, who, request.now, store)))), *told]


def nothing(request: Request, store: Store) -> Sequence[Reply]:
    """意見なし for the office that the button names."""
    who, before = asker(request, store), store.sheet(request.subject.id)
    sheet, saved, told = _silent(before, request.subject.part, request, store)
    return [Change(card(sheet, who, store, notes=(saved, *way_back(sheet, who, request.now, store)))), *told]


def _drafted(sheet: Sheet, before: Draft, text: str, request: Request, store: Store) -> Sequence[Reply]:
    """Keep the draft, or drop it where the text is empty; nobody else is told."""
    who, dropped = asker(request, store), request.values.get("how") == DROP
    if is_blank(text) and not dropped:
        raise Refusal("store.opinion_empty", field="text")
    mine = sheet.draft(who, request.now, before.office, text, before.revision)
    if not store.keep_draft(sheet, mine, who):
        return [Change(_form(sheet, who, store, text=text, theirs=store.draft(sheet, who, before.office)))]
    key = "opinion.draft_dropped" if dropped else "opinion.draft_kept"
    saved = Line(Text.of(key, office=_label(sheet, before.office, store)))
    return [Return(card(sheet, who, store, notes=(saved,)))]


def _given(before: Sheet, office: str, text: str, request: Request, store: Store) -> tuple[Sheet, Line, list[Say]]:
    """Keep the opinion: the sheet with it, what its author is told, and what everybody is."""
    who, now = asker(request, store), request.now
    sheet = store.change(before.key, who, now, "opinion", lambda each: each.give_opinion(who, now, office, text))
    opinion, label = sheet.opinions[-1], _label(sheet, office, store)
    number = named(sheet, opinion)
    told = Line(Text.of("opinion.told", name=who.name, office=label, sheet=sheet.number, id=number))
    answer = Button(Text.of("opinion.answer"), "answer.open", Subject(sheet.key, opinion.id, sheet.revision))
    saved = Line(Text.of("opinion.saved", id=number, office=label))
    coming = (Buttons((answer,)),) if sheet.stage is before.stage else next_step(sheet, store, answer)
    return sheet, saved, tell(sheet, store, told, Quote(opinion.text), *coming)


def _says_nothing(text: str) -> bool:
    """Whether these words are no opinion, but that there is none: the owner would have to answer them."""
    return key_of(text).rstrip("。.") in NOTHING


def _silent(before: Sheet, office: str, request: Request, store: Store) -> tuple[Sheet, Line, list[Say]]:
    """Keep that an office has nothing to say: the sheet with it, what its author is told, and what everybody is."""
    who, now = asker(request, store), request.now
    sheet = store.change(before.key, who, now, "opinion", lambda each: each.say_nothing(who, now, office))
    label = _label(sheet, office, store)
    told = Line(Text.of("opinion.nothing_told", name=who.name, sheet=sheet.number, office=label))
    saved = Line(Text.of("opinion.nothing_saved", sheet=sheet.number, office=label))
    coming = () if sheet.stage is before.stage else next_step(sheet, store)
    return sheet, saved, tell(sheet, store, told, *coming)


def _label(sheet: Sheet, office: str, store: Store) -> Label:
    return store.form(sheet).office(office)


def _offices(sheet: Sheet, who: Person) -> tuple[str, ...]:
    """The offices for which the person may speak on this sheet. Raises Refusal where there is none."""
    offices = tuple(office for office in sheet.offices if office in who.offices)
    if not offices:
        raise Refusal("store.not_your_office", sheet=sheet.number)
    return offices


def _form(sheet: Sheet, who: Person, store: Store, *, text: str = "", theirs: Draft | None = None) -> View:
    """The form for an opinion, with the office's draft in it, or beside it where a colleague wrote `theirs` meanwhile."""
    offices = _offices(sheet, who)
    form = store.form(sheet)
    sheet.require_reviewable()
    draft = theirs or store.draft(sheet, who, offices[0])
    parts: list[Part | Input] = [
        Heading(title_of(sheet)),
        *(opinion_quote(sheet, store, each) for each in sheet.live_opinions),
    ]
    if theirs is not None:
        parts += [Note(Text.of("opinion.draft_clash")), *([draft_quote(sheet, store, draft)] if draft.text else [])]
    elif draft.text and draft.given is not None and not text:
        parts.append(Note(Text.of("opinion.draft_in", name=store.person(draft.given.by).name, at=draft.given.at)))
    if len(offices) > 1:
        options = tuple((office, form.office(office)) for office in offices)
        parts.append(ChoiceInput("office", Text.of("opinion.as_office"), options, draft.office, required=True))
    else:
        parts.append(Note(Text.of("opinion.speaking_for", office=form.office(offices[0]))))
    parts += [
        TextInput("text", Text.of("opinion.text"), text or draft.text, Text.of("opinion.text_hint"), required=True),
        _how(sheet, draft),
    ]
    silent = [office for office in offices if office in sheet.offices_to_hear]
    if silent:
        buttons = (
            Button(
                Text.of("opinion.nothing", office=form.office(office)), "opinion.nothing",
                Subject(sheet.key, office, sheet.revision),
                confirm=Text.of("opinion.nothing_sure", sheet=sheet.number, office=form.office(office)),
            )
            for office in silent
        )  # fmt: skip
        parts.append(Buttons(tuple(buttons)))
    subject = Subject(sheet.key, draft.office, draft.revision)
    return View(sheet.number, tuple(parts), "opinion.give", Text.of("opinion.send"), subject)


def _how(sheet: Sheet, draft: Draft) -> ChoiceInput:
    """Whether to release it now."""
    options = [(RELEASE, Text.of("opinion.release", owner=sheet.owner)), (KEEP, Text.of("opinion.keep"))]
    options += [(DROP, Text.of("opinion.drop"))] if draft.text else []
    return ChoiceInput("how", Text.of("opinion.how"), tuple(options), RELEASE, required=True)
