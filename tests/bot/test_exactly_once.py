"""Each message stands once before its readers, in order, and none is lost: whatever fails, whatever dies when."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.workspace import AppSettings, Channel, Message, Person, Workspace
from bot.manifest import SCOPES
from bot.send import Courier, Outbox
from store.post import Post
from tests.bot.mishaps import KINDS, Died, Mishaps
from tests.office import open_store

BEGAN = datetime.fromisoformat("2020-07-20T10:00:00+09:00")
PLACES = ("C0A", "C0B", "U0SATO")


@dataclass
class Story:
    """A store, a workspace, and processes one after the other that send what is written down there.

    `fate` says what becomes of each call of Slack and of each write of the store; what isn't said is fine.
    """

    folder: Path
    fate: list[str] = field(default_factory=list)
    scopes: frozenset[str] = frozenset(SCOPES)
    moment: float = 0.0
    said: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        channels = [Channel(name, name.lower(), members=("U0BOT",)) for name in PLACES[:2]]
        app = AppSettings(scopes=self.scopes)
        self.workspace = Workspace([Person("U0SATO", "佐藤")], channels, app=app, clock=self.clock)
        self.store = open_store(self.folder)
        self.outbox = self._process()

    def clock(self) -> float:
        return BEGAN.timestamp() + self.moment

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self.moment)

    def say(self, place: str, key: str, sheet: str = "", words: str = "") -> None:
        text, root = words or key, {"text": f"root {sheet}"} if sheet else None
        self.said = [each for each in self.said if each[1] != key] + [(place, key, text)]
        post = self.store.say(key, place, {"text": text}, self.now(), sheet=sheet, root=root)
        if post is not None:
            self.outbox.put(post)

    def goes_on(self, steps: int) -> None:
        """So many steps, at some of which the process may die and another one begin."""
        for _ in range(steps):
            try:
                if not self.outbox.turn():
                    self.moment += 1.0
            except Died:
                self.restarts()

    def restarts(self) -> None:
        self.store.close()
        self.store = open_store(self.folder)
        self.outbox = self._process()

    def ends(self) -> None:
        """All goes well from now on."""
        self.fate.clear()
        for _ in range(2_000):
            if not self.outbox.turn():
                if not self.store.unsent_posts():
                    return
                self.moment += 5.0
        raise AssertionError(f"unsent: {self.store.unsent_posts()}")

    def stands(self, place: str) -> list[Message]:
        """What is read in a place, replies below their root."""
        channel = f"D{place[1:]}" if place.startswith("U") else place
        if not any(each.id == channel for each in self.workspace.core.conversations.channels()):
            return []
        roots = self.workspace.messages(channel, "U0SATO")
        return [each for root in roots for each in self.workspace.thread(channel, root.ts, "U0SATO")]

    def _next(self) -> str:
        self.moment += 0.01
        return self.fate.pop(0) if self.fate else "fine"

    def _process(self) -> Outbox:
        client: Any = Mishaps(self.workspace, self._next)
        outbox = Outbox(Courier(client, self.store, self.now), self.store, self._lost, clock=lambda: self.moment)
        outbox.take_over()
        return outbox

    def _lost(self, post: Post, code: str) -> None:
        raise AssertionError(f"{post.key} was given up: {code}")


@contextmanager
def story(fate: Sequence[str] = (), scopes: frozenset[str] = frozenset(SCOPES)) -> Iterator[Story]:
    with TemporaryDirectory() as folder:
        made = Story(Path(folder), list(fate), scopes)
        yield made
        made.store.close()


def stand_once(told: Story) -> None:
    """Each message once, with what it should show; in each thread and outside of threads in the order of saying."""
    for place in PLACES:
        standing = told.stands(place)
        keys = [str((each.metadata or {})["event_payload"]["key"]) for each in standing]
        assert len(keys) == len(set(keys)), keys
        found = {key: each.text for key, each in zip(keys, standing, strict=True)}
        wanted = {key: text for where, key, text in told.said if where == place}
        assert {key: text for key, text in found.items() if "/root" not in key} == wanted
        by_time = sorted((float(each.ts), key) for key, each in zip(keys, standing, strict=True) if "/root" not in key)
        numbers = [post.number for _, key in by_time if (post := told.store.post(key))]
        assert numbers == sorted(numbers)
        roots = [each.text for each in standing if each.text.startswith("root ")]
        assert len(roots) == len(set(roots)), roots


acts = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(PLACES), st.integers(0, 9)),
    st.tuples(st.just("thread"), st.sampled_from(PLACES[:2]), st.integers(0, 2)),
    st.tuples(st.just("change"), st.just(""), st.integers(0, 9)),
    st.tuples(st.just("go on"), st.just(""), st.integers(1, 8)),
    st.tuples(st.just("restart"), st.just(""), st.just(0)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, max_size=25), st.lists(st.sampled_from(KINDS), max_size=40))
def test_whatever_fails_each_stands_once(acts: list[tuple[str, str, int]], fate: list[str]) -> None:
    with story(fate) as told:
        numbers = itertools.count()
        for act, place, n in acts:
            match act:
                case "say":
                    told.say(place, f"k{next(numbers)}")
                case "thread":
                    told.say(place, f"k{next(numbers)}", sheet=f"{place}-S{n}")
                case "change":
                    for where, key, _ in told.said[n : n + 1]:
                        if (post := told.store.post(key)) is not None:
                            told.say(where, key, post.sheet, f"{key} anew {next(numbers)}")
                case "restart":
                    told.restarts()
                case _:
                    told.goes_on(n)
        told.ends()
        stand_once(told)


SEAMS: dict[str, Callable[[Story], None]] = {
    "a message": lambda told: told.say("C0A", "k"),
    "a direct message": lambda told: told.say("U0SATO", "k"),
    "the first of a thread": lambda told: told.say("C0A", "k", sheet="S"),
}


@pytest.mark.parametrize("what", SEAMS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "fine"])
@pytest.mark.parametrize("call", range(6))
def test_at_each_call_of_slack(what: str, kind: str, call: int) -> None:
    with story(["fine"] * call + [kind]) as told:
        SEAMS[what](told)
        told.say("C0A", "after")
        told.goes_on(40)
        told.ends()
        stand_once(told)


@pytest.mark.parametrize("what", SEAMS)
@pytest.mark.parametrize("write", range(6))
@pytest.mark.parametrize("when", ["before", "after"])
def test_at_each_write_of_the_store(what: str, write: int, when: str) -> None:
    with story() as told:
        SEAMS[what](told)
        told.say("C0A", "after")
        commit, left = told.store.engine.commit, [write]

        def dies(*changes: Any) -> None:
            left[0] -= 1
            if left[0] == -1 and when == "before":
                raise Died
            commit(*changes)
            if left[0] == -1:
                raise Died

        told.store.engine.commit = dies  # type: ignore[method-assign]
        told.goes_on(40)
        told.ends()
        stand_once(told)


def test_what_was_looked_for_at_the_start_is_looked_for_anew_later() -> None:
    with story(["dies after"]) as told:
        told.say("C0A", "first")
        told.goes_on(10)
        assert told.store.unsent_posts() == ()
        told.fate[:] = ["cut after"]
        told.say("C0A", "second")
        told.goes_on(20)
        told.ends()
        stand_once(told)


def test_an_app_of_an_earlier_version_that_can_not_look_says_it_rather_than_never() -> None:
    earlier = frozenset({"chat:write", "commands", "usergroups:read", "users:read"})
    with story(["500 after"], earlier) as told:
        told.say("C0A", "first")
        told.say("U0SATO", "second")
        told.goes_on(20)
        told.restarts()
        told.say("C0A", "third")
        told.ends()
        assert [each.text for each in told.stands("C0A")] in (["first", "third"], ["first", "first", "third"])
        assert "second" in [each.text for each in told.stands("U0SATO")]
