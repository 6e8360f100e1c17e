"""What last year's sheet planned for the years of this one: the target beside an actual, the draft of a plan.

Nothing of it is kept twice. It is read off last year's sheet whenever somebody looks, so it is a value of this year's
sheet in no file, no count and no check, until somebody has looked at it and saved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.carry.carry import read_as
from store.carry.shape import column
from store.form import Form, TableSection
from store.kinds import key_of
from store.sheet import Sheet
from store.text import Label


@dataclass(frozen=True)
class Planned:
    """A plan of last year's sheet for one place of this year's.

    Attributes:
        period: the year that was planned for, as last year's sheet names it.
        text: what was planned, as it was written.
        target: whether this place tells what was done: then the plan is what it is measured by, and never its value.
        draft: what the place may begin with; "" for a target, and for what can't be read there any more.
    """

    address: str
    period: Label
    text: str
    target: bool
    draft: str = ""


@dataclass(frozen=True)
class _Item:
    """One item of a table, on its sheet."""

    sheet: Sheet
    form: Form
    table: TableSection
    key: str


def planned(sheet: Sheet, form: Form, before: Sheet, before_form: Form) -> Mapping[str, Planned]:
    """By the addresses of `sheet`. Items are known by their titles, for their places change."""
    found: dict[str, Planned] = {}
    for table in form.tables:
        theirs = next((each for each in before_form.tables if each.key == table.key), None)
        if theirs is None:
            continue
        old = _items(before, before_form, theirs)
        for title, item in _items(sheet, form, table).items():
            if title in old:
                found |= {each.address: each for each in _cells(item, old[title])}
    return found


def _items(sheet: Sheet, form: Form, table: TableSection) -> Mapping[str, _Item]:
    """The items of a table by their titles, folded; of two with one title the first."""
    items = [f"{table.key}/{n}" for n in range(sheet.counts.get(table.key, 0), 0, -1)]
    titled = ((key_of(str(sheet.values.get(f"{item}/title", ""))), item) for item in items)
    return {title: _Item(sheet, form, table, item) for title, item in titled if title}


def _cells(now: _Item, then: _Item) -> Iterator[Planned]:
    rows = {row.key: row for row in then.table.rows}
    for row in now.table.rows:
        if row.key not in rows or row.carried != "by_tense":
            continue
        kind = rows[row.key].kind
        for period in (each for each in then.form.dated if each.tense == "plan"):
            value = then.sheet.values.get(f"{then.key}/{row.key}/{period.key}")
            to = column(period, now.form, now.sheet.year - then.sheet.year)
            if value is None or to is None:
                continue
            draft = None if to.tense == "actual" else read_as(value, kind, row.kind)
            yield Planned(
                f"{now.key}/{row.key}/{to.key}",
                period.named(then.sheet.year),
                kind.write(value),
                to.tense == "actual",
                "" if draft is None else row.kind.write(draft),
            )
