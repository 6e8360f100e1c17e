"""What the secretariat says before a year is opened: from which year, on which form, what was renamed, which sheets."""

from __future__ import annotations

from commands.kit.reply import Button, Buttons, ChoiceInput, Heading, Input, Line, Note, Part, TextInput, View
from commands.kit.request import Subject
from store.carry import Opening, Plan
from store.form import Form
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from store.text import Text


def year_form(who: Person, store: Store, *, plan: Plan | None = None) -> View:
    """The form; it holds what `plan` says, if one was made. The last opening stands above it.

    Raises:
        Refusal: they aren't of the secretariat, or there is no year to begin with.
    """
    if not who.secretariat:
        raise Refusal("store.year_is_secretariats")
    years = store.years()
    if not years:
        raise Refusal("year.no_sheets")
    before = plan.before if plan and plan.before in years else _closed(years, store)
    edition = store.edition_for(before)
    form = plan.form if plan else edition.edition if edition else ""
    steps = tuple((str(year), Text.of("year.step", before=str(year), year=str(year + 1))) for year in years[:100])
    forms = tuple((each.edition, form_name(each)) for each in list(store.forms)[:100])
    renames = "\n".join(f"{old} → {new}" for old, new in plan.renames) if plan else ""
    parts: list[Part | Input] = [
        Heading(Text.of("year.begin")),
        Line(Text.of("year.begin_what")),
        *_last(store),
        ChoiceInput("before", Text.of("year.before"), steps, str(before), required=True),
        ChoiceInput("form", Text.of("year.form"), forms, form, Text.of("year.form_hint"), required=True),
        TextInput("renames", Text.of("year.renames"), renames, Text.of("year.renames_hint")),
        TextInput("which", Text.of("year.which"), plan.which if plan else "", Text.of("year.which_hint")),
    ]
    return View(Text.of("year.title"), tuple(parts), "year.compare", Text.of("year.compare"))


def form_name(form: Form) -> Text:
    """What an edition is called among others."""
    return Text.of("year.form_name", name=form.name, edition=form.edition)


def opened_by(opening: Opening, store: Store) -> Text:
    """Who opened it, and when."""
    name, at = store.person(opening.opened.by).name, opening.opened.at
    return Text.of("year.opened_by", year=str(opening.year), count=len(opening.sheets), name=name, at=at)


def _last(store: Store) -> tuple[Part, ...]:
    opening = store.last_opening()
    if opening is None:
        return ()
    if store.written_since(opening):
        return (Note(opened_by(opening, store)),)
    undo = Button(Text.of("year.undo"), "year.undoing", Subject(opening.key, "", opening.revision))
    return (Note(opened_by(opening, store)), Buttons((undo,)))


def _closed(years: tuple[int, ...], store: Store) -> int:
    """The latest year in which something is final: one that has just been opened is still to be written."""
    final = (year for year in years if any(sheet.finalised for sheet in store.standings(year)))
    return next(final, years[0])
