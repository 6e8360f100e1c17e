"""A Slack on which calls go wrong before and after they were carried out, and in which whoever calls may die."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.local.web_api.arguments import Arguments
from bot.local.web_api.registry import METHODS
from bot.local.workspace import SlackError, Workspace

KINDS = ("fine", "limited", "500 before", "500 after", "cut before", "cut after", "dies before", "dies after")


class Died(BaseException):
    """The process is gone: nothing after this point is done."""


class Mishaps:
    """Calls the local workspace, as `WebClient` does, without a network.

    Args:
        next_kind: what becomes of the next call, one of `KINDS`.
    """

    def __init__(self, workspace: Workspace, next_kind: Callable[[], str]) -> None:
        self._workspace = workspace
        self._next = next_kind

    def __getattr__(self, name: str) -> Callable[..., SlackResponse]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda **arguments: self._call(name.replace("_", ".", 1), arguments)

    def _call(self, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        kind = self._next()
        if kind == "limited":
            raise self._refused(method, "ratelimited", 429)
        if kind.endswith("before"):
            self._goes_wrong(kind, method)
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            answer = METHODS[method](self._workspace.core, Arguments(given))
        except SlackError as error:
            raise self._refused(method, error.error, 200, **error.extra) from error
        if kind.endswith("after"):
            self._goes_wrong(kind, method)
        return self._response(method, 200, {"ok": True, **answer})

    def _goes_wrong(self, kind: str, method: str) -> None:
        if kind.startswith("dies"):
            raise Died
        if kind.startswith("cut"):
            raise ConnectionResetError
        raise self._refused(method, "internal_error", 500)

    def _refused(self, method: str, error: str, status: int, **extra: Any) -> SlackApiError:
        answer = self._response(method, status, {"ok": False, "error": error, **extra})
        return SlackApiError(error, answer)  # type: ignore[no-untyped-call]

    def _response(self, method: str, status: int, data: dict[str, Any]) -> SlackResponse:
        url = f"http://127.0.0.1/api/{method}"
        headers = {"Retry-After": "1"} if status == 429 else {}
        return SlackResponse(
            client=self, http_verb="POST", api_url=url, req_args={}, data=data, headers=headers, status_code=status
        )
