"""Figures as the ratios that were promised, as the tables of docs/engine.md, and as its plot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.contenders import CachingTiny, JournalTiny, Sheets, Sqlite, StockTiny
from tests.bench.figures import Figures

PAGE = Path(__file__).parents[2] / "docs/engine.md"
PLOT = PAGE.with_suffix(".svg")
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

ROWS = (Sheets, JournalTiny, Sqlite, StockTiny, CachingTiny)


def promises(figures: Figures) -> Iterator[tuple[str, float, float]]:
    """What was promised: in words, as it was measured, and what it may be at the most (at the least, where negative)."""
    sizes = sorted(figures.update)
    least, most, more = sizes[0], sizes[-1], figures.more
    ours, tiny = Sheets.name, JournalTiny.name
    for size in sizes[:-1]:  # of the largest it is said below how much it may be more
        yield (
            f"Store: update / raw append + fdatasync, {size:,}",
            figures.update[size][ours] / figures.raw[size][ours],
            2,
        )
    for size in sizes:
        yield (
            f"TinyDB API: update / raw append + fdatasync, {size:,}",
            figures.update[size][tiny] / figures.raw[size][tiny],
            1.5,
        )
    grown = (figures.update[most][ours] / figures.raw[most][ours]) / (
        figures.update[least][ours] / figures.raw[least][ours]
    )
    yield f"Store: update at {most:,} / at {least:,}, each beside its raw append", grown, 1.3
    eight, one = more[f"8 threads, updates a second: {tiny}"], more[f"1 thread, updates a second: {tiny}"]
    yield f"{tiny}: updates a second, 8 threads / 1 thread", eight / one, -1.8
    for what, group in (("get by id", figures.get), ("find by index", figures.find)):
        for name in (ours, tiny):
            yield f"{name}: {what} at {most:,}, µs", group[most][name] * 1e6, 100
            yield f"{name}: {what}, {most:,} / {least:,}", group[most][name] / group[least][name], 1.5
    for what in ("found in all", "found nowhere"):
        yield f"search through all text, {what}, ms", more[f"search, {what}"] * 1e3, 150
    yield "opening / parsing the file with orjson", more["opening"] / more["parsing the file with orjson"], 1.5
    for name in ("all written anew", "all text searched"):
        yield f"peak memory, {name}, MB", more[f"peak memory in MB, {name}"], 300


def kept(measured: float, bound: float) -> bool:
    """Whether a promise is kept."""
    return measured <= bound if bound >= 0 else measured >= -bound


def write(figures: Figures) -> None:
    """Put the tables into docs/engine.md, and the plot beside it."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{_tables(figures)}\n{END}{rest.partition(END)[2]}", "utf-8")
    _plot(figures)


def _tables(figures: Figures) -> str:
    sizes = sorted(figures.update)
    parts = [
        ("更新 1 回 / one update", figures.update),
        ("番号で引く / get by id", figures.get),
        ("索引で探す / find by index", figures.find),
    ]
    lines: list[str] = []
    for title, group in parts:
        lines += [f"**{title}**（中央値 / median）", ""]
        lines += [
            f"| | {' | '.join(f'{size:,}' for size in sizes)} |",
            f"| --- | {' | '.join('---:' for _ in sizes)} |",
        ]
        for row in ROWS:
            told = row.name if row.durable else f"{row.name}（書き込みは後 / written later）"
            cells = [_shown(group[size].get(row.name)) for size in sizes]
            lines.append(f"| {told} | {' | '.join(cells)} |")
        if group is figures.update:
            raw = [_shown(figures.raw[size][Sheets.name]) for size in sizes]
            lines.append(f"| append + fdatasync だけ / alone | {' | '.join(raw)} |")
        lines.append("")
    lines += ["| 約束 / promised | 測定 / measured | 限度 / bound |", "| --- | ---: | ---: |"]
    for words, measured, bound in promises(figures):
        lines.append(f"| {words} | {measured:.3g} | {'≤' if bound >= 0 else '≥'} {abs(bound):g} |")
    lines += ["", "| そのほか / besides | |", "| --- | ---: |"]
    lines += [f"| {name} | {told:.4g} |" for name, told in figures.more.items()]
    return "\n".join(lines)


def _shown(seconds: float | None) -> str:
    if seconds is None:
        return "－"
    return (
        f"{seconds * 1e6:.0f} µs"
        if seconds < 1e-3
        else f"{seconds * 1e3:.3g} ms"
        if seconds < 1
        else f"{seconds:.3g} s"
    )


def _plot(figures: Figures) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - only who writes the report needs it

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - the same

    sizes = sorted(figures.update)
    mpl.rcParams |= {"svg.hashsalt": "hyoka", "font.family": ["DejaVu Sans"], "font.size": 10}
    drawing, axes = plt.subplots(figsize=(7.2, 4.2))
    for row in ROWS:
        style = {"linewidth": 2.4} if row is Sheets else {"linestyle": "-" if row.durable else ":"}
        axes.plot(sizes, [figures.update[size][row.name] * 1e3 for size in sizes], marker="o", label=row.name, **style)
    axes.plot(
        sizes, [figures.raw[size][Sheets.name] * 1e3 for size in sizes], "--", color="grey", label="append + fdatasync"
    )
    axes.set(xscale="log", yscale="log", xlabel="documents of 8 KB", ylabel="one update, ms (median)")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=9)
    drawing.savefig(PLOT, format="svg", bbox_inches="tight", metadata={"Date": None})
