"""A number is given once a year: whoever takes it first has it."""

from __future__ import annotations

from store.engine import Change, Engine, Put, Remove
from store.kinds import key_of
from store.refusal import Refusal
from store.sheet import Sheet


def number_key(sheet: Sheet) -> str:
    """By which a number is claimed within its year."""
    return f"{sheet.year}/{key_of(sheet.number)}"


def numbered(engine: Engine, sheet: Sheet) -> Change:
    """Takes the sheet's number. One whose sheet was lost, with a part of the file, is free again.

    Raises:
        Refusal: another sheet of the year has it.
    """
    same = engine.find("sheets", number_key=key_of(sheet.number))
    if any(record.key != sheet.key and record.body["year"] == sheet.year for record in same):
        raise Refusal("store.number_taken", number=sheet.number, field="number")
    claim = engine.get("numbers", number_key(sheet))
    is_free = claim is not None and engine.get("sheets", claim.body["sheet"]) is None
    return Put("numbers", number_key(sheet), {"sheet": sheet.key}, claim.rev if claim and is_free else 0)


def renumbered(engine: Engine, before: Sheet, after: Sheet) -> list[Change]:
    """Gives a sheet's number back and takes its new one, where it has another now. Raises as above."""
    if number_key(before) == number_key(after):
        return []
    return [*unnumbered(engine, before), numbered(engine, after)]


def unnumbered(engine: Engine, sheet: Sheet) -> list[Change]:
    """Gives a sheet's number back; nothing where its claim was lost."""
    claim = engine.get("numbers", number_key(sheet))
    return [Remove("numbers", number_key(sheet), claim.rev)] if claim else []


def is_used(engine: Engine, key: str) -> bool:
    """Whether a sheet has this key, or had it: what happened to one is never told of another."""
    return engine.get("sheets", key) is not None or any(engine.find("events", sheet=key))


def opened_once(engine: Engine) -> set[str]:
    """The keys of all sheets that an opening made, also of those that were taken back, of which nothing else is left.
    Whoever still has one on the screen must not write into another; and what is kept at hand of one isn't another's."""
    return {key for record in engine.find("openings") for key in record.body["sheets"]}
