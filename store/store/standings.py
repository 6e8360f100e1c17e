"""Where all sheets stand: read once, then followed change by change."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from store.engine.base import Record
from store.form import FieldSection, Form
from store.kinds import ChoiceKind
from store.sheet import Sheet
from store.standing import Standing
from store.store.sheets import SheetShelf, order_of_number
from store.store.shelf import Named
from store.task import Todo

Open = tuple[Standing, Todo]
"""Something that is still to be done, and with which sheet."""


class StandingShelf(SheetShelf):
    """The part of the store that knows where every sheet stands. A change costs one sheet's reading, not all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._standing: dict[int, dict[str, Standing]] = {}
        self._in_order: dict[int, tuple[Standing, ...]] = {}
        self._open: dict[int, tuple[tuple[Standing, ...], Mapping[str, Open]]] = {}
        self._moved: set[str] = set()
        self._year_of: dict[str, int] | None = None
        self._years: tuple[int, ...] = ()
        self._dated: set[str] = set()
        self._choosing: dict[str, tuple[str, ...]] = {}
        self._standing_guard = threading.Lock()

    def standings(self, year: int) -> tuple[Standing, ...]:
        """The sheets of a year, in order of their numbers."""
        with self._standing_guard:
            if year not in self._standing or not self.engine.writing:  # who only reads hears of no change
                self._read_year(year)
            while self._moved:
                self._follow(self._moved.pop())
            if year not in self._in_order:
                found = self._standing[year].values()
                self._in_order[year] = tuple(sorted(found, key=lambda each: order_of_number(each.number)))
            return self._in_order[year]

    def open_items(self, year: int) -> Mapping[str, Open]:
        """All that is still to be done in a year, by "<the sheet's key>/<what>", in order of the sheets' numbers."""
        standings = self.standings(year)
        known = self._open.get(year)
        if known is None or known[0] is not standings:
            found = {f"{each.key}/{todo}": (each, todo) for each in standings for todo in each.todos}
            known = self._open[year] = (standings, found)
        return known[1]

    def all_standings(self) -> Iterator[Standing]:
        """The sheets of all years, the latest year first, in order of their numbers."""
        return (each for year in self.years() for each in self.standings(year))

    def standing(self, key: str) -> Standing:
        """Where one sheet stands. Raises Refusal where there is none."""
        year = self.sheet(key).year
        self.standings(year)
        if found := self._standing[year].get(key):
            return found
        raise self._none(key)

    def latest_standings(self) -> tuple[Standing, ...]:
        """The sheets of the latest year."""
        year = self.latest_year()
        return () if year is None else self.standings(year)

    def latest_year(self) -> int | None:
        """The latest year that has sheets: the one that is being worked on."""
        return next(iter(self.years()), None)

    def years(self) -> tuple[int, ...]:
        """The years that have sheets, the latest first. Read once, then followed, as these."""
        with self._standing_guard:
            if self._year_of is None or not self.engine.writing:
                self._dated.clear()
                self._year_of = {each.key: int(each.body["year"]) for each in self.engine.find("sheets")}
                self._years = ()
            while self._dated:
                record = self.engine.get("sheets", key := self._dated.pop())
                year, was = int(record.body["year"]) if record else None, self._year_of.pop(key, None)
                if year is not None:
                    self._year_of[key] = year
                if year != was:
                    self._years = ()
            if not self._years:
                self._years = tuple(sorted(set(self._year_of.values()), reverse=True))
            return self._years

    # --- within -------------------------------------------------------------------------------------

    def _numbers(self) -> set[str]:
        return {each.number for each in self.all_standings()}

    def _written(self, documents: Sequence[Named]) -> None:
        super()._written(documents)
        sheets = [key for kind, key in documents if kind == "sheets"]
        self._moved.update(sheets)
        self._dated.update(sheets)

    def _read_year(self, year: int) -> None:
        known = self._standing.get(year, {})
        found = self._readable(
            list(self.engine.find("sheets", year=year)), lambda each: self._standing_of(each, known.get(each.key))
        )
        self._standing[year] = {each.key: each for each in found}
        self._in_order.pop(year, None)

    def _follow(self, key: str) -> None:
        record = self.engine.get("sheets", key)
        for year, found in self._standing.items():
            was = found.pop(key, None)
            standing = next(self._readable([record] if record else [], partial(self._standing_of, known=was)), None)
            if standing and standing.year == year:
                found[key] = standing
            if was is not standing:
                self._in_order.pop(year, None)

    def _standing_of(self, record: Record, known: Standing | None) -> Standing:
        if known is not None and known.revision == record.rev:
            return known
        sheet = self._read(record)
        form = self.forms.find(sheet.form)  # a sheet whose form is gone stands somewhere, too
        return Standing.of(sheet, form, self._choices(sheet.form, form), self._changed_at(sheet))

    def _choices(self, edition: str, form: Form | None) -> tuple[str, ...]:
        if edition not in self._choosing:
            fields = (
                field
                for section in (form.sections if form else ())
                if isinstance(section, FieldSection)
                for field in section.fields
            )
            self._choosing[edition] = tuple(each.key for each in fields if isinstance(each.kind, ChoiceKind))
        return self._choosing[edition]

    def _changed_at(self, sheet: Sheet) -> datetime | None:
        record = self.engine.get("events", f"{sheet.key}/{sheet.revision:08d}")
        return datetime.fromisoformat(record.body["at"]) if record else None
