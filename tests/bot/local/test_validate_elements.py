"""Each element: where it may stand, what it takes and what it refuses, with pointer and code."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.validate import SUPPORTED_ELEMENTS, Problem, check_blocks
from tests.bot.local.test_validate_blocks import FAILED, MISSING, TYPE
from tests.bot.local.test_validate_samples import Gone, Json, mrkdwn, nodes, option, options, plain, put
from tests.bot.local.test_validate_samples.elements import CONFIRM, ELEMENTS

PLACES = ("section", "actions", "input", "context", "context_actions", "task_card")
INSIDE = {"section": "/accessory", "input": "/element", "task_card": "/sources/0"}
MARKED = {**plain(), "type": "mrkdwn"}


def placed(element: Json, place: str) -> Json:
    """A block that holds `element` in `place`."""
    if place == "section":
        return {"type": "section", "text": mrkdwn(), "accessory": element}
    if place == "input":
        return {"type": "input", "label": plain(), "element": element}
    if place == "task_card":
        return {"type": "task_card", "task_id": "1", "title": "集計", "sources": [element]}
    return {"type": place, "elements": [element]}


def found_in(element: Json, place: str) -> list[Problem]:
    """What is wrong with an element in `place`, with pointers into the element."""
    surface = "modal" if place == "input" else "message"
    above = "/0" + INSIDE.get(place, "/elements/0")
    found = check_blocks([placed(element, place)], surface)  # type: ignore[arg-type] # one of two literals
    return [Problem(each.pointer.removeprefix(above), each.code, each.message) for each in found]


def problems(kind: str, pointer: str, value: Any) -> list[Problem]:
    """What is wrong with a sample whose value at `pointer` is changed, with pointers into the element."""
    place = min(SUPPORTED_ELEMENTS[kind])
    return found_in(put(ELEMENTS[kind], pointer, value), place)


def test_there_is_a_sample_of_each_element() -> None:
    assert set(ELEMENTS) == set(SUPPORTED_ELEMENTS)


@pytest.mark.parametrize("kind", ELEMENTS)
@pytest.mark.parametrize("place", PLACES)
def test_an_element_stands_in_its_places_alone(kind: str, place: str) -> None:
    refused = Problem("/type", FAILED, f"unsupported type: {kind}")
    assert found_in(ELEMENTS[kind], place) == ([] if place in SUPPORTED_ELEMENTS[kind] else [refused])


def test_where_elements_may_stand() -> None:
    menus = {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
    chosen = {*menus, *(f"multi_{each}" for each in menus), "checkboxes", "radio_buttons", "datepicker", "timepicker"}
    typed = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input"}
    standing = {place: {kind for kind in SUPPORTED_ELEMENTS if place in SUPPORTED_ELEMENTS[kind]} for place in PLACES}
    assert standing == {
        "section": {*chosen, "button", "workflow_button", "overflow", "image"},
        "actions": {*chosen, "button", "workflow_button", "overflow", "datetimepicker", "rich_text_input"},
        "input": {*chosen, *typed, "datetimepicker", "rich_text_input"},
        "context": {"image"},
        "context_actions": {"feedback_buttons", "icon_button"},
        "task_card": {"url"},
    }


@pytest.mark.parametrize("kind", ELEMENTS)
def test_no_value_may_be_null(kind: str) -> None:
    for pointer, _ in nodes(ELEMENTS[kind]):
        if pointer != "/workflow/trigger/customizable_input_parameters/0/value":  # as free as the workflow's parameter
            assert {each.pointer for each in problems(kind, pointer, None)} == {pointer}


@pytest.mark.parametrize("kind", ELEMENTS)
def test_no_object_may_have_an_unknown_field(kind: str) -> None:
    for pointer, value in [("", ELEMENTS[kind]), *nodes(ELEMENTS[kind])]:
        if isinstance(value, dict):
            refused = Problem(pointer, FAILED, "invalid additional property: colour")
            assert refused in problems(kind, f"{pointer}/colour", "red")


@pytest.mark.parametrize(
    ("kind", "pointer", "most"),
    [
        ("button", "/text/text", 75),
        ("button", "/action_id", 255),
        ("button", "/value", 2000),
        ("button", "/accessibility_label", 75),
        ("button", "/confirm/title/text", 100),
        ("button", "/confirm/text/text", 300),
        ("button", "/confirm/confirm/text", 30),
        ("button", "/confirm/deny/text", 30),
        ("workflow_button", "/text/text", 75),
        ("workflow_button", "/accessibility_label", 75),
        ("image", "/alt_text", 2000),
        ("overflow", "/options/0/text/text", 75),
        ("overflow", "/options/0/value", 150),
        ("overflow", "/options/0/description/text", 75),
        ("static_select", "/placeholder/text", 150),
        ("static_select", "/options/0/text/text", 75),
        ("static_select", "/options/0/value", 150),
        ("static_select", "/options/0/description/text", 75),
        ("external_select", "/placeholder/text", 150),
        ("external_select", "/initial_option/value", 150),
        ("users_select", "/placeholder/text", 150),
        ("conversations_select", "/placeholder/text", 150),
        ("channels_select", "/placeholder/text", 150),
        ("multi_static_select", "/option_groups/0/label/text", 75),
        ("multi_static_select", "/placeholder/text", 150),
        ("multi_external_select", "/placeholder/text", 150),
        ("multi_users_select", "/placeholder/text", 150),
        ("multi_conversations_select", "/placeholder/text", 150),
        ("multi_channels_select", "/placeholder/text", 150),
        ("checkboxes", "/options/0/text/text", 75),
        ("checkboxes", "/options/0/value", 150),
        ("checkboxes", "/options/0/description/text", 75),
        ("radio_buttons", "/options/0/text/text", 75),
        ("radio_buttons", "/action_id", 255),
        ("datepicker", "/placeholder/text", 150),
        ("timepicker", "/placeholder/text", 150),
        ("plain_text_input", "/placeholder/text", 150),
        ("plain_text_input", "/initial_value", 3000),
        ("email_text_input", "/placeholder/text", 150),
        ("url_text_input", "/placeholder/text", 150),
        ("number_input", "/placeholder/text", 150),
        ("rich_text_input", "/placeholder/text", 150),
        ("rich_text_input", "/action_id", 255),
        ("feedback_buttons", "/positive_button/text/text", 75),
        ("feedback_buttons", "/negative_button/value", 2000),
        ("icon_button", "/text/text", 75),
        ("icon_button", "/value", 2000),
    ],
)
def test_lengths(kind: str, pointer: str, most: int) -> None:
    assert problems(kind, pointer, "票" * most) == []
    long = Problem(pointer, FAILED, f"must be less than {most + 1} characters")
    assert problems(kind, pointer, "票" * (most + 1)) == [long]
    assert problems(kind, pointer, "") == [Problem(pointer, FAILED, "must be more than 0 characters")]


def groups(number: int) -> list[Json]:
    return [{"label": plain("課"), "options": [option(str(index))]} for index in range(number)]


@pytest.mark.parametrize(
    ("kind", "base", "pointer", "make", "most"),
    [
        ("overflow", {}, "/options", options, 5),
        ("static_select", {"initial_option": Gone}, "/options", options, 100),
        ("multi_static_select", {"initial_options": Gone}, "/option_groups", groups, 100),
        ("multi_static_select", {"initial_options": Gone}, "/option_groups/0/options", options, 100),
        ("checkboxes", {"initial_options": Gone}, "/options", options, 10),
        ("radio_buttons", {"initial_option": Gone}, "/options", options, 10),
    ],
)
def test_numbers_of_options(*, kind: str, base: Json, pointer: str, make: Any, most: int) -> None:
    element = ELEMENTS[kind]
    for name in base:
        element = put(element, f"/{name}", Gone)
    place = min(SUPPORTED_ELEMENTS[kind])
    assert found_in(put(element, pointer, make(most)), place) == []
    many = Problem(pointer, FAILED, f"no more than {most} items allowed")
    assert found_in(put(element, pointer, make(most + 1)), place) == [many]
    assert found_in(put(element, pointer, []), place) == [Problem(pointer, FAILED, "must provide at least 1 items")]


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        ("button", "/text"),
        ("button", "/confirm/title"),
        ("button", "/confirm/text"),
        ("button", "/confirm/confirm"),
        ("button", "/confirm/deny"),
        ("workflow_button", "/action_id"),
        ("workflow_button", "/workflow"),
        ("workflow_button", "/workflow/trigger"),
        ("workflow_button", "/workflow/trigger/url"),
        ("workflow_button", "/workflow/trigger/customizable_input_parameters/0/name"),
        ("workflow_button", "/workflow/trigger/customizable_input_parameters/0/value"),
        ("image", "/alt_text"),
        ("overflow", "/options"),
        ("static_select", "/options/0/text"),
        ("static_select", "/options/0/value"),
        ("multi_static_select", "/option_groups/0/label"),
        ("multi_static_select", "/option_groups/0/options"),
        ("checkboxes", "/options"),
        ("radio_buttons", "/options"),
        ("number_input", "/is_decimal_allowed"),
        ("plain_text_input", "/dispatch_action_config/trigger_actions_on"),
        ("rich_text_input", "/action_id"),
        ("feedback_buttons", "/positive_button"),
        ("feedback_buttons", "/negative_button"),
        ("feedback_buttons", "/negative_button/value"),
        ("icon_button", "/icon"),
        ("icon_button", "/text"),
        ("url", "/url"),
        ("url", "/text"),
    ],
)
def test_required_fields(kind: str, pointer: str) -> None:
    above, _, field = pointer.rpartition("/")
    assert problems(kind, pointer, Gone) == [Problem(above, MISSING, f"missing required field: {field}")]


@pytest.mark.parametrize("kind", [kind for kind in ELEMENTS if "placeholder" in ELEMENTS[kind]])
def test_a_placeholder_is_plain(kind: str) -> None:
    assert problems(kind, "/placeholder", MARKED)[0] == Problem(
        "/placeholder/type", FAILED, "must be a valid enum value"
    )


def test_the_types_of_texts() -> None:
    assert problems("button", "/text", MARKED)[0].pointer == "/text/type"
    assert problems("static_select", "/options/0/text", MARKED)[0].pointer == "/options/0/text/type"
    assert problems("checkboxes", "/options/0/description", mrkdwn()) == []
    assert problems("button", "/confirm", {**CONFIRM, "title": MARKED})[0].pointer == "/confirm/title/type"
    assert problems("button", "/style", "default") == [Problem("/style", FAILED, "must be a valid enum value")]
    assert problems("button", "/action_id", 5) == [Problem("/action_id", TYPE, "must provide a string")]
