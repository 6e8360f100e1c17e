"""Whoever gave an opinion, or asked again, hears of its answer directly: a thread calls nobody who didn't write in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from commands.kit.pairs import answer_quote, asked_last, named
from commands.kit.reply import Button, Buttons, Line, Note, Part, Say
from commands.kit.request import Subject
from store.opinion import Opinion
from store.person import Person
from store.sheet import Sheet
from store.store import Store
from store.text import Text


def heard(sheet: Sheet, answered: Collection[str], who: Person, store: Store) -> Iterator[Say]:
    """That these opinions were answered, each beside its answer, with the way to ask again."""
    for user, opinions in _asked_by(sheet, answered, who):
        parts: list[Part] = [Line(Text.of("kit.heard", owner=sheet.owner, ids=_ids(sheet, opinions)))]
        for each in opinions:
            standing = sheet.answer_to(each)
            parts += [
                asked_last(sheet, store, each),
                *([answer_quote(sheet, store, each, standing)] if standing else []),
            ]
        again = Button(Text.of("kit.ask_again"), "opinion.asking", Subject(sheet.key, opinions[0].id, sheet.revision))
        ways = (_look(sheet), again) if len(opinions) == 1 else (_look(sheet),)
        yield Say((*parts, Note(Text.of("kit.heard_hint")), Buttons(ways)), user)


def heard_otherwise(before: Sheet, sheet: Sheet, who: Person, store: Store) -> Iterator[Say]:
    """That an answer was taken back, or stands again."""
    changed = {each.id for each in sheet.live_opinions if before.answer_to(each) != sheet.answer_to(each)}
    opened = {each.id for each in sheet.open_opinions} & changed
    yield from heard(sheet, changed - opened, who, store)
    for user, opinions in _asked_by(sheet, opened, who):
        line = Line(Text.of("kit.unheard", owner=sheet.owner, ids=_ids(sheet, opinions)))
        yield Say((line, Note(Text.of("kit.unheard_hint")), Buttons((_look(sheet),))), user)


def _asked_by(sheet: Sheet, ids: Collection[str], who: Person) -> Iterator[tuple[str, list[Opinion]]]:
    """These opinions, by who said the last word on them; not for whoever it is that acts."""
    asked_by: dict[str, list[Opinion]] = {}
    for opinion in sheet.live_opinions:
        by = (opinion.again[-1] if opinion.again else opinion).given.by
        if opinion.id in ids and by not in ("", who.id):
            asked_by.setdefault(by, []).append(opinion)
    yield from asked_by.items()


def _ids(sheet: Sheet, opinions: list[Opinion]) -> tuple[str, ...]:
    return tuple(named(sheet, each) for each in opinions)


def _look(sheet: Sheet) -> Button:
    return Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key))
