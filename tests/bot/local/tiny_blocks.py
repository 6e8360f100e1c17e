"""Every block and element, once."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

EVIL = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
ESCAPED = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
# A picture of one pixel would need a server of its own: an address that isn't there shows the alternative text.
PICTURE = "https://example.invalid/picture.png"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def options(*labels: str) -> list[Json]:
    return [{"text": plain(label), "value": f"v{n}"} for n, label in enumerate(labels)]


def menu(kind: str, action_id: str, **others: Any) -> Json:
    return {"type": kind, "action_id": action_id, "placeholder": plain("選択してください"), **others}


def section(block_id: str, text: str, accessory: Json | None = None) -> Json:
    block: Json = {"type": "section", "block_id": block_id, "text": mrkdwn(text)}
    return block | ({"accessory": accessory} if accessory else {})


def _button(action_id: str, text: str, **others: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": action_id, **others}


CONFIRM: Json = {
    "title": plain("承認しますか？"),
    "text": mrkdwn("この操作は *取り消せません*。"),
    "confirm": plain("承認する"),
    "deny": plain("やめる"),
    "style": "danger",
}
GROUPS: list[Json] = [
    {"label": plain("必須の欄"), "options": options("背景、経緯等", "施策の内容")},
    {"label": plain("任意の欄"), "options": [{"text": plain("備考"), "value": "v9"}]},
]

_STYLES = (
    "*太字* と _斜体_ と ~取消線~ と `コード`、<https://example.jp/?a=1&amp;b=2|リンク>、<@U0SATO>、<#C0ZATSU>、"
    "<!channel>、5 &lt; 6 &amp; 7\n> 引用の行\n```\n整形済み  テキスト\n```"
)

TEXTS: list[Json] = [
    {"type": "header", "block_id": "header", "text": plain("S27 情報化の推進")},
    section("styles", _STYLES),
    section("evil", ESCAPED),
    {"type": "section", "block_id": "evil-plain", "text": plain(EVIL)},
    {
        "type": "section",
        "block_id": "fields",
        "fields": [
            mrkdwn("*担当部課*\n市長公室情報課"),
            mrkdwn("*段階*\n記入中"),
            mrkdwn("*締切*\n11/30(月) 17:00"),
            plain("*文字どおり*"),
        ],
    },
    {"type": "divider", "block_id": "divider"},
    {"type": "context", "block_id": "context", "elements": [mrkdwn("第3版・佐藤 花子"), plain("11/24(火) 09:12 保存")]},
    {
        "type": "markdown",
        "block_id": "markdown",
        "text": "## 見出し\n\n- **太字** の項目\n- [リンク](https://example.jp)\n\n| 年度 | 額 |\n|---|---|\n| R1 | 120 |\n\n"
        + EVIL,
    },
    {
        "type": "image",
        "block_id": "image",
        "image_url": PICTURE,
        "alt_text": "活動の写真",
        "title": plain("活動の写真"),
    },
]

_RUNS: list[Json] = [
    {"type": "text", "text": "太字", "style": {"bold": True}},
    {"type": "text", "text": "と"},
    {"type": "text", "text": "斜体", "style": {"italic": True}},
    {"type": "text", "text": "、"},
    {"type": "link", "url": "https://example.jp", "text": "リンク"},
    {"type": "text", "text": "、"},
    {"type": "user", "user_id": "U0SATO"},
    {"type": "channel", "channel_id": "C0HYOKA"},
    {"type": "emoji", "name": "tada"},
    {"type": "broadcast", "range": "here"},
]


def _runs(text: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


RICH: list[Json] = [
    {
        "type": "rich_text",
        "block_id": "rich",
        "elements": [
            {"type": "rich_text_section", "elements": _RUNS},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [_runs("窓口の混雑を減らす"), _runs("職員の研修を行う")],
            },
            {"type": "rich_text_list", "style": "ordered", "elements": [_runs("計画"), _runs("実施")]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "引用です"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "print('整形済み')"}]},
        ],
    }
]


def _cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def _number(value: int) -> Json:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


TABLE: list[Json] = [
    {
        "type": "table",
        "block_id": "table",
        "column_settings": [{"is_wrapped": True}, {"align": "right"}],
        "rows": [
            [_cell("取組"), _cell("費用（千円）")],
            [_cell("① 電子申請の拡充と窓口の見直しに関する取組"), _cell("2,894")],
        ],
    }
]
DATA_TABLE: list[Json] = [
    {
        "type": "data_table",
        "block_id": "data-table",
        "caption": "評価票の一覧",
        "page_size": 5,
        "rows": [[_cell("施策番号"), _cell("施策名"), _cell("費用")]]
        + [[_cell(f"S{n}"), _cell(f"施策 {n} の名前"), _number(n * 137 % 1000)] for n in range(1, 13)],
    }
]


def _chart(kind: str) -> list[Json]:
    categories = ["R1", "R2", "R3"]
    if kind == "pie":
        chart: Json = {
            "type": "pie",
            "segments": [{"label": "記入中", "value": 12}, {"label": "提出済み", "value": 30}],
        }
    else:
        series = [
            {"name": name, "data": [{"label": label, "value": value + n} for n, label in enumerate(categories)]}
            for name, value in (("参加者", 22), ("職員", 14))
        ]
        axis = {"categories": categories, "x_label": "年度", "y_label": "人"}
        chart = {"type": kind, "series": series, "axis_config": axis}
    return [
        {"type": "data_visualization", "block_id": f"chart-{kind}", "title": f"市民参加数（{kind}）", "chart": chart}
    ]


ELEMENTS: list[Json] = [
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            _button("plain", "ふつう"),
            _button("approve", "承認", style="primary", confirm=CONFIRM),
            _button("return", "差し戻し", style="danger"),
            _button("open-link", "様式を見る", url="https://example.jp"),
            _button("slow", "時間のかかる操作"),
            _button("edit", "書き換える"),
        ],
    },
    section(
        "more",
        "その他の操作",
        {"type": "overflow", "action_id": "overflow", "options": options("履歴を見る", "書き出す")},
    ),
    section("one", "一つ選ぶ", menu("static_select", "one", option_groups=GROUPS)),
    section(
        "several",
        "いくつか選ぶ",
        menu("multi_static_select", "several", options=options("総合計画担当", "財政担当", "行政改革担当")),
    ),
    section("person", "人を選ぶ", menu("users_select", "person")),
    section("channel", "チャンネルを選ぶ", menu("channels_select", "channel")),
    section("conversation", "会話を選ぶ", menu("conversations_select", "conversation")),
    section("day", "日を選ぶ", {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-30"}),
    {
        "type": "actions",
        "block_id": "picks",
        "elements": [
            {"type": "radio_buttons", "action_id": "radio", "options": options("有", "無")},
            {"type": "checkboxes", "action_id": "boxes", "options": options("確認した", "相談した")},
            {"type": "timepicker", "action_id": "time", "initial_time": "17:00"},
        ],
    },
]

MESSAGES: list[tuple[str, list[Json]]] = [
    ("文章のブロック", TEXTS),
    ("リッチテキスト", RICH),
    ("表", TABLE),
    ("データの表", DATA_TABLE),
    *((f"グラフ {kind}", _chart(kind)) for kind in ("bar", "line", "area", "pie")),
    ("操作のできるブロック", ELEMENTS),
]

HOME_BLOCKS: list[Json] = [
    {"type": "header", "block_id": "home-header", "text": plain("あなたの評価票")},
    section(
        "home-sheet", "*S27 情報化の推進*\n記入中・締切 11/30(月) 17:00", _button("home-open", "開く", style="primary")
    ),
    {"type": "divider", "block_id": "home-divider"},
    {"type": "context", "block_id": "home-context", "elements": [mrkdwn("令和2年度")]},
]
