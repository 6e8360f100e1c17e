"""Values that elements refuse, and rules between their fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.local.test_validate_blocks import FAILED, TYPE
from tests.bot.local.test_validate_elements import found_in, problems
from tests.bot.local.test_validate_samples import Gone, Json, option, options, plain, put
from tests.bot.local.test_validate_samples.elements import ELEMENTS, GROUPS


@pytest.mark.parametrize(
    ("kind", "pointer", "good", "bad", "code", "where"),
    [
        ("button", "/url", "https://a.jp/" + "a" * 2987, "https://a.jp/" + "a" * 2988, FAILED, None),
        ("button", "/url", "slack://open", "sheet", FAILED, None),
        ("button", "/confirm/style", "primary", "default", FAILED, None),
        ("image", "/image_url", "http://127.0.0.1/a.png", "file:///a.png", FAILED, None),
        ("overflow", "/options/0/url", "https://example.jp/", "", FAILED, None),
        ("overflow", "/options", options(2), [option(), option()], FAILED, ""),
        ("static_select", "/options/0/url", Gone, "https://example.jp/", FAILED, "/options/0"),
        ("static_select", "/initial_option", option("0"), option("9"), FAILED, None),
        ("static_select", "/initial_option", option("0"), option("0", text=plain("別")), FAILED, None),
        ("static_select", "/options/1/value", "b", "0", FAILED, ""),
        ("static_select", "/focus_on_load", True, "true", TYPE, None),
        ("external_select", "/min_query_length", 0, -1, FAILED, None),
        ("multi_static_select", "/initial_options", options(1), [option("9")], FAILED, "/initial_options/0"),
        ("multi_static_select", "/initial_options", options(2), [*options(1), *options(1)], FAILED, None),
        ("multi_static_select", "/max_selected_items", 2, 1, FAILED, "/initial_options"),
        ("multi_static_select", "/max_selected_items", 3, 0, FAILED, None),
        ("multi_static_select", "/max_selected_items", 3, "3", TYPE, None),
        ("multi_users_select", "/initial_users", ["U1"], ["U1", "U2"], FAILED, None),
        ("multi_users_select", "/initial_users", ["U2"], [], FAILED, None),
        ("multi_channels_select", "/initial_channels", ["C1"], ["C1", "C2"], FAILED, None),
        ("multi_conversations_select", "/initial_conversations", ["C1"], ["C1", "C2"], FAILED, None),
        ("conversations_select", "/filter", {"include": ["mpim"]}, {}, FAILED, None),
        ("conversations_select", "/filter/include", ["private"], ["secret"], FAILED, "/filter/include/0"),
        ("conversations_select", "/filter/include", ["private"], [], FAILED, None),
        ("conversations_select", "/filter/include", ["im", "mpim"], ["im", "im"], FAILED, None),
        ("checkboxes", "/initial_options", [option("b")], [option("c")], FAILED, "/initial_options/0"),
        ("radio_buttons", "/initial_option", option("0"), option("2"), FAILED, None),
        ("datepicker", "/initial_date", "2028-02-29", "2026-02-29", FAILED, None),
        ("datepicker", "/initial_date", "2026-04-01", "2026/04/01", FAILED, None),
        ("timepicker", "/initial_time", "00:00", "24:00", FAILED, None),
        ("timepicker", "/initial_time", "23:59", "23:60", FAILED, None),
        ("timepicker", "/initial_time", "19:50", "29:50", FAILED, None),
        ("timepicker", "/initial_time", "09:05", "9:05", FAILED, None),
        ("datetimepicker", "/initial_date_time", 1_000_000_000, 999_999_999, FAILED, None),
        ("datetimepicker", "/initial_date_time", 9_999_999_999, 10_000_000_000, FAILED, None),
        ("datetimepicker", "/initial_date_time", 1_795_000_000, "1795000000", TYPE, None),
        ("plain_text_input", "/min_length", 0, -1, FAILED, None),
        ("plain_text_input", "/min_length", 3000, 3001, FAILED, None),
        ("plain_text_input", "/max_length", 1, 0, FAILED, None),
        ("plain_text_input", "/max_length", 3000, 3001, FAILED, None),
        ("plain_text_input", "/max_length", 3000, 3000.0, TYPE, None),
        ("plain_text_input", "/multiline", False, "no", TYPE, None),
        ("plain_text_input", "/dispatch_action_config/trigger_actions_on", ["on_enter_pressed"], [], FAILED, None),
        (
            "plain_text_input",
            "/dispatch_action_config/trigger_actions_on/0",
            "on_enter_pressed",
            "on_leave",
            FAILED,
            None,
        ),
        ("number_input", "/initial_value", "-1.5", 5, TYPE, None),
        ("number_input", "/initial_value", "10", "10.5", FAILED, None),
        ("number_input", "/initial_value", "-1.5", "-2", FAILED, None),
        ("number_input", "/initial_value", "0.25", "1,000", FAILED, None),
        ("number_input", "/initial_value", "7", "７", FAILED, None),
        ("number_input", "/max_value", "5", "4.9", FAILED, "/initial_value"),
        ("rich_text_input", "/initial_value/type", "rich_text", "section", FAILED, None),
        ("file_input", "/max_files", 1, 0, FAILED, None),
        ("file_input", "/max_files", 10, 11, FAILED, None),
        ("file_input", "/filetypes", ["pdf", "xlsx"], "pdf", TYPE, None),
        ("icon_button", "/icon", "trash", "star", FAILED, None),
        ("workflow_button", "/style", "primary", "warning", FAILED, None),
    ],
)
def test_values(*, kind: str, pointer: str, good: Any, bad: Any, code: str, where: str | None) -> None:
    if good is not Gone:
        assert problems(kind, pointer, good) == []
    expected = [(pointer if where is None else where, code)]
    assert [(each.pointer, each.code) for each in problems(kind, pointer, bad)] == expected


@pytest.mark.parametrize("kind", ["static_select", "multi_static_select"])
def test_options_or_groups_of_options(kind: str) -> None:
    bare: Json = {"type": kind, "action_id": "a"}
    assert found_in({**bare, "options": options(2)}, "actions") == []
    assert found_in({**bare, "option_groups": GROUPS}, "actions") == []
    for both_or_none in ({}, {"options": options(2), "option_groups": GROUPS}):
        found = found_in({**bare, **both_or_none}, "actions")
        assert found[0].message == "must define exactly one of `options`, `option_groups`"


def test_min_length_and_initial_value_fit_max_length() -> None:
    element = put(ELEMENTS["plain_text_input"], "/max_length", 10)
    assert found_in(put(element, "/min_length", 10), "input") == []
    assert [each.pointer for each in found_in(put(element, "/min_length", 11), "input")] == ["/min_length"]
    assert found_in(put(element, "/initial_value", "票" * 10), "input") == []
    found = found_in(put(element, "/initial_value", "票" * 11), "input")
    assert [(each.pointer, each.message) for each in found] == [("/initial_value", "must be less than 11 characters")]


def test_without_max_length_the_initial_value_may_be_long_and_min_length_may_not() -> None:
    element = put(ELEMENTS["plain_text_input"], "/max_length", Gone)
    assert found_in(put(element, "/min_length", 3000), "input") == []
    assert [each.pointer for each in found_in(put(element, "/min_length", 3001), "input")] == ["/min_length"]
    assert found_in(put(element, "/initial_value", "票" * 5000), "input") == []


def test_whole_numbers_where_decimals_are_not_allowed() -> None:
    element = put(put(ELEMENTS["number_input"], "/is_decimal_allowed", False), "/min_value", "-1")
    assert found_in(element, "input") == []
    assert [each.pointer for each in found_in(put(element, "/min_value", "-1.5"), "input")] == ["/min_value"]


def test_bounds_of_a_number_are_in_order() -> None:
    element = put(ELEMENTS["number_input"], "/initial_value", Gone)
    assert found_in(put(element, "/min_value", "10"), "input") == []
    assert [each.pointer for each in found_in(put(element, "/min_value", "11"), "input")] == ["/min_value"]
