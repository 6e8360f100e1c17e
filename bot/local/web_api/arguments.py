"""Arguments of Web API calls, from JSON, forms and query strings alike.

https://docs.slack.dev/apis/web-api#posting_json
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from starlette.requests import Request

from bot.local.workspace.model import SlackError
from bot.local.workspace.responding import is_true

T = TypeVar("T")

_JSON_ARGUMENTS = {"blocks", "attachments", "metadata", "view", "message", "files"}


async def read_arguments(request: Request) -> dict[str, Any]:
    """Return the arguments of a call; raises SlackError `invalid_json`."""
    given: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = orjson.loads(await request.body() or b"{}")
        except orjson.JSONDecodeError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        given |= body
    else:
        async with request.form() as form:
            given |= {name: value for name, value in form.items() if isinstance(value, str)}
    for name in _JSON_ARGUMENTS & given.keys():
        given[name] = _decoded(name, given[name])
    return given


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str) or (name == "message" and not value.startswith("{")):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        wrong = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise SlackError(wrong, f"[ERROR] must be valid JSON [json-pointer:/{name}]") from None


class Arguments:
    """Typed access to the arguments of one call."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Take the arguments as they came."""
        self.given = given

    def text(self, name: str) -> str:
        """Return a required text; raises SlackError `invalid_arguments`."""
        value = self.optional_text(name)
        if value is None:
            raise SlackError("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text, or None where it is missing or empty."""
        value = self.given.get(name)
        return None if value in (None, "") else str(value)

    def number(self, name: str, default: int) -> int:
        """Return a whole number; raises SlackError `invalid_arguments`."""
        value = self.given.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", f"[ERROR] must be an integer: {name}") from None

    def stamp(self, name: str) -> float | None:
        """Return a time stamp in seconds, or None where it is missing; raises SlackError `invalid_ts_<name>`."""
        value = self.optional_text(name)
        try:
            return None if value is None else float(value)
        except ValueError:
            raise SlackError(f"invalid_ts_{name}") from None

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return is_true(self.given.get(name, False))

    def items(self, name: str) -> list[str]:
        """Return a list that came as a list or separated by commas."""
        value = self.given.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [one for one in str(value or "").split(",") if one]

    def value(self, name: str) -> Any:
        """Return an argument as it came."""
        return self.given.get(name)


def page(entries: list[T], arguments: Arguments, *, default: int = 100, at_most: int = 1000) -> tuple[list[T], str]:
    """Return one page of a list, and the cursor of the next one (empty at the end).

    https://docs.slack.dev/apis/web-api/pagination. Raises SlackError `invalid_cursor` or `invalid_limit`.
    """
    limit = arguments.number("limit", default) or default
    if not 0 < limit <= at_most:
        raise SlackError("invalid_limit")
    cursor = arguments.optional_text("cursor") or "next:0"
    start = cursor.removeprefix("next:")
    if not start.isdecimal() or start == cursor:
        raise SlackError("invalid_cursor")
    end = int(start) + limit
    return entries[int(start) : end], f"next:{end}" if end < len(entries) else ""
