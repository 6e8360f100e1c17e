"""What whoever runs the bot can watch: figures for Prometheus, and whether all is well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from store.store import Store

SILENT = 60.0
"""Seconds without a sign from Slack after which something is wrong: a deaf link is replaced after 30."""

OLD = 600.0
"""Seconds that a message may wait: one a second and channel takes a while where many are said at once."""

ACKNOWLEDGED = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Bounds in seconds; Slack waits for 3 (https://docs.slack.dev/interactivity/handling-user-interaction)."""

SHOWN = 8
"""So many are named of what is wrong in the same way."""


class Metrics:
    """Counts. Each bot has its own, so that several may live in one process.

    Attributes:
        failing: whom or what concerns that which couldn't be said unasked the last time that it was tried.
    """

    def __init__(self) -> None:
        self.failing: tuple[str, ...] = ()
        self.registry = CollectorRegistry()
        self.sent = Counter("hyoka_posts_sent", "Messages posted or changed in Slack", registry=self.registry)
        self.retried = Counter("hyoka_posts_retried", "Times that a message had to wait", registry=self.registry)
        self.lost = Counter("hyoka_posts_lost", "Messages that Slack refused", ["reason"], registry=self.registry)
        self.unmade = Counter(
            "hyoka_posts_unmade",
            "Times that what is said unasked couldn't be made",
            ["command"],
            registry=self.registry,
        )
        self._acknowledged = Histogram(
            "hyoka_acknowledgement_seconds",
            "From when Slack sent something until it had its answer",
            ["surface"],
            buckets=ACKNOWLEDGED,
            registry=self.registry,
        )

    def acknowledged(self, surface: str, seconds: float) -> None:
        """Slack has the answer to what somebody did there, so many seconds after it came."""
        self._acknowledged.labels(surface).observe(seconds)


class Health:
    """Whether all is well, and the figures that say so at the moment when they are asked for.

    Args:
        heard: seconds since Slack gave a sign over the socket; None where there is none.
    """

    def __init__(
        self, metrics: Metrics, store: Store, now: Callable[[], datetime], heard: Callable[[], float | None]
    ) -> None:
        self._metrics = metrics
        self._store = store
        self._now = now
        self._heard = heard
        for name, about, ask in (
            ("hyoka_outbox_posts", "Messages that are written down and unsent", self.waiting),
            ("hyoka_outbox_oldest_seconds", "For how long the oldest of them has waited", self.oldest),
            ("hyoka_documents_unreadable", "Documents that are left out where they belong", self.unreadable),
            ("hyoka_socket_silent_seconds", "Since Slack last gave a sign; -1 without a socket", self.silent),
        ):
            Gauge(name, about, registry=metrics.registry).set_function(ask)

    def waiting(self) -> float:
        return float(len(self._store.unsent_posts()))

    def oldest(self) -> float:
        now = self._now()
        waits = (now - (post.changed if post.shown else post.made) for post in self._store.unsent_posts())
        return max((wait.total_seconds() for wait in waits), default=0.0)

    def silent(self) -> float:
        heard = self._heard()
        return -1.0 if heard is None else heard

    def unreadable(self) -> float:
        return float(len(self._store.unreadable()))

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in a few words each; none where all is well."""
        silent, oldest = self.silent(), self.oldest()
        failing = self._metrics.failing
        unreadable = ["/".join(named) for named in self._store.unreadable()]
        found = (
            (silent > SILENT, f"nothing came over the socket for {silent:.0f} s"),
            (oldest > OLD, f"a message has waited for {oldest:.0f} s"),
            (bool(failing), f"what is said unasked couldn't be made for {_some(failing)}"),
            (bool(unreadable), f"documents can't be read: {_some(unreadable)}"),
        )
        return tuple(told for is_so, told in found if is_so)

    def exposition(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self._metrics.registry)


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else "")
