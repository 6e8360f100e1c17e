"""What others are to be told of a change is written down before Slack is called for whoever made it: while it answers,
the process may die."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commands.kit.reply import Change, Line, Open, Reply, Return, Say, View, Whisper
from store.store import Store
from store.text import Text
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.views import CARD
from tests.patience import eventually

TOLD = Say((Line("変わりました"),), "C0JOHO")
BROKEN = View("題", (Line(Text("no.such_key")),))


@pytest.fixture
def watched(office: Office, store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """By the method that was called, how many messages were written down by then."""
    found: dict[str, int] = {}
    answer: Callable[[str, dict[str, Any]], dict[str, Any]] = office.slack._answer

    def answers(method: str, params: dict[str, Any]) -> dict[str, Any]:
        found.setdefault(method, len(store.posts_to("C0JOHO")))
        return answer(method, params)

    monkeypatch.setattr(office.slack, "_answer", answers)
    return found


def said(office: Office, store: Store) -> None:
    """Once."""
    eventually(lambda: store.unsent_posts() == ())
    assert [each["text"] for each in office.slack.of("chat.postMessage") if each["channel"] == "C0JOHO"] == [
        "変わりました"
    ]


@pytest.mark.parametrize(
    ("reply", "method"), [(Open(CARD), "views.open"), (Whisper((Line("済"),)), "respond"), (Change(CARD), "views.open")]
)
def test_where_somebody_typed_or_pressed(
    office: Office, store: Store, watched: dict[str, int], reply: Reply, method: str
) -> None:
    office.does["run"] = lambda _: [reply, TOLD]
    office.send(payloads.command("/memo", response_url=f"{office.slack.url}/respond/1"))
    assert watched[method] == 1
    said(office, store)


def test_where_a_form_was_sent(office: Office, store: Store, watched: dict[str, int]) -> None:
    office.does["save"] = lambda _: [Return(CARD), TOLD]
    office.send(payloads.submission(payloads.view(id_="V2", previous="V1")))
    assert watched["views.update"] == 1
    said(office, store)


def test_a_form_whose_answer_can_not_be_drawn_is_told_of_all_the_same(office: Office, store: Store) -> None:
    office.does["save"] = lambda _: [Change(BROKEN), TOLD]
    assert "errors" in office.ack(payloads.submission())
    said(office, store)
