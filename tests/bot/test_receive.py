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
from commands.kit.request import Subject
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
    ],
)
def test_every_kind_of_input_is_read(element: dict[str, Any], value: object) -> None:
    body = payloads.submission(payloads.view(values={"note": element}))
    read = asked(body, NOW)
    assert (read.step, read.request.subject) == ("memo.save", Subject("S27", "note", 3))
    assert read.request.values == {"note": value}
    assert read.request.channel == "C0PLAN"


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


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "block_actions", "user": {"id": "U1"}},
        {"type": "shortcut", "user": {"id": "U1"}},
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
    ["view", "user", "actions", "state", "container", "channel", "event", "message", "trigger_id"]
)


@given(st.sampled_from([payloads.press(), payloads.submission(), payloads.home_opened()]), _PLACES, _JSON)
def test_a_damaged_payload_never_leads_anywhere_but_to_a_request_or_a_refusal(
    body: Body, where: str, damage: object
) -> None:
    damaged = body | {where: damage}
    place_of(damaged)
    with suppress(Refusal):
        assert asked(damaged, NOW).request.who
