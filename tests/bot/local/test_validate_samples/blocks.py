"""One block of each kind, with all of its fields that may stand together."""

from __future__ import annotations

from tests.bot.local.test_validate_samples import Json, mrkdwn, plain, rich
from tests.bot.local.test_validate_samples.elements import BUTTON, ELEMENTS, IMAGE

_STYLE = {"bold": True, "italic": True, "strike": False, "code": False, "underline": False}
_MENTION = {"bold": True, "highlight": True, "client_highlight": False, "unlink": False}
_LEAVES = [
    {"type": "text", "text": "本文", "style": _STYLE},
    {"type": "link", "url": "https://example.jp/", "text": "例", "unsafe": False, "style": _STYLE},
    {"type": "user", "user_id": "U1", "style": _MENTION},
    {"type": "usergroup", "usergroup_id": "S1", "style": _MENTION},
    {"type": "team", "team_id": "T1", "style": _MENTION},
    {"type": "channel", "channel_id": "C1", "style": _MENTION},
    {"type": "broadcast", "range": "here", "style": _STYLE},
    {"type": "emoji", "name": "wave", "unicode": "1f44b", "skin_tone": 2, "style": _STYLE},
    {
        "type": "date",
        "timestamp": 1_795_000_000,
        "format": "{date_num}",
        "url": "https://example.jp/",
        "fallback": "11/30",
        "style": _STYLE,
    },
    {"type": "color", "value": "#F405B3", "style": _STYLE},
]
_SECTION = {"type": "rich_text_section", "elements": _LEAVES}
_CELL = {"type": "raw_text", "text": "課"}
_SERIES = {"name": "計画", "data": [{"label": "R7", "value": -1.5}, {"label": "R8", "value": 3}]}
_TASK = {
    "task_id": "1",
    "title": "集計",
    "details": rich(),
    "output": rich(),
    "sources": [ELEMENTS["url"]],
    "status": "complete",
}
_AXIS = {"categories": ["R7", "R8"], "x_label": "年度", "y_label": "件"}


def chart(kind: str) -> Json:
    return {
        "type": "data_visualization",
        "title": "進捗",
        "chart": {"type": kind, "series": [_SERIES], "axis_config": _AXIS},
    }


BLOCKS: dict[str, Json] = {
    "actions": {"type": "actions", "block_id": "b", "elements": [BUTTON]},
    "alert": {"type": "alert", "block_id": "b", "text": mrkdwn(), "level": "warning"},
    "card": {
        "type": "card",
        "hero_image": IMAGE,
        "slack_icon": {"type": "icon", "name": "flag"},
        "title": plain(),
        "subtitle": mrkdwn(),
        "body": mrkdwn(),
        "subtext": plain(),
        "actions": [BUTTON],
    },
    "carousel": {"type": "carousel", "elements": [{"type": "card", "title": plain(), "icon": IMAGE, "block_id": "c"}]},
    "container": {
        "type": "container",
        "title": plain(),
        "rich_text_title": rich(),
        "subtitle": mrkdwn(),
        "icon": IMAGE,
        "width": "wide",
        "is_collapsible": True,
        "default_collapsed": True,
        "has_header_divider": False,
        "child_blocks": [{"type": "divider", "block_id": "d"}],
    },
    "context": {"type": "context", "elements": [plain(), mrkdwn(), IMAGE]},
    "context_actions": {
        "type": "context_actions",
        "elements": [ELEMENTS["feedback_buttons"], ELEMENTS["icon_button"]],
    },
    "data_table": {
        "type": "data_table",
        "caption": "進捗",
        "page_size": 100,
        "row_header_column_index": 1,
        "rows": [[_CELL, _CELL], [{"type": "raw_number", "value": 3.5, "text": "3.5"}, rich()]],
    },
    "data_visualization": {
        "type": "data_visualization",
        "title": "内訳",
        "chart": {"type": "pie", "segments": [{"label": "済", "value": 3}]},
    },
    "bar chart": chart("bar"),
    "area chart": chart("area"),
    "line chart": chart("line"),
    "divider": {"type": "divider", "block_id": "b"},
    "header": {"type": "header", "text": plain(), "block_id": "b"},
    "image": {**IMAGE, "title": plain(), "block_id": "b"},
    "slack file image": {"type": "image", "alt_text": "図", "slack_file": {"id": "F1"}},
    "input": {
        "type": "input",
        "block_id": "b",
        "label": plain(),
        "hint": plain(),
        "optional": True,
        "dispatch_action": True,
        "element": ELEMENTS["plain_text_input"],
    },
    "markdown": {"type": "markdown", "text": "**評価票**"},
    "plan": {"type": "plan", "title": "手順", "tasks": [_TASK, {**_TASK, "type": "task_card", "task_id": "2"}]},
    "rich_text": {
        "type": "rich_text",
        "block_id": "b",
        "elements": [
            _SECTION,
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [_SECTION],
                "indent": 8,
                "offset": 1,
                "border": 1,
            },
            {"type": "rich_text_quote", "elements": _LEAVES, "border": 0},
            {"type": "rich_text_preformatted", "elements": _LEAVES[:2], "border": 1},
        ],
    },
    "section": {"type": "section", "block_id": "b", "text": mrkdwn(), "accessory": BUTTON, "expand": True},
    "section of fields": {"type": "section", "fields": [plain(), mrkdwn()]},
    "table": {
        "type": "table",
        "rows": [[_CELL, rich()]],
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    "task_card": {"type": "task_card", **_TASK},
    "video": {
        "type": "video",
        "alt_text": "動画",
        "title": plain(),
        "thumbnail_url": "https://example.jp/t.png",
        "video_url": "https://example.jp/v",
        "title_url": "https://example.jp/",
        "author_name": "市長公室",
        "description": plain(),
        "provider_icon_url": "https://example.jp/i.png",
        "provider_name": "例",
    },
}
