"""The Web API: `/api/<method>`, checked as Slack checks it. https://docs.slack.dev/apis/web-api"""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.local.web_api import chat, conversations, files, users, views
from bot.local.web_api.arguments import Arguments, read_arguments
from bot.local.web_api.registry import METHODS
from bot.local.workspace.core import Call, Core
from bot.local.workspace.model import Json, SlackError

FAMILIES = (chat, conversations, files, users, views)
"""The modules whose import registers the methods."""

_CAN_HAPPEN = frozenset(
    {
        "already_reacted",
        "cant_delete_message",
        "cant_update_message",
        "channel_not_found",
        "file_not_found",
        "hash_conflict",
        "is_archived",
        "message_not_found",
        "not_found",
        "not_in_channel",
        "ratelimited",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
    }
)
"""Answers that come of what people did meanwhile. All others are the app's mistake, and written into the problems."""


def json_response(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    return Response(orjson.dumps(content), status, headers, "application/json; charset=utf-8")


class _Cut(Response):
    """An answer that ends in the middle: the server hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - Starlette's names
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})


class WebApi:
    """Answers calls of the Web API."""

    def __init__(self, core: Core, new_socket_url: Callable[[], str]) -> None:
        """Take the workspace's state, and what answers `apps.connections.open`."""
        self._core = core
        self._new_socket_url = new_socket_url

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        method = request.path_params["method"]
        failure = self._core.faults.failure_of(method)
        if failure is None:
            return await self._answered(method, request)
        if failure.after:
            await self._answered(method, request)
        else:
            await request.body()
            self._core.calls.append(Call(method, failure.error))
        if failure.how == "stall":
            await asyncio.sleep(failure.seconds)
        if failure.how == "cut":
            return _Cut()
        headers = {"Retry-After": str(failure.retry_after)} if failure.status == 429 else None
        return json_response({"ok": False, "error": failure.error}, failure.status, headers)

    async def _answered(self, method: str, request: Request) -> Response:
        try:
            arguments = Arguments(await read_arguments(request))
            result = self._call(method, arguments, request.headers.get("authorization", ""))
        except SlackError as error:
            return self._refused(method, error)
        self._core.calls.append(Call(method))
        return json_response({"ok": True, **result}, headers=self._granted())

    def _granted(self) -> dict[str, str] | None:
        """The scopes of the token, as Slack names them with every answer (https://docs.slack.dev/apis/web-api)."""
        scopes = self._core.app.scopes
        return None if scopes is None else {"x-oauth-scopes": ",".join(sorted(scopes))}

    def _call(self, method: str, arguments: Arguments, authorization: str) -> Json:
        token = authorization.removeprefix("Bearer ") or arguments.optional_text("token") or ""
        for_sockets = method == "apps.connections.open"
        if not token and method != "api.test":
            raise SlackError("not_authed")
        if not token.startswith(("xoxb-", "xapp-")) and method != "api.test":
            raise SlackError("invalid_auth")
        if token.startswith("xapp-") != for_sockets:
            raise SlackError("not_allowed_token_type")
        if for_sockets:
            return {"url": self._new_socket_url()}
        handler = METHODS.get(method)
        if handler is None:
            raise SlackError("unknown_method", req_method=method)
        return handler(self._core, arguments)

    def _refused(self, method: str, error: SlackError) -> Response:
        self._core.calls.append(Call(method, error.error))
        if error.error not in _CAN_HAPPEN:
            self._core.report(f"{method}: {error}")
        body: Json = {"ok": False, "error": error.error, **error.extra}
        if error.details:
            body["response_metadata"] = {"messages": list(error.details)}
        if error.error == "ratelimited":
            return json_response(body, 429, {"Retry-After": str(body.pop("retry_after"))})
        return json_response(body)
