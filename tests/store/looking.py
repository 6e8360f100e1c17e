"""Sheets for the checks: a few fields as somebody would write them, and what a check says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from store.checks import Finding, look
from store.form import Form
from store.formats.content import Content
from store.sheet import Sheet
from store.store.records import new_sheet
from tests.office import NOW, SECRETARIAT, s_form

ITEM = {"initiatives/1/title": "研修の実施"}
HEAD = {"number": "S31", "name": "窓口の改善", "owner": "市長公室情報課"}


def sheet_with(written: Mapping[str, str], form: Form | None = None, year: int = 2020) -> Sheet:
    """A sheet on the S form (or another) with these fields, each read by its kind."""
    form = form or s_form()
    written = {**HEAD, **(ITEM if form == s_form() else {}), **written}
    counts: Counter[str] = Counter()
    for address in written:
        table, *rest = address.split("/")
        if rest:
            counts[table] = max(counts[table], int(rest[0]))
    leaves = form.leaves(year, counts)
    values = {address: value for address, text in written.items() if (value := leaves[address].kind.read(text))}
    return new_sheet(f"{year}-S31", Content(form.edition, year, values), form, SECRETARIAT, NOW)


def found(check: str, sheet: Sheet, before: Sheet | None = None, form: Form | None = None) -> list[Finding]:
    """What one check says of a sheet."""
    form = form or s_form()
    return [each for each in look(sheet, form, before, form if before else None) if each.check == check]


def told(check: str, written: Mapping[str, str], before: Mapping[str, str] | None = None) -> list[str]:
    """The keys of what a check says of a sheet with these fields, and last year's with those."""
    then = None if before is None else sheet_with(before, year=2019)
    return [each.text.key.removeprefix("checks.") for each in found(check, sheet_with(written), then)]


def outcome(**periods: str) -> dict[str, str]:
    """The outcomes of the first initiative, by period."""
    return {f"initiatives/1/outcome/{period}": text for period, text in periods.items()}


def cost(**periods: str) -> dict[str, str]:
    """The costs of the first initiative, by period."""
    return {f"initiatives/1/cost/{period}": text for period, text in periods.items()}
