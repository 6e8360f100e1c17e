"""User groups of Slack: asked at use, remembered for a minute, and never in anybody's way."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest

from bot import groups
from bot.groups import SlackGroups
from tests.patience import eventually


class Slack:
    """Answers for two groups; `down` while it doesn't, `slow` in seconds."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.members = {"S1": ["U0SATO"], "S2": ["U0ITO"]}
        self.down = False
        self.slow = 0.0

    def usergroups_users_list(self, usergroup: str) -> dict[str, Any]:
        self._answer(usergroup)
        return {"users": self.members[usergroup]}

    def usergroups_list(self) -> dict[str, Any]:
        self._answer("list")
        return {"usergroups": [{"id": "S1", "handle": "joho", "name": "情報課"}, {"id": "S2", "name": "長寿課"}]}

    def _answer(self, what: str) -> None:
        self.asked[what] += 1
        time.sleep(self.slow)
        if self.down:
            raise OSError("no network")


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def asked(slack: Slack) -> SlackGroups:
    return SlackGroups(slack)  # type: ignore[arg-type]


def test_each_is_asked_once_a_minute(slack: Slack, asked: SlackGroups, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        assert asked.members(["S1", "S2"]) == {"S1": ("U0SATO",), "S2": ("U0ITO",)}
        assert asked.all() == {"S1": "joho", "S2": "長寿課"}
    assert slack.asked == {"S1": 1, "S2": 1, "list": 1}
    slack.members["S1"] = []
    later = time.monotonic() + groups.KEPT + 1
    monkeypatch.setattr("bot.groups.time.monotonic", lambda: later)
    assert asked.members(["S1"]) == {"S1": ()}


def test_what_slack_does_not_say_is_left_out(slack: Slack, asked: SlackGroups) -> None:
    slack.down = True
    assert asked.members(["S1", "S2"]) == {}
    assert asked.all() == {}
    assert asked.members(["S1", "S2"]) == {}
    assert slack.asked["S1"] == 1  # and isn't asked for again with every word


def test_a_group_that_is_gone_does_not_hide_the_others(asked: SlackGroups) -> None:
    assert asked.members(["S1", "S9"]) == {"S1": ("U0SATO",)}


def test_nobody_waits_longer_than_a_moment(slack: Slack, asked: SlackGroups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "PATIENCE", 0.05)
    slack.slow = 2.0
    began = time.monotonic()
    assert asked.members(["S1"]) == {}
    assert asked.members(["S1"]) == {}  # is under way: neither asked nor waited for again
    assert time.monotonic() - began < slack.slow
    assert slack.asked["S1"] == 1
    eventually(lambda: asked.members(["S1"]) == {"S1": ("U0SATO",)})  # what came later serves the next
