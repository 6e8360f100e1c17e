"""What commands say unasked is written down once, in the language of who reads it, whatever one of them gets wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.app import Bot, build
from bot.settings import Settings
from commands.kit.command import Apart, Command, Due
from commands.kit.reply import Line, Once, Say
from commands.kit.texts import Texts
from store.store import Store
from store.store.posts import KEPT
from store.text import Text
from tests.bot.recording import RecordingSlack
from tests.commands.reminding import unfinished
from tests.office import NOW
from tests.patience import eventually


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def started(
    slack: RecordingSlack, settings: Settings, store: Store, bot_texts: Texts, clock: Clock
) -> Iterator[Callable[..., Bot]]:
    bots: list[Bot] = []

    def start(*dues: Due, every: float = 60.0) -> Bot:
        commands = [Command(f"memo{n}", (f"/memo{n}",), lambda *_: (), due=due) for n, due in enumerate(dues)]
        bot = build(settings, store, commands, bot_texts, clock, every=every)
        bot.outbox._pace = 0.0
        bots.append(bot)
        return bot

    yield start
    for bot in bots:
        bot.stop(1)


def remind(_now: datetime, _store: Store, _apart: Apart) -> list[Say]:
    closing = (Line(Text("bot.secretariat")),)
    return [
        Say(closing, "U0SMITH", Once("r/smith", "r", ("S27",), ("S27",))),
        Say(closing, "U0SATO", Once("r/sato")),
        Say(closing, "C0JOHO", Once("digest")),
    ]


def fails(_now: datetime, _store: Store, _apart: Apart) -> list[Say]:
    raise ZeroDivisionError


def test_each_is_said_once_in_the_language_of_its_reader(
    started: Callable[..., Bot], slack: RecordingSlack, store: Store
) -> None:
    bot = started(remind)
    for _ in range(3):
        bot.scheduler.tick()
    eventually(lambda: store.unsent_posts() == ())
    said = {each["channel"]: each["text"] for each in slack.of("chat.postMessage")}
    assert said == {"D0SMITH": "Secretariat", "D0SATO": "事務局", "C0JOHO": "事務局"}
    assert len(slack.of("chat.postMessage")) == 3
    assert slack.of("chat.update") == []
    assert [post.key for post in unfinished(store)] == ["r/smith"]


def test_who_can_not_be_asked_for_their_language_is_not_written_to_anew(
    started: Callable[..., Bot], slack: RecordingSlack, store: Store
) -> None:
    started(remind).scheduler.tick()
    eventually(lambda: store.unsent_posts() == ())
    slack.refuse("users.info", "internal_error", times=9)
    started(remind).scheduler.tick()
    time.sleep(0.1)
    assert store.unsent_posts() == ()
    assert slack.of("chat.update") == []


def test_what_one_gets_wrong_stops_no_other(started: Callable[..., Bot], store: Store) -> None:
    def half(now: datetime, store: Store, apart: Apart) -> list[Say]:
        unsayable = Say((Line(Text("no.such_key")),), "C0JOHO", Once("never"))
        return [unsayable, *remind(now, store, apart)[2:]]

    bot = started(fails, lambda *_: [Say((Line("一"),), "C0A")], half)
    with capture_logs() as logged:
        bot.scheduler.tick()
    failed = [each for each in logged if each["event"] == "scheduler.failed"]
    assert [each["command"] for each in failed] == ["memo0", "memo1", "memo2"]
    assert all(len(each["ref"]) == 4 for each in failed)
    assert store.post("digest") is not None


def test_it_asks_at_once_and_then_again_and_again(started: Callable[..., Bot]) -> None:
    asked: list[datetime] = []

    def due(now: datetime, store: Store, apart: Apart) -> list[Say]:
        asked.append(now)
        return fails(now, store, apart)

    bot = started(due, every=0.05)
    assert asked == []
    bot.scheduler.start()
    eventually(lambda: len(asked) >= 3)
    bot.scheduler.stop()
    many = len(asked)
    time.sleep(0.2)
    assert (len(asked), asked[0]) == (many, NOW)


def test_it_stops_after_the_message_under_way(started: Callable[..., Bot], store: Store) -> None:
    said = threading.Event()

    def many(_now: datetime, _store: Store, _apart: Apart) -> Iterator[Say]:
        for n in range(1_000):
            yield Say((Line("一"),), "C0JOHO", Once(f"r/{n}"))
            said.set()
            time.sleep(0.01)

    bot = started(many)
    bot.scheduler.start()
    assert said.wait(5)
    began = time.monotonic()
    bot.scheduler.stop()
    assert time.monotonic() - began < 2
    assert store.post("r/0") is not None
    assert store.post("r/999") is None


def test_old_messages_are_forgotten_once_a_day(
    started: Callable[..., Bot], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, forget = started(), store.forget_posts
    forgot: list[datetime] = []

    def forgets(now: datetime) -> int:
        forgot.append(now)
        return forget(now)

    monkeypatch.setattr(store, "forget_posts", forgets)
    store.say("old", "C0JOHO", {"text": "一"}, NOW - KEPT - timedelta(days=1))
    store.keep_shown("old", 1, "C0JOHO", "1.0")
    for hours in (0, 1, 24, 25):
        clock.now = NOW + timedelta(hours=hours)
        bot.scheduler.tick()
    assert forgot == [NOW, NOW + timedelta(hours=24)]
    assert store.post("old") is None


def test_what_a_process_left_is_sent_by_the_next(
    started: Callable[..., Bot], slack: RecordingSlack, store: Store, tmp_path: Path, settings: Settings
) -> None:
    store.say("left", "C0JOHO", {"text": "一", "blocks": []}, NOW)
    assert settings.slack_bot_token == SecretStr("xoxb-test")
    started()
    eventually(lambda: len(slack.of("chat.postMessage")) == 1)
    assert len(slack.of("conversations.history")) == 1
