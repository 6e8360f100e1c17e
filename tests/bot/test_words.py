"""What a message says, in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import words_in


def called(id_: str) -> str:
    return {"U1": "鈴木 一郎", "C1": "情報課"}.get(id_, "")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("*太字* と _斜め_ と ~消した字~", "太字 と 斜め と 消した字"),
        ("2*3*4 は 24、a_b_c はそのまま", "2*3*4 は 24、a_b_c はそのまま"),
        ("<@U1> と <@U2>、<@U3|古い書き方>", "@鈴木 一郎 と @U2、@古い書き方"),
        ("<#C1> <#C2|広報> <#C3>", "#情報課 #広報 #C3"),
        ("<!here> <!subteam^S1|@課長> <!date^1^x|3月1日>", "@here @課長 3月1日"),
        ("<https://ex.jp/a_b_c|当日の資料>", "当日の資料（https://ex.jp/a_b_c）"),
        ("<https://ex.jp|ex.jp> <https://ex.jp> <mailto:a@ex.jp|a@ex.jp>", "https://ex.jp https://ex.jp a@ex.jp"),
        (":tada: :+1::skin-tone-3: :hibari:", "🎉 👍 :hibari:"),
        ("10:30:00 から", "10:30:00 から"),
        ("A &amp; B &lt;C&gt; &amp;lt;", "A & B <C> &lt;"),
        ("&gt; 引用\n&gt;つづき\n本文", "引用\nつづき\n本文"),
        ("`a *b* &amp; c`\n```\n<https://ex.jp> :tada:\n```", "a *b* & c\nhttps://ex.jp :tada:"),
        ("二行\nのまま\n", "二行\nのまま"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_markup_becomes_words(text: str, meant: str) -> None:
    assert words_in({"text": text}, called) == meant


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"text": "*推測の要る文*", "blocks": [{"type": "rich_text", "elements": list(elements)}]}


def section(*runs: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(runs)}


def text(said: str) -> dict[str, Any]:
    return {"type": "text", "text": said}


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        (rich(section(text("2*3*4 "), {**text("太字"), "style": {"bold": True}})), "2*3*4 太字"),
        (rich(section({"type": "user", "user_id": "U1"}, text(" "), {"type": "channel", "channel_id": "C1"})), "@鈴木 一郎 #情報課"),
        (rich(section({"type": "emoji", "name": "+1", "unicode": "1f44d-1f3fd"}, {"type": "emoji", "name": "hibari"})), "👍🏽:hibari:"),
        (rich(section({"type": "emoji", "name": "tada", "unicode": "zz"})), "🎉"),
        (rich(section({"type": "link", "url": "https://ex.jp", "text": "資料"}, {"type": "link", "url": "https://ex.jp"})), "資料（https://ex.jp）https://ex.jp"),
        (rich(section({"type": "broadcast", "range": "here"}, {"type": "date", "timestamp": 1, "fallback": "3月1日"})), "@here3月1日"),
        (
            rich(section(text("次の二つ：\n")), {"type": "rich_text_list", "style": "bullet", "elements": [section(text("一")), section(text("二"))]}),
            "次の二つ：\n・一\n・二",
        ),
        (
            rich({"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section(text("一")), section(text("二"))]}),
            "1. 一\n　2. 二",
        ),
        (rich(section(text("引用"), kind="rich_text_quote"), section(text("本文"))), "引用\n本文"),
        (rich(section({"type": "channel", "channel_id": "C1"})) | {"text": "<#C1|広報室>"}, "#広報室"),
        (rich(section({"type": "later"}, text("いま"))), "いま"),
        ({"text": "知らせ", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "別の文"}}]}, "知らせ"),
    ],
)  # fmt: skip
def test_what_people_write_is_read_from_its_rich_text(message: dict[str, Any], meant: str) -> None:
    assert words_in(message, called) == meant


@given(st.text())
def test_escaped_words_without_markup_are_read_as_they_were(said: str) -> None:
    bare = "".join(sign for sign in said if sign not in "*_~`:><\x00\r").strip()
    escaped = bare.replace("&", "&amp;")
    assert words_in({"text": escaped}, called) == bare


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "url", "unicode", "style", "indent"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_nothing_in_a_message_leads_to_a_failure(held: Any) -> None:
    element = {"type": "rich_text_list", "elements": [held]}
    for blocks in (held, [held], [{"type": "rich_text", "elements": [held, element]}]):
        assert isinstance(words_in({"text": held, "blocks": blocks, "files": held, "attachments": [held]}, called), str)
