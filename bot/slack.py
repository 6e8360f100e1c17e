"""Calling Slack: the client, and what its refusals mean."""

from __future__ import annotations

import errno
import logging
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from store.text import Said, Text

TIMEOUT = 10
"""Seconds that a call may take."""

TRIGGER_SPENT = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})
VIEW_GONE = frozenset({"not_found", "view_not_found"})
BUSY = frozenset({"ratelimited", "rate_limited"})
NOT_THERE = frozenset(
    {"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived", "restricted_action", "cannot_dm_bot"}
)
"""Errors of posting to a place in which the bot, or the person, isn't
(https://docs.slack.dev/reference/methods/chat.postMessage, …/chat.postEphemeral)."""

THREAD_GONE = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
_PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "message_limit_exceeded"}
)

USER_GONE = frozenset({"user_disabled", "user_not_found", "users_not_found", "user_not_visible"})
"""Errors of opening a direct message with somebody who has left, or never was
(https://docs.slack.dev/reference/methods/conversations.open). Posting to them succeeds, and nobody reads it
(https://github.com/slackapi/python-slack-sdk/issues/1156)."""

UNCHANGEABLE = frozenset(
    {*NOT_THERE, "message_not_found", "cant_update_message", "edit_window_closed", "update_failed", "is_inactive"}
)
"""Errors of changing a message that was deleted, or that nobody may change any more
(https://docs.slack.dev/reference/methods/chat.update)."""

TOKEN_REFUSED = frozenset(
    {
        "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "no_permission",
        "missing_scope", "org_login_required", "ekm_access_denied", "access_denied", "team_access_not_granted",
        "enterprise_is_restricted", "two_factor_setup_required", "accesslimited",
    }
)  # fmt: skip
"""Errors that are about the app, not about a message: whoever runs it has to do something, and then all goes on."""

UNDRAWABLE = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""Errors of a message that Slack can't draw."""

for _name in ("web.base_client", "web.slack_response", "webhook.client"):
    # The SDK asks for the level of these loggers themselves, whatever those above them say; while they have none, it
    # writes each request and answer out for a line of the log that nobody reads.
    logging.getLogger(f"slack_sdk.{_name}").setLevel(logging.INFO)


def web_client(token: str, base_url: str, *, again: bool = True, timeout: int = TIMEOUT) -> WebClient:
    """A client for Slack's Web API at `base_url`, which ends in a slash.

    Args:
        again: whether it calls once more by itself where a connection broke, as the SDK does: never for a message,
            which Slack may have taken before.
        timeout: seconds that a call may take.
    """
    client = WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=None if again else [])
    if bypassed(base_url):
        client.proxy = None
    return client


def response_client(url: str) -> WebhookClient:
    """A client for one `response_url`."""
    client = WebhookClient(url, timeout=TIMEOUT)
    if bypassed(url):
        client.proxy = None
    return client


def bypassed(url: str) -> bool:
    """Whether NO_PROXY, or being on this machine, exempts the address: the SDK reads HTTPS_PROXY alone."""
    host = urlsplit(url).hostname or ""
    return host in ("127.0.0.1", "localhost", "::1") or bool(proxy_bypass(host))


def code_of(error: BaseException | None) -> str:
    """Slack's code for what it refused, "" for anything else."""
    return str(error.response.get("error") or "") if isinstance(error, SlackApiError) else ""


def called(error: BaseException | None) -> str:
    """The method that refused, such as "chat.postMessage"; "" for anything else."""
    url = str(getattr(error.response, "api_url", "")) if isinstance(error, SlackApiError) else ""
    return urlsplit(url).path.rpartition("/")[2]


def refused_at(error: SlackApiError) -> tuple[str, ...]:
    """Where in a message Slack found what it refuses, in its words."""
    told = (error.response.get("response_metadata") or {}).get("messages") or error.response.get("errors") or ()
    return tuple(map(str, told))[:5]


def trouble(error: OSError) -> Said:
    """Why Slack can't be reached, in our words where we have any."""
    reason = error.reason if isinstance(error, URLError) else error
    match reason:
        case ConnectionRefusedError():
            return Text("bot.net_refused")
        case socket.gaierror():
            return Text("bot.net_no_name")
        case TimeoutError():
            return Text("bot.net_silent")
        case ssl.SSLError():
            return Text("bot.net_certificate")
        case _:
            return errno.errorcode.get(getattr(reason, "errno", None) or 0, "?")


def retry_after(error: BaseException) -> float | None:
    """Seconds to wait where Slack asks for patience (https://docs.slack.dev/apis/web-api/rate-limits), else None."""
    if not isinstance(error, SlackApiError):
        return None
    status, told = _answered(error)
    if status != 429 and code_of(error) not in BUSY:
        return None
    headers = {str(name).lower(): value for name, value in told.items()}
    try:
        return max(1.0, float(headers.get("retry-after", 1)))
    except ValueError:
        return 1.0


def passing(error: BaseException) -> bool:
    """Whether trying again may help: the network, or Slack's own trouble."""
    if isinstance(error, SlackApiError):
        return code_of(error) in _PASSING or not code_of(error) or _answered(error)[0] >= 500
    return isinstance(error, OSError | HTTPException)


def _answered(error: SlackApiError) -> tuple[int, Mapping[str, str]]:
    """Status and headers. Where the answer was no JSON, such as a proxy's page, the SDK gives them in another shape."""
    told = error.response
    if isinstance(told, Mapping):
        return int(told.get("status") or 0), told.get("headers") or {}
    return int(told.status_code), told.headers
