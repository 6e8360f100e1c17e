"""Trouble on demand: what Slack and the network do to an app on a bad day."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.local.workspace.delivery import Delivery


@dataclass(frozen=True)
class Failure:
    """What becomes of a call.

    Attributes:
        error: an answer to give instead of the real one, with an HTTP status; `retry_after` in seconds, for status 429.
        after: whether the call is carried out first: the message stands, and the app doesn't know.
        how: whether it is answered, answered so late that the app has given up waiting, or cut off.
        seconds: how late.
    """

    error: str = "internal_error"
    retry_after: int = 1
    status: int = 500
    after: bool = False
    how: Literal["answer", "stall", "cut"] = "answer"
    seconds: float = 0.0


class Faults:
    """Makes calls fail, events come twice and sockets go away. Thread-safe."""

    def __init__(self, delivery: Delivery, clock: Callable[[], float]) -> None:
        """Take the delivery whose connections are disturbed, and a clock in seconds."""
        self._delivery = delivery
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[str, list[Failure]] = {}
        self._limits: dict[str, float] = {}
        self.limit_posts = False
        """Whether a second post within one second in a channel is answered by 429, as Slack may do."""

    def fail_next(
        self,
        method: str,
        error: str = "ratelimited",
        retry_after: int = 1,
        times: int = 1,
        status: int = 429,
        *,
        after: bool = False,
    ) -> None:
        """Answer the next `times` calls of a Web API method with an error and an HTTP status, `after` carrying them out."""
        self._plan(method, Failure(error, retry_after, status, after), times)

    def stall_next(self, method: str, seconds: float, times: int = 1, *, after: bool = False) -> None:
        """Answer the next calls of a method only after so many seconds; they are carried out at once if `after`, else
        never."""
        self._plan(method, Failure(after=after, how="stall", seconds=seconds), times)

    def cut_next(self, method: str, times: int = 1, *, after: bool = False) -> None:
        """Cut the connection of the next calls of a method in the middle of the answer; `after` carrying them out."""
        self._plan(method, Failure(after=after, how="cut"), times)

    def limit_method(self, method: str, seconds: float) -> None:
        """Answer every call of a method, for whatever channel, with 429 for so many seconds."""
        with self._lock:
            self._limits[method] = self._clock() + seconds

    def failure_of(self, method: str) -> Failure | None:
        """Return and use up the failure that is due for a call, if any."""
        with self._lock:
            left = self._limits.get(method, 0.0) - self._clock()
            if left > 0:
                return Failure("ratelimited", math.ceil(left), 429)
            due = self._failures.get(method)
            return due.pop(0) if due else None

    def _plan(self, method: str, failure: Failure, times: int) -> None:
        with self._lock:
            self._failures.setdefault(method, []).extend([failure] * times)

    def disconnect_sockets(self, *, abruptly: bool = False) -> None:
        """Ask the app to connect anew, as Slack does every few hours, or cut its connections without a word."""
        for connection in self._delivery.connections():
            connection.leave(abruptly=abruptly)

    def freeze_sockets(self) -> None:
        """Make the present connections deaf: they stay open, but nothing comes and nothing is heard."""
        for connection in self._delivery.connections():
            connection.deaf = True

    def redeliver_next_event(self) -> None:
        """Deliver the next event twice, with the same event id."""
        self._delivery.redeliver_next()
