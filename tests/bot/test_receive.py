"""Payloads into requests."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import NONE
from bot.receive import Surface, asked, metadata, place_of
from bot.words import typed
from commands.kit.request import Message, Subject
from store.refusal import Refusal
from tests.bot import payloads
from tests.bot.payloads import Body

NOW = datetime(2020, 7, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_a_command_says_who_where_and_what() -> None:
    body = payloads.command("/評価票", "S27 活動状況", response_url="http://127.0.0.1/r")
    read = asked(body, NOW, "佐藤")
    assert (read.command, read.step) == ("/評価票", "")
    assert (read.request.who, read.request.name, read.request.channel) == ("U0SATO", "佐藤", "C0PLAN")
    assert (read.request.words, read.request.now) == ("S27 活動状況", NOW)
    place = place_of(body)
    assert (place.surface, place.trigger, place.response_url) == (Surface.COMMAND, "1.2.command", "http://127.0.0.1/r")


def test_a_person_nobody_has_asked_slack_about_is_called_what_the_payload_calls_them() -> None:
    assert asked(payloads.command("/x"), NOW).request.name == "sato"
    assert asked(payloads.press(), NOW).request.name == "sato"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("A &amp; B &lt;C&gt;", "A & B <C>"),
        ("&amp;lt; stays &lt; once", "&lt; stays < once"),
        ("<@U1|sato> と <#C1|plan>", "@sato と #plan"),
        ("<@U1> <#C1>", "@U1 #C1"),
        ("<!channel> <!subteam^S1|@課長>", "@channel @課長"),
        ("<https://example.jp/?a=1&amp;b=2|example.jp>", "https://example.jp/?a=1&b=2"),
        ("<https://example.jp>", "https://example.jp"),
        ("<mailto:a@example.jp|a@example.jp>", "a@example.jp"),
        ("二行\nのまま", "二行\nのまま"),
    ],
)
def test_words_are_read_as_they_were_typed(sent: str, meant: str) -> None:
    assert typed(sent) == meant


@given(st.text())
def test_whatever_was_typed_survives_the_escape(text: str) -> None:
    assert typed(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == text


@pytest.mark.parametrize("chosen", [False, True])
def test_a_button_or_menu_says_its_step_and_subject(chosen: bool) -> None:
    read = asked(payloads.press("memo.open#2", "S27|note|3", chosen=chosen), NOW)
    assert (read.step, read.request.subject) == ("memo.open", Subject("S27", "note", 3))


def test_a_threads_first_message_stands_in_the_channel() -> None:
    assert place_of(payloads.press(thread="99.1")).thread == ""


def test_a_button_in_a_thread_is_answered_there() -> None:
    place = place_of(payloads.press(thread="12.5"))
    assert (place.surface, place.channel, place.thread) == (Surface.MESSAGE, "C0PLAN", "12.5")


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "value": " 二行\nの文 "}, " 二行\nの文 "),
        ({"type": "plain_text_input", "value": "-"}, "-"),
        ({"type": "plain_text_input", "value": ""}, None),
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "static_select", "selected_option": {"value": "7", "text": {}}}, "7"),
        ({"type": "static_select", "selected_option": {"value": NONE, "text": {}}}, None),
        ({"type": "radio_buttons", "selected_option": {"value": "有", "text": {}}}, "有"),
        ({"type": "radio_buttons", "selected_option": None}, None),
        ({"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        ({"type": "checkboxes", "selected_options": []}, ()),
        ({"type": "datepicker", "selected_date": "2020-11-30"}, "2020-11-30"),
        ({"type": "datepicker", "selected_date": None}, None),
        ({"type": "users_select", "selected_user": "U0SATO"}, "U0SATO"),
        ({"type": "users_select", "selected_user": None}, None),
        ({"type": "multi_users_select", "selected_users": ["U0SATO", "W0ITO"]}, ("U0SATO", "W0ITO")),
        ({"type": "multi_conversations_select", "selected_conversations": ["C0JOHO"]}, ("C0JOHO",)),
    ],
)
def test_every_kind_of_input_is_read(element: dict[str, Any], value: object) -> None:
    body = payloads.submission(payloads.view(values={"note": element}))
    read = asked(body, NOW)
    assert (read.step, read.request.subject) == ("memo.save", Subject("S27", "note", 3))
    assert read.request.values == {"note": value}
    assert read.request.channel == "C0PLAN"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "users_select", "selected_user": 5},
        {"type": "users_select", "selected_user": "U0<!channel>"},
        {"type": "multi_users_select", "selected_users": [None]},
        {"type": "multi_conversations_select", "selected_conversations": "C0JOHO"},
    ],
)
def test_what_is_no_id_is_refused(element: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="outdated"):
        asked(payloads.submission(payloads.view(values={"note": element})), NOW)


def test_whom_a_request_names_is_told() -> None:
    """In a command's words, in a form, and by what the form is about."""
    body = payloads.command("/members", "代理 <@U0SATO|佐藤 花子> <@U0ITO>")
    read = asked(body, NOW).request
    assert (read.words, read.named) == ("代理 @佐藤 花子 @U0ITO", {"U0SATO": "佐藤 花子", "U0ITO": ""})
    chosen = {"type": "multi_users_select", "selected_users": ["U0SATO"]}
    shown = payloads.view(subject="U0TANAKA||1", values={"note": chosen})
    assert asked(payloads.submission(shown), NOW).request.named == {"U0SATO": "", "U0TANAKA": ""}


