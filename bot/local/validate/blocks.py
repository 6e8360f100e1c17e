"""Blocks, each with the surfaces where it may stand.

https://docs.slack.dev/reference/block-kit/blocks

Some limits seem to have been relaxed since their pages were read: a chart's 6 series or segments (12 are reported), a
data table's 101 rows and 10,000 characters (201 and 20,000). The smaller stand here: what keeps them is refused nowhere.

The `file` block is missing on purpose: "You can't add this block to app surfaces directly", says its page.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from bot.local.validate.elements import BUTTON, IMAGE, elements_in
from bot.local.validate.engine import ByType, Fields, Flag, Items, Need, Number, OneOf, Rule, Shape, Text, Whole, shape
from bot.local.validate.objects import (
    ALT_TEXT,
    DOCS,
    HTTPS_URL,
    ID,
    SLACK_FILE,
    SLACK_ICON,
    WEB_URL,
    either,
    plain,
)
from bot.local.validate.rich_text import RICH_TEXT
from bot.local.validate.rules import (
    at_least_one,
    at_most_one,
    exactly_one,
    files_dispatch_nothing,
    header_is_plain,
    rows_are_even,
    series_fit_axis,
    tasks_differ,
)

Surface = Literal["message", "modal", "home"]

_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_MESSAGE: frozenset[Surface] = frozenset({"message"})


def _page(kind: str) -> str:
    return f"{DOCS}blocks/{kind.replace('_', '-')}-block"


def _block(kind: str, where: frozenset[Surface] = _EVERYWHERE, **fields: Rule | Need) -> Shape:
    return shape(_page(kind), kind, block_id=ID, **fields).standing(where)


_ACTIONS = _block("actions", elements=Need(Items(elements_in("actions"), most=25)))
_CONTEXT = _block("context", elements=Need(Items(elements_in("context"), most=10)))
_DIVIDER = _block("divider")
_HEADER = _block("header", text=Need(plain(150)))
_IMAGE = _block("image", alt_text=Need(ALT_TEXT), title=plain(2000), image_url=WEB_URL, slack_file=SLACK_FILE).and_also(
    exactly_one("image_url", "slack_file")
)
_INPUT = _block(
    "input",
    label=Need(plain(2000)),
    element=Need(elements_in("input")),
    hint=plain(2000),
    optional=Flag(),
    dispatch_action=Flag(),
).and_also(files_dispatch_nothing)
_SECTION = _block(
    "section",
    text=either(3000),
    fields=Items(either(2000), most=10),
    accessory=elements_in("section"),
    expand=Flag(),
).and_also(at_least_one("text", "fields"))
# "title must be less than 200 characters", "author_name must be less than 50": so 199 and 49.
_VIDEO = _block(
    "video",
    alt_text=Need(ALT_TEXT),
    title=Need(plain(199)),
    thumbnail_url=Need(WEB_URL),
    video_url=Need(HTTPS_URL),
    title_url=HTTPS_URL,
    author_name=Text(49),
    description=plain(199),
    provider_icon_url=WEB_URL,
    provider_name=Text(),
)

# --------------------------------------------------------------------------------------------------- tables and charts

_RAW_TEXT = shape(_page("table"), "raw_text", text=Need(Text()))
# The page leaves `text` of a number open; Slack is reported to refuse a number without it.
_RAW_NUMBER = shape(_page("data_table"), "raw_number", value=Need(Number()), text=Need(Text()))
_COLUMN = shape(_page("table"), align=OneOf(("left", "center", "right")), is_wrapped=Flag())


# The list of blocks names Home tabs for both tables; there Slack is reported to answer "unsupported type: table".
_TABLE = _block(
    "table",
    _MESSAGE,
    rows=Need(Items(Items(ByType(_RAW_TEXT, RICH_TEXT), most=20), most=100)),
    column_settings=Items(_COLUMN, most=20),
).and_also(rows_are_even)
_DATA_TABLE = _block(
    "data_table",
    _MESSAGE,
    caption=Need(Text()),
    rows=Need(Items(Items(ByType(_RAW_TEXT, _RAW_NUMBER, RICH_TEXT), most=20), least=2, most=101)),
    page_size=Whole(1, 100),
    row_header_column_index=Whole(),
).and_also(rows_are_even, header_is_plain)

_CHART_PAGE = _page("data_visualization")
_LABEL = Text(20)
_SERIES = shape(
    _CHART_PAGE,
    name=Need(_LABEL),
    data=Need(Items(shape(_CHART_PAGE, label=Need(_LABEL), value=Need(Number())), most=20)),
)
_AXIS = shape(_CHART_PAGE, categories=Need(Items(_LABEL, most=20)), x_label=Text(50), y_label=Text(50))


def _series_chart(kind: str) -> Shape:
    made = shape(_CHART_PAGE, kind, series=Need(Items(_SERIES, most=6)), axis_config=Need(_AXIS))
    return made.and_also(series_fit_axis)


_SEGMENT = shape(_CHART_PAGE, label=Need(_LABEL), value=Need(Number(above=0)))
_PIE = shape(_CHART_PAGE, "pie", segments=Need(Items(_SEGMENT, most=6)))
_CHART = _block(
    "data_visualization",
    _MESSAGE,
    title=Need(Text(50)),
    chart=Need(ByType(_PIE, _series_chart("bar"), _series_chart("area"), _series_chart("line"))),
)

# ------------------------------------------------------------------------------------- cards, tasks and the other ones

# The list of blocks names modals as well; there Slack is reported not to render it.
_CARD = _block(
    "card",
    frozenset({"message", "home"}),
    hero_image=IMAGE,
    icon=IMAGE,
    slack_icon=SLACK_ICON,
    title=either(150),
    subtitle=either(150),
    body=either(200),
    subtext=either(200),
    actions=Items(BUTTON, most=3),
).and_also(at_least_one("hero_image", "title", "actions", "body"), at_most_one("icon", "slack_icon"))

_TASK: Fields = {
    "task_id": Need(Text()),
    "title": Need(Text()),
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": Items(elements_in("task_card")),
    "status": OneOf(("pending", "in_progress", "complete", "error")),
}
# The page's example leaves out the type of a plan's tasks. It is silent on their number: 50, like a message's blocks.
_PLAN_TASK = shape(_page("task_card"), type=OneOf(("task_card",)), block_id=ID, **_TASK)

_BLOCKS = (
    _ACTIONS,
    _block(
        "alert",
        frozenset({"modal"}),
        text=Need(either()),
        level=OneOf(("default", "info", "warning", "error", "success")),
    ),
    _CARD,
    _block("carousel", frozenset({"message", "home"}), elements=Need(Items(_CARD, most=10))),
    _block(
        "container",
        _MESSAGE,
        title=plain(150),
        rich_text_title=RICH_TEXT,
        subtitle=either(150),
        icon=IMAGE,
        width=OneOf(("narrow", "standard", "wide", "full")),
        is_collapsible=Flag(),
        default_collapsed=Flag(),
        has_header_divider=Flag(),
        child_blocks=Need(
            Items(
                ByType(_ACTIONS, _CONTEXT, _DIVIDER, _HEADER, _IMAGE, _INPUT, RICH_TEXT, _SECTION, _TABLE, _VIDEO),
                most=10,
            )
        ),
    ).and_also(at_least_one("title", "rich_text_title")),
    _CONTEXT,
    _block("context_actions", _MESSAGE, elements=Need(Items(elements_in("context_actions"), most=5))),
    _DATA_TABLE,
    _CHART,
    _DIVIDER,
    _HEADER,
    _IMAGE,
    _INPUT,
    _block("markdown", _MESSAGE, text=Need(Text(12_000))),
    _block("plan", _MESSAGE, title=Need(Text()), tasks=Items(_PLAN_TASK, most=50)).and_also(tasks_differ),
    RICH_TEXT,
    _SECTION,
    _TABLE,
    _block("task_card", _MESSAGE, **_TASK),
    _VIDEO,
)

SUPPORTED_BLOCKS = MappingProxyType({each.kind: each.where for each in _BLOCKS})
"""The blocks that exist, and the surfaces where each may stand."""


def blocks_on(surface: Surface) -> Items:
    """The array of blocks of a message (0 to 50: an update empties it), of a modal or a Home tab (1 to 100).

    The pages of the views give the 100 and are silent on an empty array.
    https://docs.slack.dev/reference/block-kit/blocks
    """
    allowed = ByType(*(each for each in _BLOCKS if surface in each.where))
    return Items(allowed, least=0, most=50) if surface == "message" else Items(allowed, least=1, most=100)
