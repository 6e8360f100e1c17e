"""A sheet beside its form, as the checks look at it: its texts, and the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from store.checks.finding import Finding
from store.form import Form, Leaf, Period, Portion, Row, numbered
from store.kinds import CostLine, TextKind, Value, key_of
from store.sheet import Sheet
from store.text import Said, Text

_SIGNS = re.compile(r"[^\w%]+")


def essence(text: str) -> str:
    """A text made comparable: its letters and digits, whatever the widths, spaces, line breaks and punctuation."""
    return _SIGNS.sub("", key_of(text))


@dataclass(frozen=True)
class Cell:
    """What stands in a row of an item for one period; "" where it is empty."""

    address: str
    period: Period
    value: Value | None
    text: str


@dataclass(frozen=True)
class Line:
    """A row of one item, across the periods."""

    item: str
    title: str
    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Seen:
    """A sheet with the form that it was written on."""

    sheet: Sheet
    form: Form

    @cached_property
    def leaves(self) -> Mapping[str, Leaf]:
        return self.sheet.leaves(self.form)

    @cached_property
    def portions(self) -> tuple[Portion, ...]:
        return self.sheet.portions(self.form)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Free texts that say something, by address, in the order of the form."""
        written = {
            address: str(self.sheet.values[address])
            for address, leaf in self.leaves.items()
            if isinstance(leaf.kind, TextKind) and address in self.sheet.values
        }
        return {address: text for address, text in written.items() if not self.is_none(text)}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows of all items of all tables."""
        return tuple(self._lines())

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """The items of each table: their titles by what identifies them, whatever their place."""
        counts = self.sheet.counts
        return {
            table.key: {
                essence(title): title
                for n in range(1, counts.get(table.key, 0) + 1)
                if essence(title := str(self.sheet.values.get(f"{table.key}/{n}/title", "")))
            }
            for table in self.form.tables
        }

    def is_none(self, text: str) -> bool:
        """Whether a text says that there is nothing to say: a word for none, or no letter and no digit at all."""
        return essence(text) in {"", *map(essence, self.form.words_for_none)}

    def costs(self, value: Value | None) -> tuple[CostLine, ...]:
        return tuple(line for line in value if isinstance(line, CostLine)) if isinstance(value, tuple) else ()

    def finding(self, check: str, places: Sequence[str], text: Text, *, others: Sequence[str] = ()) -> Finding:
        """A finding about these fields. It leads to `others`, too, but isn't called after them."""
        where, within = self._named(places)
        return Finding(check, (*places, *others), where, within, text)

    def _named(self, places: Sequence[str]) -> tuple[Said, Said]:
        """Cells of one item by its rows, with the periods in brackets; other fields by their labels."""
        leaves = [self.leaves[address] for address in places]
        steps = [address.split("/") for address in places]
        items = {tuple(each[:2]) for each in steps}
        if len(items) > 1 or any(len(each) < 4 for each in steps):
            full, short = (tuple(dict.fromkeys(leaf.full for leaf in leaves)), tuple(leaf.label for leaf in leaves))
            return Text.of("checks.fields", fields=full), Text.of("checks.fields", fields=short)
        ((table, n),) = items
        named = {period.key: period.named(self.sheet.year) for period in self.form.periods}
        periods = tuple(dict.fromkeys(named[each[3]] for each in steps))
        rows = tuple(dict.fromkeys(leaf.label for leaf in leaves))
        item = numbered(self.form.table(table).item, int(n))
        return (
            Text.of("checks.cells", item=item, rows=rows, periods=periods),
            Text.of("checks.cells_within", rows=rows, periods=periods),
        )

    def _lines(self) -> Iterator[Line]:
        for table in self.form.tables:
            for n in range(1, self.sheet.counts.get(table.key, 0) + 1):
                item = f"{table.key}/{n}"
                title = str(self.sheet.values.get(f"{item}/title", ""))
                for row in table.rows:
                    cells = tuple(self._cell(item, row, period) for period in self.form.periods)
                    yield Line(item, title, row, cells)

    def _cell(self, item: str, row: Row, period: Period) -> Cell:
        address = f"{item}/{row.key}/{period.key}"
        value = self.sheet.values.get(address)
        return Cell(address, period, value, "" if value is None else row.kind.write(value))
