"""The composition root: the one place where everything is put together."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.failures import Failures
from bot.groups import SlackGroups
from bot.languages import Readers
from bot.links import Links
from bot.metrics import Health, Metrics
from bot.payload import Payload
from bot.receive import place_of
from bot.routes import Routes
from bot.scheduler import EVERY, Scheduler
from bot.send import PACE, Courier, Desk, Homes, Lost, Outbox, Pictures, Reach, Scribe
from bot.settings import Settings
from bot.slack import code_of, trouble, web_client
from bot.socket_mode import SocketMode
from bot.troubles import Troubles
from bot.watching import Window, watching
from commands.kit.command import Command
from commands.kit.texts import Texts
from store.person import Person
from store.refusal import Refusal
from store.store import Store

log = structlog.get_logger()

LISTENERS = 40
"""Threads that serve people. Bolt's own 5 are also those that acknowledge: six slow events would hold up the next."""

Answer = TypeVar("Answer")


class Bot:
    """A bot that is put together but not yet connected.

    Attributes:
        bolt: Slack's framework, with our listeners.
        homes: the App Homes that people look at.
        outbox: what is still to be said in channels and to people; it sends from the start.
        scheduler: what is said unasked; it asks once the bot is connected, or when it is told to.
        metrics: what is counted; `health` says whether all is well.
        socket: the Socket Mode connection, once it was started.
    """

    def __init__(
        self,
        settings: Settings,
        bolt: App,
        *,
        homes: Homes,
        outbox: Outbox,
        scheduler: Scheduler,
        metrics: Metrics,
        readers: Readers,
        links: Links,
        groups: SlackGroups,
        pool: ThreadPoolExecutor,
        health: Callable[[Callable[[], float | None]], Health],
    ) -> None:
        self.settings = settings
        self.bolt = bolt
        self.homes = homes
        self.outbox = outbox
        self.scheduler = scheduler
        self.metrics = metrics
        self.socket: SocketMode | None = None
        self.health = health(lambda: self.socket.heard if self.socket else None)
        self._window: Window | None = None
        self._readers = readers
        self._groups = groups
        self._links = links
        self._pool = pool

    def start_socket_mode(self) -> None:
        """Connect; returns when connected, threads do the rest.

        Raises:
            Refusal: Slack can't be reached, or doesn't take the app's token; or the port of `/metrics` can't be opened.
        """
        url = self.settings.slack_api_url
        self._watch()
        client = web_client(self.settings.secret("slack_app_token"), url)
        self.socket = SocketMode(self.bolt, client, acknowledged=self._acknowledged)
        _reached(self.socket.connect, url, "bot.app_token_refused")
        self.scheduler.start()

    def _watch(self) -> None:
        if self.settings.hyoka_metrics_port:
            self._window = Window(self.health, self.settings.hyoka_metrics_port)

    def _acknowledged(self, body: Payload, seconds: float) -> None:
        surface = "event" if body.get("type") == "event_callback" else place_of(body).surface.value
        self.metrics.acknowledged(surface, seconds)

    def http(self) -> Starlette:
        """The bot as a web application: `POST /slack/events` takes what Slack signs; `/healthz` and `/metrics`."""

        async def events(request: Request) -> Response:
            try:
                asked = to_bolt_request(request, await request.body())
            except ValueError:  # neither a form nor JSON: nothing that Slack sends
                return PlainTextResponse("", 400)
            began = time.monotonic()
            answer = await run_in_threadpool(self.bolt.dispatch, asked)
            if answer.status == 200 and asked.body:
                self._acknowledged(asked.body, time.monotonic() - began)
            return to_starlette_response(answer)

        return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), *watching(self.health)])

    def serve(self) -> None:
        """Take signed requests over HTTP until the process is asked to end. 127.0.0.1 only: TLS is a proxy's work."""
        self._watch()
        self.scheduler.start()
        uvicorn.run(self.http(), host="127.0.0.1", port=self.settings.hyoka_port, log_config=None, access_log=False)

    def stop(self, seconds: float = 10) -> None:
        """Hear nothing new, finish what is under way, post what is waiting; for so many seconds at most. What is left
        then stays written down, and goes out at the next start."""
        if self.socket is not None:
            self.socket.close()
        self._pool.shutdown(wait=True)
        self.scheduler.stop()
        self.homes.stop(seconds)
        self.outbox.stop(seconds)
        self._readers.close()
        self._groups.close()
        self._links.close()
        if self._window is not None:
            self._window.close()


