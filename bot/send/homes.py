"""App Homes that are looked at: drawn anew when what they show has changed, once a second and person at most."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_sdk.errors import SlackApiError

from bot.receive import Place, Surface
from bot.send.reach import Reach
from bot.slack import code_of, passing, retry_after
from commands.kit.reply import Button, Buttons, Menu, Row, View
from commands.kit.request import NOTHING, Subject
from store.refusal import Refusal
from store.store import Named, Store

log = structlog.get_logger()

Draw = Callable[[str, Subject], View | None]
"""Draws somebody's App Home: by their id, and where in it they stand."""

PACE = 1.0
"""Seconds between two views that one person is shown."""

LATELY = 12 * 3600.0
"""Seconds for which a person who opened App Home, or pressed something there, is taken to look at it."""

DRAWING = 10.0
"""Seconds that it may take from reading the documents until somebody sees them: what is written in between is on nobody's screen."""

OFFICE = frozenset({"people", "departments", "groups", "memberships", "deadlines", "rules"})
"""Kinds of documents that say what everybody may do, and by when."""

_TRIES = 6
_LONGEST = 60.0


@dataclass
class Looking:
    """One person before their App Home.

    Attributes:
        subject: where in it they stand.
        shown: what they see, as a number that differs where it does; `seen` is its hash.
        about: the documents that it names.
        until: when they are taken to have gone.
        ready: when they may be shown something again.
        busy: somebody is sending them something now.
        due: what they see may be out of date.
        wanted: what they asked for and couldn't be shown at once.
    """

    subject: Subject = NOTHING
    shown: int = 0
    seen: str = ""
    about: frozenset[str] = frozenset()
    until: float = 0.0
    ready: float = 0.0
    busy: bool = False
    due: bool = False
    wanted: View | None = None
    tries: int = 0


