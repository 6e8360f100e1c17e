"""Carrying one sheet over: what the next year's sheet begins with, and what became of every value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.carry.renames import Renames, renamed
from store.carry.shape import Spot, column, path_of, shape_of
from store.form import Form
from store.formats.content import Content
from store.kinds import ChoiceKind, Kind, NamesKind, Value, key_of
from store.refusal import Refusal
from store.sheet import Sheet


class Outcome(StrEnum):
    """What became of a value. None is lost: all of them stay on the sheet that they stand on.

    CARRIED: it stands on the new sheet. PLANNED: it was a plan, and stands beside what is written now (see `planned`).
    ANEW: the form has it written anew. PAST: its year has left the table. UNREAD: the new field can't take it.
    DROPPED: the new form has no such field.
    """

    CARRIED = "carried"
    PLANNED = "planned"
    ANEW = "anew"
    PAST = "past"
    UNREAD = "unread"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Trace:
    """What became of the value at an address of the old sheet; `spot` says which field that is."""

    address: str
    spot: Spot
    outcome: Outcome
    text: str


@dataclass(frozen=True)
class Passage:
    """One sheet on its way into the next year."""

    content: Content
    traces: tuple[Trace, ...]


def carry(before: Sheet, old: Form, new: Form, year: int, renames: Renames = ()) -> Passage:
    """What the sheet of `year` on the form `new` begins with; nothing is changed in `before`."""
    values: dict[str, Value] = {}
    traces: list[Trace] = []
    theirs, ours = shape_of(old), shape_of(new)
    for address, value in before.values.items():
        spot = theirs.get(path_of(address))
        if spot is None:
            continue  # a place of no form: nobody has seen it on the sheet either
        wanted = ours.get(spot.path)
        outcome, to = _way(address, wanted, old, new, year - before.year)
        if wanted is not None and outcome is Outcome.CARRIED:
            taken = _taken(value, spot, wanted, renames)
            if taken is None:
                outcome = Outcome.UNREAD
            else:
                values[to] = taken
        traces.append(Trace(address, spot, outcome, spot.kind.write(value)))
    counts: dict[str, int] = {}
    for address in values:
        table, *rest = address.split("/")
        if rest:
            counts[table] = max(counts.get(table, 0), int(rest[0]))
    ordered = {address: values[address] for address in new.leaves(year, counts) if address in values}
    return Passage(Content(new.edition, year, ordered), tuple(traces))


def _way(address: str, wanted: Spot | None, old: Form, new: Form, later: int) -> tuple[Outcome, str]:
    """Where a value goes: what becomes of it, and its address on the new sheet."""
    if wanted is None or (address.count("/") == 3) != wanted.row:
        return Outcome.DROPPED, ""
    if wanted.carried == "never":
        return Outcome.ANEW, ""
    if address.count("/") != 3:
        return Outcome.CARRIED, address
    place, _, key = address.rpartition("/")
    period = next((each for each in old.periods if each.key == key), None)
    to = period and column(period, new, later)
    if period is None or to is None:
        return (Outcome.PAST if period and period.offset is not None else Outcome.DROPPED), ""
    if wanted.carried == "by_tense" and period.offset is not None:
        if period.tense == "plan":
            return Outcome.PLANNED, ""
        if to.tense != period.tense:
            return Outcome.PAST, ""  # what was done is no plan
    return Outcome.CARRIED, f"{place}/{to.key}"


def _taken(value: Value, spot: Spot, wanted: Spot, renames: Renames) -> Value | None:
    """The value as the new field keeps it; None where it can't be read there.

    A sheet and its items are known by their names, which are taken as they stand.
    """
    if spot.path == "owner":
        value = renamed(str(value), renames)
    elif isinstance(value, tuple) and isinstance(spot.kind, NamesKind):
        value = tuple(dict.fromkeys(renamed(str(name), renames) for name in value))
    read = read_as(value, spot.kind, wanted.kind)
    named = spot.path in ("number", "name", "owner") or spot.path.endswith("/title")
    return str(value) if read is None and named else read


def read_as(value: Value, old: Kind, new: Kind) -> Value | None:
    """A value of one kind as another kind keeps it; None where it says nothing there.

    In a list that has changed, what counts is what a choice says, not its number: "4" may be another goal by now.
    """
    if isinstance(old, ChoiceKind) and isinstance(new, ChoiceKind):
        return _option(str(value), old, new)
    if old == new:
        return value
    try:
        return new.read(old.write(value))
    except Refusal:
        return None


def _option(key: str, old: ChoiceKind, new: ChoiceKind) -> str | None:
    said = key_of(old.option(key).label.ja)
    found = [each.key for each in new.options if said in map(key_of, (each.label.ja, *each.formerly))]
    return key if key in found else next(iter(found), None)
