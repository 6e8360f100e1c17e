"""A form without its items: its fields and rows by the place that they have in every item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from store.form import Field, FieldSection, Form, Period, TableSection
from store.form.parts import By
from store.kinds import Kind
from store.text import Label

Carried = Literal["by_tense", "always", "never"]


@dataclass(frozen=True)
class Spot:
    """A field, or a `row` of a table whatever the period: `activity`, `initiatives/title`, `initiatives/cost`."""

    path: str
    label: Label
    kind: Kind
    by: By
    required: bool
    carried: Carried
    row: bool = False


def path_of(address: str) -> str:
    """The spot that an address lies in: "initiatives/2/cost/this" → "initiatives/cost"."""
    table, *rest = address.split("/")
    return f"{table}/{rest[1]}" if rest else table


@lru_cache(maxsize=64)
def shape_of(form: Form) -> Mapping[str, Spot]:
    """All spots of a form, in its order."""
    return {spot.path: spot for spot in _spots(form)}


def _spots(form: Form) -> Iterator[Spot]:
    for section in form.sections:
        if isinstance(section, FieldSection):
            yield from (_field(each, each.key, each.label) for each in section.fields)
        if isinstance(section, TableSection):
            for each in section.fields:
                yield _field(each, f"{section.key}/{each.key}", each.label)
            for row in section.rows:
                yield Spot(
                    f"{section.key}/{row.key}", row.label, row.kind, "owner", row.required, row.carried, row=True
                )


def _field(field: Field, path: str, label: Label) -> Spot:
    named = path in ("number", "name", "owner") or path.endswith("/title")  # by these a sheet and its items are known
    return Spot(path, label, field.kind, field.by, field.required, "always" if field.carried or named else "never")


def column(period: Period, form: Form, later: int, *, tense: str | None = None) -> Period | None:
    """Where a column stands on a sheet of so many years later: the one of the same calendar year, or of no year and
    the same name; the one of this tense, where several are. None where its year has left the table."""
    if period.offset is None:
        found = [each for each in form.periods if each.offset is None and each.key == period.key]
    else:
        found = [each for each in form.periods if each.offset == period.offset - later]
    wanted = [each for each in found if each.tense == (tense or period.tense)]
    return next(iter([*wanted, *found]), None)
