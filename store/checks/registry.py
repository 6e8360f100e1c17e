"""All checks, and the one way to run them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from store.checks.empty import empty
from store.checks.finding import Finding
from store.checks.gone import gone
from store.checks.length import length
from store.checks.percent import percent
from store.checks.repeated import repeated
from store.checks.seen import Seen
from store.checks.signs import signs
from store.checks.sums import sums
from store.checks.thousand import thousand
from store.checks.vague import vague
from store.form import Form
from store.sheet import Sheet

Check = Callable[[Seen, Seen | None], Iterable[Finding]]
"""Looks at a sheet, beside last year's where there is one."""

CHECKS: tuple[Check, ...] = (empty, repeated, vague, gone, percent, thousand, sums, signs, length)


def look(sheet: Sheet, form: Form, before: Sheet | None = None, before_form: Form | None = None) -> tuple[Finding, ...]:
    """Everything that the checks notice on a sheet: what hinders submission first, then in the order of the form.

    Args:
        form: the edition that the sheet was written on.
        before: the same measure's sheet of the year before, and its own edition; without it nothing is compared.
    """
    now = Seen(sheet, form)
    then = Seen(before, before_form) if before is not None and before_form is not None else None
    found = (finding for check in CHECKS for finding in check(now, then))
    order: dict[str, int] = {}
    for n, address in enumerate(now.leaves):
        order |= {address: n}
        order.setdefault(address.split("/")[0], n)  # a missing item is told where its table begins
    return tuple(sorted(found, key=lambda each: (not each.blocks, order.get(each.address, len(order)))))
