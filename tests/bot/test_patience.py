"""A message that Slack never takes, and never refuses, is given up after a day, and what follows it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web import SlackResponse

from bot.send import Courier, Outbox
from bot.send.patience import HOURS
from store.post import Post
from tests.bot.mishaps import Mishaps
from tests.bot.test_exactly_once import Story

HOUR = 3600.0
METHODS = ("auth.test", "chat.postMessage", "conversations.history")
STUCK, OTHER = "C0A", "C0B"


@dataclass
class Stubborn(Story):
    """A workspace in which something always goes wrong in one channel.

    Attributes:
        wrong: by method, what becomes of its calls there.
        everywhere: the same, wherever it is called.
    """

    wrong: dict[str, str] = field(default_factory=dict)
    everywhere: bool = False
    lost: list[tuple[str, str]] = field(default_factory=list)

    def hours(self, count: float, *, others: bool = True) -> None:
        """Time passes; at times something is said elsewhere."""
        end, n = self.moment + count * HOUR, 0
        while self.moment < end:
            if others and n % 600 == 0:
                self.say(OTHER, f"other {self.moment}")
            n += 1
            if not self.outbox.turn():
                self.moment += 7.0

    def read(self, place: str = STUCK) -> list[str]:
        return [each.text for each in self.stands(place)]

    def _process(self) -> Outbox:
        client: Any = Fails(self)
        outbox = Outbox(Courier(client, self.store, self.now), self.store, self._lost, clock=lambda: self.moment)
        outbox.take_over()
        return outbox

    def _lost(self, post: Post, code: str) -> None:
        self.lost.append((post.key, code))


class Fails(Mishaps):
    """Calls fail there."""

    def __init__(self, told: Stubborn) -> None:
        super().__init__(told.workspace, lambda: told._next())  # noqa: PLW0108 - it is private
        self._told = told

    def __getattr__(self, name: str) -> Callable[..., SlackResponse]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda **arguments: self._fails(name.replace("_", ".", 1), arguments)

    def _fails(self, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        kind = self._told.wrong.get(method)
        if kind and (self._told.everywhere or {arguments.get("channel"), arguments.get("users")} & {STUCK, "U0SATO"}):
            self._told.fate.insert(0, kind)
        return self._call(method, arguments)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Stubborn]:
    made = Stubborn(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize("kind", ["500 before", "cut before"])
def test_after_a_day_it_is_given_up_and_what_follows_goes_on(told: Stubborn, kind: str) -> None:
    told.wrong = {"chat.postMessage": kind}
    told.say(STUCK, "one")
    told.say(STUCK, "two")
    told.hours(HOURS - 1)
    assert told.lost == []
    told.hours(2)
    assert told.lost == [("one", "internal_error" if kind.startswith("500") else "ConnectionResetError")]
    assert getattr(told.store.post("one"), "lost", "")
    told.wrong = {}
    told.hours(0.1)
    assert told.read() == ["two"]


def test_what_stands_after_all_is_not_given_up(told: Stubborn) -> None:
    """Slack took the last one, and said that it hadn't; until then it could not be looked for."""
    told.wrong = {"chat.postMessage": "500 before"}
    told.say(STUCK, "one")
    told.hours(HOURS - 0.5)
    told.wrong = {"chat.postMessage": "500 after"}
    told.hours(2)
    assert told.lost == []
    assert told.read() == ["one"]
    assert told.store.post("one") in told.store.posts_to(STUCK)
    assert told.store.unsent_posts() == ()


def test_where_it_can_not_be_looked_for_it_is_not_given_up(told: Stubborn) -> None:
    told.wrong = {"chat.postMessage": "500 after"}
    told.say(STUCK, "one")
    told.hours(0.1)
    told.wrong = {"chat.postMessage": "500 before", "conversations.history": "500 before"}
    told.store.keep_tried("one", HOURS)
    told.hours(3)
    assert told.lost == []
    told.wrong = {}
    told.hours(0.1)
    assert told.read() == ["one"]


def test_while_all_of_slack_is_away_nobodys_time_runs(told: Stubborn) -> None:
    told.wrong, told.everywhere = dict.fromkeys(METHODS, "500 before"), True
    told.say(STUCK, "one")
    told.say(OTHER, "two")
    told.hours(3 * HOURS, others=False)
    assert told.lost == []
    told.wrong = {}
    told.hours(0.1)
    assert (told.read(), told.read(OTHER)[:1]) == (["one"], ["two"])


def test_where_nothing_at_all_is_taken_it_is_not_the_messages_fault(told: Stubborn) -> None:
    told.wrong, told.everywhere = {"chat.postMessage": "500 before"}, True
    told.say(STUCK, "one")
    told.hours(3 * HOURS, others=False)
    assert told.lost == []
    told.wrong = {}
    told.hours(0.1)
    assert told.read() == ["one"]


def test_hours_count_whatever_process_tried(told: Stubborn) -> None:
    told.wrong = {"chat.postMessage": "500 before"}
    told.say(STUCK, "one")
    for _ in range(HOURS // 6):
        told.hours(6.1)
        told.restarts()
    told.hours(0.5)
    assert [key for key, _ in told.lost] == ["one"]


def test_the_first_message_of_a_thread_goes_with_the_one_that_needed_it(told: Stubborn) -> None:
    told.wrong = {"chat.postMessage": "500 before"}
    told.say(STUCK, "one", sheet="2020-S27")
    told.hours(HOURS + 1)
    assert [key for key, _ in told.lost] == ["one"]
    told.wrong = {}
    told.say(STUCK, "two", sheet="2020-S27")
    told.hours(0.1)
    assert told.read() == ["root 2020-S27", "two"]


def test_a_thread_whose_first_message_stands_after_all_is_gone_on_with(told: Stubborn) -> None:
    told.wrong = {"chat.postMessage": "500 before"}
    told.say(STUCK, "one", sheet="2020-S27")
    told.hours(HOURS - 0.5)
    told.wrong = {"chat.postMessage": "500 after"}
    told.hours(1)
    told.wrong = {}
    told.hours(0.1)
    assert told.lost == []
    assert told.read() == ["root 2020-S27", "one"]


def test_a_change_that_is_never_taken_leaves_what_stands(told: Stubborn) -> None:
    told.say(STUCK, "one", words="一")
    told.hours(0.1)
    told.wrong = {"chat.update": "500 before"}
    told.say(STUCK, "one", words="二")
    told.say(STUCK, "two")
    told.hours(HOURS + 1)
    assert told.lost == [("one", "internal_error")]
    assert told.read() == ["一", "two"]


def test_somebody_with_whom_nobody_can_speak_is_given_up_too(told: Stubborn) -> None:
    told.wrong = {"conversations.open": "500 before"}
    told.say("U0SATO", "one")
    told.hours(HOURS + 1)
    assert told.lost == [("one", "internal_error")]
