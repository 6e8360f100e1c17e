"""What is said unasked: every minute each command is asked what should have been said by now, and that is written down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from bot.send import Outbox, Scribe
from bot.troubles import Troubles, Turn
from commands.kit.command import Command, Due
from commands.kit.reply import Say, Thread
from store.store import Store

EVERY = 60.0
"""Seconds between two times."""


class Scheduler:
    """Asks from one thread of its own. What a command gets wrong about one person or channel stops no other one, no other
    command, and not the next time.

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
        troubles: Troubles,
        *,
        now: Callable[[], datetime],
        every: float = EVERY,
    ) -> None:
        self._commands = commands
        self._store = store
        self._scribe = scribe
        self._outbox = outbox
        self._troubles = troubles
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
        now, failed = self._now(), dict[str, Exception]()
        for command in self._commands:
            if command.due is not None and not self._stopped.is_set():
                failed |= self._ask(command, command.due, now)
        own = Turn()
        if self._tidied != now.date():
            own.attempt("tidying", lambda: self._tidy(now))
        own.attempt("outbox", self._outbox.take_up)
        own.attempt("troubles", lambda: self._troubles.tell(failed, now))
        self._troubles.note("", own.failed)

    def _work(self) -> None:
        while not self._stopped.is_set():
            self.tick()
            self._stopped.wait(self._every)

    def _ask(self, command: Command, due: Due, now: datetime) -> Mapping[str, Exception]:
        """Returns what went wrong, by the id of what it concerns."""
        turn = Turn()
        for say in turn.apart(f"/{command.name}", lambda: due(now, self._store, turn.apart)):
            if self._stopped.is_set():
                break  # each may ask Slack who reads it, which takes a while where Slack doesn't answer
            to = say.to.channel if isinstance(say.to, Thread) else say.to
            turn.attempt(to, partial(self._write, say))
        self._troubles.note(command.name, turn.failed)
        return turn.failed

    def _write(self, say: Say) -> None:
        if say.once is None:
            raise ValueError("it is said unasked and has no key: it would be said every minute")
        self._scribe.write(say, unasked=True)

    def _tidy(self, now: datetime) -> None:
        self._store.forget_posts(now)
        self._tidied = now.date()
