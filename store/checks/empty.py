"""Required fields that are empty: the one thing that submission refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from store.checks.finding import Finding, Severity
from store.checks.seen import Seen
from store.form import Leaf
from store.kinds import ChoiceKind, DateKind, or_none
from store.text import Label, Text


def empty(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each section, and for the periods of an item that lack the same."""
    groups: dict[tuple[str, str, tuple[Label, ...]], list[Leaf]] = {}
    for portion in now.portions:
        for by in ("owner", "secretariat"):
            missing = [
                leaf
                for leaf in portion.leaves
                if leaf.required and leaf.by == by and leaf.address not in now.sheet.values
            ]
            if missing:
                labels = tuple(leaf.label for leaf in missing)
                groups.setdefault((portion.item or portion.key, by, labels), []).extend(missing)
    for (_, by, _), leaves in groups.items():
        places = tuple(leaf.address for leaf in leaves)
        words = () if any(isinstance(leaf.kind, ChoiceKind | DateKind) for leaf in leaves) else now.form.words_for_none
        mine, theirs = Text.of("checks.empty", or_none=or_none(words)), Text.of("checks.empty_secretariat")
        found = now.finding("empty", places, mine if by == "owner" else theirs)
        yield replace(found, severity=Severity.BLOCKS)
