"""/answer (/回答): the owner answers the opinions on its sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from commands.kit.asked import is_blank, opinion_asked
from commands.kit.card import card, tell, title_of
from commands.kit.command import Command
from commands.kit.heard import heard
from commands.kit.inputs import KEEP, side_by_side, written_in
from commands.kit.pages import letters
from commands.kit.pairs import answer_quote, asked, asked_last, named
from commands.kit.people import asker, require_role
from commands.kit.queues import queue
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
    Say,
    TextInput,
    View,
    Whisper,
)  # fmt: skip
from commands.kit.request import Given, Request, Subject
from commands.kit.turns import next_step
from commands.kit.undo import way_back
from store.opinion import Answer
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Clash, Store
from store.task import Task
from store.text import Text

FORM = 30_000
"""Characters of opinions that one form quotes whole; whoever answers has read what they answer."""


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/answer` (what waits for my department), `/answer S27` (a form), `/answer S27-O1 本文`."""
    who = asker(request, store)
    require_role(who, store)
    if is_blank(request.words):
        return [Open(_queue(who, request, store))]
    sheet, opinion, text = opinion_asked(request.words, store)
    if opinion is not None:
        sheet.opinion(opinion)
    if is_blank(text):
        return [Open(_form(sheet, who, store, opinion))]
    if opinion is None and len(sheet.open_opinions) != 1:
        return [Open(_form(sheet, who, store, None, {"+".join(each): text for each in _groups(sheet)[:1]}))]
    to = (opinion or sheet.open_opinions[0].id,)
    if sheet.opinion(*to) in sheet.answered_opinions:
        return [Open(_form(sheet, who, store, opinion, {to[0]: text}))]
    after, clashes = store.answer(sheet.key, who, request.now, {to: text}, sheet.revision)
    if clashes:
        return [Open(_clashing(after, store, {to[0]: text}, clashes))]
    saved = Line(Text.of("answer.saved", ids=(f"{sheet.number}-{to[0]}",)))
    undo = way_back(after, who, request.now, store)
    return [Whisper((saved, Quote(text), *undo)), *_told(sheet, after, who, store)]


def show_form(request: Request, store: Store) -> Sequence[Reply]:
    who = asker(request, store)
    sheet, opinion = store.sheet(request.subject.id), request.subject.part or None
    if opinion is not None:
        sheet.opinion(opinion)
    return [Open(_form(sheet, who, store, opinion))]


def give(request: Request, store: Store) -> Sequence[Reply]:
    """Keep the answers of the form; what was left empty stays open."""
    who, subject = asker(request, store), request.subject
    texts = {
        tuple(key.split("+")): text
        for key, text in written_in(request).items()
        if isinstance(text, str) and not is_blank(text)
    }
    before = store.sheet(subject.id)
    if not texts and not any(key.startswith(KEEP) for key in request.values):
        first = next(iter(request.values), None)
        raise Refusal("answer.nothing_written", field=first)
    sheet, clashes = store.answer(subject.id, who, request.now, texts, subject.revision)
    if clashes:
        left = {"+".join(to) for to in store.answers_left_alone(sheet, texts, subject.revision)}
        typed = {key: given for key, given in request.values.items() if key not in left}
        return [Change(_clashing(sheet, store, typed, clashes))]
    told = _told(before, sheet, who, store)
    changed = _changed(before, sheet)
    key = "answer.saved" if changed else "answer.unchanged"
    saved = Line(Text.of(key, ids=tuple(f"{sheet.number}-{each}" for each in changed) or (sheet.number,)))
    undo = way_back(sheet, who, request.now, store) if changed else ()
    return [Return(card(sheet, who, store, notes=(saved, *undo))), *told]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(_queue(asker(request, store), request, store))]


def _groups(sheet: Sheet) -> list[tuple[str, ...]]:
    """What is answered together: the open opinions one by one, then what has an answer already."""
    standing = [sheet.answer_to(each) for each in sheet.answered_opinions]
    return [(each.id,) for each in sheet.open_opinions] + [each.to for each in sheet.answers if each in standing]


def _form(sheet: Sheet, who: Person, store: Store, opinion: str | None, typed: Mapping[str, str] | None = None) -> View:
    """One form for all opinions of a sheet (or for one); those that have an answer come last, to be bettered."""
    sheet.require_answerer(who)
    if not sheet.live_opinions:
        raise Refusal("answer.no_opinions", sheet=sheet.number)
    groups = [to for to in _groups(sheet) if opinion in (None, *to)]
    parts: list[Part | Input] = [Heading(title_of(sheet))]
    length = 0
    for n, to in enumerate(groups):
        quotes = _quotes(sheet, store, to)
        length += sum(map(letters, quotes))
        if n and length > FORM:
            parts.append(Note(Text.of("answer.more", count=len(groups) - n)))
            break
        given = (typed or {}).get("+".join(to))
        standing = _standing(sheet, to) if given else None
        parts += [*quotes, *([answer_quote(sheet, store, sheet.opinion(to[0]), standing)] if standing else [])]
        parts.append(_input(sheet, to, given))
    subject = Subject(sheet.key, opinion or "", sheet.revision)
    return View(sheet.number, tuple(parts), "answer.give", Text.of("answer.send"), subject)


