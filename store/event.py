"""The append-only account of what happened: who, when, which field, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import compress
from operator import ne
from typing import Any

from store.person import Document

Fact = Any
"""One fact of a sheet as JSON; None where there was nothing."""


class Difference(Document):
    """One fact that changed. `field` is an address such as `activity`, `opinions/O1`, `submitted`."""

    field: str
    before: Fact = None
    after: Fact = None


class Event(Document):
    """One change of a sheet, at the revision that it led to; or of what is kept beside it, at the one that it then had.

    `for_whom` names who was stood in for, if anybody. `of` is the revision that it is about: the change that an undo takes
    back, the state from which words were put back.
    """

    sheet: str
    revision: int
    at: datetime
    who: str
    name: str
    action: str
    reason: str = ""
    for_whom: str = ""
    of: int | None = None
    differences: tuple[Difference, ...]

    @property
    def changed_sheet(self) -> bool:
        """Whether it changed the sheet itself; what was recorded for it stands beside it."""
        return not all(each.field.startswith("notes/") for each in self.differences)

    @property
    def fields(self) -> frozenset[str]:
        """The addresses of what it changed."""
        return frozenset(each.field for each in self.differences)

    @property
    def moved(self) -> Mapping[str, int]:
        """The tables in which an item came or went, with the first number that may name another item since."""
        titles = (each.field.split("/") for each in self.differences if None in (each.before, each.after))
        tables = {place[0] for place in titles if place[2:] == ["title"]}
        places = [place for each in self.differences if (place := each.field.split("/"))[0] in tables]
        return {table: min(int(place[1]) for place in places if place[0] == table) for table in tables}


class OfficeEvent(Document):
    """One change of who works where. `about` names what changed ("people/U0SATO"); `number` counts from 1."""

    about: str
    number: int
    at: datetime
    who: str
    name: str
    for_whom: str = ""
    differences: tuple[Difference, ...]


def differences(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> tuple[Difference, ...]:
    """What changed between two accounts of the same thing, in the order of the new one, then what is gone."""
    fields = changed_fields(before, after)
    return tuple(Difference(field=field, before=before.get(field), after=after.get(field)) for field in fields)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of what isn't the same, in the order of the new one, then of what is gone."""
    changed = compress(after, map(ne, after.values(), map(before.get, after)))
    return [*changed, *(field for field in before if field not in after)]
