"""Which changes of a sheet a person wants to see: all, or those of one field, section or item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commands.kit.asked import portions_asked
from commands.kit.reply import Button, Heading, Menu, Row, View
from commands.kit.request import Subject
from store.event import Difference, Event
from store.form import Form, TableSection, numbered
from store.form.parts import FieldSection
from store.kinds import key_of
from store.refusal import Refusal
from store.sheet import Sheet
from store.text import Said, Text, excerpt


@dataclass(frozen=True)
class Narrowed:
    """What is looked at: facts with these addresses, or with addresses that begin so."""

    key: str
    label: Said
    addresses: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()

    def of(self, event: Event) -> list[Difference]:
        """What the event changed of it."""
        return [
            each for each in event.differences if each.field in self.addresses or each.field.startswith(self.begins)
        ]


def narrowed(key: str, sheet: Sheet, form: Form) -> Narrowed:
    """What a key names: "" for all, a section's, an item's, a field's. Raises Refusal where the sheet has none such."""
    if not key:
        return Narrowed("", Text.of("history.all"), begins=("",))
    found = next((each for each in (*_sections(sheet, form), *_portions(sheet, form)) if each.key == key), None)
    if found is None:
        raise Refusal("kit.portion_gone", sheet=sheet.number)
    return found


def asked_for(words: str, sheet: Sheet, form: Form) -> tuple[Narrowed, ...]:
    """What the words may mean. Raises Refusal where it is nothing."""
    whole = key_of(words)
    for found in (_sections(sheet, form), _fields(sheet, form)):
        named = [each for each in found if whole in _names(each)]
        if len(named) == 1:
            return tuple(named)
    keys = [each.key for each in portions_asked(words, sheet.portions(form))]
    if not keys:
        names = tuple(each.label for each in _sections(sheet, form))
        raise Refusal("sheet.no_section", asked=excerpt(words, 40), sheet=sheet.number, sections=names)
    return tuple(narrowed(key, sheet, form) for key in keys)


def which(words: str, found: tuple[Narrowed, ...], sheet: Sheet) -> View:
    """A choice, where the words may mean several."""
    rows = (Row(each.label, None, Button(Text.of("kit.history"), "sheet.history", Subject(sheet.key, each.key)))
            for each in found[:40])  # fmt: skip
    return View(sheet.number, (Heading(Text.of("sheet.which", asked=excerpt(words, 40))), *rows))


def choice(sheet: Sheet, form: Form) -> Menu:
    """A menu of all that the changes can be narrowed to."""
    options = (Narrowed("", Text.of("history.all")), *_sections(sheet, form))
    return Menu(
        Text.of("history.choose"),
        "sheet.history",
        tuple((each.label, Subject(sheet.key, each.key)) for each in options),
    )


def _sections(sheet: Sheet, form: Form) -> Iterator[Narrowed]:
    """Sections, items, and what is reviewed, in the order of the form."""
    for section in form.sections:
        match section:
            case FieldSection(key=key, label=label):
                yield Narrowed(key, label, frozenset(field.key for field in section.fields))
            case TableSection(key=key):
                for n in range(1, sheet.counts.get(key, 0) + 1):
                    yield Narrowed(f"{key}/{n}", numbered(section.item, n), begins=(f"{key}/{n}/",))
            case _:
                begins = ("opinions/", "nothing_to_say/") if section.review == "opinions" else ("answers/",)
                yield Narrowed(section.key, section.label, begins=begins)


def _portions(sheet: Sheet, form: Form) -> Iterator[Narrowed]:
    for portion in sheet.portions(form):
        yield Narrowed(portion.key, portion.label, frozenset(leaf.address for leaf in portion.leaves))
    yield from _fields(sheet, form)


def _fields(sheet: Sheet, form: Form) -> Iterator[Narrowed]:
    for address, leaf in sheet.leaves(form).items():
        yield Narrowed(address, leaf.full, frozenset({address}))


def _names(each: Narrowed) -> set[str]:
    label = each.label
    return {key_of(name) for name in (getattr(label, "ja", ""), getattr(label, "en", ""), each.key)}
