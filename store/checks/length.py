"""Texts beyond the form's length."""

from __future__ import annotations

from collections.abc import Iterator

from store.checks.finding import Finding
from store.checks.seen import Seen
from store.kinds import TextKind
from store.text import Text


def length(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """Line breaks don't count: a form counts what is read."""
    for address, leaf in now.leaves.items():
        longest = leaf.kind.longest if isinstance(leaf.kind, TextKind) else None
        count = len(str(now.sheet.values.get(address, "")).replace("\n", ""))
        if longest is not None and count > longest:
            text = Text.of("checks.length", count=count, longest=longest, over=count - longest)
            yield now.finding("length", (address,), text)
