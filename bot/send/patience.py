"""For how long a message was tried in vain while Slack answered otherwise: then it is the message, or its place."""

from __future__ import annotations

from collections.abc import Callable

from store.post import Post
from store.store import Store

HOURS = 24
"""So long a message is tried that Slack answers with errors that should pass, or not at all."""

HOUR = 3600.0
LONGEST = 60.0
"""Seconds between two times that a message is tried, at the most."""


class Patience:
    """Counts the time between two times that a message failed, if Slack answers anything at all: while it or the network
    is away, nobody's time runs. Full hours are written down, for the next process.

    Args:
        hears: asks whether Slack answers.
        clock: seconds that only go forward.
    """

    def __init__(self, store: Store, hears: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._store = store
        self._hears = hears
        self._clock = clock
        self._failed: dict[
            str, tuple[float, float]
        ] = {}  # by key: when last, and the seconds of the hour that isn't full
        self._said = -HOURS * HOUR
        self._heard = (-LONGEST, False)

    def said(self) -> None:
        """Slack took a message."""
        self._said = self._clock()

    def forget(self, key: str) -> None:
        """A message need not be sent any more."""
        self._failed.pop(key, None)

    def is_over(self, post: Post) -> bool:
        """Whether to give up a message that has just failed: it was tried for long, and Slack took others meanwhile."""
        now = self._clock()
        last, seconds = self._failed.get(post.key, (now, 0.0))
        if self._answers(now):
            seconds += min(now - last, 2 * LONGEST)
        full, seconds = divmod(seconds, HOUR)
        self._failed[post.key] = (now, seconds)
        if full:
            self._store.keep_tried(post.key, post.hours + 1)
        return post.hours >= HOURS and now - self._said < HOURS * HOUR

    def _answers(self, now: float) -> bool:
        """Asked once in a while, however many messages fail."""
        asked, answered = self._heard
        if now - asked >= LONGEST / 2:
            self._heard = (now, answered := self._hears())
        return answered
