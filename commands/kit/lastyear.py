"""What last year's sheet planned, shown beside what is written this year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from commands.kit.reply import Note, Part, Quote
from store.carry import Planned, planned
from store.form import Portion
from store.sheet import Sheet
from store.store import Store
from store.text import Label, Text, excerpt

_planned_once = lru_cache(maxsize=128)(planned)
"""Sheets of one revision never change."""


def sheet_before(sheet: Sheet, store: Store) -> Sheet | None:
    """Last year's sheet; None where there is none, or where its form isn't installed any more."""
    before = store.year_before(sheet)
    return before if before and before.form in {form.edition for form in store.forms} else None


def plans_of(sheet: Sheet, store: Store) -> Mapping[str, Planned]:
    """What was planned, by the addresses of this sheet; nothing where there is no sheet of the year before."""
    before = sheet_before(sheet, store)
    return _planned_once(sheet, store.form(sheet), before, store.form(before)) if before else {}


def draft_of(plan: Planned | None, sheet: Sheet) -> str:
    """The words that an input may begin with: last year's plan for this very year, while nothing stands there."""
    return plan.draft if plan is not None and plan.address not in sheet.values else ""


def beside(plan: Planned | None, sheet: Sheet, field: Label) -> Sequence[Part]:
    """What stands with a field's input: the target of an actual, and a plan that can't be read there any more."""
    if plan is None or (not plan.target and (plan.draft or plan.address in sheet.values)):
        return ()
    key = "kit.planned_target" if plan.target else "kit.planned_before"
    return (Quote(plan.text, Text.of(key, field=field)),)


def drafted(portion: Portion, plans: Mapping[str, Planned], sheet: Sheet) -> Sequence[Part]:
    """That some inputs of a form hold last year's plans, which aren't on the sheet until they are saved."""
    fields = tuple(leaf.label for leaf in portion.leaves if draft_of(plans.get(leaf.address), sheet))
    return (Note(Text.of("kit.planned_draft", fields=fields)),) if fields else ()


def target_of(portions: Sequence[Portion], plans: Mapping[str, Planned], sheet: Sheet) -> Text | None:
    """The first target of an item whose actual nobody has written yet, for its entry on the card."""
    for portion in portions:
        for leaf in portion.leaves:
            plan = plans.get(leaf.address)
            if plan is not None and plan.target and plan.address not in sheet.values:
                return Text.of("kit.planned_entry", period=plan.period, text=excerpt(plan.text, 40))
    return None
