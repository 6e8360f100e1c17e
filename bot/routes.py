"""A few listeners serve every command: what was asked for is found in the registry."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from bot.failures import Failures
from bot.languages import Readers
from bot.links import Links
from bot.payload import is_strange
from bot.receive import Asked, Place, Surface, asked, place_of
from bot.send import Desk
from commands.kit.command import Command, Handler
from commands.kit.reply import Change, Open, Reply, Return, View
from commands.kit.request import Request, Subject
from store.refusal import Refusal
from store.store import Store

log = structlog.get_logger()

SETTLED = 0.5
"""Seconds after which the acknowledgement of a form has reached Slack, so that nothing overtakes it."""

_ANY = re.compile(r".*", re.DOTALL)
_REDELIVERED = timedelta(days=1)
"""For how long Slack may send an event again. https://docs.slack.dev/apis/events-api#retries"""

Body = Mapping[str, Any]


class Routes:
    """Runs commands on what Slack sends, and has their replies brought back.

    Args:
        commands: the registry.
        now: the moment, aware, in the office's zone.

    Raises:
        ValueError: two commands have the same name, or more than one draws App Home.
    """

    def __init__(
        self,
        commands: Sequence[Command],
        store: Store,
        *,
        desk: Desk,
        failures: Failures,
        readers: Readers,
        links: Links,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._desk = desk
        self._failures = failures
        self._readers = readers
        self._links = links
        self._now = now
        self._slash = _unique((name, command.run) for command in commands for name in command.slash)
        self._steps = _unique(
            (f"{command.name}.{step}", run) for command in commands for step, run in command.steps.items()
        )
        self._shortcuts = {f"{command.name}.{step}" for command in commands for step in command.shortcuts}
        self._home = _unique(("home", command.home) for command in commands if command.home is not None).get("home")

    def register(self, bolt: App) -> None:
        bolt.middleware(_First(self))
        bolt.command(_ANY)(self.on_command)
        bolt.action(_ANY)(self.on_action)
        bolt.message_shortcut(_ANY)(self.on_action)
        bolt.view(_ANY)(self.on_form)
        bolt.event(_ANY)(self.on_event)
        bolt.error(self.on_error)

    def home(self, user: str, subject: Subject) -> View | None:
        """What a person's App Home shows now, where in it they stood; None where no command draws one."""
        if self._home is None:
            return None
        replies = self._home(Request(user, self._now(), self._readers.name(user), subject=subject), self._store)
        return next((each.view for each in replies if isinstance(each, Open | Change | Return)), None)

    def on_strange(self, body: Body) -> None:
        """Something that Bolt wouldn't know what to do with, and would leave its sender waiting for."""
        place, began = place_of(body), time.monotonic()
        if body.get("type") != "view_closed":  # nobody waits for an answer to that
            self._failures.refused(Refusal("bot.outdated"), place)
        _log(place, "", began, "refused", "")

    def on_command(self, ack: Ack, body: Body) -> None:
        ack()
        self._serve(body)

    def on_action(self, ack: Ack, body: Body) -> None:
        ack()
        self._serve(body)

    def on_event(self, body: Body) -> None:
        """App Home was opened. Bolt has acknowledged; Slack may deliver an event twice all the same."""
        event = body.get("event") or {}
        if event.get("type") == "app_home_opened" and event.get("tab") == "home" and self._is_new(body):
            self._serve(body)

    def on_form(self, ack: Ack, body: Body) -> None:
        """Run the command first: its answer is the acknowledgement, and a form that is refused stays open."""
        place, began = place_of(body), time.monotonic()
        step, outcome, ref = "", "ok", ""
        key = "bot.failed"
        try:
            request = self._linked(self._asked(body, place))
            step = request.step
            replies = self._run(request, place)
            key = "bot.unsent"
            answer = self._desk.answer(replies, place)
        except Refusal as refusal:
            ack(dict(self._desk.refuse(refusal, place)))
            outcome = "refused"
        except Exception as error:
            answered, ref = self._failures.in_form(error, place, key)
            ack(dict(answered))
            outcome = "failed"
        else:
            ack(dict(answer.ack) or "")  # nothing at all closes the form
            ref = self._sent(answer.then, place)
            if answer.later is not None:
                threading.Timer(SETTLED, self._sent, (answer.later, place)).start()
        _log(place, step, began, outcome, ref)

    def on_error(self, error: Exception, body: Body) -> None:
        """Whatever a listener didn't catch."""
        self._failures.unforeseen(error, place_of(body))

    def _serve(self, body: Body) -> None:
        place, began = place_of(body), time.monotonic()
        what, outcome, ref = "", "ok", ""
        try:
            request = self._asked(body, place)
            what = request.step or (request.command if request.command in self._slash else "")
            replies = self._run(request, place)
        except Refusal as refusal:
            self._failures.refused(refusal, place)
            outcome = "refused"
        except Exception as error:
            ref = self._failures.unforeseen(error, place)
            outcome = "failed"
        else:
            ref = self._sent(lambda: self._desk.deliver(replies, place), place)
            if (about := request.request.message) and place.surface is Surface.MESSAGE:
                self._links.seek(about.channel, about.ts)  # now that the form is open, and long before it is submitted
        _log(place, what, began, outcome, ref)

    def _asked(self, body: Body, place: Place) -> Asked:
        """What they ask for, with the names of the people whom they name."""
        read = asked(body, self._now(), self._readers.name(place.who), self._named)
        named = {user: self._readers.called(user) or label for user, label in read.request.named.items()}
        return replace(read, request=replace(read.request, named=named)) if named else read

    def _run(self, request: Asked, place: Place) -> Sequence[Reply]:
        handler: Handler | None
        if place.surface is Surface.COMMAND:
            handler = self._slash.get(request.command)
            if handler is None:
                raise Refusal("bot.unknown_command", command=request.command[:32], known=tuple(self._slash))
        elif place.surface is Surface.MESSAGE and request.request.message and request.step not in self._shortcuts:
            handler = None  # the menu of a message offers the shortcuts only
        elif request.step:
            handler = self._steps.get(request.step)
        else:
            handler = self._home
        if handler is None:
            raise Refusal("bot.outdated")
        return handler(request.request, self._store)

    def _named(self, id_: str) -> str:
        """What the office calls a person, or the department whose channel it is; else what the workspace calls them."""
        if not id_.startswith(("U", "W")):
            return next((each.name for each in self._store.departments() if each.channel == id_), "")
        person = self._store.person(id_)
        return person.name if person.name != id_ else self._readers.name(id_)

    def _linked(self, read: Asked) -> Asked:
        """With the way to the message that a form is about."""
        about = read.request.message
        if about is None:
            return read
        link = self._links.to(about.channel, about.ts)
        return replace(read, request=replace(read.request, message=replace(about, link=link)))

    def _sent(self, send: Callable[[], None], place: Place) -> str:
        """Send; what goes wrong now goes wrong after the work was done. Returns its number, "" if all went well."""
        try:
            send()
        except Refusal as refusal:  # what was made can't be shown as it is; nothing is wrong with the work
            self._failures.refused(refusal, place)
        except Exception as error:
            return self._failures.unforeseen(error, place, "bot.unsent")
        return ""

    def _is_new(self, body: Body) -> bool:
        """Slack sends an event again that it believes unheard, also to the process that comes after this one."""
        event = str(body.get("event_id", ""))
        now = self._now()
        try:
            return not event or self._store.claim(f"slack/{event}", now, now + _REDELIVERED)
        except Refusal:
            return True  # the disk is full: who opens the page is better served twice than not at all


class _First(Middleware):
    """Looks at everything before Bolt takes it apart, which fails on what isn't as it should be."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002, ARG002 - Bolt's names
        if not is_strange(req.body):
            return next()
        self._routes.on_strange(req.body)
        return BoltResponse(status=200, body="")


def _unique(entries: Any) -> dict[str, Handler]:
    table: dict[str, Handler] = {}
    for name, handler in entries:
        if name in table:
            raise ValueError(f"{name} stands twice in the registry")
        table[name] = handler
    return table


def _log(place: Place, what: str, began: float, outcome: str, ref: str) -> None:
    outcome = "unsent" if ref and outcome == "ok" else outcome
    ms = round((time.monotonic() - began) * 1000)
    log.info("asked", who=place.who, surface=place.surface.value, what=what, ms=ms, outcome=outcome, ref=ref or None)