class Homes:
    """Shows people their App Home, and keeps it as the documents are. In memory: who opens it is shown it in any case.

    A person is shown one view after the other. What comes too soon, or while Slack is slow, waits for its turn in a
    thread of its own, and only the last state is shown.

    Args:
        pace: seconds between two views for one person.
        clock: seconds that only go forward.
    """

    def __init__(
        self, reach: Reach, store: Store, *, pace: float = PACE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._reach = reach
        self._store = store
        self._pace = pace
        self._clock = clock
        self._people: dict[str, Looking] = {}
        self._heard: set[Named] = set()
        self._last = -DRAWING  # when something was written last
        self._paused = 0.0  # until then Slack wants to be left alone
        self._changed = threading.Condition()
        self._until: float | None = None  # when to stop at the latest, once asked to
        self._thread: threading.Thread | None = None
        self._draw: Draw = lambda _user, _subject: None
        self._now: Callable[[], datetime] = datetime.now

    def start(self, draw: Draw, now: Callable[[], datetime]) -> None:
        """Hear of changes, and draw by this from now on."""
        self._draw, self._now = draw, now
        self._store.listener = self
        self._thread = threading.Thread(target=self._work, name="homes", daemon=True)
        self._thread.start()

    def changed(self, documents: Sequence[Named]) -> None:
        """Documents were written; whoever wrote them doesn't wait."""
        heard = {(kind, key) for kind, key in documents if kind in OFFICE or kind in ("sheets", "drafts")}
        if heard and self._until is None:
            with self._changed:
                self._heard |= heard
                self._last = self._clock()
                self._changed.notify()

    def show(self, view: View, place: Place) -> None:
        """The person opened App Home, or pressed something there. Raises what Slack says of it.

        A view that is too soon, that Slack is too busy for, or that another one has come before is shown in its turn.
        """
        with self._changed:
            person = self._people.setdefault(place.who, Looking())
            person.until = self._clock() + LATELY
            if person.busy or self._clock() < max(person.ready, self._paused):
                person.wanted, person.due = view, True
                self._changed.notify()
                return
            person.busy, person.due, person.wanted = True, False, None
        try:
            seen = person.seen or str(place.view.get("hash") or "")
            self._publish(person, view, place, seen if place.view else "")
        except SlackApiError as error:
            if not self._waits(person, view, error):
                raise
        finally:
            self._sent(person, self._is_fresh())

    def stop(self, seconds: float = 10) -> None:
        """Show what is due, for so many seconds at most."""
        with self._changed:
            self._until = self._clock() + seconds
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(seconds + 1)

    # --- within -------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (user := self._next()) is not None:
            with self._changed:
                person = self._people[user]
                wanted, person.wanted, person.due = person.wanted, None, False
            try:
                self._redraw(user, person, wanted)
            except Exception as error:  # whatever happens to one, the others are shown theirs
                self._failed(user, person, wanted, error)
            else:
                person.tries = 0
            finally:
                self._sent(person, wanted is not None and self._is_fresh())

    def _next(self) -> str | None:
        """Whose App Home is to be drawn, who is busy from then on; waits for one. None: it is time to stop."""
        while True:
            self._look()
            with self._changed:
                now = self._clock()
                due = {user: each for user, each in self._people.items() if each.due and not each.busy}
                ends = {user: max(each.ready, self._paused) for user, each in due.items()}
                ready = min(ends, key=lambda user: ends[user], default=None)
                if self._until is not None and (now >= self._until or (ready is None and not self._heard)):
                    return None
                if ready is not None and ends[ready] <= now:
                    self._people[ready].busy = True
                    return ready
                if not self._heard:
                    waits = [ends[ready]] if ready is not None else []
                    waits += [] if self._until is None else [self._until]
                    self._changed.wait(max(0.0, min(waits) - now) if waits else None)

    def _look(self) -> None:
        """Find out whom it concerns what was written since the last look."""
        with self._changed:
            heard, self._heard = self._heard, set()
            now = self._clock()
            for user in [user for user, each in self._people.items() if each.until < now and not each.busy]:
                del self._people[user]  # what they see stays, until they open it again
            people = list(self._people.items()) if heard else []
        for user, person in people:
            if self._concerns(user, person, heard):
                with self._changed:
                    person.due = True
                    if person.wanted is not None:  # it was drawn before
                        person.subject, person.wanted = person.wanted.subject, None

    def _concerns(self, user: str, person: Looking, heard: Collection[Named]) -> bool:
        """Whether what was written is on what they see, or belongs there now. It is drawn anew before it is sent."""
        if any(kind in OFFICE for kind, _ in heard):
            return True
        keys = {key if kind == "sheets" else key.rpartition("/")[0] for kind, key in heard}
        if person.about & keys:
            return True
        try:
            who = self._store.person(user, "", self._now())
            return any(self._store.sheet(key).concerns(who) for key in sorted(keys))
        except Refusal:
            return True  # a sheet is gone, with the year's opening that was taken back
        except Exception as error:
            log.warning("home.unknown", user=user, error=type(error).__name__)
            return True

    def _redraw(self, user: str, person: Looking, wanted: View | None) -> None:
        view = wanted or self._draw(user, person.subject)
        if view is not None:
            self._publish(person, view, Place(user, Surface.HOME), person.seen, unless_seen=True)

    def _publish(self, person: Looking, view: View, place: Place, seen: str, *, unless_seen: bool = False) -> None:
        built = self._reach.home(view, place)
        shown = hash(json.dumps(built))
        if unless_seen and shown == person.shown:
            return
        person.shown, person.ready = 0, self._clock() + self._pace
        person.seen = self._reach.publish(built, place.who, seen)
        person.ready = self._clock() + self._pace
        person.shown, person.subject, person.about = shown, view.subject, frozenset(_about(view))

    def _sent(self, person: Looking, again: bool = False) -> None:
        """They can be shown something else; `again` where something may have been written meanwhile."""
        with self._changed:
            person.busy, person.due = False, person.due or again
            self._changed.notify()

    def _is_fresh(self) -> bool:
        """Whether something was written so lately that a view may have been drawn before."""
        return self._clock() - self._last < DRAWING

    def _waits(self, person: Looking, wanted: View | None, error: Exception) -> bool:
        """Whether it is to be drawn in its turn: another view came in between, or Slack wants to be left alone."""
        wait, conflict = retry_after(error), code_of(error) == "hash_conflict"
        if wait is None and not conflict:
            return False
        with self._changed:
            self._paused = self._paused if wait is None else self._clock() + wait
            person.seen = "" if conflict else person.seen  # the next one is of the latest state, and goes over any
            person.due, person.wanted = True, person.wanted or wanted
        return True

    def _failed(self, user: str, person: Looking, wanted: View | None, error: Exception) -> None:
        """Try again where that may help; else leave them what they see."""
        code = code_of(error) or type(error).__name__
        if self._waits(person, wanted, error):
            log.info("home.waits", user=user, error=code)
        elif passing(error) and person.tries < _TRIES:
            with self._changed:
                person.tries += 1
                person.ready = self._clock() + min(2.0**person.tries * self._pace, _LONGEST)
                person.due, person.wanted = True, person.wanted or wanted
            log.info("home.again", user=user, tries=person.tries, error=code)
        else:
            with self._changed:
                self._people.pop(user, None)
            log.error("home.lost", user=user, error=code, exc_info=None if code_of(error) else error)


def _about(view: View) -> Iterator[str]:
    """The documents to which its buttons and menus lead."""
    for part in view.parts:
        match part:
            case Row(control=Button(subject=subject)):
                yield subject.id
            case Row(control=Menu(options=options)):
                yield from (subject.id for _, subject in options)
            case Buttons(buttons):
                yield from (each.subject.id for each in buttons)
            case _:
                pass
