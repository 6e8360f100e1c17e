"""One message, brought to where it should stand: looked for first wherever it may stand already."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack import NOT_THERE, THREAD_GONE, UNCHANGEABLE, UNDRAWABLE, code_of, passing, refused_at
from store.post import Content, Post
from store.store import Store

log = structlog.get_logger()

EVENT = "hyoka_message"
"""What the metadata of our messages are called; they hold the message's key and version
(https://docs.slack.dev/messaging/message-metadata)."""

CLOCKS = timedelta(minutes=1)
"""By how much our clock may be ahead of Slack's."""

PAGE = 200

KNOWN = 12 * 3600.0
"""Seconds for which somebody with whom a direct message was opened is taken to be there still."""

Plainly = Callable[[Content, SlackApiError], Content | None]
"""Draws what Slack refused in a plainer way; None where there is none."""


@dataclass(frozen=True)
class Standing:
    """A message of ours as Slack has it."""

    channel: str
    ts: str
    version: int


@dataclass(frozen=True)
class Doubt:
    """A message that may stand: `since` when it may have been sent; `tried` if by this process."""

    since: datetime
    tried: bool


def no_plainer(_content: Content, _error: SlackApiError) -> Content | None:
    """Where nothing can be drawn in another way."""
    return None


class Courier:
    """Calls Slack for one message at a time; several threads may, each for another place.

    Args:
        client: one that never repeats a call by itself.
        now: the moment, aware.
        plainly: asked for another content where Slack refuses a message's blocks.
    """

    def __init__(
        self, client: WebClient, store: Store, now: Callable[[], datetime], plainly: Plainly = no_plainer
    ) -> None:
        self._client = client
        self._store = store
        self._now = now
        self._plainly = plainly
        self._doubts: dict[str, Doubt] = {}
        self._seen: dict[tuple[str, str], Mapping[str, Standing]] = {}  # by channel and thread, as it was at the start
        self._gone: set[tuple[str, str]] = set()
        self._anew: set[str] = set()
        self._direct: dict[str, tuple[str, float]] = {}
        self._lacking: set[str] = set()

    def doubt(self, posts: Collection[Post]) -> None:
        """These may have been sent by a process that died before it could write that down."""
        first: dict[str, datetime] = {}
        for post in posts:
            first[post.to] = min(post.made, first.get(post.to, post.made))
        self._doubts |= {post.key: Doubt(first[post.to], tried=False) for post in posts if not post.shown}

    def deliver(self, post: Post) -> bool:
        """One step: after it the message may be unsent still, where its thread had to be begun first.

        Returns whether anything was said. Raises what Slack refuses (`SlackApiError`), what the network does (`OSError`,
        `HTTPException`), and what the store does (`Refusal`).
        """
        if post.shown:
            self._change(post)
            return True
        if not post.sheet:
            return self._post(post, "")
        thread = self._store.thread(post.sheet)
        if thread is None or thread[0] != post.to or thread in self._gone:
            return self._begin(post)
        try:
            return self._post(post, thread[1])
        except SlackApiError as error:
            if code_of(error) not in THREAD_GONE or post.key in self._anew:
                raise
        self._anew.add(post.key)  # a thread is begun anew once for each message, whatever Slack says of the next one
        self._gone.add(thread)
        return False

    def stands(self, post: Post) -> bool:
        """Whether it stands after all, or the message does with which its thread begins: looked for once more, before it
        is given up. What is found is written down. Raises as `deliver`."""
        if post.shown:
            return False  # what is in its place stays there
        thread = self._store.thread(post.sheet) if post.sheet else None
        if post.sheet and (thread is None or thread[0] != post.to or thread in self._gone):
            root = self._store.post(self.root_of(post))
            return root is not None and not root.shown and self._stands(root, "")
        return self._stands(post, thread[1] if thread else "")

    def hears(self) -> bool:
        """Whether Slack answers at all."""
        try:
            self._client.auth_test()
        except (SlackApiError, OSError, HTTPException):
            return False
        return True

    def root_of(self, post: Post) -> str:
        """The key of the message with which the thread begins that this one finds missing."""
        thread = self._store.thread(post.sheet)
        return f"{post.key}/root" + (f"/{thread[1]}" if thread else "")

    # --- within -------------------------------------------------------------------------------------

    def _begin(self, post: Post) -> bool:
        """Begin the thread in which a message belongs; the first message is one of its own, and so it is once, too."""
        key, said = self.root_of(post), False
        self._store.say(key, post.to, post.root, self._now())
        root = self._store.post(key)
        if root is not None and not root.shown:
            said = self._post(root, "")
            root = self._store.post(key)
        if root is not None:
            self._store.keep_thread(post.sheet, post.to, root.ts)
        return said

    def _post(self, post: Post, thread: str) -> bool:
        """Say it, unless it was said."""
        to = self._opened(post.to)
        if self._stands(post, thread):
            return False
        doubt = self._doubts.get(post.key)
        self._doubts[post.key] = Doubt(min(post.made, doubt.since) if doubt else post.made, tried=True)
        try:
            sent = self._drawn(
                post, "chat_postMessage", channel=to, thread_ts=thread or None, unfurl_links=False, unfurl_media=False
            )
        except SlackApiError as error:
            if not passing(error):
                del self._doubts[post.key]  # Slack has surely not taken it
            raise
        self._store.keep_shown(post.key, post.version, str(sent.get("channel") or to), str(sent["ts"]))
        del self._doubts[post.key]
        return True

    def _stands(self, post: Post, thread: str) -> bool:
        """Look for it where it may have been sent."""
        doubt = self._doubts.get(post.key)
        found = self._found(post, self._opened(post.to), thread, doubt) if doubt else None
        if found is None:
            return False
        self._store.keep_shown(post.key, found.version, found.channel, found.ts)
        del self._doubts[post.key]
        log.info("outbox.found", key=post.key, channel=found.channel)
        return True

    def _change(self, post: Post) -> None:
        """What stands there becomes what it should be. Where that can't be, what stands there stays."""
        try:
            self._drawn(post, "chat_update", channel=post.channel, ts=post.ts)
        except SlackApiError as error:
            if code_of(error) not in UNCHANGEABLE:
                raise
            log.info("outbox.unchanged", key=post.key, channel=post.channel, error=code_of(error))
        self._store.keep_shown(post.key, post.version, post.channel, post.ts)

    def _drawn(self, post: Post, method: str, **where: Any) -> Mapping[str, Any]:
        """Call with the message's content, or a plainer one where Slack can't draw it."""
        metadata = {"event_type": EVENT, "event_payload": {"key": post.key, "version": post.version}}
        call = getattr(self._client, method)
        try:
            return call(**where, metadata=metadata, **post.content).data  # type: ignore[no-any-return]
        except SlackApiError as error:
            if code_of(error) not in UNDRAWABLE:
                raise
            plainer, code, at = self._plainly(post.content, error), code_of(error), refused_at(error)
            log.error("outbox.undrawable", key=post.key, error=code, at=at, plainer=plainer is not None)  # noqa: TRY400 - it says where
            if plainer is None:
                raise
        return call(**where, metadata=metadata, **plainer).data  # type: ignore[no-any-return]

    def _opened(self, to: str) -> str:
        """The channel of a direct message, by the person's id; a channel is its own. Raises where they have left."""
        if not to.startswith(("U", "W")):
            return to
        channel, until = self._direct.get(to, ("", 0.0))
        if until < time.monotonic():
            try:
                opened = self._client.conversations_open(users=to)
            except SlackApiError as error:
                if not self._lacks(error):
                    raise
                return to  # Slack takes the person's id as well, but doesn't say if they have left
            channel = str(opened["channel"]["id"])
            self._direct[to] = (channel, time.monotonic() + KNOWN)
        return channel

    def _found(self, post: Post, channel: str, thread: str, doubt: Doubt) -> Standing | None:
        """The message, where it stands already. What the process before this one may have sent is asked for once for
        each place; what this one may have sent, each time."""
        place = (channel, thread)
        if doubt.tried or place not in self._seen:
            try:
                found = dict(self._ours(channel, thread, doubt.since - CLOCKS))
            except SlackApiError as error:
                if not self._lacks(error) and code_of(error) not in NOT_THERE | THREAD_GONE:
                    raise
                found = {}  # whoever can't look says it, rather than never
            if doubt.tried:
                return found.get(post.key)
            self._seen[place] = found
        return self._seen[place].get(post.key)

    def _ours(self, channel: str, thread: str, since: datetime) -> Iterator[tuple[str, Standing]]:
        """Our messages there, with their keys (https://docs.slack.dev/reference/methods/conversations.history,
        …/conversations.replies)."""
        call: Callable[..., SlackResponse] = (
            partial(self._client.conversations_replies, ts=thread) if thread else self._client.conversations_history
        )
        cursor: str | None = None
        while cursor != "":
            oldest = f"{since.timestamp():.6f}"
            page = call(channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor)
            for each in page.get("messages") or ():
                metadata = each.get("metadata") or {}
                payload = metadata.get("event_payload") or {}
                if metadata.get("event_type") == EVENT and payload.get("key"):
                    yield str(payload["key"]), Standing(channel, str(each["ts"]), int(payload.get("version") or 1))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")

    def _lacks(self, error: SlackApiError) -> bool:
        """Whether the app was installed before this scope was asked for. That is said once, and done without."""
        if code_of(error) != "missing_scope":
            return False
        scope = str(error.response.get("needed") or "?")
        if scope not in self._lacking:
            self._lacking.add(scope)
            todo = (
                "paste `hyoka manifest` at api.slack.com/apps, App Manifest, and reinstall the app into the workspace"
            )
            log.error("outbox.scope", needed=scope, todo=todo)
        return True
