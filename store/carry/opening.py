"""The opening of a year (年度更新): what the secretariat means to do, and what was done."""

from __future__ import annotations

from collections.abc import Mapping

from store.carry.renames import Renames
from store.opinion import Mark
from store.person import Document


class Plan(Document):
    """What one of the secretariat wants to open, before it is done. Each has one at a time.

    Attributes:
        by: the person's id.
        before: the year whose sheets are carried over.
        form: the edition that next year's sheets are written on.
        renames: departments by their old and new names.
        which: what was written of which sheets are meant; "" for all.
        seen: the sheets that would be carried over, at the revisions at which they were compared.
        opening: the key of the opening that this has become; "" while it is a plan.
        revision: counts how often it was written.
    """

    by: str
    before: int
    form: str
    renames: Renames = ()
    which: str = ""
    seen: Mapping[str, int] = {}
    opening: str = ""
    revision: int = 0

    @property
    def year(self) -> int:
        return self.before + 1


class Opening(Document):
    """A year that was opened, or a part of it; `undone` where it was taken back.

    Its sheets' keys are never used again, so that nobody writes into another sheet than the one they were shown.
    """

    key: str
    year: int
    form: str
    sheets: tuple[str, ...]
    opened: Mark
    undone: Mark | None = None
    revision: int = 0
