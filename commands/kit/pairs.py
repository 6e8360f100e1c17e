"""An opinion and what became of it: answered, asked again, answered anew; paired, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator

from commands.kit.reply import Note, Part, Quote
from store.form import Form
from store.opinion import Answer, Opinion, Question
from store.sheet import Sheet
from store.text import Text


def pair(sheet: Sheet, form: Form, opinion: Opinion) -> Iterator[Part]:
    """What was asked, and the answer that stands, or that it waits for one."""
    yield from asked(sheet, form, opinion)
    standing = sheet.answer_to(opinion)
    if standing is not None and opinion not in sheet.open_opinions:
        yield answer_quote(sheet, opinion, standing)
    else:
        yield Note(Text.of("kit.unanswered_again" if opinion.again else "kit.unanswered", id=named(sheet, opinion)))


def asked(sheet: Sheet, form: Form, opinion: Opinion) -> Iterator[Part]:
    """The opinion, and each answer with which its office wasn't content."""
    yield opinion_quote(sheet, form, opinion)
    for question in opinion.again:
        yield answer_quote(sheet, opinion, question.about)
        yield question_quote(sheet, form, opinion, question)


def named(sheet: Sheet, opinion: Opinion) -> str:
    """How people name an opinion: "S27-O1"."""
    return f"{sheet.number}-{opinion.id}"


def opinion_quote(sheet: Sheet, form: Form, opinion: Opinion) -> Quote:
    """An opinion with its id, office and time; what a file told has no time of its own."""
    office = form.office(opinion.office)
    if not opinion.given.by:
        return Quote(opinion.text, Text.of("kit.opinion_from_file", id=named(sheet, opinion), office=office))
    return Quote(opinion.text, Text.of("kit.opinion_by", id=named(sheet, opinion), office=office, at=opinion.given.at))


def question_quote(sheet: Sheet, form: Form, opinion: Opinion, question: Question) -> Quote:
    office = form.office(question.office)
    by = Text.of("kit.asked_again", id=named(sheet, opinion), office=office, at=question.given.at)
    return Quote(question.text, by)


def answer_quote(sheet: Sheet, opinion: Opinion, answer: Answer) -> Quote:
    if not answer.given.by:
        return Quote(answer.text, Text.of("kit.answer_from_file", id=named(sheet, opinion)))
    return Quote(answer.text, Text.of("kit.answer_to", id=named(sheet, opinion), at=answer.given.at))


def asked_last(sheet: Sheet, form: Form, opinion: Opinion) -> Quote:
    """What its office said last: the opinion, or what it asked again."""
    if opinion.again:
        return question_quote(sheet, form, opinion, opinion.again[-1])
    return opinion_quote(sheet, form, opinion)
