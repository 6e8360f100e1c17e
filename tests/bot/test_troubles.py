"""What one person's or one channel's notice gets wrong stops no other one, and those who can help hear of it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from bot.app import Bot, build
from bot.settings import Settings
from commands.kit.command import Apart, Command
from commands.kit.reply import Line, Once, Say
from commands.kit.texts import Texts
from store.engine import Put
from store.store import Store
from store.subscription import Subscription
from store.text import Text
from tests.bot.recording import RecordingSlack
from tests.bot.test_scheduler import Clock
from tests.bot.test_watching import figures
from tests.office import NOW, SATO, SECRETARIAT, SUZUKI, TANAKA
from tests.patience import eventually

EVERYBODY = (SATO.id, SUZUKI.id, TANAKA.id)
TOLD = f"trouble/{SECRETARIAT.id}/{NOW.date()}"


class Reminders:
    """Says something to everybody, and something about some of them is wrong."""

    def __init__(self) -> None:
        self.wrong: set[str] = set()

    def __call__(self, now: object, store: Store, apart: Apart) -> Iterator[Say]:
        del now, store
        for user in EVERYBODY:
            yield from apart(user, partial(self._said, user))

    def _said(self, user: str) -> Iterator[Say]:
        if user in self.wrong:
            raise ZeroDivisionError(user)
        yield Say((Line(Text("bot.secretariat")),), user, Once(f"r/{user}"))


@dataclass
class Minutes:
    """A bot, and the minutes that pass."""

    start: Callable[[], Bot]
    store: Store
    clock: Clock
    reminders: Reminders

    def __post_init__(self) -> None:
        self.bot = self.start()

    def pass_(self, minutes: int = 1) -> None:
        """Until all that was said has arrived."""
        for _ in range(minutes):
            self.clock.now += timedelta(minutes=1)
            self.bot.scheduler.tick()
        eventually(lambda: self.store.unsent_posts() == ())


@pytest.fixture
def minutes(settings: Settings, store: Store, bot_texts: Texts) -> Iterator[Minutes]:
    clock, reminders = Clock(), Reminders()
    command = Command("memo", ("/memo",), lambda *_: (), due=reminders)

    def start() -> Bot:
        bot = build(settings, store, [command], bot_texts, clock)
        bot.outbox._pace = 0.0
        return bot

    made = Minutes(start, store, clock, reminders)
    yield made
    made.bot.stop(1)


def told(slack: RecordingSlack, method: str = "chat.postMessage") -> list[str]:
    """What the secretariat was told."""
    return [each["text"] for each in slack.of(method) if each["channel"] == f"D{SECRETARIAT.id[1:]}"]


def test_the_others_are_said_and_one_line_tells_of_what_was_not(minutes: Minutes) -> None:
    minutes.reminders.wrong = {SATO.id, SUZUKI.id}
    with capture_logs() as logged:
        minutes.pass_()
    assert [user for user in EVERYBODY if minutes.store.post(f"r/{user}")] == [TANAKA.id]
    (line,) = [each for each in logged if each["event"] == "scheduler.failed"]
    assert line["about"] == [SATO.id, SUZUKI.id]
    assert line["command"] == "memo"
    assert isinstance(line["exc_info"], ZeroDivisionError)


def test_the_secretariat_hears_of_it_once_and_sees_when_it_is_over(minutes: Minutes, slack: RecordingSlack) -> None:
    minutes.reminders.wrong = {SATO.id}
    minutes.pass_()
    assert told(slack) == []  # what goes wrong once is nothing yet
    minutes.pass_(3)
    (said,) = told(slack)
    assert "次の1件を作れませんでした" in said
    assert "佐藤 花子" in said
    assert told(slack, "chat.update") == []
    minutes.reminders.wrong = {SATO.id, SUZUKI.id}
    minutes.pass_(3)
    assert "鈴木 一郎" in told(slack, "chat.update")[-1]
    minutes.reminders.wrong = set()
    minutes.pass_(2)
    assert "することはありません" in told(slack, "chat.update")[-1]
    assert len(told(slack)) == 1
    assert len(told(slack, "chat.update")) == 2
    post = minutes.store.post(TOLD)
    assert post is not None
    assert post.waiting == ()


def test_the_next_process_says_the_same(minutes: Minutes, slack: RecordingSlack) -> None:
    minutes.reminders.wrong = {SATO.id}
    minutes.pass_(2)
    minutes.bot.stop(1)
    minutes.clock.now += timedelta(days=3)
    minutes.bot = minutes.start()
    minutes.pass_(3)
    assert len(told(slack)) == 1
    assert told(slack, "chat.update") == []


def test_who_runs_the_bot_sees_it(minutes: Minutes) -> None:
    http = TestClient(minutes.bot.http())
    minutes.pass_()
    assert http.get("/healthz").status_code == 200
    minutes.reminders.wrong = {SATO.id, SUZUKI.id}
    minutes.pass_()
    health = http.get("/healthz")
    assert (health.status_code, health.text) == (
        503,
        f"what is said unasked couldn't be made for {SATO.id}, {SUZUKI.id}",
    )
    assert figures(http.get("/metrics").text)["hyoka_posts_unmade_total{command=memo}"] == 2
    minutes.reminders.wrong = set()
    minutes.pass_()
    assert http.get("/healthz").status_code == 200


def test_a_document_that_can_not_be_read_is_told_of_in_the_same_way(minutes: Minutes, slack: RecordingSlack) -> None:
    made = Subscription(id="1", channel="C0JOHO", since=NOW)
    minutes.store.keep_subscription(Subscription(id="1", channel="", since=NOW), made, SECRETARIAT, NOW)
    minutes.store.engine.commit(Put("subscriptions", "1", {"id": 7}, 1))
    assert minutes.store.subscriptions() == ()
    with capture_logs() as logged:
        minutes.pass_(2)
    lines = [each for each in logged if each["event"] == "scheduler.unreadable"]
    assert [list(each["documents"]) for each in lines] == [["subscriptions/1"]] * 2
    assert "subscriptions/1" in told(slack)[0]
    http = TestClient(minutes.bot.http())
    assert http.get("/healthz").text == "documents can't be read: subscriptions/1"
    assert figures(http.get("/metrics").text)["hyoka_documents_unreadable"] == 1
