"""Blocks and elements that Slack takes, one for each kind, and how the tests of validation change them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


class Gone:
    """Stands for a field to be taken away."""


def put(payload: Any, pointer: str, value: Any) -> Any:
    """A copy of `payload` with `value` at the JSON pointer, or without that field where `value` is Gone."""
    if not pointer:
        return value
    changed = json.loads(json.dumps(payload))
    *above, last = pointer.split("/")[1:]
    holder = changed
    for step in above:
        holder = holder[int(step) if isinstance(holder, list) else step]
    if value is Gone:
        del holder[last]
    elif isinstance(holder, list):
        holder[int(last)] = value
    else:
        holder[last] = value
    return changed


def nodes(payload: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside of `payload`, after its pointer."""
    inner = payload.items() if isinstance(payload, dict) else enumerate(payload) if isinstance(payload, list) else ()
    for name, value in inner:
        yield f"{at}/{name}", value
        yield from nodes(value, f"{at}/{name}")


def plain(text: str = "評価票") -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str = "*評価票*") -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain(f"選択肢 {value}"), "value": value, "description": plain("説明"), **more}


def options(number: int) -> list[Json]:
    return [option(str(index)) for index in range(number)]


def rich(text: str = "本文") -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }
