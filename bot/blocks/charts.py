"""Tables and charts as Slack's own blocks, which stand in messages alone; in words, everywhere else.

The blocks are plain dicts: slack_sdk's models don't know them yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count, zip_longest

from bot.blocks.text import BLANK, Block, Say, clip, fits, units
from commands.kit.charts import Cell, Chart, Number, Table
from store.text import Text

TITLE, LABEL, AXIS, CATEGORIES, SERIES = 50, 20, 50, 20, 6
"""Of a chart: characters of its title, of a label and of an axis, categories, series or segments
(https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block)."""

CHARTS = 2
"""Of a message (the same page)."""

ROWS, COLUMNS, CELL, TABLE = 100, 20, 200, 4_900
"""Of a table: rows under its head, cells of a row, then what we give to a cell and to a table: all tables of a message
together may hold 10,000 characters (https://docs.slack.dev/reference/block-kit/blocks/data-table-block)."""

TABLES = 2
"""So many tables of that length a message holds."""

PAGE = 10
"""Rows of a table that are seen at once; Slack shows 5 where it isn't told."""


def table_blocks(table: Table, say: Say) -> tuple[list[Block], int]:
    """The table, and how many rows it leaves out."""
    head = [_raw(say(each)) for each in table.heads[:COLUMNS]]
    rows: list[list[Block]] = [head]
    left = TABLE - sum(map(_letters, head))
    for cells in table.rows[:ROWS]:
        shown = [_cell(cell, say) for cell in cells[: len(head)]]
        left -= sum(map(_letters, shown))
        if left < 0:
            break
        rows.append(shown)
    block: Block = {"type": "data_table", "caption": _words(say(table.title)), "page_size": PAGE, "rows": rows}
    return [block], len(table.rows) - len(rows) + 1


def chart_blocks(chart: Chart, say: Say) -> tuple[list[Block], int]:
    """The chart, and how many of its categories and series it leaves out."""
    labels = labelled([say(each) for each in chart.categories])
    if chart.kind == "pie":
        return _pie(chart, labels, say)
    names = labelled([say(each.name) for each in chart.series])
    drawn: Block = {
        "type": chart.kind,
        "series": [
            {
                "name": name,
                "data": [
                    {"label": label, "value": _plain(value)}
                    for label, value in list(zip(labels, each.values, strict=True))[:CATEGORIES]
                ],
            }
            for name, each in list(zip(names, chart.series, strict=True))[:SERIES]
        ],
        "axis_config": {"categories": labels[:CATEGORIES]},
    }
    if chart.unit is not None and (unit := say(chart.unit)).strip():
        drawn["axis_config"]["y_label"] = clip(unit, AXIS)
    left_out = max(0, len(labels) - CATEGORIES) + max(0, len(names) - SERIES)
    return [_visual(chart, drawn, say)], left_out


def is_drawable(part: Table | Chart) -> bool:
    """Whether there is anything to draw: Slack refuses a table without rows and a pie without slices."""
    if isinstance(part, Table):
        return bool(part.rows and part.heads)
    if part.kind == "pie":
        return any(value > 0 for each in part.series[:1] for value in each.values)
    return bool(part.categories and part.series)


def pairs_in_words(part: Table | Chart, say: Say) -> Iterator[tuple[str, str]]:
    """The same as names and what they are: a row by its first cell, a category by its numbers."""
    if isinstance(part, Table):
        heads = [say(each) for each in part.heads]
        for first, *others in part.rows:
            named = zip_longest(heads[1:], (_said(each, say) for each in others), fillvalue="")
            yield _said(first, say), "　".join(f"{head} {said}".strip() for head, said in named)
        return
    unit = "" if part.unit is None else say(part.unit)
    for n, category in enumerate(part.categories):
        many = len(part.series) > 1
        told = (f"{say(each.name) if many else ''} {_said(each.values[n], say)}{unit}".strip() for each in part.series)
        yield say(category), "　".join(told)


def labelled(labels: Sequence[str]) -> list[str]:
    """The labels, each short enough and none twice: what stands in brackets goes before letters do."""
    found: list[str] = []
    for label in labels:
        short = _short(" ".join(label.split()) or BLANK)
        numbered = (f"{clip(short, LABEL - len(f' {n}'))} {n}" for n in count(2))
        found.append(short if short not in found else next(each for each in numbered if each not in found))
    return found


def _short(label: str) -> str:
    bare = label
    for bracket in "（(":
        bare = bare if fits(bare, LABEL) else bare.partition(bracket)[0].strip() or bare
    return clip(bare, LABEL)


def _pie(chart: Chart, labels: Sequence[str], say: Say) -> tuple[list[Block], int]:
    """The largest slices, and all others as one: what is 0 has none."""
    values = chart.series[0].values
    slices = [(label, value) for label, value in zip(labels, values, strict=True) if value > 0]
    if len(slices) > SERIES:
        kept = sorted(slices, key=lambda each: each[1], reverse=True)[: SERIES - 1]
        rest = sum((value for _, value in slices), Decimal(0)) - sum((value for _, value in kept), Decimal(0))
        slices = [each for each in slices if each in kept]
        slices.append((labelled([*(label for label, _ in slices), say(Text("bot.others"))])[-1], rest))
    segments = [{"label": label, "value": _plain(value)} for label, value in slices]
    return [_visual(chart, {"type": "pie", "segments": segments}, say)], 0


def _visual(chart: Chart, drawn: Block, say: Say) -> Block:
    return {"type": "data_visualization", "title": clip(_words(say(chart.title)), TITLE), "chart": drawn}


def _cell(cell: Cell, say: Say) -> Block:
    if isinstance(cell, int | Decimal):
        return {"type": "raw_number", "value": _plain(cell), "text": _said(cell, say)}
    return _raw(say(cell))


def _raw(text: str) -> Block:
    return {"type": "raw_text", "text": clip(_words(text), CELL)}


def _words(text: str) -> str:
    return text if text.strip() else BLANK


def _said(cell: Cell, say: Say) -> str:
    return f"{cell:,}" if isinstance(cell, int | Decimal) else _words(say(cell))


def _plain(number: Number) -> int | float:
    """As JSON knows it."""
    return int(number) if number == int(number) else float(number)


def _letters(cell: Block) -> int:
    return units(cell["text"])
