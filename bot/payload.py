"""What Slack sends, looked into without ever failing; and whether it is what Slack sends at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Payload = Mapping[str, Any]

_HALF = re.compile("[\ud800-\udfff]")
"""Half a sign: JSON can hold it, and nobody can be shown it."""


def map_in(held: Payload, key: str) -> Payload:
    """The object under a key, empty where there is none."""
    value = held.get(key)
    return value if isinstance(value, Mapping) else {}


def list_in(held: Payload, key: str) -> Sequence[Payload]:
    """The objects in the list under a key, none where there is no list."""
    value = held.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def text_in(held: Payload, key: str) -> str:
    """The text under a key, "" where there is none."""
    value = held.get(key)
    return _HALF.sub("\ufffd", value) if isinstance(value, str) else ""


def is_strange(body: Payload) -> bool:
    """Whether it lacks what everything of its kind has, or is of a kind that nothing of ours causes.

    https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/apis/events-api
    """
    if "command" in body:
        return not text_in(body, "command")
    view = map_in(body, "view")
    match body.get("type"):
        case "event_callback":
            return not text_in(map_in(body, "event"), "type")
        case "block_actions":
            acted = _all(body, "actions", "action_id")
            return not acted or ("view" in body and not _is_view(view))
        case "view_submission":
            return not _is_view(view) or view.get("type") != "modal" or not text_in(view, "callback_id")
        case "message_action":
            said = text_in(map_in(body, "message"), "ts") and text_in(map_in(body, "channel"), "id")
            return not (said and text_in(body, "callback_id"))
        case _:
            return True


def _is_view(view: Payload) -> bool:
    return bool(text_in(view, "id") and text_in(view, "type") and _all(view, "blocks", "type"))


def _all(held: Payload, key: str, name: str) -> bool:
    """Whether there is a list of objects under `key`, each with a text `name`."""
    value = held.get(key)
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, Mapping) and text_in(each, name) for each in value)
    )
