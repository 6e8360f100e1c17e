"""Whole payloads: messages, views, and bare arrays of blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.local.validate.blocks import Surface, blocks_on
from bot.local.validate.engine import (
    ByType,
    Fields,
    Flag,
    Found,
    Items,
    Json,
    Need,
    Problem,
    Text,
    count,
    refuse,
    shape,
)
from bot.local.validate.objects import plain
from bot.local.validate.payload import check_together, each_block
from bot.local.validate.rules import characters

MOST_TEXT = 40_000
"""Characters of a message's text; https://docs.slack.dev/reference/methods/chat.postMessage#truncating.

Slack cuts the text there and posts the rest; a notice that ends in the middle is a fault, so here it is refused.
"""
MOST_IN_BLOCKS = 13_200
"""Characters of the texts in a message's blocks, a block itself counting as 125.

The docs name the error `msg_blocks_too_long` without its limit (https://docs.slack.dev/reference/methods/chat.postMessage#errors).
These numbers were measured by developers: https://github.com/slackapi/bolt-js/issues/2509
"""
COST_OF_A_BLOCK = 125
MOST_ATTACHMENTS = 100

_BLOCKS: dict[Surface, Items] = {
    "message": blocks_on("message"),
    "modal": blocks_on("modal"),
    "home": blocks_on("home"),
}

# ---------------------------------------------------------------------------------------------------------------- views

_VIEW_PAGE = "https://docs.slack.dev/reference/views/"


def _submit_with_inputs(view: Json, at: str, found: Found) -> None:
    """https://docs.slack.dev/reference/views/modal-views ("submit is required when an input block is within")"""
    if "submit" not in view:
        for pointer, block in each_block(view["blocks"], f"{at}/blocks"):
            if block["type"] == "input":
                refuse(pointer, "must define `submit` to use an `input` block in modals", found)


# The pages are silent on an empty callback_id and external_id, and on the length of the latter: 255, like other ids.
_VIEW: Fields = {"private_metadata": Text(3000, least=0), "callback_id": Text(255), "external_id": Text(255)}
_VIEWS = ByType(
    shape(
        _VIEW_PAGE + "modal-views",
        "modal",
        title=Need(plain(24)),
        blocks=Need(_BLOCKS["modal"]),
        submit=plain(24),
        close=plain(24),
        clear_on_close=Flag(),
        notify_on_close=Flag(),
        **_VIEW,
    ).and_also(_submit_with_inputs),
    shape(_VIEW_PAGE + "home-tab-views", "home", blocks=Need(_BLOCKS["home"]), **_VIEW),
)


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """What Slack would refuse of a modal or a Home tab, given as to `views.open` and `views.publish`.

    Pointers start at the view itself (`/blocks/0`); an empty list means that Slack takes it.
    """
    found: Found = []
    _VIEWS.check(dict(view), "", found)
    if not found:
        check_together(view["blocks"], "/blocks", view["type"], found)
    return found


# --------------------------------------------------------------------------------------------------------------- blocks


def check_blocks(blocks: Sequence[Any], surface: Surface) -> list[Problem]:
    """What Slack would refuse of an array of blocks on `surface`; pointers start at `/0`, as in `blocks.validate`."""
    found: Found = []
    _check_blocks(blocks, "", surface, found)
    return found


def _check_blocks(blocks: Any, at: str, surface: Surface, found: Found) -> None:
    before = len(found)
    _BLOCKS[surface].check(blocks, at, found)
    if len(found) == before:
        check_together(blocks, at, surface, found)


# ------------------------------------------------------------------------------------------------------------- messages

# Slack ignores arguments that it doesn't know, and legacy attachments have many fields of their own.
_MESSAGE = shape(
    "https://docs.slack.dev/reference/methods/chat.postMessage",
    channel=Text(),
    text=Text(least=0),
    attachments=Items(
        shape("https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments").with_extra(),
        least=0,
    ),
    metadata=shape(
        "https://docs.slack.dev/messaging/message-metadata",
        event_type=Need(Text()),
        event_payload=Need(shape("https://docs.slack.dev/messaging/message-metadata").with_extra()),
    ),
    thread_ts=Text(pattern=re.compile(r"\d+\.\d{6}", re.ASCII), meant="a timestamp like 1503435956.000247"),
).with_extra()
_ERRORS = {"metadata": "invalid_metadata_format", "thread_ts": "invalid_thread_ts"}


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """What Slack would refuse of a message, given as to `chat.postMessage`, `chat.update` or a response_url.

    Codes of SCHEMA_CODES mean `invalid_blocks`. Other codes are what the method itself answers: the errors `no_text`,
    `msg_too_long`, `msg_blocks_too_long`, `too_many_attachments`, `invalid_metadata_format` and `invalid_thread_ts`, and
    the warning `missing_text_in_message` (it is posted, but notices and screen readers have nothing to say).
    https://docs.slack.dev/reference/methods/chat.postMessage
    """
    # An empty object takes the metadata away: https://docs.slack.dev/reference/methods/chat.update
    given = {name: value for name, value in payload.items() if value is not None and (name, value) != ("metadata", {})}
    found: Found = []
    _MESSAGE.check(given, "", found)
    found = [replace(each, code=_ERRORS.get(each.pointer.split("/")[1], each.code)) for each in found]
    _check_text(given, found)
    blocks = given.get("blocks", [])
    _check_blocks(blocks, "/blocks", "message", found)
    if isinstance(blocks, list | tuple) and characters(blocks) + COST_OF_A_BLOCK * len(blocks) > MOST_IN_BLOCKS:
        message = f"texts and {COST_OF_A_BLOCK} for each block must be less than {MOST_IN_BLOCKS + 1} characters"
        found.append(Problem("/blocks", "msg_blocks_too_long", message))
    _check_attachments(given.get("attachments", []), found)
    return found


def _check_text(given: Json, found: Found) -> None:
    text = given.get("text", "")
    if not text and given.get("blocks"):
        message = "the top-level `text` is missing: notices and screen readers have nothing to say"
        found.append(Problem("/text", "missing_text_in_message", message))
    elif not text and not given.get("attachments"):
        found.append(Problem("", "no_text", "no message text provided"))
    elif isinstance(text, str) and count(text) > MOST_TEXT:
        found.append(Problem("/text", "msg_too_long", f"must be less than {MOST_TEXT + 1} characters"))


def _check_attachments(attachments: Any, found: Found) -> None:
    if not isinstance(attachments, list | tuple):
        return
    if len(attachments) > MOST_ATTACHMENTS:
        message = f"no more than {MOST_ATTACHMENTS} items allowed"
        found.append(Problem("/attachments", "too_many_attachments", message))
    for index, attachment in enumerate(attachments):
        if isinstance(attachment, dict) and "blocks" in attachment:
            _check_blocks(attachment["blocks"], f"/attachments/{index}/blocks", "message", found)
