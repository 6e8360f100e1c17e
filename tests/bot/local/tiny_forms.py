"""Modals of the small bot: one with every input, and one that follows what is chosen in it."""

from __future__ import annotations

from typing import Any

from tests.bot.local.tiny_blocks import GROUPS, Json, menu, mrkdwn, options, plain, section


def modal(callback_id: str, title: str, *, submit: str | None = None, blocks: list[Json] | None = None) -> Json:
    """Return a modal; without blocks, one that only says its title."""
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "close": plain("やめる"),
        "blocks": blocks or [section("text", f"ここは「{title}」です。")],
    }
    return view | ({"submit": plain(submit)} if submit else {})


def long_modal(callback_id: str, title: str, *, submit: str) -> Json:
    """Return a modal that doesn't fit on a screen."""
    return modal(callback_id, title, submit=submit, blocks=[section(f"s{n}", f"{n}行目") for n in range(60)])


def asking_how(callback_id: str, title: str) -> Json:
    """Return a long modal with a field at its end: whether to close, or to become another."""
    view = long_modal(callback_id, title, submit="更新")
    how = {"type": "plain_text_input", "action_id": "text"}
    return view | {"blocks": [*view["blocks"], _input("how", "どうするか", how, optional=True)]}


def _input(block_id: str, label: str, element: Json, **others: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **others}


def fields_of_thought(extra: str | None = None, title: str = "考えを書く") -> Json:
    """Return a form whose menu tells the bot at once, and then gets one more field."""
    text = {"type": "plain_text_input", "action_id": "text"}
    blocks = [
        _input("title", "題名", text | {"max_length": 40, "placeholder": plain("短く書いてください")}),
        _input("body", "本文", text | {"multiline": True}, optional=True, hint=plain("書けるところだけで構いません。")),
        _input(
            "kind",
            "種類",
            menu("static_select", "kind", options=options("意見", "質問")),
            dispatch_action=True,
            optional=True,
        ),
    ]
    if extra is not None:
        blocks.append(section("extra", f"選ばれた種類：{extra}"))
    return modal("thought", title, submit="送る", blocks=blocks) | {"notify_on_close": True}


def every_input() -> Json:
    """Return a form with every element that an input block takes."""
    elements: list[tuple[str, Json]] = [
        ("一行", {"type": "plain_text_input", "min_length": 2, "max_length": 20}),
        (
            "数行",
            {"type": "plain_text_input", "multiline": True, "initial_value": "窓口の混雑を減らす。\n研修を行う。"},
        ),
        ("数", {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}),
        ("URL", {"type": "url_text_input"}),
        ("メール", {"type": "email_text_input"}),
        ("日", {"type": "datepicker", "initial_date": "2026-11-30"}),
        ("時刻", {"type": "timepicker", "initial_time": "17:00"}),
        ("一つ", menu("static_select", "", option_groups=GROUPS)),
        (
            "いくつか",
            menu(
                "multi_static_select",
                "",
                options=options("総合計画担当", "財政担当", "行政改革担当"),
                max_selected_items=2,
            ),
        ),
        ("人", menu("users_select", "")),
        ("会話", menu("conversations_select", "")),
        ("チャンネル", menu("channels_select", "")),
        ("有無", {"type": "radio_buttons", "options": options("有", "無")}),
        ("確認", {"type": "checkboxes", "options": options("確認した", "相談した")}),
        ("添付", {"type": "file_input", "filetypes": ["txt", "pdf"], "max_files": 2}),
    ]
    blocks: list[Json] = [
        {"type": "alert", "block_id": "alert", "text": mrkdwn("締切まで *あと2日* です。"), "level": "warning"}
    ]
    blocks += [
        _input(f"i{n}", label, element | {"action_id": "it"}, optional=True)
        for n, (label, element) in enumerate(elements)
    ]
    return modal("inputs", "すべての入力欄", submit="送る", blocks=blocks)
