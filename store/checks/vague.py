"""Targets without any number: nobody can tell later whether they were reached."""

from __future__ import annotations

from collections.abc import Iterator

from store.checks.finding import Finding
from store.checks.repeated import alike
from store.checks.seen import Seen
from store.checks.writing import measures
from store.kinds import TextKind
from store.text import Text


def vague(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each row of an item.

    A row of text that must be filled in for a planned period is a target; one that may stay empty is a remark. What
    stands in several periods is told by `repeated`, once.
    """
    for line in now.lines:
        if not (isinstance(line.row.kind, TextKind) and line.row.required):
            continue
        cells = tuple(
            group[0]
            for group in alike(line, now)
            if len(group) == 1 and group[0].period.tense == "plan" and not measures(group[0].text)
        )
        if cells:
            yield now.finding("vague", tuple(cell.address for cell in cells), Text.of("checks.vague"))