def build(
    settings: Settings,
    store: Store,
    commands: Sequence[Command],
    texts: Texts,
    now: Callable[[], datetime] | None = None,
    *,
    every: float = EVERY,
    pace: float = PACE,
) -> Bot:
    """Put the bot together; asks Slack once, who it is, and sends what an earlier process left unsent.

    Args:
        now: the moment, aware, in the office's zone; the clock by default. Another clock must not be ahead of Slack's:
            messages that may have been sent are looked for among those that came later.
        every: seconds after which commands are asked again what is to be said.
        pace: seconds between two messages in one place.

    Raises:
        Refusal: Slack can't be reached, or doesn't take the token.
    """
    url = settings.slack_api_url
    client = web_client(settings.secret("slack_bot_token"), url)
    pool = ThreadPoolExecutor(LISTENERS, thread_name_prefix="listener")

    def bolt() -> App:
        return App(
            name="hyoka",
            client=client,
            logger=logging.getLogger("slack_bolt"),
            signing_secret=settings.secret("slack_signing_secret"),
            listener_executor=pool,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )

    made = _reached(bolt, url, "bot.token_refused")
    readers = Readers(client, settings.hyoka_language)
    store.usergroups = groups = SlackGroups(client)
    pool.submit(_introduce, store, readers)
    links = Links(client)
    pictures = Pictures(client)
    reach = Reach(client, texts, readers, pictures.plainly)
    clock = now or (lambda: datetime.now(settings.hyoka_timezone))
    metrics = Metrics()
    once = web_client(settings.secret("slack_bot_token"), url, again=False)
    courier = Courier(once, store, clock, pictures.plainly)
    outbox = Outbox(courier, store, lambda post, code: lost(post, code), metrics=metrics, pace=pace)  # noqa: PLW0108 - made below
    scribe = Scribe(store, outbox, texts, readers, office=settings.hyoka_language, now=clock)
    lost = Lost(reach, store, partial(scribe.write, unasked=True))
    troubles = Troubles(store, partial(scribe.write, unasked=True), metrics)
    scheduler = Scheduler(commands, store, scribe, outbox, troubles, now=clock, every=every)
    homes = Homes(reach, store)
    desk = Desk(reach, homes, scribe, lost)
    routes = Routes(commands, store, desk=desk, failures=Failures(desk), readers=readers, links=links, now=clock)
    routes.register(made)
    homes.start(routes.home, clock)
    outbox.start()
    return Bot(
        settings, made, homes=homes, outbox=outbox, scheduler=scheduler, metrics=metrics, readers=readers,
        groups=groups, links=links, pool=pool, health=partial(Health, metrics, store, clock),
    )  # fmt: skip


def _introduce(store: Store, readers: Readers) -> None:
    """Learn the names of those who are of the secretariat by setting: whoever needs help asks for them by name."""
    for user in store.appointed:
        if not store.registered(user).revision and (name := readers.called(user)):
            store.keep_office([Person(id=user, name=name)], [])


def _reached(call: Callable[[], Answer], url: str, refused: str) -> Answer:
    """The first call to Slack; what goes wrong there is said in a sentence that tells where to look."""
    try:
        return call()
    except (SlackApiError, BoltError) as error:
        code = code_of(error) or code_of(error.__context__)
        if not code.replace("_", "").isalnum():  # Slack's codes are words; the SDK puts its own sentence in their place
            raise Refusal("bot.not_slack", url=url) from error
        raise Refusal(refused, error=code) from error
    except OSError as error:
        raise Refusal("bot.slack_unreachable", url=url, problem=trouble(error)) from error
