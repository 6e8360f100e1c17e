"""Tells what couldn't be said unasked: whoever runs the bot by the log and by figures, the secretariat once, in a sentence."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

import structlog

from bot.metrics import Metrics
from commands.kit.command import Found
from commands.kit.reply import Line, Note, Once, Part, Place, Say
from store.store import Store
from store.store.told import Series
from store.text import Text

log = structlog.get_logger()

PREFIX = "trouble/"
"""How the names of the series begin; the person's id follows."""

SHOWN = 8
"""So many are named; of more, their number is told."""


class Turn:
    """One command, asked once: whatever goes wrong with one thing ends that and nothing else.

    Attributes:
        failed: what went wrong, by the id of what it concerns.
    """

    def __init__(self) -> None:
        self.failed: dict[str, Exception] = {}

    def apart(self, about: str, do: Callable[[], Iterable[Found]]) -> Iterator[Found]:
        """What comes of it, until it goes wrong."""
        try:
            yield from do()
        except Exception as error:  # whatever it is: it is told of, and tried again in a minute
            self.failed.setdefault(about, error)

    def attempt(self, about: str, do: Callable[[], object]) -> None:
        """Do it, and go on whatever comes of it."""
        list(self.apart(about, lambda: (do(),)))


class Troubles:
    """Knows what goes wrong at the moment.

    The secretariat hears of what went wrong twice in a row, in one message for all of it: it is changed where it
    stands when something is added, and says so when all is well again.

    Args:
        write: writes down what is to be said.
    """

    def __init__(self, store: Store, write: Callable[[Say], object], metrics: Metrics) -> None:
        self._store = store
        self._write = write
        self._metrics = metrics
        self._before: frozenset[str] = frozenset()

    def note(self, command: str, failed: Mapping[str, Exception]) -> None:
        """What went wrong with a command (of our own work: ""), in one line."""
        if failed:
            ref, error = secrets.token_hex(2).upper(), next(iter(failed.values()))
            log.error("scheduler.failed", ref=ref, command=command or None, about=list(failed), exc_info=error)
            self._metrics.unmade.labels(command).inc(len(failed))

    def tell(self, failed: Collection[str], now: datetime) -> None:
        """What went wrong at this time, of all commands. Raises Refusal where it can't be written down."""
        self._metrics.failing = tuple(failed)
        unreadable = {"/".join(named): why for named, why in self._store.unreadable().items()}
        if unreadable:
            log.error("scheduler.unreadable", documents=unreadable)
        failing = frozenset((*failed, *unreadable))
        lasting, self._before = failing & self._before, failing
        told = self._store.told(PREFIX)
        people = [*(each.id for each in self._store.secretariat()), *(name.removeprefix(PREFIX) for name in told)]
        for person in dict.fromkeys(people):
            self._tell(person, told.get(f"{PREFIX}{person}", Series()), failing, lasting, now)

    # --- within -------------------------------------------------------------------------------------

    def _tell(
        self, person: str, series: Series, failing: Collection[str], lasting: Collection[str], now: datetime
    ) -> None:
        standing = next((each for each in series.posts.values() if each.waiting and not each.lost), None)
        known = standing.about if standing else ()
        about = (*known, *sorted(set(lasting) - set(known)))
        waiting = tuple(each for each in about if each in failing)
        if waiting != (standing.waiting if standing else ()):
            key = standing.key if standing else f"{PREFIX}{person}/{now.date()}"
            parts = tuple(self._parts(waiting))
            self._write(Say(parts, person, Once(key, f"{PREFIX}{person}", about, waiting)))

    def _parts(self, waiting: Collection[str]) -> Iterator[Part]:
        if not waiting:
            yield Line(Text.of("bot.trouble_over"))
            return
        names = {each.id: each.name for each in self._store.people()}
        yield Line(Text.of("bot.trouble", count=len(waiting)))
        for about in list(waiting)[:SHOWN]:
            kind, _, key = about.partition("/")
            if about.startswith(("C", "G")):
                yield Place(Text.of("bot.trouble_channel"), about)
            elif kind == "sheets":
                yield Line(Text.of("bot.trouble_sheet", sheet=key))
            elif about.startswith(("U", "W")):
                yield Line(Text.of("bot.trouble_person", name=names.get(about, about)))
            else:
                yield Line(Text.of("bot.trouble_other", about=about))
        if len(waiting) > SHOWN:
            yield Note(Text.of("bot.lost_more", count=len(waiting) - SHOWN))
