"""The `data_visualization` block as options of ECharts.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from typing import Any

from bot.local.page.render.scope import Json

_COLOURS = ("#1264a3", "#e8912d", "#2bac76", "#cd2553", "#6b4fbb", "#5b7083")
_WIDTH, _NARROW, _PHONE = 560, 210, 420
"""Pixels that the names of all categories share: those that need more are broken into lines. On a screen of up to
`_PHONE` they share the second."""

_FONT = "system-ui, 'Noto Sans CJK JP', 'Hiragino Sans', sans-serif"


def chart_options(block: Json) -> Json:
    """Return what ECharts draws for a chart."""
    chart = block["chart"]
    shared: Json = {
        "animation": False,
        "color": list(_COLOURS),
        "textStyle": {"fontFamily": _FONT},
        "title": {"text": block["title"], "textStyle": {"fontSize": 15, "color": "#1d1c1d"}, "left": 0, "top": 0},
        "legend": {"bottom": 0, "type": "scroll", "icon": "roundRect", "itemWidth": 12, "itemHeight": 12},
        "aria": {"enabled": True, "label": {"description": in_words(block)}},
        "tooltip": {"trigger": "item" if chart["type"] == "pie" else "axis", "confine": True},
    }
    return shared | (_pie(chart) if chart["type"] == "pie" else _axes(chart))


def in_words(block: Json) -> str:
    """Return a chart's title and all its numbers as text, for those who don't see it."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return f"{block['title']}: {_listed(chart['segments'])}"
    series = (f"{one['name']}: {_listed(one['data'])}" for one in chart["series"])
    return f"{block['title']}: {'; '.join(series)}"


def _listed(points: list[Json]) -> str:
    return ", ".join(f"{point['label']} {point['value']}" for point in points)


def _pie(chart: Json) -> Json:
    data = [{"name": one["label"], "value": one["value"]} for one in chart["segments"]]
    label = {"formatter": "{b} {c}"}
    return {"series": [{"type": "pie", "radius": "62%", "center": ["50%", "52%"], "data": data, "label": label}]}


def _axes(chart: Json) -> Json:
    config = chart["axis_config"]
    axis: dict[str, Any] = {"nameTextStyle": {"color": "#616061", "align": "left"}}
    values = [point["value"] for one in chart["series"] for point in one["data"]]
    whole = {"minInterval": 1} if all(value == int(value) for value in values) else {}
    count = len(config["categories"])
    room = {"interval": 0, "width": _WIDTH // count, "overflow": "break"}
    narrow = {"xAxis": {"axisLabel": {"width": _NARROW // count, "fontSize": 10}}}
    return {
        "media": [{"query": {"maxWidth": _PHONE}, "option": narrow}],
        "grid": {
            "left": 8,
            "right": 12,
            "top": 58 if config.get("y_label") else 40,
            "bottom": 58 if config.get("x_label") else 40,
            "containLabel": True,
        },
        "xAxis": axis
        | {
            "type": "category",
            "data": config["categories"],
            "name": config.get("x_label", ""),
            "nameLocation": "middle",
            "nameGap": 28,
            "axisLabel": room,
        },
        "yAxis": axis | whole | {"type": "value", "name": config.get("y_label", ""), "nameGap": 10},
        "series": [_series(one, chart["type"], config["categories"]) for one in chart["series"]],
    }


def _series(series: Json, kind: str, categories: list[str]) -> Json:
    values = {point["label"]: point["value"] for point in series["data"]}
    drawn: Json = {
        "name": series["name"],
        "type": "bar" if kind == "bar" else "line",
        "data": [values.get(category) for category in categories],
    }
    if kind == "bar":
        return drawn | {"barMaxWidth": 42}
    return drawn | {"symbolSize": 7} | ({"areaStyle": {"opacity": 0.25}} if kind == "area" else {})