def _quotes(sheet: Sheet, store: Store, to: tuple[str, ...]) -> list[Part]:
    opinions = (each for each in sheet.live_opinions if each.id in to)
    return [part for each in opinions for part in asked(sheet, store, each)]


def _standing(sheet: Sheet, to: tuple[str, ...]) -> Answer | None:
    """The answer that was given to these together; None while one of them is open."""
    waits = any(to == (each.id,) for each in sheet.open_opinions)
    return None if waits else next((each for each in sheet.answers if each.to == to), None)


def _input(sheet: Sheet, to: tuple[str, ...], typed: Given = None) -> TextInput:
    waits = [each for each in sheet.open_opinions if to == (each.id,)]
    ids = tuple(f"{sheet.number}-{each}" for each in to)
    key = "+".join(to)
    if standing := _standing(sheet, to):
        text = standing.text if typed is None else str(typed)
        return TextInput(key, Text.of("answer.text_again", ids=ids), text, Text.of("answer.again_hint"))
    return TextInput(
        key,
        Text.of("answer.text", ids=ids),
        str(typed or ""),
        Text.of("answer.anew_hint" if waits and waits[0].again else "answer.text_hint"),
    )


def _clashing(sheet: Sheet, store: Store, typed: Mapping[str, Given], clashes: Sequence[Clash]) -> View:
    """Their answer and mine, side by side."""
    clashed = {clash.address: clash for clash in clashes}
    parts: list[Part | Input] = [Heading(title_of(sheet)), Note(Text.of("kit.clash"))]
    for key, given in typed.items():
        if key.startswith(KEEP):
            continue
        to = tuple(key.split("+"))
        clash = clashed.get(key)
        parts += _quotes(sheet, store, to)
        mine = _input(sheet, to, given or "")
        if clash:
            mine = replace(mine, label=Text.of("answer.text", ids=tuple(f"{sheet.number}-{each}" for each in to)))
        parts += side_by_side(mine, clash, str(clash.theirs) if clash else "")
    return View(
        sheet.number, tuple(parts), "answer.give", Text.of("answer.send"), Subject(sheet.key, "", sheet.revision)
    )


def _changed(before: Sheet, after: Sheet) -> tuple[str, ...]:
    """The opinions that were answered between the two."""
    old = {(each.to, each.text) for each in before.answers}
    return tuple(opinion for each in after.answers if (each.to, each.text) not in old for opinion in each.to)


def _told(before: Sheet, after: Sheet, who: Person, store: Store) -> list[Say]:
    """Opinion and answer, quoted together in the sheet's thread."""
    changed = _changed(before, after)
    if not changed:
        return []
    ids = tuple(f"{after.number}-{each}" for each in changed)
    parts: list[Part] = [Line(Text.of("answer.told", name=who.name, sheet=after.number, ids=ids))]
    for answer in after.answers:
        opinions = [each for each in after.live_opinions if each.id in set(answer.to) & set(changed)]
        if opinions and answer not in before.answers:
            parts += [asked_last(after, store, each) for each in opinions]
            parts.append(
                Quote(answer.text, Text.of("answer.quoted", ids=tuple(named(after, each) for each in opinions)))
            )
    if after.open_opinions:
        parts.append(Note(Text.of("answer.left", count=len(after.open_opinions))))
    coming = () if after.stage is before.stage else next_step(after, store)
    return [*tell(after, store, *parts, *coming), *heard(after, changed, who, store)]


def _queue(who: Person, request: Request, store: Store) -> View:
    """The sheets of the person's departments that have open opinions."""
    waits = (
        (sheet, Text.of("answer.waits", count=sum(sheet.unanswered.values()), owner=sheet.owner))
        for sheet in store.all_standings()
        if sheet.unanswered and store.sheet(sheet.key).may_fill(who)
    )
    return queue("answer", Task.ANSWER, waits, request, store)


COMMAND = Command(
    name="answer",
    slash=("/answer", "/回答"),
    run=run,
    steps={"open": show_form, "give": give, "turn": turn},
    examples=("", "S27", "S27-O1 来年度から実施します。"),
)
