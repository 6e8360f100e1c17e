"""Messages to be said, and those that were: the outbox's documents. A message's key is claimed by writing it down."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from store.engine import Conflict, Put, Remove
from store.engine.base import Record
from store.post import Content, Post
from store.store.shelf import Shelf

KEPT = timedelta(days=60)
"""For how long a message that stands is remembered. The last one of a series stays, whenever it was."""

_AT_ONCE = 50
"""So many are removed in one commit."""


class PostShelf(Shelf):
    """The part of the store that keeps messages."""

    def __init__(self) -> None:
        super().__init__()
        self._posted: int | None = None
        self._posted_guard = threading.Lock()

    def post(self, key: str) -> Post | None:
        """The message with this key."""
        record = self.engine.get("posts", key)
        return _post(record) if record else None

    def say(
        self,
        key: str,
        to: str,
        content: Content,
        now: datetime,
        *,
        sheet: str = "",
        root: Content | None = None,
        series: str = "",
        about: Sequence[str] = (),
        waiting: Sequence[str] = (),
        asked: str = "",
    ) -> Post | None:
        """Write down what is to be said under a key; if something was said under it, this is what it becomes.

        Returns the message if anything is to be sent, None where it says this already or is lost.
        """
        while True:
            standing = self.post(key)
            if standing is None:
                post = Post(
                    key=key, to=to, content=content, made=now, changed=now, number=self._next(), sheet=sheet,
                    root=root or {}, series=series, about=tuple(about), waiting=tuple(waiting), asked=asked,
                )  # fmt: skip
            else:
                told: dict[str, Any] = {"about": tuple(about), "waiting": tuple(waiting)}
                if standing.content != content:
                    told |= {"content": content, "version": standing.version + 1, "changed": now}
                post = standing.model_copy(update=told)
                if post == standing or standing.lost:
                    return None
            if self._keep(post):
                return post if post.unsent else None

    def unsent_posts(self) -> tuple[Post, ...]:
        """All that is still to be sent, in the order in which it was written down."""
        return self._as_said(self.engine.find("posts", unsent=True))

    def series(self, name: str) -> tuple[Post, ...]:
        """The messages of a series, oldest first."""
        return self._as_said(self.engine.find("posts", series=name))

    def posts_to(self, to: str) -> tuple[Post, ...]:
        """All that was said, or is to be said, in one place; oldest first."""
        return self._as_said(self.engine.find("posts", to=to))

    def keep_shown(self, key: str, version: int, channel: str, ts: str) -> None:
        """This version of a message stands there now."""
        self._set(key, channel=channel, ts=ts, shown=version, hours=0)

    def keep_tried(self, key: str, hours: int) -> None:
        """A message was tried for so many hours in vain."""
        self._set(key, hours=hours)

    def keep_lost(self, key: str, why: str) -> None:
        """A message can't be said."""
        self._set(key, lost=why)

    def forget_posts(self, now: datetime) -> int:
        """Remove what has stood long enough and nobody will ask for. Returns how many.

        Of each message only what decides is read, and few are removed at once: whoever writes meanwhile doesn't wait.
        """
        last: dict[str, tuple[int, str]] = {}
        old: list[Remove] = []
        for record in self.engine.find("posts"):
            body = record.body
            if series := body["series"]:
                last[series] = max(last.get(series, (0, "")), (int(body["number"]), record.key))
            over = body["lost"] or not (body["unsent"] or body["waiting"])
            if over and now - datetime.fromisoformat(body["changed"]) > KEPT:
                old.append(Remove("posts", record.key, record.rev))
        stays = {key for _, key in last.values()}
        going = [each for each in old if each.key not in stays]
        return sum(self._forgotten(going[n : n + _AT_ONCE]) for n in range(0, len(going), _AT_ONCE))

    # --- within -------------------------------------------------------------------------------------

    def _as_said(self, records: Iterable[Record]) -> tuple[Post, ...]:
        return tuple(sorted(self._readable(records, _post), key=lambda post: post.number))

    def _forgotten(self, posts: Sequence[Remove]) -> int:
        try:
            self._write(*posts)
        except Conflict:
            return 0  # one was given something new to say just now: the next time
        return len(posts)

    def _next(self) -> int:
        with self._posted_guard:
            if self._posted is None:
                self._posted = max((int(record.body["number"]) for record in self.engine.find("posts")), default=0)
            self._posted += 1
            return self._posted

    def _set(self, key: str, **facts: Any) -> None:
        while (standing := self.post(key)) is not None:
            if self._keep(standing.model_copy(update=facts)):
                return

    def _keep(self, post: Post) -> bool:
        found_by = {"unsent": post.unsent, "series": post.series}
        try:
            self._write(Put("posts", post.key, {**post.model_dump(mode="json"), **found_by}, post.revision))
        except Conflict:
            return False
        return True


def _post(record: Record) -> Post:
    return Post.model_validate({**record.body, "revision": record.rev})
