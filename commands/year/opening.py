"""Doing it, and taking it back: both ask first, happen once, and are told to the departments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.kit.people import asker
from commands.kit.reply import Button, Buttons, Change, Heading, Line, Note, Open, Part, Reply, Return, Say, View
from commands.kit.request import Request, Subject
from commands.year.comparing import comparison
from commands.year.form import opened_by
from store.carry import Opening
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text

NAMED = 20
"""So many sheets are named to a department; of more, the others are counted."""


def open_year(request: Request, store: Store) -> Sequence[Reply]:
    """Open the year as it was compared; where something has changed since, show the comparison anew."""
    who = asker(request, store)
    plan = store.plan(who)
    if plan.opening:
        return [Return(_opened(store.opening(plan.opening), store))]
    if plan.revision != request.subject.revision:
        return [Change(comparison(plan, store, notes=(Note(Text.of("year.other_plan")),)))]
    opening = store.open_year(plan, who, request.now)
    if opening is None:
        plan = store.compared_anew(plan)
        return [Change(comparison(plan, store, notes=(Note(Text.of("year.changed_meanwhile")),)))]
    sheets = [store.sheet(key) for key in opening.sheets]
    return [Return(_opened(opening, store)), *_tell(sheets, store, "year.told", opening, who)]


def show_undoing(request: Request, store: Store) -> Sequence[Reply]:
    who = asker(request, store)
    return [Open(undoing_form(who, store, store.opening(request.subject.id)))]


def undoing_form(who: Person, store: Store, opening: Opening | None = None) -> View:
    """What taking it back means; the last opening, where none is named.

    Raises:
        Refusal: they may not, there is none, or somebody has written into it.
    """
    if not who.secretariat:
        raise Refusal("store.year_is_secretariats")
    opening = opening or store.last_opening()
    if opening is None:
        raise Refusal("store.no_opening")
    store.require_unwritten(opening)
    year, count = str(opening.year), len(opening.sheets)
    parts = (
        Heading(Text.of("year.undo_title", year=year)),
        Note(opened_by(opening, store)),
        Line(Text.of("year.undo_what", year=year, count=count, before=str(opening.year - 1))),
    )
    subject = Subject(opening.key, "", opening.revision)
    return View(Text.of("year.title"), parts, "year.undo", Text.of("year.undo"), subject)


def undo(request: Request, store: Store) -> Sequence[Reply]:
    """Take an opening back."""
    who = asker(request, store)
    opening = store.opening(request.subject.id)
    sheets = [store.sheet(key) for key in opening.sheets] if not opening.undone else []
    store.take_back(opening.key, who, request.now)
    year = str(opening.year)
    done = Heading(Text.of("year.undone", year=year, count=len(opening.sheets)))
    again = Buttons((Button(Text.of("year.again"), "year.begin"),))
    view = View(Text.of("year.title"), (done, Line(Text.of("year.undone_what", year=year)), again))
    return [Return(view), *_tell(sheets, store, "year.undone_told", opening, who)]


def _opened(opening: Opening, store: Store) -> View:
    """What was done, and where to go from there."""
    year = str(opening.year)
    listed = Button(Text.of("year.list"), "sheet.turn", Subject(part="list"))
    taken_back = Button(Text.of("year.undo"), "year.undoing", Subject(opening.key, "", opening.revision))
    parts: tuple[Part, ...] = (
        Heading(Text.of("year.opened", year=year, count=len(opening.sheets))),
        Note(opened_by(opening, store)),
        Line(Text.of("year.opened_what", year=year)),
        Buttons((listed, taken_back) if not opening.undone else (listed,)),
    )
    return View(Text.of("year.title"), parts)


def _tell(sheets: Sequence[Sheet], store: Store, key: str, opening: Opening, who: Person) -> Iterator[Say]:
    """Each department with a channel hears of its own sheets, in one message."""
    owners = dict.fromkeys(sheet.owner for sheet in sheets)
    for owner in owners:
        channel = store.department(owner).channel
        if channel:
            numbers = [sheet.number for sheet in sheets if sheet.owner == owner]
            more = Text.of("year.and_more", count=len(numbers) - NAMED) if len(numbers) > NAMED else ""
            told = Text.of(
                key, name=who.name, year=str(opening.year), owner=owner, count=len(numbers),
                numbers=tuple(numbers[:NAMED]), more=more,
            )  # fmt: skip
            yield Say((Line(told),), channel)
