"""One browser tab: who acts in it, where they are, and how calls to the workspace are made and refused."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import TypeVar
from urllib.parse import urlencode

from nicegui import run

from bot.local.page.render.scope import Names, Scope
from bot.local.page.texts import Texts, language_of
from bot.local.workspace import Person, SlackError, Workspace

T = TypeVar("T")
_log = logging.getLogger(__name__)

HOME = "home"


@dataclass(frozen=True)
class Place:
    """What a tab shows: a channel, a direct message, or `home`; and the thread that is open beside it."""

    channel: str
    thread: str = ""

    def url(self, person_id: str) -> str:
        """Return the page's address with this place open."""
        query = {"as": person_id, "in": self.channel} | ({"thread": self.thread} if self.thread else {})
        return f"/?{urlencode(query)}"


class Desk:
    """The workspace as one person uses it in one tab."""

    def __init__(self, workspace: Workspace, person: Person, zone: tzinfo) -> None:
        """Take the workspace, who acts, and the office's time zone."""
        self.workspace = workspace
        self.person = person
        self.say = Texts(language_of(person.locale))
        self.on_change: Callable[[], None] = lambda: None
        self.on_notice: Callable[[str], None] = lambda _: None
        self.on_go: Callable[[str], None] = lambda _: None
        self._zone = zone
        self._queue = asyncio.Lock()

    def scope(self, uid: str) -> Scope:
        """Return what rendering needs to know; `uid` begins the ids of all fields."""
        people = {one.id: one for one in (*self.workspace.people(), self.workspace.bot)}
        people |= {one.id: one for one in (self.workspace.person("USLACKBOT"),)}
        channels = {one.id: one for one in self.workspace.channels(self.person.id)}
        return Scope(uid, Names(people, channels), self.say, self._zone)

    def tell(self, notice: str) -> None:
        """Show a sentence to the person for a while."""
        if notice:
            self.on_notice(notice)

    async def attempt(self, call: Callable[[], T]) -> T | None:
        """Make a call that may wait for the app, off the event loop; what is refused is told to the person."""
        try:
            return await run.io_bound(call)
        except SlackError as error:
            self.tell(self.say("refused", reason=error.error))
        except Exception:
            _log.exception("the workspace failed while %s acted", self.person.id)
            self.tell(self.say("failed"))
        finally:
            self.on_change()
        return None

    async def send(self, text: str, channel_id: str, thread_ts: str | None) -> bool:
        """Send what was typed, one after the other in the order of typing; False where it could not be sent."""

        def say() -> bool:
            self.workspace.say(self.person.id, channel_id, text, thread_ts)
            return True

        async with self._queue:
            return bool(await self.attempt(say))

    def follow(self, refresh: Callable[[], None]) -> Callable[[], None]:
        """Call `refresh` soon after every change, on this event loop, until the returned function is called."""
        loop = asyncio.get_running_loop()
        due = False

        def now() -> None:
            nonlocal due
            due = False
            refresh()

        def soon() -> None:
            nonlocal due
            if not due:
                due = True
                loop.call_later(0.02, now)

        def changed(_: int) -> None:
            # The loop may close between a change and its news when the server stops.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(soon)

        self.on_change = soon
        return self.workspace.changes.subscribe(changed)
