"""What is said unasked: every minute each command is asked what should have been said by now, and that is written down."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime

import structlog

from bot.send import Outbox, Scribe
from commands.kit.command import Command
from store.store import Store

log = structlog.get_logger()

EVERY = 60.0
"""Seconds between two times."""


class Scheduler:
    """Asks from one thread of its own. What a command gets wrong stops neither the others nor the next time.

    Args:
        now: the moment, aware, in the office's zone.
        every: seconds between two times.
    """

    def __init__(
        self,
        commands: Sequence[Command],
        store: Store,
        scribe: Scribe,
        outbox: Outbox,
        *,
        now: Callable[[], datetime],
        every: float = EVERY,
    ) -> None:
        self._commands = commands
        self._store = store
        self._scribe = scribe
        self._outbox = outbox
        self._now = now
        self._every = every
        self._tidied: date | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Ask at once, and then every minute."""
        self._thread = threading.Thread(target=self._work, name="scheduler", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask no more; returns when the message under way is written down. What is left is due at the next start."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def tick(self) -> None:
        """Ask everybody once."""
        now = self._now()
        for command in self._commands:
            if command.due is not None and not self._stopped.is_set():
                self._guarded(command.name, lambda command=command: self._ask(command, now))  # type: ignore[misc]
        if self._tidied != now.date():
            self._guarded("", lambda: self._tidy(now))
        self._guarded("", self._outbox.take_up)

    def _work(self) -> None:
        while not self._stopped.is_set():
            self.tick()
            self._stopped.wait(self._every)

    def _ask(self, command: Command, now: datetime) -> None:
        for say in command.due(now, self._store) if command.due else ():
            if self._stopped.is_set():
                return  # each may ask Slack who reads it, which takes a while where Slack doesn't answer
            if say.once is None:
                raise ValueError(
                    f"{command.name} says something unasked that has no key: it would be said every minute"
                )
            self._guarded(command.name, lambda say=say: self._scribe.write(say, unasked=True))  # type: ignore[misc]

    def _tidy(self, now: datetime) -> None:
        self._store.forget_posts(now)
        self._tidied = now.date()

    def _guarded(self, command: str, do: Callable[[], object]) -> None:
        try:
            do()
        except Exception:  # whatever it is, the others are said, and this is tried again in a minute
            ref = secrets.token_hex(2).upper()
            log.exception("scheduler.failed", ref=ref, command=command or None)