def test_a_button_in_a_form_brings_along_what_was_typed() -> None:
    shown = payloads.view(values={"note": {"type": "plain_text_input", "value": "途中"}})
    read = asked(payloads.press("memo.more", shown=shown), NOW)
    assert read.request.values == {"note": "途中"}
    assert place_of(payloads.press(shown=shown)).surface is Surface.MODAL


def test_app_home_has_no_step_and_no_channel() -> None:
    read = asked(payloads.home_opened(), NOW)
    assert (read.command, read.step, read.request.who, read.request.channel) == ("", "", "U0SATO", "")


def test_a_stack_of_three_is_full() -> None:
    first = place_of(payloads.press(shown=payloads.view()))
    second = place_of(payloads.press(shown=payloads.view(id_="V2", previous="V1")))
    third = place_of(payloads.press(shown=payloads.view(id_="V3", previous="V2")))
    assert [each.stack_is_full for each in (first, second, third)] == [False, False, True]
    assert [each.below for each in (first, second, third)] == ["", "V1", "V2"]


def test_private_metadata_carries_the_subject_and_where_it_began() -> None:
    subject = Subject("2020-S27", "initiatives/2/r2", 14)
    shown = payloads.view() | {"private_metadata": metadata(subject, "C0PLAN")}
    read = asked(payloads.submission(shown), NOW)
    assert (read.request.subject, read.request.channel) == (subject, "C0PLAN")


# --- messages -----------------------------------------------------------------------------------------


def called(id_: str) -> str:
    return {"U0SUZUKI": "鈴木 一郎", "C0PLAN": "計画課"}.get(id_, "")


def test_a_message_is_read_with_who_where_and_when() -> None:
    read = asked(payloads.message_action(message={"thread_ts": "1595100000.000200"}), NOW, "佐藤", called)
    assert (read.step, read.request.who, read.request.channel) == ("memo.keep", "U0SATO", "C0PLAN")
    message = read.request.message
    assert message is not None
    assert (message.channel, message.ts, message.thread) == ("C0PLAN", "1595200000.000100", "1595100000.000200")
    assert (message.author, message.name, message.text) == ("U0SUZUKI", "鈴木 一郎", "勉強会に 41人 が参加しました")
    assert message.at == datetime(2020, 7, 20, 8, 6, 40, 100, tzinfo=ZoneInfo("Asia/Tokyo"))
    place = place_of(payloads.message_action(message={"thread_ts": "1595100000.000200"}, response_url="http://x/r"))
    assert (place.surface, place.thread, place.trigger) == (Surface.MESSAGE, "1595100000.000200", "1.2.shortcut")


