"""Block elements: what a person presses, chooses or types into, each with the places where it may stand.

https://docs.slack.dev/reference/block-kit/block-elements
The places are those that each block's page lists as compatible (https://docs.slack.dev/reference/block-kit/blocks).
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import Literal

from bot.local.validate.engine import (
    ByType,
    Fields,
    Flag,
    Found,
    Items,
    Json,
    Need,
    OneOf,
    Rule,
    Shape,
    Text,
    Whole,
    refuse,
    shape,
)
from bot.local.validate.objects import (
    ALT_TEXT,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    DOCS,
    ID,
    LINKED_OPTION,
    MARKED_OPTION,
    OPTION,
    OPTION_GROUP,
    SLACK_FILE,
    STYLE,
    URL,
    WEB_URL,
    WORKFLOW,
    either,
    plain,
)
from bot.local.validate.rich_text import RICH_TEXT
from bot.local.validate.rules import (
    exactly_one,
    initial_is_offered,
    initial_within_most,
    lengths_agree,
    numbers_agree,
    values_differ,
)

Place = Literal["section", "actions", "input", "context", "context_actions", "task_card"]

_PRESSED: frozenset[Place] = frozenset({"section", "actions"})
_CHOSEN: frozenset[Place] = frozenset({"section", "actions", "input"})
_TYPED: frozenset[Place] = frozenset({"input"})

_ACTION: Fields = {"action_id": ID}
_MENU: Fields = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": Flag(), "placeholder": plain(150)}
_PICKER: Fields = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": Flag()}
_INPUT: Fields = {
    "action_id": ID,
    "dispatch_action_config": DISPATCH,
    "focus_on_load": Flag(),
    "placeholder": plain(150),
    # The pages are silent on an empty text at the start: leave the field out instead.
    "initial_value": Text(),
}


def _element(kind: str, page: str, places: frozenset[Place], **fields: Rule | Need) -> Shape:
    return shape(f"{DOCS}block-elements/{page}-element", kind, **fields).standing(places)


def _menu(kind: str, **fields: Rule | Need) -> Shape:
    return _element(kind, "select-menu", _CHOSEN, **_MENU, **fields)


def _multi_menu(kind: str, **fields: Rule | Need) -> Shape:
    made = _element(kind, "multi-select-menu", _CHOSEN, **_MENU, max_selected_items=Whole(1), **fields)
    return made.and_also(initial_within_most)


_OFFER: Fields = {"options": Items(OPTION, most=100), "option_groups": Items(OPTION_GROUP, most=100)}
_OFFER_RULES = (exactly_one("options", "option_groups"), values_differ, initial_is_offered)
_MARKED_OFFER: Fields = {"options": Need(Items(MARKED_OPTION, most=10))}


def _day_exists(element: Json, at: str, found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element"""
    try:
        date.fromisoformat(element.get("initial_date", "2026-04-01"))
    except ValueError:
        refuse(f"{at}/initial_date", "must be a date like 2026-11-30", found)


_DAY = Text(pattern=re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), meant="a date like 2026-11-30")
_TIME = Text(pattern=re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII), meant="a time like 17:00")
_DECIMAL = Text(pattern=re.compile(r"-?\d+(\.\d+)?", re.ASCII), meant="a number like -10 or 0.25, in a string")

_LABEL: Fields = {"text": Need(plain(75)), "accessibility_label": Text(75)}
_FEEDBACK = shape(f"{DOCS}block-elements/feedback-buttons-element", **_LABEL, value=Need(Text(2000)))

BUTTON = _element(
    "button", "button", _PRESSED, **_ACTION, **_LABEL, url=URL, value=Text(2000), style=STYLE, confirm=CONFIRM
)
IMAGE = _element(
    "image",
    "image",
    frozenset({"section", "context"}),
    alt_text=Need(ALT_TEXT),
    image_url=WEB_URL,
    slack_file=SLACK_FILE,
).and_also(exactly_one("image_url", "slack_file"))

