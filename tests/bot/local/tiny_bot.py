"""A tiny bot that shows every block and element: what the page is tried with, and its tests drive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.local import page
from bot.local.server import Server
from bot.local.workspace import Channel, Person, Shortcut, SlashCommand, Workspace

Json = dict[str, Any]

PEOPLE = (
    Person("U1", "佐藤 花子", "市長公室情報課"),
    Person("U2", "鈴木 一郎", "総務部財政課"),
    Person("U3", "田中 美咲", "くらし文化部環境課"),
    Person("U4", "Jane Smith", "International Exchange", locale="en-GB"),
    *(Person(f"U{n}", f"職員 {n}", "福祉部長寿課") for n in range(5, 12)),
)
CHANNELS = (
    Channel("C1", "行政評価", members=("U1", "U2", "U3", "U4", "U0BOT"), topic="令和2年度の評価票はここで"),
    Channel("C2", "お知らせ", members=("U1", "U2"), topic="全庁のお知らせ"),
    Channel("C3", "財政課", members=("U2",)),
)
COMMANDS = (
    SlashCommand("/sheet", "評価票を開く", "[番号]"),
    SlashCommand("/評価票", "評価票を開く", "[番号]"),
    SlashCommand("/form", "入力の見本を開く", "[all|slow]"),
    SlashCommand("/blocks", "すべてのブロックを並べる"),
    SlashCommand("/hang", "返事をしない"),
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str, **more: Any) -> Json:
    return {"value": value, "text": plain(text), **more}


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": action_id, **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


STAGES = [option("draft", "作成中"), option("submitted", "提出済"), option("final", "確定")]
OFFICES = [option(f"o{n}", name) for n, name in enumerate(("総合計画担当", "財政担当", "行政改革担当", "監査"))]
CONFIRM = {
    "title": plain("差し戻しますか？"),
    "text": mrkdwn("*S27* を作成中に戻します。"),
    "confirm": plain("差し戻す"),
    "deny": plain("やめる"),
    "style": "danger",
}
PERIODS = ("R1", "R2", "R3", "中期", "長期")


def chart(kind: str, title: str) -> Json:
    if kind == "pie":
        body: Json = {
            "type": "pie",
            "segments": [
                {"label": "作成中", "value": 4},
                {"label": "提出済", "value": 6},
                {"label": "確定", "value": 2},
            ],
        }
    else:
        series = [
            {"name": name, "data": [{"label": period, "value": start + step * n} for n, period in enumerate(PERIODS)]}
            for name, start, step in (("研修の受講者", 220, 48), ("市民参加数", 90, 25))
        ]
        body = {
            "type": kind,
            "series": series,
            "axis_config": {"categories": list(PERIODS), "x_label": "期間", "y_label": "人"},
        }
    return {"type": "data_visualization", "title": title, "chart": body}


def message_blocks() -> list[Json]:
    runs = [
        {"type": "text", "text": "太字", "style": {"bold": True}},
        {"type": "text", "text": "と"},
        {"type": "text", "text": "取り消し", "style": {"strike": True}},
        {"type": "text", "text": "、"},
        {"type": "user", "user_id": "U2"},
        {"type": "text", "text": "さんへ "},
        {"type": "link", "url": "https://example.jp/", "text": "市のページ"},
        {"type": "emoji", "name": "tada"},
    ]
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        for text in ("情報発信", "ICT の活用")
    ]
    rows = [("部課", "評価票", "提出済"), ("情報課", "12", "9"), ("財政課", "8", "8"), ("環境課", "15", "4")]
    numbers = [
        ("情報課", 12),
        ("財政課", 8),
        ("環境課", 15),
        ("福祉課", 9),
        ("長寿課", 21),
        ("建設課", 3),
        ("教育課", 11),
    ]
    return [
        {"type": "header", "text": plain("S27 情報発信の充実")},
        {
            "type": "section",
            "text": mrkdwn(
                "*担当* 市長公室情報課 ・ _締切_ 11/30(月) 17:00\n> 前年度の意見への回答が *1 件* 残っています。\n`S27` <https://example.jp/|要綱> <@U2> <#C1>"
            ),
            "accessory": {"type": "overflow", "action_id": "more", "options": STAGES},
        },
        {
            "type": "section",
            "fields": [
                mrkdwn("*段階*\n回答待ち"),
                mrkdwn("*費用*\n2,894 千円"),
                mrkdwn("*市民参加数*\n414 人"),
                mrkdwn("*内部意見*\n2 件"),
            ],
        },
        {"type": "context", "elements": [mrkdwn("様式 R2 ・ 最終更新 佐藤 花子"), plain("<b>そのまま</b>")]},
        {
            "type": "actions",
            "block_id": "act",
            "elements": [
                button("open_form", "記入する", style="primary"),
                button("return", "差し戻す", style="danger", confirm=CONFIRM),
                button("plain", "履歴"),
                button("link", "公表ページ", url="https://example.jp/"),
                {"type": "static_select", "action_id": "stage", "placeholder": plain("段階を選ぶ"), "options": STAGES},
                {
                    "type": "multi_static_select",
                    "action_id": "offices",
                    "placeholder": plain("担当を選ぶ"),
                    "options": OFFICES,
                },
                {"type": "users_select", "action_id": "who", "placeholder": plain("人を選ぶ")},
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-30"},
            ],
        },
        {"type": "divider"},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": runs},
                {"type": "rich_text_list", "style": "ordered", "elements": items},
                {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": items},
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "text", "text": "意見：成果を数字で示してください。"}],
                },
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "414/478 = 86.6%"}]},
            ],
        },
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows],
            "column_settings": [{}, {"align": "right"}, {"align": "right"}],
        },
        {
            "type": "data_table",
            "caption": "部課ごとの評価票",
            "rows": [
                [{"type": "raw_text", "text": "部課"}, {"type": "raw_text", "text": "件数"}],
                *(
                    [{"type": "raw_text", "text": name}, {"type": "raw_number", "value": count, "text": f"{count} 件"}]
                    for name, count in numbers
                ),
            ],
        },
        chart("bar", "受講者と参加者"),
        {
            "type": "image",
            "block_id": "missing",
            "image_url": "http://127.0.0.1:9/none.png",
            "alt_text": "届かない画像",
        },
        {
            "type": "markdown",
            "text": "# 見出し\n**強調** と [リンク](https://example.jp/)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<b>html</b>",
        },
    ]


def every_input() -> list[Json]:
    return [
        {
            "type": "alert",
            "level": "warning",
            "text": mrkdwn("*締切は 11/30(月) 17:00 です。* 前年度と同じ文が 2 か所あります。"),
        },
        field(
            "title",
            "施策名",
            {"type": "plain_text_input", "max_length": 20, "placeholder": plain("例：情報発信の充実")},
            hint=plain("20 文字まで"),
        ),
        field(
            "story",
            "施策開始の背景、経緯等",
            {
                "type": "plain_text_input",
                "multiline": True,
                "max_length": 800,
                "initial_value": "広報紙とウェブで情報を届けてきた。\n",
            },
        ),
        field(
            "legal",
            "法定受託事務の有無",
            {
                "type": "radio_buttons",
                "options": [option("yes", "有"), option("no", "無", description=plain("自治事務"))],
            },
        ),
        field(
            "offices",
            "関係部課",
            {
                "type": "multi_static_select",
                "placeholder": plain("選んでください（複数可）"),
                "options": [option(f"d{n}", f"第{n}課") for n in range(12)],
                "max_selected_items": 3,
            },
            optional=True,
        ),
        field("goal", "基本目標", {"type": "static_select", "placeholder": plain("選んでください"), "options": STAGES}),
        field(
            "checks",
            "確認",
            {"type": "checkboxes", "options": [option("a", "数値を確かめた"), option("b", "単位は千円である")]},
            optional=True,
        ),
        field(
            "cost",
            "費用（千円）",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"},
            optional=True,
        ),
        field("day", "締切", {"type": "datepicker"}, optional=True),
        field("time", "時刻", {"type": "timepicker"}, optional=True),
        field("mail", "連絡先", {"type": "email_text_input"}, optional=True),
        field("url", "公表先", {"type": "url_text_input"}, optional=True),
        field("who", "担当者", {"type": "users_select"}, optional=True),
        field("where", "投稿先", {"type": "conversations_select"}, optional=True),
        field("files", "資料", {"type": "file_input"}, optional=True),
        {
            "type": "section",
            "block_id": "grow",
            "text": mrkdwn("取組を増やせます。"),
            "accessory": button("add", "取組を追加"),
        },
    ]


def short_form(more: int = 0) -> Json:
    extra = [field(f"extra{n}", f"取組 {n}", {"type": "plain_text_input"}, optional=True) for n in range(1, more + 1)]
    return {
        "type": "modal",
        "callback_id": "short",
        "private_metadata": str(more),
        "title": plain("記入"),
        "submit": plain("保存する"),
        "close": plain("やめる"),
        "blocks": [
            field("reason", "理由", {"type": "plain_text_input", "multiline": True}),
            field("number", "番号", {"type": "plain_text_input"}),
            *extra,
            {
                "type": "actions",
                "block_id": "grow",
                "elements": [button("add", "取組を追加"), button("push", "くわしく")],
            },
        ],
    }


def home_view(count: int = 0) -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("わたしの仕事")},
            {
                "type": "section",
                "text": mrkdwn(f"回答待ちが *{count} 件* あります。"),
                "accessory": button("count", "数え直す", style="primary"),
            },
            {"type": "divider"},
            {
                "type": "section",
                "text": mrkdwn("*S27* 情報発信の充実\n締切 11/30(月) 17:00"),
                "accessory": button("open_form", "記入する"),
            },
            {"type": "context", "elements": [mrkdwn("毎朝 9 時に更新します。")]},
        ],
    }


def tiny_app(api_url: str) -> App:
    """Return the bot; it answers over Socket Mode."""
    app = App(
        client=WebClient(token="xoxb-local", base_url=api_url),
        token_verification_enabled=False,
        request_verification_enabled=False,
    )

    @app.command("/sheet")
    @app.command("/評価票")
    def sheet(ack: Any, respond: Any, command: Json) -> None:
        ack()
        respond(text=f"{command['command']} {command['text']} を開きました。")

    @app.command("/blocks")
    def blocks(ack: Any, say: Any) -> None:
        ack()
        say(text="すべてのブロック", blocks=message_blocks())
        say(text="グラフ", blocks=[chart("pie", "段階の割合"), chart("line", "推移")])
        say(text="グラフ", blocks=[chart("area", "面")])

    @app.command("/form")
    def form(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        view = (
            {**short_form(), "blocks": every_input(), "callback_id": "all"} if body["text"] == "all" else short_form()
        )
        if body["text"] == "slow":
            view["callback_id"] = "slow"
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.command("/hang")
    def hang() -> None:
        """Stay silent."""

    @app.view("short")
    def submitted(ack: Any, view: Json, client: WebClient, body: Json) -> None:
        number = view["state"]["values"]["number"]["value"]["value"]
        if not number.startswith("S"):
            ack(response_action="errors", errors={"number": "「S27」のように、S で始まる番号を書いてください。"})
            return
        ack()
        reason = view["state"]["values"]["reason"]["value"]["value"]
        client.chat_postMessage(channel="C1", text=f"<@{body['user']['id']}> {number}：{escaped(reason)}")

    @app.view("all")
    @app.view("deep")
    def accepted(ack: Any) -> None:
        ack(response_action="clear")

    @app.view("slow")
    def silent() -> None:
        """Stay silent."""

    @app.action("add")
    def add(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        view = body["view"]
        more = int(view["private_metadata"] or 0) + 1
        client.views_update(view_id=view["id"], hash=view["hash"], view=short_form(more))

    @app.action("push")
    def push(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        deep = {
            **short_form(),
            "callback_id": "deep",
            "title": plain("くわしく"),
            "blocks": [field("deep", "くわしい理由", {"type": "plain_text_input"})],
        }
        client.views_push(trigger_id=body["trigger_id"], view=deep)

    @app.action("open_form")
    def open_form(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=short_form())

    @app.action("count")
    def count(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        client.views_publish(user_id=body["user"]["id"], view=home_view(7))

    @app.action({"type": "block_actions"})
    def other(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        action = body["actions"][0]
        chosen = action.get("selected_option") or {}
        what = (
            chosen.get("value")
            or action.get("selected_user")
            or action.get("selected_date")
            or ",".join(one["value"] for one in action.get("selected_options", []))
        )
        client.chat_postMessage(channel="C1", text=f"{action['action_id']}={what}")

    @app.shortcut("keep")
    def keep(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text="証拠として控えました。")

    @app.event("app_home_opened")
    def home(client: WebClient, event: Json) -> None:
        client.views_publish(user_id=event["user"], view=home_view())

    @app.event("message")
    def heard() -> None:
        """Listen only."""

    return app


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@contextmanager
def served(port: int = 0) -> Iterator[tuple[str, Workspace]]:
    """Serve a workspace with the page and the tiny bot in it; yields its address."""
    shortcuts = (Shortcut("keep", "証拠として控える"),)
    bot = Person("U0BOT", "評価ボット", is_bot=True)
    workspace = Workspace(PEOPLE, CHANNELS, bot=bot, commands=COMMANDS, shortcuts=shortcuts)
    app = FastAPI(openapi_url=None)
    page.mount(app, workspace)
    with Server(workspace, port, app) as server:
        client = WebClient(token="xapp-local", base_url=server.api_url)
        handler = SocketModeHandler(tiny_app(server.api_url), "xapp-local", web_client=client)
        handler.connect()
        try:
            if not workspace.wait_for_app():
                raise RuntimeError("the tiny bot did not connect")
            yield server.url, workspace
        finally:
            handler.close()


if __name__ == "__main__":
    with served(8765) as (url, _):
        input(f"{url}\n")
