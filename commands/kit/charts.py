"""Tables and charts: what numbers show at a glance. Neutral, like all parts; `bot/blocks` knows what a chat can draw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from store.text import Said

Number = int | Decimal
Cell = Said | Number
"""What a table holds: words, or a number, by which its readers can sort."""

Kind = Literal["bar", "line", "area", "pie"]
"""What Slack draws: bars stand side by side, for it stacks none; a pie shows the first series alone
(https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block)."""


@dataclass(frozen=True)
class Table:
    """Rows of cells under their heads; the first cell names its row. Rows that don't fit are left out and told of."""

    title: Said
    heads: tuple[Said, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Series:
    """Numbers of one kind, one for each category of a chart."""

    name: Said
    values: tuple[Number, ...]


@dataclass(frozen=True)
class Chart:
    """Series of numbers over the same categories; `unit` is what the numbers count. A category for which there is no
    number at all is left out by whoever makes the chart: nothing isn't 0."""

    title: Said
    categories: tuple[Said, ...]
    series: tuple[Series, ...]
    kind: Kind = "bar"
    unit: Said | None = None
