"""How long `/sheet S27` takes until its window opens, beside the least that any Slack bot can do.

The baseline is a bare Bolt listener that acknowledges and posts a fixed message, with the same connection settings, over
the same kind of workspace in the same run; the two are asked in turn.
"""

from __future__ import annotations

import gc
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import build
from bot.local.server import Server
from bot.local.workspace import Channel, Person, SlashCommand, Workspace
from bot.manifest import manifest
from bot.settings import Settings
from bot.slack import web_client
from commands.kit.texts import Texts
from commands.registry import COMMANDS
from store.formats.text import parse
from tests.office import NOW, SECRETARIAT, ZONE, seed_text, staffed_store

ROUNDS = 150
SHEETS = 1000
WITHIN = 1.5
QUIET = 0.03
PEOPLE = [Person("U0SATO", "佐藤 花子")]
CHANNELS = [Channel("C0JOHO", "情報課", members=("U0SATO",))]


class Clock:
    """Stamps each call of the Web API as it comes in, in front of the workspace's own work on it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            CAME[scope["path"].rpartition("/")[2]] = time.perf_counter()
            NEWS.set()
        await self.app(scope, receive, send)


CAME: dict[str, float] = {}
NEWS = threading.Event()


def server(workspace: Workspace) -> Server:
    return Server(workspace, app=Starlette(middleware=[Middleware(Clock)]))


def asked(workspace: Workspace, line: str, method: str) -> float:
    """Seconds from the typed line until the bot's call has come in; the office is quiet before and after."""
    CAME.clear()
    begun = time.perf_counter()
    workspace.say("U0SATO", "C0JOHO", line)
    while method not in CAME:
        assert NEWS.wait(5)
        NEWS.clear()
    came = CAME[method]
    time.sleep(QUIET)
    return came - begun


def measuring(config: pytest.Config) -> bool:
    """Whether this run measures (`poe bench`), or only sees that it could."""
    return bool(config.getoption("benchmark_enable"))


@pytest.fixture
def bare() -> Iterator[Workspace]:
    """A bot that posts a fixed message."""
    workspace = Workspace(PEOPLE, CHANNELS, commands=[SlashCommand("/bare", "", "", should_escape=True)])
    workspace.join(workspace.bot.id, "C0JOHO")
    with server(workspace) as there:
        app = App(client=web_client("xoxb-bare", there.api_url))

        @app.command("/bare")
        def answer(ack: object, client: WebClient) -> None:
            ack()  # type: ignore[operator]
            client.chat_postMessage(channel="C0JOHO", text="いつも同じ文")

        sockets = web_client("xapp-bare", there.api_url)
        socket = SocketModeHandler(app, "xapp-bare", web_client=sockets, receive_buffer_size=64 * 1024)
        socket.client.proxy = None
        socket.connect()  # type: ignore[no-untyped-call]
        workspace.wait_for_app()
        yield workspace
        socket.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def full(tmp_path: Path, texts: Texts, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """The bot with a thousand sheets like the real one."""
    store = staffed_store(tmp_path)
    real = parse(seed_text(), store.forms)
    sheets = SHEETS if measuring(request.config) else 30
    store.add_all(
        (replace(real, values={**real.values, "number": f"S{n}"}) for n in range(1, sheets + 1)), SECRETARIAT, NOW
    )
    workspace = Workspace.from_manifest(manifest(COMMANDS, texts), PEOPLE, CHANNELS)
    workspace.join(workspace.bot.id, "C0JOHO")
    with server(workspace) as there:
        tokens = {"slack_bot_token": "xoxb-local", "slack_app_token": "xapp-local"}
        settings = Settings(hyoka_timezone=ZONE, slack_api_url=there.api_url, **tokens)  # type: ignore[arg-type]
        bot = build(settings, store, COMMANDS, texts)
        bot.start_socket_mode()
        workspace.wait_for_app()
        yield workspace
        bot.stop()
    store.close()


def test_a_sheet_opens_about_as_fast_as_a_fixed_message(
    bare: Workspace, full: Workspace, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    if not measuring(request.config):
        assert asked(full, "/sheet S27", "views.open") > 0
        return
    gc.collect()
    gc.freeze()  # what other measurements left in this process is looked at for nobody
    for _ in range(20):  # both have met everything once: caches, connections, languages
        asked(bare, "/bare", "chat.postMessage")
        asked(full, "/sheet S27", "views.open")
    posted, opened, first = [], [], []
    for n in range(ROUNDS):
        posted.append(asked(bare, "/bare", "chat.postMessage"))
        opened.append(asked(full, "/sheet S27", "views.open"))
        first.append(asked(full, f"/sheet S{n + 101}", "views.open"))
    gc.unfreeze()
    ratio = statistics.median(opened) / statistics.median(posted)
    with capsys.disabled():
        print(  # noqa: T201 - a measurement is read
            f"\n/sheet with {SHEETS} sheets: median {statistics.median(opened) * 1000:.1f} ms; "
            f"a sheet nobody opened before: {statistics.median(first) * 1000:.1f} ms; "
            f"a bare listener: {statistics.median(posted) * 1000:.1f} ms; ratio {ratio:.2f} (wanted: {WITHIN})"
        )
    assert full.problems == []
    assert ratio <= WITHIN
