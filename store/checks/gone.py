"""Items of last year's sheet (取組, 指標) that are gone without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.checks.finding import Finding
from store.checks.seen import Seen, essence
from store.text import Text

_ENDED = re.compile("終了|完了|廃止|休止|統合|終え")


def gone(now: Seen, before: Seen | None) -> Iterator[Finding]:
    """One finding for each table. Items are known by their titles, for their places change.

    It is no secret that an item has ended where this year's sheet names it, or where last year's said that it would.
    """
    if before is None or not _is_same_measure(now, before):
        return
    said = "".join(essence(text) for address, text in now.texts.items() if not address.endswith("/title"))
    for table in now.form.tables:
        kept = now.titles[table.key]
        missing = tuple(
            title
            for key, title in before.titles.get(table.key, {}).items()
            if key not in kept and key not in said and not _announced(title, table.key, before)
        )
        if missing:
            where = Text.of("checks.items", item=table.unnumbered, titles=missing)
            within = Text.of("checks.items_within", titles=missing)
            yield Finding("gone", (table.key,), where, within, Text.of("checks.gone"))


def _is_same_measure(now: Seen, before: Seen) -> bool:
    """A number may have gone to another measure: then its items are another's too."""
    shared = any(set(titles) & set(before.titles.get(table, {})) for table, titles in now.titles.items())
    return shared or essence(now.sheet.name) == essence(before.sheet.name)


def _announced(title: str, table: str, before: Seen) -> bool:
    planned = (
        cell.text
        for line in before.lines
        if line.title == title and line.item.split("/")[0] == table
        for cell in line.cells
        if cell.period.tense == "plan"
    )
    return any(_ENDED.search(text) for text in planned)