_ELEMENTS = (
    BUTTON,
    IMAGE,
    _element(
        "workflow_button",
        "workflow-button",
        _PRESSED,
        **_LABEL,
        action_id=Need(ID),
        workflow=Need(WORKFLOW),
        style=STYLE,
    ),
    _element(
        "overflow", "overflow-menu", _PRESSED, **_ACTION, options=Need(Items(LINKED_OPTION, most=5)), confirm=CONFIRM
    ).and_also(values_differ),
    _menu("static_select", **_OFFER, initial_option=OPTION).and_also(*_OFFER_RULES),
    _menu("external_select", initial_option=OPTION, min_query_length=Whole()),
    _menu("users_select", initial_user=Text()),
    _menu(
        "conversations_select",
        initial_conversation=Text(),
        default_to_current_conversation=Flag(),
        response_url_enabled=Flag(),
        filter=CONVERSATION_FILTER,
    ),
    _menu("channels_select", initial_channel=Text(), response_url_enabled=Flag()),
    _multi_menu("multi_static_select", **_OFFER, initial_options=Items(OPTION, distinct=True)).and_also(*_OFFER_RULES),
    _multi_menu("multi_external_select", initial_options=Items(OPTION, distinct=True), min_query_length=Whole()),
    _multi_menu("multi_users_select", initial_users=Items(Text(), distinct=True)),
    _multi_menu(
        "multi_conversations_select",
        initial_conversations=Items(Text(), distinct=True),
        default_to_current_conversation=Flag(),
        filter=CONVERSATION_FILTER,
    ),
    _multi_menu("multi_channels_select", initial_channels=Items(Text(), distinct=True)),
    _element(
        "checkboxes",
        "checkboxes",
        _CHOSEN,
        **_PICKER,
        **_MARKED_OFFER,
        initial_options=Items(MARKED_OPTION, distinct=True),
    ).and_also(values_differ, initial_is_offered),
    _element(
        "radio_buttons", "radio-button-group", _CHOSEN, **_PICKER, **_MARKED_OFFER, initial_option=MARKED_OPTION
    ).and_also(values_differ, initial_is_offered),
    _element("datepicker", "date-picker", _CHOSEN, **_MENU, initial_date=_DAY).and_also(_day_exists),
    _element("timepicker", "time-picker", _CHOSEN, **_MENU, initial_time=_TIME, timezone=Text()),
    _element(
        "datetimepicker",
        "datetime-picker",
        frozenset({"actions", "input"}),
        **_PICKER,
        initial_date_time=Whole(1_000_000_000, 9_999_999_999),
    ),
    _element(
        "plain_text_input",
        "plain-text-input",
        _TYPED,
        **_INPUT,
        multiline=Flag(),
        min_length=Whole(0, 3000),
        max_length=Whole(1, 3000),
    ).and_also(lengths_agree),
    _element("email_text_input", "email-input", _TYPED, **_INPUT),
    _element("url_text_input", "url-input", _TYPED, **_INPUT),
    _element(
        "number_input",
        "number-input",
        _TYPED,
        **{**_INPUT, "initial_value": _DECIMAL},
        is_decimal_allowed=Need(Flag()),
        min_value=_DECIMAL,
        max_value=_DECIMAL,
    ).and_also(numbers_agree),
    _element(
        "rich_text_input",
        "rich-text-input",
        frozenset({"actions", "input"}),
        **{**_INPUT, "action_id": Need(ID), "initial_value": RICH_TEXT},
    ),
    _element("file_input", "file-input", _TYPED, **_ACTION, filetypes=Items(Text()), max_files=Whole(1, 10)),
    _element(
        "feedback_buttons",
        "feedback-buttons",
        frozenset({"context_actions"}),
        **_ACTION,
        positive_button=Need(_FEEDBACK),
        negative_button=Need(_FEEDBACK),
    ),
    _element(
        "icon_button",
        "icon-button",
        frozenset({"context_actions"}),
        **_ACTION,
        **_LABEL,
        icon=Need(OneOf(("trash",))),
        value=Text(2000),
        confirm=CONFIRM,
        visible_to_user_ids=Items(Text()),
    ),
    _element("url", "url-source", frozenset({"task_card"}), url=Need(URL), text=Need(Text())),
)

SUPPORTED_ELEMENTS = MappingProxyType({each.kind: each.where for each in _ELEMENTS})
"""The elements that exist, and the places where each may stand: `section` (as its accessory), `actions`, `input` …"""


def elements_in(place: Place) -> ByType:
    """The elements that may stand in `place`; in a context block texts do too."""
    texts = tuple(either().shapes.values()) if place == "context" else ()
    return ByType(*(each for each in _ELEMENTS if place in each.where), *texts)
