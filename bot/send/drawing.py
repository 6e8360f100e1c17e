"""Charts as pictures, for where Slack draws none. Drawn by matplotlib with a font that comes along, on no screen."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

Chart = Mapping[str, Any]
"""A `data_visualization` block."""

_COLOURS = ("#1264a3", "#e8912d", "#2bac76", "#cd2553", "#6b4fbb", "#5b7083")
MANY = 8
"""Categories whose names have room side by side; those of more are turned."""

_INCHES, _DPI = (8.0, 4.5), 150
_ROOM = 500
"""Points (72 to an inch) beside each other under the axis."""

_ONE_AT_A_TIME = threading.Lock()
"""Figures of our own share nothing, but the fonts that they read are matplotlib's, which isn't made for threads
(https://matplotlib.org/stable/users/faq.html#working-with-threads)."""


def png(block: Chart) -> bytes:
    """The chart as a PNG of 1,200 by 675 pixels.

    matplotlib is imported here and not before: it takes a second, and most workspaces never need it. `pyplot` isn't used
    at all, for it keeps every figure of the process.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - see above
    from matplotlib.figure import Figure  # noqa: PLC0415 - see above

    with _ONE_AT_A_TIME:
        figure = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained", facecolor="white")
        axes = figure.add_subplot()
        chart = block["chart"]
        if chart["type"] == "pie":
            _pie(axes, chart["segments"])
        else:
            _on_axes(axes, chart)
            if len(chart["series"]) > 1:
                figure.legend(frameon=False, loc="outside lower center", ncols=3, prop=_font(13))
        figure.suptitle(block["title"], x=0.01, ha="left", font=_font(18))
        for words in figure.findobj(lambda each: hasattr(each, "set_parse_math")):
            words.set_parse_math(False)  # type: ignore[attr-defined]  # somebody's words: a $ is a $
        drawn = BytesIO()
        FigureCanvasAgg(figure).print_png(drawn)  # type: ignore[no-untyped-call]
        return drawn.getvalue()


def _font(size: float) -> FontProperties:
    """The Japanese font that the package brings. It isn't imported: that would change matplotlib for everybody."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - see `png`

    found = find_spec("matplotlib_fontja")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("matplotlib-fontja, which brings the font, isn't installed")
    return FontProperties(fname=Path(found.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf", size=size)


def _pie(axes: Axes, segments: Sequence[Mapping[str, Any]]) -> None:
    total = sum(each["value"] for each in segments)
    labels = [f"{each['label']}　{each['value']:,}（{each['value'] / total:.0%}）" for each in segments]
    axes.pie(
        [each["value"] for each in segments], labels=labels, colors=_COLOURS, startangle=90, counterclock=False,
        textprops={"font": _font(13)},
    )  # fmt: skip


def _on_axes(axes: Axes, chart: Mapping[str, Any]) -> None:
    categories, all_series = chart["axis_config"]["categories"], chart["series"]
    places = range(len(categories))
    for n, series in enumerate(all_series):
        values = {point["label"]: point["value"] for point in series["data"]}
        heights = [values[category] for category in categories]
        colour = _COLOURS[n % len(_COLOURS)]
        if chart["type"] == "bar":
            width = 0.8 / len(all_series)
            shift = (n - (len(all_series) - 1) / 2) * width
            bars = axes.bar(
                [place + shift for place in places], heights, width * 0.94, label=series["name"], color=colour
            )
            axes.bar_label(bars, [f"{height:,}" for height in heights], font=_font(12), padding=2)
        else:
            axes.plot(places, heights, marker="o", label=series["name"], color=colour)
            if chart["type"] == "area":
                axes.fill_between(places, heights, alpha=0.25, color=colour)
    many = len(categories) > MANY
    turned: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if many else {}
    names = categories if many else [re.sub(r"(?<=.)(?=[（(])", "\n", category) for category in categories]
    axes.set_xticks(places, names, font=_font(11 if many else _fitting(names)), **turned)
    axes.set_ylabel(chart["axis_config"].get("y_label", ""), font=_font(13))
    if all(point["value"] == int(point["value"]) for series in all_series for point in series["data"]):
        axes.locator_params(axis="y", integer=True)  # half a sheet is none
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.margins(y=0.12)


def _fitting(names: Sequence[str]) -> float:
    """The size at which the longest line of them stands beside the others: a chat shows pictures small."""
    longest = max(sum(0.6 if sign.isascii() else 1 for sign in line) for name in names for line in name.split("\n"))
    return max(8, min(14, 0.95 * _ROOM / (len(names) * longest)))
