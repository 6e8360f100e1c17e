"""The places of a sheet that can hold a value, and the portions in which the chat fills them in.

Every place has an address: `activity` (a field), `initiatives/2/title` (a field of an item),
`initiatives/2/cost/this` (a cell of a table).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.form.parts import By, Field, FieldSection, Period, ReviewSection, Section, TableSection
from store.kinds import Kind
from store.text import Label

Counts = Mapping[str, int]
"""How many items each table has, by the table's key."""

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


def circled(number: int) -> str:
    """1 → "①"; beyond 50, where Unicode has no more, "(51)"."""
    return CIRCLED[number - 1] if number <= len(CIRCLED) else f"({number})"


@dataclass(frozen=True)
class Leaf:
    """One place of a sheet that can hold a value.

    `label` names it inside its portion; `full` names it alone ("取組② R2年度（2020） 費用").
    """

    address: str
    label: Label
    full: Label
    kind: Kind
    prompt: Label | None = None
    by: By = "owner"
    required: bool = False
    carried: bool = False
    notes: bool = False


@dataclass(frozen=True)
class Portion:
    """What one form in the chat fills in: a section, an item's own fields, or an item in one period."""

    key: str
    label: Label
    leaves: tuple[Leaf, ...]
    item: str = ""


def each_portion(
    sections: Sequence[Section], periods: Sequence[Period], year: int, counts: Counts
) -> Iterator[Portion]:
    """The portions of all sections, in the order of the form; what is reviewed is filled in elsewhere."""
    for section in sections:
        match section:
            case FieldSection():
                leaves = tuple(_leaf(each, each.key, each.label) for each in section.fields)
                yield Portion(section.key, section.label, leaves)
            case TableSection():
                for n in range(1, counts.get(section.key, 0) + 1):
                    yield from _item_portions(section, periods, year, n)
            case ReviewSection():
                pass


def _item_portions(table: TableSection, periods: Sequence[Period], year: int, n: int) -> Iterator[Portion]:
    item, key = numbered(table.item, n), f"{table.key}/{n}"
    own = tuple(_leaf(each, f"{key}/{each.key}", _joined(item, each.label)) for each in table.fields)
    yield Portion(key, item, own, item=key)
    for period in periods:
        name = _joined(item, period.named(year))
        cells = tuple(
            Leaf(
                f"{key}/{row.key}/{period.key}",
                row.label,
                _joined(name, row.label),
                row.kind,
                required=row.required,
            )
            for row in table.rows
        )
        yield Portion(f"{key}/{period.key}", name, cells, item=key)


def _leaf(field: Field, address: str, full: Label) -> Leaf:
    rules = (field.by, field.required, field.carried, field.notes)
    return Leaf(address, field.label, full, field.kind, field.prompt, *rules)


def numbered(label: Label, n: int) -> Label:
    """The label of the n-th item: its {n} is a circled number, as on the sheet."""
    return Label(ja=label.ja.format(n=circled(n)), en=label.en.format(n=circled(n)))


def _joined(first: Label, second: Label) -> Label:
    return Label(ja=f"{first.ja} {second.ja}", en=f"{first.en} {second.en}")
