"""The composition root: the one place where everything is put together."""

from __future__ import annotations

import logging
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
from bot.routes import Routes
from bot.send import Desk, Homes, Invitation, Outbox, Reach
from bot.settings import Settings
from bot.slack import code_of, trouble, web_client
from bot.socket_mode import SocketMode
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
        outbox: what is still to be said in channels.
        socket: the Socket Mode connection, once it was started.
    """

    def __init__(
        self,
        settings: Settings,
        bolt: App,
        *,
        homes: Homes,
        outbox: Outbox,
        readers: Readers,
        links: Links,
        groups: SlackGroups,
        pool: ThreadPoolExecutor,
    ) -> None:
        self.settings = settings
        self.bolt = bolt
        self.homes = homes
        self.outbox = outbox
        self.socket: SocketMode | None = None
        self._readers = readers
        self._groups = groups
        self._links = links
        self._pool = pool

    def start_socket_mode(self) -> None:
        """Connect; returns when connected, threads do the rest.

        Raises:
            Refusal: Slack can't be reached, or doesn't take the app's token.
        """
        url = self.settings.slack_api_url
        self.socket = SocketMode(self.bolt, web_client(self.settings.secret("slack_app_token"), url))
        _reached(self.socket.connect, url, "bot.app_token_refused")

    def http(self) -> Starlette:
        """The bot as a web application: `POST /slack/events` takes what Slack signs, `GET /healthz` says 200."""

        async def events(request: Request) -> Response:
            try:
                asked = to_bolt_request(request, await request.body())
            except ValueError:  # neither a form nor JSON: nothing that Slack sends
                return PlainTextResponse("", 400)
            return to_starlette_response(await run_in_threadpool(self.bolt.dispatch, asked))

        async def health(_: Request) -> Response:
            return PlainTextResponse("ok")

        return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/healthz", health)])

    def serve(self) -> None:
        """Take signed requests over HTTP until the process is asked to end. 127.0.0.1 only: TLS is a proxy's work."""
        uvicorn.run(self.http(), host="127.0.0.1", port=self.settings.hyoka_port, log_config=None, access_log=False)

    def stop(self, seconds: float = 10) -> None:
        """Hear nothing new, finish what is under way, post what is waiting; for so many seconds at most."""
        if self.socket is not None:
            self.socket.close()
        self._pool.shutdown(wait=True)
        self.homes.stop(seconds)
        self.outbox.stop(seconds)
        self._readers.close()
        self._groups.close()
        self._links.close()


def build(
    settings: Settings,
    store: Store,
    commands: Sequence[Command],
    texts: Texts,
    now: Callable[[], datetime] | None = None,
) -> Bot:
    """Put the bot together; asks Slack once, who it is.

    Args:
        now: the moment, aware, in the office's zone; the clock by default.

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
    reach = Reach(client, texts, readers)
    outbox = Outbox(client, store.thread, store.keep_thread, Invitation(reach))
    homes = Homes(reach, store)
    desk = Desk(reach, homes, outbox, partial(texts.say, language=settings.hyoka_language))
    clock = now or (lambda: datetime.now(settings.hyoka_timezone))
    routes = Routes(commands, store, desk=desk, failures=Failures(desk), readers=readers, links=links, now=clock)
    routes.register(made)
    homes.start(routes.home, clock)
    return Bot(settings, made, homes=homes, outbox=outbox, readers=readers, groups=groups, links=links, pool=pool)


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
