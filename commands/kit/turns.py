"""Whose turn it is with a sheet, and what they do: said on its card, before a step, and to everybody after it."""

from __future__ import annotations

from commands.kit.reply import Button, Buttons, Line, Note, Part
from commands.kit.request import Subject
from store.form import Form
from store.sheet import Sheet, Stage
from store.store import Store
from store.text import Text


def turn_of(sheet: Sheet, form: Form) -> Text:
    """Who does what next, in a sentence that they and everybody else can read."""
    offices = tuple(form.office(office) for office in sheet.offices_to_hear)
    match sheet.stage:
        case Stage.DRAFT if sheet.returned:
            return Text.of("kit.turn_returned", owner=sheet.owner)
        case Stage.DRAFT:
            return Text.of("kit.turn_draft", owner=sheet.owner)
        case Stage.SUBMITTED:
            return Text.of("kit.turn_submitted", offices=offices)
        case Stage.IN_REVIEW:
            return Text.of("kit.turn_in_review", offices=offices)
        case Stage.AWAITING_ANSWERS:
            return Text.of("kit.turn_awaiting_answers", owner=sheet.owner, count=len(sheet.open_opinions))
        case Stage.ANSWERED if sheet.reopened:
            return Text.of("kit.turn_reopened", owner=sheet.owner)
        case Stage.ANSWERED:
            return Text.of("kit.turn_answered")
        case Stage.FINAL:
            return Text.of("kit.turn_final")
        case Stage.PUBLISHED:
            return Text.of("kit.turn_published")


def next_step(sheet: Sheet, store: Store, *buttons: Button) -> tuple[Part, ...]:
    """The end of what is told after a step: whose turn it is now, and buttons that lead there."""
    opened = Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key))
    return (Line(Text.of("kit.turn", turn=turn_of(sheet, store.form(sheet)))), Buttons((*buttons, opened)))


def told_where(sheet: Sheet, store: Store) -> Note:
    """Who will hear of a step, said before it is done."""
    key = "kit.told_in_channel" if store.department(sheet.owner).channel else "kit.told_nowhere"
    return Note(Text.of(key, owner=sheet.owner))