@pytest.mark.parametrize(
    ("said", "author", "name", "text"),
    [
        ({"edited": {"user": "U0SUZUKI", "ts": "1.0"}}, "U0SUZUKI", "鈴木 一郎", "勉強会に 41人 が参加しました"),
        ({"user": "U0NEW"}, "U0NEW", "", "勉強会に 41人 が参加しました"),
        ({"bot_id": "B1", "bot_profile": {"name": "予約システム"}}, "", "予約システム", "勉強会に 41人 が参加しました"),
        ({"subtype": "bot_message", "username": "通知"}, "", "通知", "勉強会に 41人 が参加しました"),
        (
            {"text": "", "files": [{"name": "写真.jpg"}, {"title": "資料", "name": "a.pdf"}]},
            "U0SUZUKI",
            "鈴木 一郎",
            "写真.jpg\n資料",
        ),
        ({"text": "", "attachments": [{"fallback": "外部の知らせ"}]}, "U0SUZUKI", "鈴木 一郎", "外部の知らせ"),
        ({"text": ""}, "U0SUZUKI", "鈴木 一郎", ""),
        ({"text": None, "files": "?", "blocks": {}, "bot_profile": []}, "U0SUZUKI", "鈴木 一郎", ""),
    ],
    ids=["edited", "somebody new", "an app", "an old app", "files only", "attachment", "nothing", "damaged"],
)
def test_whoever_wrote_it_and_whatever_it_holds(said: Body, author: str, name: str, text: str) -> None:
    message = asked(payloads.message_action(message=said), NOW, "佐藤", called).request.message
    assert message is not None
    assert (message.author, message.name, message.text) == (author, name, text)


@pytest.mark.parametrize(
    ("channel", "name", "private"),
    [("C1", "plan", False), ("D1", "directmessage", True), ("C1", "privategroup", True), ("G1", "mpdm-a--b-1", True)],
)
def test_what_was_said_among_few_is_known_as_such(channel: str, name: str, private: bool) -> None:
    message = asked(payloads.message_action(channel=channel, name=name), NOW).request.message
    assert message is not None
    assert message.private is private


def test_a_form_about_a_message_is_told_which_one_it_is_about() -> None:
    about = Message("C0JOHO", "1595200000.000100", NOW, "1.1", "U0SUZUKI", "suzuki", text="words", link="https://x")
    kept = metadata(Subject(), "C0PLAN", about)
    assert "words" not in kept
    read = asked(payloads.submission(payloads.view() | {"private_metadata": kept}), NOW, "佐藤", called)
    message = read.request.message
    assert message is not None
    assert (message.channel, message.ts, message.thread, message.author) == ("C0JOHO", about.ts, "1.1", "U0SUZUKI")
    assert (message.name, message.text, message.link, message.at.year) == ("鈴木 一郎", "", "", 2020)
    assert asked(payloads.submission(), NOW).request.message is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "block_actions", "user": {"id": "U1"}},
        {"type": "shortcut", "user": {"id": "U1"}},
        payloads.message_action(""),
        payloads.message_action(message={"ts": "yesterday"}),
        payloads.message_action(message={"ts": None}),
        payloads.message_action() | {"user": {}},
        payloads.press(value=None),
        payloads.press(value="S27"),
        payloads.press(value="S27|a|b|3"),
        payloads.press(value="S27|a|three"),
        payloads.press() | {"actions": []},
        payloads.press() | {"actions": ["?"]},
        payloads.submission() | {"view": payloads.view() | {"private_metadata": "[]"}},
        payloads.submission() | {"view": payloads.view() | {"private_metadata": "{"}},
        payloads.submission(payloads.view(values={"note": {"type": "number_input", "value": "1"}})),
        payloads.submission(payloads.view(values={"note": {}})),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(body: Body) -> None:
    with pytest.raises(Refusal) as refused:
        asked(body, NOW)
    assert refused.value.text.key == "bot.outdated"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_PLACES = st.sampled_from(
    ["view", "user", "actions", "state", "container", "channel", "event", "message", "trigger_id", "callback_id"]
)


_BODIES = (payloads.press(), payloads.submission(), payloads.home_opened(), payloads.message_action())


@given(st.sampled_from(_BODIES), _PLACES, _JSON)
def test_a_damaged_payload_never_leads_anywhere_but_to_a_request_or_a_refusal(
    body: Body, where: str, damage: object
) -> None:
    damaged = body | {where: damage}
    place_of(damaged)
    with suppress(Refusal):
        assert asked(damaged, NOW).request.who
