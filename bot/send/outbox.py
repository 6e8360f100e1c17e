"""What is said in channels: in order, one message a second and channel, again where Slack had trouble."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.receive import Place
from bot.slack import THREAD_GONE, code_of, passing, retry_after

log = structlog.get_logger()

Content = Mapping[str, Any]
FindThread = Callable[[str], tuple[str, str] | None]
KeepThread = Callable[[str, str, str], None]

PACE = 1.0
"""Seconds between two messages in a channel (https://docs.slack.dev/apis/web-api/rate-limits)."""

_TRIES = 6
_LONGEST = 60.0


@dataclass
class Post:
    """A message to be posted. With `sheet` it goes into that sheet's thread, which begins with `root`."""

    channel: str
    content: Content
    by: Place
    sheet: str = ""
    root: Content = field(default_factory=dict)
    tries: int = 0
    anew: bool = False


class Outbox:
    """Posts from one thread of its own, so that nobody waits for it.

    Args:
        client: calls Slack.
        find_thread: the channel and first timestamp of a sheet's thread, if there is one.
        keep_thread: keeps them.
        lost: told of a post that Slack refuses for good, and its error's code.
        pace: seconds between two messages in a channel.
    """

    def __init__(
        self,
        client: WebClient,
        find_thread: FindThread,
        keep_thread: KeepThread,
        lost: Callable[[Post, str], None],
        pace: float = PACE,
    ) -> None:
        self._client = client
        self._find_thread = find_thread
        self._keep_thread = keep_thread
        self._lost = lost
        self._pace = pace
        self._queues: dict[str, deque[Post]] = {}
        self._ready: dict[str, float] = {}
        self._changed = threading.Condition()
        self._until: float | None = None  # when to stop at the latest, once asked to
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)
        self._thread.start()

    def put(self, post: Post) -> None:
        """Have it posted, after what is already waiting for its channel."""
        with self._changed:
            self._queues.setdefault(post.channel, deque()).append(post)
            self._changed.notify()

    def stop(self, seconds: float = 10) -> int:
        """Post what is waiting, for so many seconds at most. Returns how many were left."""
        with self._changed:
            self._until = time.monotonic() + seconds
            self._changed.notify()
        self._thread.join(seconds + 1)
        left = sum(map(len, self._queues.values()))
        if left:
            log.error("outbox.left", posts=left, todo="these notices were not posted; the sheets themselves are saved")
        return left

    def _work(self) -> None:
        while (post := self._next()) is not None:
            try:
                done, pause = self._step(post), self._pace
            except Exception as error:  # whatever happens to one post, the others must go out
                done, pause = self._failed(post, error)
            with self._changed:
                if done:
                    self._queues[post.channel].popleft()
                    if not self._queues[post.channel]:
                        del self._queues[post.channel]
                self._ready[post.channel] = time.monotonic() + pause

    def _next(self) -> Post | None:
        """The first post whose channel is ready; waits for it. None when it is time to stop."""
        with self._changed:
            while True:
                now = time.monotonic()
                if self._until is not None and (not self._queues or now >= self._until):
                    return None
                self._ready = {channel: at for channel, at in self._ready.items() if at > now}
                free = [channel for channel in self._queues if channel not in self._ready]
                if free:
                    return self._queues[free[0]][0]
                ends = [self._ready[channel] for channel in self._queues]
                ends += [] if self._until is None else [self._until]
                self._changed.wait(min(ends) - now if ends else None)

    def _step(self, post: Post) -> bool:
        """One call to Slack. Returns whether the post is out: where its thread had to be begun first, it isn't yet."""
        if not post.sheet:
            self._send(post.channel, post.content)
            return True
        thread = None if post.anew else self._find_thread(post.sheet)
        if thread is None or thread[0] != post.channel:
            sent = self._send(post.channel, post.root)
            self._keep_thread(post.sheet, post.channel, sent)
            post.anew = False
            return False
        self._send(post.channel, post.content, thread_ts=thread[1])
        return True

    def _send(self, channel: str, content: Content, thread_ts: str | None = None) -> str:
        sent = self._client.chat_postMessage(
            channel=channel, thread_ts=thread_ts, unfurl_links=False, unfurl_media=False, **content
        )
        return str(sent["ts"])

    def _failed(self, post: Post, error: Exception) -> tuple[bool, float]:
        """Whether to give the post up, and how many seconds to leave its channel alone."""
        code = code_of(error)
        wait = retry_after(error)
        if wait is not None:
            log.info("outbox.waits", channel=post.channel, seconds=wait)
            return False, wait
        if code in THREAD_GONE and not post.anew:
            post.anew = True
            return False, self._pace
        post.tries += 1
        if passing(error) and post.tries < _TRIES:
            log.info("outbox.again", channel=post.channel, tries=post.tries, error=code or type(error).__name__)
            return False, min(2.0**post.tries * self._pace, _LONGEST)
        log.error(
            "outbox.lost",
            channel=post.channel,
            error=code or type(error).__name__,
            todo="check that the bot is in the channel, that the channel is not archived, and the token's scopes",
            exc_info=None if code else error,
        )
        self._tell(post, code)
        return True, self._pace

    def _tell(self, post: Post, code: str) -> None:
        try:
            self._lost(post, code)
        except Exception as error:  # telling is a courtesy; the loss itself is in the log
            log.warning("outbox.untold", channel=post.channel, error=code_of(error) or type(error).__name__)
