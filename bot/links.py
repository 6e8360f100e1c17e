"""The ways to messages of the chat: asked for once a form about one is open, and there when it is submitted."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate

import structlog
from slack_sdk import WebClient

from bot.slack import code_of

log = structlog.get_logger()

PATIENCE = 1.0
"""Seconds for which a submitted form may wait for its link: Slack wants the form's answer within 3."""

_REMEMBERED = 500


class Links:
    """Asks Slack (https://docs.slack.dev/reference/methods/chat.getPermalink, no scope) and remembers.

    A message where the bot isn't, in a private conversation, has no link that the bot could be given.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._found: OrderedDict[tuple[str, str], Future[str]] = OrderedDict()
        self._lock = threading.Lock()
        self._background = ThreadPoolExecutor(2, thread_name_prefix="links")

    def seek(self, channel: str, ts: str) -> Future[str]:
        """Ask in the background, unless it is known."""
        with self._lock:
            found = self._found.get((channel, ts))
            if found is None or (found.done() and not found.result()):
                found = self._found[channel, ts] = self._background.submit(self._ask, channel, ts)
                while len(self._found) > _REMEMBERED:
                    self._found.popitem(last=False)
            return found

    def to(self, channel: str, ts: str) -> str:
        """The link; "" where there is none, or none in time."""
        try:
            return self.seek(channel, ts).result(PATIENCE)
        except TooLate:
            log.info("link.late", channel=channel)
            return ""

    def close(self) -> None:
        self._background.shutdown(wait=False, cancel_futures=True)

    def _ask(self, channel: str, ts: str) -> str:
        try:
            return str(self._client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except Exception as error:  # a note without a link is better than none
            log.info("link.none", channel=channel, error=code_of(error) or type(error).__name__)
            return ""
