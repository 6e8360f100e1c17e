"""Required fields that are empty: the one thing that submission refuses."""

from __future__ import annotations

from collections.abc import Iterator

from store.checks.finding import Finding, Severity
from store.checks.seen import Seen
from store.text import Text


def empty(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each form of the chat that lacks something: it is filled in there at once."""
    for portion in now.portions:
        missing = [leaf for leaf in portion.leaves if leaf.required and leaf.address not in now.sheet.values]
        for by in ("owner", "secretariat"):
            leaves = [leaf for leaf in missing if leaf.by == by]
            if leaves:
                fields = tuple(leaf.label for leaf in leaves)
                key = "checks.empty" if by == "owner" else "checks.empty_secretariat"
                places = tuple(leaf.address for leaf in leaves)
                yield Finding("empty", places, portion.label, Text.of(key, fields=fields), Severity.BLOCKS)
