"""A bot with small commands of its own, before a Slack that writes down what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt import BoltRequest, BoltResponse

from bot.app import Bot, build
from bot.settings import Settings
from commands.kit.command import Command
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.kit.texts import Texts
from store.refusal import Refusal
from store.store import Store
from tests.bot.payloads import Body
from tests.bot.recording import RecordingSlack
from tests.bot.sending import Sent
from tests.office import NOW, SECRETARIAT, ZONE, small_content, staffed_store
from tests.stories.terminal import Terminal

Does = Callable[[Request], Sequence[Reply]]


@pytest.fixture(scope="session")
def bot_texts() -> Texts:
    return Texts([files("bot") / "bot.toml", files("store") / "store.toml"], ZONE)


@pytest.fixture
def slack() -> Iterator[RecordingSlack]:
    recording = RecordingSlack()
    yield recording
    recording.close()


@pytest.fixture
def settings(slack: RecordingSlack) -> Settings:
    return Settings(
        slack_bot_token=SecretStr("xoxb-test"),
        slack_app_token=SecretStr("xapp-test"),
        slack_signing_secret=SecretStr("signed"),
        slack_api_url=f"{slack.url}/api/",
    )


@dataclass
class Office:
    """A bot whose command `/memo` does what the test says."""

    bot: Bot
    slack: RecordingSlack
    does: dict[str, Does]
    requests: list[Request]

    def send(self, body: Body) -> BoltResponse:
        """Have it handled, to the end; returns the acknowledgement."""
        response = self.bot.bolt.dispatch(BoltRequest(mode="socket_mode", body=body))
        self.settle()
        return response

    def settle(self) -> None:
        """Wait until every listener has finished."""
        pool = self.bot.bolt.listener_runner.listener_executor
        barrier = threading.Barrier(41)
        for _ in range(40):
            pool.submit(barrier.wait, 10)
        barrier.wait(10)

    def ack(self, body: Body) -> Any:
        response = self.send(body)
        assert response.status == 200
        return json.loads(response.body) if response.body else {}


@pytest.fixture
def office(slack: RecordingSlack, settings: Settings, store: Store, bot_texts: Texts) -> Iterator[Office]:
    does: dict[str, Does] = {}
    requests: list[Request] = []

    def handler(name: str) -> Callable[[Request, Store], Sequence[Reply]]:
        def run(request: Request, _store: Store) -> Sequence[Reply]:
            requests.append(request)
            if name not in does:
                raise Refusal("bot.unknown_command", command=name, known=())
            return does[name](request)

        return run

    steps = {name: handler(name) for name in ("open", "save", "turn", "keep")}
    memo = Command("memo", ("/memo", "/メモ"), handler("run"), steps, handler("home"), shortcuts=("keep",))
    bot = build(settings, store, (memo,), bot_texts)
    yield Office(bot, slack, does, requests)
    bot.stop(1)


@pytest.fixture
def sent(slack: RecordingSlack, store: Store) -> Iterator[Sent]:
    made = Sent(slack, store)
    made.outbox.start()
    yield made
    made.outbox.stop(0)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal beside a data folder with two sheets."""
    store = staffed_store(tmp_path / "data")
    for number in ("S31", "S32"):
        store.add(small_content(number), SECRETARIAT, NOW)
    store.close()
    return Terminal(tmp_path, tmp_path / "data")
