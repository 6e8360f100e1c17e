"""The deadlines of each year."""

from __future__ import annotations

from store.deadline import Deadlines
from store.store.shelf import Shelf


class DeadlineShelf(Shelf):
    """The part of the store that keeps deadlines."""

    def deadlines(self, year: int) -> Deadlines:
        """Those of a year; one for which nobody set any has none."""
        record = self.engine.get("deadlines", str(year))
        return Deadlines.model_validate({**record.body, "revision": record.rev}) if record else Deadlines(year=year)

    def years_with_deadlines(self) -> tuple[int, ...]:
        """The years for which some were set, the latest first."""
        return tuple(sorted((int(record.key) for record in self.engine.find("deadlines")), reverse=True))
