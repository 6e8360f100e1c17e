"""Trouble on demand: what Slack and the network do to an app on a bad day."""

import threading
from dataclasses import dataclass

from bot.local.workspace.delivery import Delivery


@dataclass(frozen=True)
class Failure:
    """An answer to give instead of the real one; `retry_after` in seconds, for status 429."""

    error: str
    retry_after: int
    status: int


class Faults:
    """Makes calls fail, events come twice and sockets go away. Thread-safe."""

    def __init__(self, delivery: Delivery) -> None:
        """Take the delivery whose connections are disturbed."""
        self._delivery = delivery
        self._lock = threading.Lock()
        self._failures: dict[str, list[Failure]] = {}
        self.limit_posts = False
        """Whether a second post within one second in a channel is answered by 429, as Slack may do."""

    def fail_next(
        self, method: str, error: str = "ratelimited", retry_after: int = 1, times: int = 1, status: int = 429
    ) -> None:
        """Answer the next `times` calls of a Web API method with an error and an HTTP status."""
        with self._lock:
            self._failures.setdefault(method, []).extend([Failure(error, retry_after, status)] * times)

    def failure_of(self, method: str) -> Failure | None:
        """Return and use up the failure that is due for a call, if any."""
        with self._lock:
            due = self._failures.get(method)
            return due.pop(0) if due else None

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
