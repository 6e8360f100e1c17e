"""Required fields that are empty: the one thing that submission refuses."""

from __future__ import annotations

from collections.abc import Iterator

from store.checks.finding import Finding, Severity
from store.checks.seen import Seen
from store.form import Leaf, Portion
from store.text import Label, Said, Text


def empty(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each section, and for the periods of an item that lack the same."""
    groups: dict[tuple[str, str, tuple[Label, ...]], list[tuple[Portion, list[Leaf]]]] = {}
    for portion in now.portions:
        for by in ("owner", "secretariat"):
            missing = [
                leaf
                for leaf in portion.leaves
                if leaf.required and leaf.by == by and leaf.address not in now.sheet.values
            ]
            if missing:
                labels = tuple(leaf.label for leaf in missing)
                groups.setdefault((portion.item or portion.key, by, labels), []).append((portion, missing))
    for (_, by, fields), group in groups.items():
        places = tuple(leaf.address for _, leaves in group for leaf in leaves)
        key = "checks.empty" if by == "owner" else "checks.empty_secretariat"
        where = _where(tuple(portion for portion, _ in group), now)
        yield Finding("empty", places, where, Text.of(key, fields=fields), Severity.BLOCKS)


def _where(portions: tuple[Portion, ...], now: Seen) -> Said:
    first, *more = portions
    if not more:
        return first.label
    item = next(portion.label for portion in now.portions if portion.key == first.item)
    named = {period.key: period.named(now.sheet.year) for period in now.form.periods}
    periods = tuple(named[key] for portion in portions if (key := portion.key.rpartition("/")[2]) in named)
    return Text.of("checks.periods", item=item, periods=periods)
