"""An opinion and what became of it: answered, asked again, answered anew; paired, with who said it and when."""

from __future__ import annotations

from collections.abc import Iterator

from commands.kit.reply import Note, Part, Quote
from store.opinion import Answer, Draft, Opinion, Question
from store.person import Person
from store.sheet import Sheet
from store.store import Store
from store.text import Text


def pair(sheet: Sheet, store: Store, opinion: Opinion) -> Iterator[Part]:
    """What was asked, and the answer that stands, or that it waits for one."""
    yield from asked(sheet, store, opinion)
    standing = sheet.answer_to(opinion)
    if standing is not None and opinion not in sheet.open_opinions:
        yield answer_quote(sheet, store, opinion, standing)
    else:
        yield Note(Text.of("kit.unanswered_again" if opinion.again else "kit.unanswered", id=named(sheet, opinion)))


def asked(sheet: Sheet, store: Store, opinion: Opinion) -> Iterator[Part]:
    """The opinion, and each answer with which its office wasn't content."""
    yield opinion_quote(sheet, store, opinion)
    for question in opinion.again:
        yield answer_quote(sheet, store, opinion, question.about)
        yield question_quote(sheet, store, opinion, question)


def asked_last(sheet: Sheet, store: Store, opinion: Opinion) -> Quote:
    """What its office said last: the opinion, or what it asked again."""
    if opinion.again:
        return question_quote(sheet, store, opinion, opinion.again[-1])
    return opinion_quote(sheet, store, opinion)


def named(sheet: Sheet, opinion: Opinion) -> str:
    """How people name an opinion: "S27-O1"."""
    return f"{sheet.number}-{opinion.id}"


def opinion_quote(sheet: Sheet, store: Store, opinion: Opinion) -> Quote:
    """An opinion with its id, office, author and time; what a file told has no author and no time of its own."""
    office, id_ = store.form(sheet).office(opinion.office), named(sheet, opinion)
    if not opinion.given.by:
        return Quote(opinion.text, Text.of("kit.opinion_from_file", id=id_, office=office))
    name, at = store.person(opinion.given.by).name, opinion.given.at
    return Quote(opinion.text, Text.of("kit.opinion_by", id=id_, office=office, name=name, at=at))


def question_quote(sheet: Sheet, store: Store, opinion: Opinion, question: Question) -> Quote:
    """What was asked again, by which office, whom, and when."""
    office, name = store.form(sheet).office(question.office), store.person(question.given.by).name
    by = Text.of("kit.asked_again", id=named(sheet, opinion), office=office, name=name, at=question.given.at)
    return Quote(question.text, by)


def answer_quote(sheet: Sheet, store: Store, opinion: Opinion, answer: Answer) -> Quote:
    """An answer with its author and time, as above."""
    if not answer.given.by:
        return Quote(answer.text, Text.of("kit.answer_from_file", id=named(sheet, opinion)))
    name, at = store.person(answer.given.by).name, answer.given.at
    return Quote(answer.text, Text.of("kit.answer_to", id=named(sheet, opinion), name=name, at=at))


def drafts(sheet: Sheet, who: Person, store: Store) -> Iterator[Quote]:
    """What the offices for which the person speaks have written and not released yet."""
    if sheet.finalised or sheet.published:
        return
    for office in (each for each in sheet.offices if each in who.offices):
        draft = store.draft(sheet, who, office)
        if draft.text:
            yield draft_quote(sheet, store, draft)


def draft_quote(sheet: Sheet, store: Store, draft: Draft) -> Quote:
    """A draft with its office, author and time."""
    if draft.given is None:
        return Quote(draft.text)
    office, name = store.form(sheet).office(draft.office), store.person(draft.given.by).name
    return Quote(draft.text, Text.of("kit.draft_by", office=office, name=name, at=draft.given.at))
