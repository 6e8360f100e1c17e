"""What is said in channels and to people: written down first, then sent in order, one message a second and place."""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections.abc import Callable

import structlog
from slack_sdk.errors import SlackApiError

from bot.metrics import Metrics
from bot.send.courier import Courier
from bot.send.patience import LONGEST, Patience
from bot.slack import TOKEN_REFUSED, called, code_of, passing, refused_at, retry_after
from store.post import Post
from store.refusal import Refusal
from store.store import Store

log = structlog.get_logger()

PACE = 1.0
"""Seconds between two messages in a channel (https://docs.slack.dev/apis/web-api/rate-limits)."""

SETTLED = 3.0
"""Seconds after which a call of a process that died has surely reached Slack, or never will."""

WORKERS = 4
"""Threads that call Slack: one that hears nothing for the seconds that a call may take holds up no other place."""

_TRIES = 6
_EVERYWHERE, _DIRECT = "*", "@"

Lost = Callable[[Post, str], None]
"""Told of a message that can't be said, and why, before that is written down; so it may be told of one twice."""


class Outbox:
    """Sends what the store says is unsent, each message once. Nothing is lost by it: what it hasn't sent stays written down.

    Args:
        lost: told of a message that Slack refuses for good, and its error's code.
        pace: seconds between two messages in a place.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        courier: Courier,
        store: Store,
        lost: Lost,
        *,
        metrics: Metrics | None = None,
        pace: float = PACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._courier = courier
        self._store = store
        self._lost = lost
        self._metrics = metrics or Metrics()
        self._pace = pace
        self._clock = clock
        self._queues: dict[str, list[tuple[int, str]]] = {}  # by place: number and key, in order
        self._ready: dict[str, float] = {}  # a place, everywhere, or all direct messages: until when to say nothing
        self._limited: dict[str, tuple[float, str]] = {}
        self._busy: set[str] = set()
        self._tries: dict[str, int] = {}
        self._patience = Patience(store, courier.hears, clock)
        self._hopeless: dict[str, Exception] = {}  # to be given up, by their keys, unless they stand after all
        self._changed = threading.Condition()
        self._until: float | None = None  # when to stop at the latest, once asked to
        self._threads: list[threading.Thread] = []

    def take_over(self) -> None:
        """Go on where the process before this one was when it died, or was stopped: it may have sent any of these."""
        posts = self._store.unsent_posts()
        self._courier.doubt(posts)
        with self._changed:
            self._ready |= {post.to: self._clock() + SETTLED * self._pace for post in posts if not post.shown}
        self.take_up()

    def start(self) -> None:
        """Take over, and send from threads of its own, so that nobody waits."""
        self.take_over()
        self._threads = [threading.Thread(target=self._work, name=f"outbox-{n}", daemon=True) for n in range(WORKERS)]
        for thread in self._threads:
            thread.start()

    def put(self, post: Post) -> None:
        """Have it sent, after what was written down before it for its place."""
        with self._changed:
            queue = self._queues.setdefault(post.to, [])
            if (post.number, post.key) not in queue:
                insort(queue, (post.number, post.key))
            self._changed.notify_all()

    def take_up(self) -> None:
        """Have all sent that is written down and unsent, whoever wrote it."""
        for post in self._store.unsent_posts():
            self.put(post)

    def turn(self) -> bool:
        """For whoever has a clock of their own, instead of `start`: one step of what is due. False where nothing is."""
        with self._changed:
            place = self._due()
            if place is None:
                return False
            self._busy.add(place)
        self._serve(place)
        return True

    def stop(self, seconds: float = 10) -> int:
        """Send what is waiting, for so many seconds at most. Returns how many are left, for the next start."""
        with self._changed:
            self._until = self._clock() + seconds
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, self._until - self._clock()) + 1)
        left = sum(map(len, self._queues.values()))
        if left:
            log.info("outbox.left", posts=left)
        return left

    # --- within -------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (place := self._next()) is not None:
            self._serve(place)

    def _next(self) -> str | None:
        """The next place that is ready; waits for it. None when it is time to stop."""
        with self._changed:
            while True:
                now = self._clock()
                if self._until is not None and (not self._queues or now >= self._until):
                    self._changed.notify_all()
                    return None
                place = self._due()
                if place is not None:
                    self._busy.add(place)
                    return place
                ends = [self._opens(each) for each in self._queues if each not in self._busy]
                ends += [] if self._until is None else [self._until]
                self._changed.wait(min(max(0.0, min(ends) - now), LONGEST) if ends else None)

    def _due(self) -> str | None:
        """The place that has been ready for longest."""
        now = self._clock()
        free = [place for place in self._queues if place not in self._busy and self._opens(place) <= now]
        return min(free, key=self._opens, default=None)

    def _opens(self, place: str) -> float:
        """From when on something may be said in a place."""
        kinds = (place, _EVERYWHERE, _DIRECT) if place.startswith(("U", "W")) else (place, _EVERYWHERE)
        return max(self._ready.get(kind, 0.0) for kind in kinds)

    def _serve(self, place: str) -> None:
        """One step of what is first in a place. Whatever happens to it, the other places go on."""
        entry, pause = self._queues[place][0], LONGEST
        try:
            pause = self._step(entry[1])
        except Exception:  # the store can't be written, or an error of ours: nothing is lost by waiting
            log.exception("outbox.stuck", key=entry[1])
        finally:
            with self._changed:
                self._busy.discard(place)
                self._ready[place] = self._clock() + pause
                post = self._store.post(entry[1])
                if post is None or not post.unsent:
                    self._tries.pop(entry[1], None)
                    self._hopeless.pop(entry[1], None)
                    self._patience.forget(entry[1])
                    self._queues[place].remove(entry)
                    if not self._queues[place]:
                        del self._queues[place]
                self._changed.notify_all()

    def _step(self, key: str) -> float:
        """Returns how many seconds to leave its place alone."""
        post = self._store.post(key)
        if post is None or not post.unsent:
            return 0.0
        try:
            hopeless = self._hopeless.pop(key, None)
            if hopeless is not None and not self._courier.stands(post):
                return self._give_up(post, hopeless)
            if hopeless is not None or not self._courier.deliver(post):
                return 0.0
        except Exception as error:  # whatever happens to one message, the others must go out
            return self._failed(post, error)
        self._patience.said()
        self._metrics.sent.inc()
        return self._pace

    def _failed(self, post: Post, error: Exception) -> float:
        """Try again where that may help, else give it up. Returns how many seconds to leave its place alone."""
        code = code_of(error) or type(error).__name__
        wait = retry_after(error)
        if wait is not None:
            self._metrics.retried.inc()
            self._limit(post.to, called(error), wait)
            log.info("outbox.waits", to=post.to, seconds=wait)
            return wait
        self._tries[post.key] = tries = self._tries.get(post.key, 0) + 1
        pause = min(2.0 ** min(tries, 6) * self._pace, LONGEST)
        if code in TOKEN_REFUSED:
            with self._changed:
                self._ready[_EVERYWHERE] = self._clock() + pause
            todo = "check the token, and that the app is installed with all scopes of `hyoka manifest`"
            log.error("outbox.refused", error=code, todo=todo, again_in=pause)
            return pause
        if passing(error) or isinstance(error, Refusal) or (not code_of(error) and tries < _TRIES):
            self._metrics.retried.inc()
            log.info("outbox.again", to=post.to, tries=tries, error=code, again_in=pause)
            if passing(error) and self._patience.is_over(post):
                self._hopeless[post.key] = error  # not before it was looked for once more: this call may have got there
            return pause
        return self._give_up(post, error)

    def _give_up(self, post: Post, error: Exception) -> float:
        """Returns how many seconds to leave its place alone."""
        code = code_of(error) or type(error).__name__
        at = refused_at(error) if isinstance(error, SlackApiError) else ()
        log.error(
            "outbox.lost", key=post.key, to=post.to, error=code, at=at, exc_info=None if code_of(error) else error
        )
        try:
            self._lost(post, code)
        except Refusal:
            raise  # it couldn't be written down: later
        except Exception as untold:  # telling is a courtesy; the loss itself is in the log
            log.warning("outbox.untold", to=post.to, error=code_of(untold) or type(untold).__name__)
        if post.sheet:
            self._store.keep_lost(self._courier.root_of(post), code)
        self._store.keep_lost(post.key, code)
        self._metrics.lost.labels(code).inc()
        return self._pace

    def _limit(self, place: str, method: str, wait: float) -> None:
        """Slack has two limits with one answer: of a channel, and of a method for all. Where it asks for patience in a
        second place while the first one waits, it is the other one (https://docs.slack.dev/apis/web-api/rate-limits)."""
        with self._changed:
            now = self._clock()
            until, first = self._limited.get(method, (0.0, ""))
            opening = method == "conversations.open"
            if opening or (now < until and first != place):
                kind = _DIRECT if opening else _EVERYWHERE
                self._ready[kind] = max(self._ready.get(kind, 0.0), now + wait)
            else:
                self._limited[method] = (now + wait, place)
