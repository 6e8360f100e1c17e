"""The deadlines of each year, the rules by which the office reminds, and what people put off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.deadline import Deadlines
from store.engine import Conflict, Put, Record
from store.reminding import Rules, Snoozes
from store.store.shelf import Shelf

RULES = "office"
"""The key of the one document of rules."""


class DeadlineShelf(Shelf):
    """The part of the store that keeps deadlines, to be read."""

    def deadlines(self, year: int) -> Deadlines:
        """Those of a year; one for which nobody set any has none."""
        record = self.engine.get("deadlines", str(year))
        return _read(record) if record else Deadlines(year=year)

    def years_with_deadlines(self) -> tuple[int, ...]:
        """The years for which some were set, the latest first."""
        found = self._readable(self.engine.find("deadlines"), _read)
        return tuple(sorted((each.year for each in found), reverse=True))

    def rules(self) -> Rules:
        """How the office reminds; by default, until the secretariat settles something else."""
        record = self.engine.get("rules", RULES)
        return Rules.model_validate({**record.body, "revision": record.rev}) if record else Rules()

    def snoozes(self, user: str) -> Snoozes:
        """What this person put off."""
        record = self.engine.get("snoozes", user)
        return Snoozes.model_validate({**record.body, "revision": record.rev}) if record else Snoozes(id=user)

    def all_snoozes(self) -> Mapping[str, Snoozes]:
        """What everybody put off, by the person's id."""
        found = self._readable(self.engine.find("snoozes"), lambda record: Snoozes.model_validate(record.body))
        return {each.id: each for each in found}

    def put_off(self, user: str, items: Mapping[str, date], today: date) -> Snoozes:
        """Put things off for somebody, besides what they put off already."""
        while True:
            before = self.snoozes(user)
            after = before.put_off(items, today)
            try:
                self._write(Put("snoozes", user, after.model_dump(mode="json"), before.revision))
            except Conflict:
                continue  # they put something else off at the same moment
            return after


def _read(record: Record) -> Deadlines:
    return Deadlines.model_validate({**record.body, "revision": record.rev})
