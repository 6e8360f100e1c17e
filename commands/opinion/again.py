"""What an office does with an opinion that it has given: ask again about the answer, or take it back."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.asked import is_blank, words_of
from commands.kit.card import card, tell, title_of
from commands.kit.pairs import named, pair
from commands.kit.people import asker
from commands.kit.reply import (
    Button,
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
from commands.kit.turns import next_step, told_where
from commands.kit.undo import way_back
from store.kinds import key_of
from store.opinion import Opinion
from store.person import Person
from store.sheet import Sheet
from store.store import Store
from store.text import Text

AGAIN = ("再質問", "再質問する", "ask", "again")
WITHDRAW = ("取下げ", "取り下げ", "取下", "取り下げる", "取下げる", "取り下げます", "取下げます", "withdraw")


def more_on(sheet: Sheet, opinion: str, text: str, request: Request, store: Store) -> Sequence[Reply]:
    """`S27-O1` (what can be done with it), `S27-O1 取下げ`, `S27-O1 本文`: asked again in one line."""
    who, found = asker(request, store), sheet.opinion(opinion)
    first, rest = words_of(text) if not is_blank(text) else ("", "")
    if key_of(first) in WITHDRAW or (not first and sheet.may_withdraw(who, found)):
        return [Open(_withdrawing(sheet, found, who, store))]
    question = rest if key_of(first) in AGAIN else text
    offices = sheet.offices_asking(who, found)
    if is_blank(question) or len(offices) != 1:
        return [Open(_asking(sheet, found, who, store, text=question))]
    after, saved, told = _asked(sheet, found, request, store, office=offices[0], text=question)
    return [Whisper((saved, Quote(question), *way_back(after, who, request.now, store))), *told]


def show_asking(request: Request, store: Store) -> Sequence[Reply]:
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    return [Open(_asking(sheet, sheet.opinion(request.subject.part), who, store))]


def ask(request: Request, store: Store) -> Sequence[Reply]:
    """Keep what the office asks again."""
    who, before = asker(request, store), store.sheet(request.subject.id)
    opinion = before.opinion(request.subject.part)
    office = str(request.values.get("office") or next(iter(before.offices_asking(who, opinion)), ""))
    text = str(request.values.get("text") or "")
    sheet, saved, told = _asked(before, opinion, request, store, office=office, text=text)
    return [Return(card(sheet, who, store, notes=(saved, *way_back(sheet, who, request.now, store)))), *told]


def show_withdrawing(request: Request, store: Store) -> Sequence[Reply]:
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    return [Open(_withdrawing(sheet, sheet.opinion(request.subject.part), who, store))]


def withdraw(request: Request, store: Store) -> Sequence[Reply]:
    """Take back what the form showed; the words stay in the history."""
    who, now, before = asker(request, store), request.now, store.sheet(request.subject.id)
    found = before.opinion(request.subject.part)
    sheet = store.change(before.key, who, now, "opinion", lambda each: each.withdraw(who, now, found.id))
    what = "question" if found.again else "opinion"
    saved = Line(Text.of(f"opinion.{what}_withdrawn", id=named(sheet, found)))
    told = Line(Text.of(f"opinion.{what}_withdrawn_told", name=who.name, id=named(sheet, found)))
    coming = () if sheet.stage is before.stage else next_step(sheet, store)
    return [
        Return(card(sheet, who, store, notes=(saved, *way_back(sheet, who, now, store)))),
        *tell(sheet, store, told, Quote(found.words[-1]), *coming),
    ]


def _asked(
    before: Sheet, opinion: Opinion, request: Request, store: Store, *, office: str, text: str
) -> tuple[Sheet, Line, list[Say]]:
    """Keep it: the sheet with it, what its author is told, and what everybody is."""
    who, now = asker(request, store), request.now
    sheet = store.change(
        before.key, who, now, "opinion", lambda each: each.ask_again(who, now, office, opinion.id, text)
    )
    question, number = sheet.opinion(opinion.id).again[-1], named(sheet, opinion)
    label = store.form(sheet).office(office)
    told = Line(Text.of("opinion.asked_told", name=who.name, office=label, id=number))
    about = Quote(question.about.text, Text.of("opinion.about_answer", id=number))
    answer = Button(Text.of("opinion.answer"), "answer.open", Subject(sheet.key, opinion.id, sheet.revision))
    saved = Line(Text.of("opinion.asked_saved", id=number, owner=sheet.owner))
    return sheet, saved, tell(sheet, store, told, about, Quote(question.text, label), *next_step(sheet, store, answer))


def _asking(sheet: Sheet, opinion: Opinion, who: Person, store: Store, *, text: str = "") -> View:
    """The form in which an office asks again. Raises Refusal where it can't."""
    sheet.require_asking(who, opinion)
    form, offices = store.form(sheet), sheet.offices_asking(who, opinion)
    parts: list[Part | Input] = [Heading(title_of(sheet)), *pair(sheet, store, opinion)]
    if len(offices) > 1:
        options = tuple((office, form.office(office)) for office in offices)
        parts.append(ChoiceInput("office", Text.of("opinion.as_office"), options, offices[0], required=True))
    else:
        parts.append(Note(Text.of("opinion.asking_for", office=form.office(offices[0]))))
    parts.append(TextInput("text", Text.of("opinion.question"), text, Text.of("opinion.question_hint"), required=True))
    parts += [Line(Text.of("opinion.asking_what", owner=sheet.owner)), told_where(sheet, store)]
    subject = Subject(sheet.key, opinion.id, sheet.revision)
    return View(sheet.number, tuple(parts), "opinion.ask", Text.of("kit.ask_again"), subject)


def _withdrawing(sheet: Sheet, opinion: Opinion, who: Person, store: Store) -> View:
    """What is taken back, and what that means. Raises Refusal where it can't be."""
    sheet.require_withdrawal(who, opinion)
    what = "opinion.withdrawing_question" if opinion.again else "opinion.withdrawing_what"
    parts = (
        Heading(title_of(sheet)),
        *pair(sheet, store, opinion),
        Line(Text.of(what, office=store.form(sheet).office(opinion.office))),
        told_where(sheet, store),
    )
    subject = Subject(sheet.key, opinion.id, sheet.revision)
    return View(sheet.number, parts, "opinion.withdraw", Text.of("kit.withdraw"), subject)
