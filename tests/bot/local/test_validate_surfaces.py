"""Whole messages and views, and what their blocks may not do together."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.validate import SCHEMA_CODES, Problem, check_blocks, check_message, check_view
from tests.bot.local.test_validate_blocks import FAILED, MISSING, TYPE
from tests.bot.local.test_validate_samples import Gone, Json, mrkdwn, nodes, plain, put
from tests.bot.local.test_validate_samples.blocks import BLOCKS
from tests.bot.local.test_validate_samples.elements import BUTTON, ELEMENTS

DIVIDER = {"type": "divider"}
INPUT = {"type": "input", "label": plain(), "element": {"type": "plain_text_input", "action_id": "text"}}
MODAL: Json = {
    "type": "modal",
    "callback_id": "sheet.fill",
    "external_id": "sheet-S27",
    "private_metadata": "S27#4",
    "title": plain(),
    "submit": plain("保存"),
    "close": plain("閉じる"),
    "clear_on_close": False,
    "notify_on_close": True,
    "blocks": [INPUT],
}
HOME: Json = {
    "type": "home",
    "callback_id": "home",
    "external_id": "home-U1",
    "private_metadata": "",
    "blocks": [BLOCKS["section"]],
}
MESSAGE: Json = {
    "channel": "C1",
    "text": "評価票が届きました",
    "blocks": [BLOCKS["section"]],
    "attachments": [{"color": "#36a64f", "blocks": [DIVIDER]}],
    "metadata": {"event_type": "sheet_sent", "event_payload": {"sheet": "S27", "revision": 4}},
    "thread_ts": "1503435956.000247",
    "unfurl_links": False,
}


def told(found: list[Problem]) -> list[tuple[str, str]]:
    return [(each.pointer, each.code) for each in found]


# --------------------------------------------------------------------------------------------------------------- views


def test_views_are_taken() -> None:
    assert check_view(MODAL) == []
    assert check_view(HOME) == []
    assert check_view({"type": "modal", "title": plain(), "blocks": [DIVIDER]}) == []


@pytest.mark.parametrize("view", [MODAL, HOME], ids=["modal", "home"])
def test_no_value_of_a_view_may_be_null(view: Json) -> None:
    for pointer, _ in nodes(view):
        assert {each.pointer for each in check_view(put(view, pointer, None))} == {pointer}


@pytest.mark.parametrize(
    ("view", "pointer", "most"),
    [
        (MODAL, "/title/text", 24),
        (MODAL, "/submit/text", 24),
        (MODAL, "/close/text", 24),
        (MODAL, "/private_metadata", 3000),
        (MODAL, "/callback_id", 255),
        (MODAL, "/external_id", 255),
        (HOME, "/private_metadata", 3000),
        (HOME, "/callback_id", 255),
        (HOME, "/external_id", 255),
    ],
)
def test_lengths_in_views(view: Json, pointer: str, most: int) -> None:
    assert check_view(put(view, pointer, "票" * most)) == []
    assert told(check_view(put(view, pointer, "票" * (most + 1)))) == [(pointer, FAILED)]


@pytest.mark.parametrize(
    ("view", "pointer", "value", "where", "code"),
    [
        (MODAL, "/type", "dialog", "/type", FAILED),
        (MODAL, "/type", Gone, "", MISSING),
        (MODAL, "/title", Gone, "", MISSING),
        (MODAL, "/title/type", "mrkdwn", "/title/type", FAILED),
        (MODAL, "/blocks", Gone, "", MISSING),
        (MODAL, "/blocks", [], "/blocks", FAILED),
        (MODAL, "/blocks", DIVIDER, "/blocks", TYPE),
        (MODAL, "/state", {}, "", FAILED),
        (MODAL, "/notify_on_close", 1, "/notify_on_close", TYPE),
        (HOME, "/blocks", Gone, "", MISSING),
        (HOME, "/blocks", [], "/blocks", FAILED),
        (HOME, "/title", plain(), "", FAILED),
        (HOME, "/submit", plain(), "", FAILED),
        (HOME, "/close", plain(), "", FAILED),
    ],
)
def test_views_that_are_refused(*, view: Json, pointer: str, value: Any, where: str, code: str) -> None:
    assert told(check_view(put(view, pointer, value))) == [(where, code)]


def test_a_modal_with_inputs_has_a_submit_button() -> None:
    found = check_view(put(put(MODAL, "/blocks", [DIVIDER, INPUT]), "/submit", Gone))
    assert found == [Problem("/blocks/1", FAILED, "must define `submit` to use an `input` block in modals")]
    assert check_view(put(HOME, "/blocks", [INPUT])) == []


# ------------------------------------------------------------------------------------------------------ blocks together


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_numbers_of_blocks(surface: Any, most: int) -> None:
    assert check_blocks([DIVIDER] * most, surface) == []
    many = Problem("", FAILED, f"no more than {most} items allowed")
    assert check_blocks([DIVIDER] * (most + 1), surface) == [many]
    none = check_blocks([], surface)
    assert none == ([] if surface == "message" else [Problem("", FAILED, "must provide at least 1 items")])


def test_block_ids_differ() -> None:
    named = [{**DIVIDER, "block_id": name} for name in "aba"]
    assert check_blocks(named[:2], "home") == []
    assert told(check_blocks(named, "home")) == [("/2/block_id", FAILED)]
    container = {"type": "container", "title": plain(), "child_blocks": named[:1]}
    assert told(check_blocks([named[0], container], "message")) == [("/1/child_blocks/0/block_id", FAILED)]


def test_action_ids_differ_within_a_block() -> None:
    one, other = {"type": "actions", "elements": [BUTTON]}, {"type": "actions", "elements": [BUTTON, BUTTON]}
    assert check_blocks([one, one], "message") == []
    assert told(check_blocks([one, other], "message")) == [("/1/elements/1/action_id", FAILED)]
    card = {**BLOCKS["card"], "actions": [BUTTON, BUTTON]}
    assert told(check_blocks([card], "message")) == [("/0/actions/1/action_id", FAILED)]


def test_one_element_alone_takes_the_focus() -> None:
    focused = put(INPUT, "/element/focus_on_load", True)
    assert check_view(put(MODAL, "/blocks", [focused, INPUT])) == []
    found = check_view(put(MODAL, "/blocks", [focused, INPUT, focused]))
    assert told(found) == [("/blocks/2/element/focus_on_load", FAILED)]


def test_files_and_response_urls_are_for_inputs_of_modals() -> None:
    files = {**INPUT, "element": ELEMENTS["file_input"]}
    assert check_blocks([files], "modal") == []
    for surface in ("message", "home"):
        assert told(check_blocks([files], surface)) == [("/0/element/type", FAILED)]
    menu = {"type": "channels_select", "action_id": "a", "response_url_enabled": True}
    assert check_blocks([{**INPUT, "element": menu}], "modal") == []
    pointer = "/0/elements/0/response_url_enabled"
    assert told(check_blocks([{"type": "actions", "elements": [menu]}], "modal")) == [(pointer, FAILED)]


def test_how_many_of_a_kind_a_message_has() -> None:
    for kind, most in (("table", 1), ("data_visualization", 2), ("plan", 1), ("data_table", 5)):
        assert check_blocks([BLOCKS[kind]] * most, "message") == []
    for kind, most in (("table", 1), ("data_visualization", 2), ("plan", 1)):
        assert told(check_blocks([BLOCKS[kind]] * (most + 1), "message")) == [(f"/{most}", FAILED)]


def test_markdown_of_a_message_together() -> None:
    half = {"type": "markdown", "text": "票" * 6000}
    assert check_blocks([half, half], "message") == []
    assert told(check_blocks([half, half, {**half, "text": "票"}], "message")) == [("/2/text", FAILED)]


def test_tables_of_a_message_together() -> None:
    table = put(BLOCKS["data_table"], "/rows", [[{"type": "raw_text", "text": "票" * 2500}]] * 2)
    table = put(table, "/row_header_column_index", 0)
    assert check_blocks([table] * 2, "message") == []
    assert told(check_blocks([table] * 3, "message")) == [("/2/rows", FAILED)]


# ------------------------------------------------------------------------------------------------------------- messages


def test_messages_are_taken() -> None:
    assert check_message(MESSAGE) == []
    assert check_message({"channel": "C1", "text": "届きました", "blocks": None, "thread_ts": None}) == []
    assert check_message({"text": "消しました", "blocks": [], "attachments": [], "metadata": {}}) == []


def test_a_message_says_something() -> None:
    assert told(check_message({"channel": "C1"})) == [("", "no_text")]
    assert told(check_message({"channel": "C1", "text": "", "blocks": []})) == [("", "no_text")]
    assert check_message({"channel": "C1", "attachments": [{"text": "届きました"}] * 100}) == []


def test_blocks_without_a_text_are_told() -> None:
    for text in ({}, {"text": ""}, {"text": None}):
        assert told(check_message({"blocks": [DIVIDER], **text})) == [("/text", "missing_text_in_message")]
    assert "missing_text_in_message" not in SCHEMA_CODES


def test_the_text_of_a_message_is_not_cut() -> None:
    assert check_message({"text": "票" * 40_000}) == []
    assert told(check_message({"text": "票" * 40_001})) == [("/text", "msg_too_long")]


def test_blocks_of_a_message_together() -> None:
    section = {"type": "section", "text": mrkdwn("票" * 3000)}
    fits = [section, section, section, section, {"type": "section", "text": mrkdwn("票" * (1200 - 5 * 125))}]
    assert check_message({"text": "票", "blocks": fits}) == []
    over = put(fits, "/4/text/text", "票" * (1201 - 5 * 125))
    assert told(check_message({"text": "票", "blocks": over})) == [("/blocks", "msg_blocks_too_long")]


@pytest.mark.parametrize(
    ("pointer", "value", "where", "code"),
    [
        ("/channel", 5, "/channel", TYPE),
        ("/text", 5, "/text", TYPE),
        ("/blocks", "[]", "/blocks", TYPE),
        ("/blocks/0/text/text", "", "/blocks/0/text/text", FAILED),
        ("/blocks", [INPUT, {**DIVIDER, "text": mrkdwn()}], "/blocks/1", FAILED),
        ("/attachments", {}, "/attachments", TYPE),
        ("/attachments/0", "届いた", "/attachments/0", TYPE),
        ("/attachments/0/blocks/0/type", "line", "/attachments/0/blocks/0/type", FAILED),
        ("/attachments", [{"text": "届いた"}] * 101, "/attachments", "too_many_attachments"),
        ("/metadata", "sheet", "/metadata", "invalid_metadata_format"),
        ("/metadata/event_type", Gone, "/metadata", "invalid_metadata_format"),
        ("/metadata/event_type", "", "/metadata/event_type", "invalid_metadata_format"),
        ("/metadata/event_payload", Gone, "/metadata", "invalid_metadata_format"),
        ("/metadata/event_payload", [], "/metadata/event_payload", "invalid_metadata_format"),
        ("/metadata/entities", [], "/metadata", "invalid_metadata_format"),
        ("/thread_ts", "1503435956", "/thread_ts", "invalid_thread_ts"),
        ("/thread_ts", 1503435956.000247, "/thread_ts", "invalid_thread_ts"),
    ],
)
def test_messages_that_are_refused(pointer: str, value: Any, where: str, code: str) -> None:
    assert told(check_message(put(MESSAGE, pointer, value))) == [(where, code)]
