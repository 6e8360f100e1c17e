"""What is said in channels and to people on a bad day: once before its readers, and whoever can help is told."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError

import pytest
from structlog.testing import capture_logs

from bot.app import Bot
from bot.local.workspace import Workspace
from tests.office import ZONE
from tests.stories.conftest import Office, at_work

JOHO = "C0JOHO"
RETURNED = "目標に数を入れてください。"


def workspace(office: Office) -> Workspace:
    return office.demo.workspace


def bot(office: Office) -> Bot:
    assert office.demo.bot is not None
    return office.demo.bot


def returns(office: Office, number: str = "S22") -> None:
    """The secretariat returns a sheet, of which its department's channel is told."""
    office.nakamura.says(f"/sheet {number} 差戻し {RETURNED}")
    assert office.nakamura.submits() == {}


def told_in(office: Office, channel: str) -> list[str]:
    return [
        each.text
        for root in workspace(office).messages(channel, "U0NAKAMURA")
        for each in workspace(office).thread(channel, root.ts, "U0NAKAMURA")[1:]
    ]


def direct(office: Office, person: str) -> list[str]:
    return [each.text for each in workspace(office).messages(workspace(office).dm_with_bot(person).id, person)]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda office: workspace(office).faults.fail_next("chat.postMessage", "internal_error", status=500, after=True),
        lambda office: workspace(office).faults.fail_next("chat.postMessage", "internal_error", status=500),
        lambda office: workspace(office).faults.cut_next("chat.postMessage", after=True),
        lambda office: workspace(office).faults.cut_next("chat.postMessage"),
        lambda office: workspace(office).faults.fail_next("chat.postMessage", retry_after=1),
        lambda office: workspace(office).faults.limit_method("chat.postMessage", 1.5),
    ],
    ids=["500 after", "500 before", "cut after", "cut before", "429", "429 for all"],
)
def test_whatever_becomes_of_the_call_the_channel_reads_it_once(
    office: Office, trouble: Callable[[Office], None]
) -> None:
    trouble(office)
    returns(office)
    office.eventually(lambda: told_in(office, JOHO), 15)  # a form is acknowledged before anybody else is told
    office.eventually(lambda: not office.store.unsent_posts(), 15)
    assert len(told_in(office, JOHO)) == 1


def test_what_a_process_left_is_said_by_the_next(tmp_path: Path) -> None:
    with at_work(tmp_path / "data") as office:
        bot(office).outbox._ready["*"] = float("inf")
        returns(office)
        assert told_in(office, JOHO) == []
    with at_work(tmp_path / "data") as office:
        office.eventually(lambda: not office.store.unsent_posts(), 15)
        assert len(told_in(office, JOHO)) == 1


def test_an_archived_channel_is_told_to_the_secretariat_once(start: Callable[..., Office]) -> None:
    office = start()
    workspace(office).archive(JOHO)
    secretariat = [each.id for each in office.store.secretariat()]
    assert secretariat
    returns(office)
    office.eventually(lambda: any("アーカイブ" in each for each in direct(office, secretariat[0])))
    now = datetime.now(ZONE)
    post = office.store.say("another", JOHO, {"text": "もう一つのお知らせ"}, now, asked="U0SATO")
    assert post is not None
    bot(office).outbox.put(post)
    for person in secretariat:
        office.eventually(lambda person=person: any("2件" in each for each in direct(office, person)))  # type: ignore[misc]
        told = [each for each in direct(office, person) if "アーカイブ" in each]
        assert len(told) == 1
        assert "もう一つのお知らせ" in told[0]
        assert "/担当者" in told[0]
    workspace(office).archive(JOHO, archived=False)
    for person in secretariat:  # what is lost later, after something got there, is another message
        assert office.store.say(f"again {person}", JOHO, {"text": "三つ目"}, now)
    bot(office).outbox.take_up()
    office.eventually(lambda: not office.store.unsent_posts())
    workspace(office).archive(JOHO)
    assert office.store.say("fourth", JOHO, {"text": "四つ目"}, now)
    bot(office).outbox.take_up()
    office.eventually(lambda: sum("アーカイブ" in each for each in direct(office, secretariat[0])) == 2)


def test_who_has_left_is_told_to_the_secretariat(start: Callable[..., Office]) -> None:
    office = start()
    workspace(office).deactivate("U0SATO")
    post = office.store.say("r", "U0SATO", {"text": "締切は明日です"}, datetime.now(ZONE))
    assert post is not None
    bot(office).outbox.put(post)
    person = office.store.secretariat()[0].id
    office.eventually(lambda: any("佐藤 花子" in each for each in direct(office, person)))
    (told,) = (each for each in direct(office, person) if "佐藤 花子" in each)
    assert "締切は明日です" in told
    assert direct(office, "U0SATO") == []


def test_nobody_is_told_that_nobody_could_be_told(start: Callable[..., Office]) -> None:
    office = start()
    workspace(office).archive(JOHO)
    for person in office.store.secretariat():
        workspace(office).deactivate(person.id)
    post = office.store.say("x", JOHO, {"text": "一"}, datetime.now(ZONE))
    assert post is not None
    bot(office).outbox.put(post)
    office.eventually(lambda: not office.store.unsent_posts())
    assert all(each.lost for each in office.store.posts_to(JOHO))


def test_an_event_that_comes_twice_over_the_socket_is_served_once(start: Callable[..., Office]) -> None:
    with capture_logs() as logged:
        office = start()
        workspace(office).faults.redeliver_next_event()
        office.sato.opens_home()
        office.suzuki.opens_home()
        office.eventually(lambda: any(each.get("who") == "U0SUZUKI" for each in logged))
        served = [each for each in logged if each["event"] == "asked" and each["who"] == "U0SATO"]
    assert [each["surface"] for each in served] == ["home"]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch, unused: int) -> int:
    monkeypatch.setenv("HYOKA_METRICS_PORT", str(unused))
    return unused


@pytest.fixture
def unused() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def health(port: int) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_a_silent_socket_is_shown_and_reopened(port: int, start: Callable[..., Office]) -> None:
    office = start()
    assert health(port) == (200, "ok")
    line = bot(office).socket
    assert line is not None
    assert line._link is not None
    line._link.heard -= 100
    before = line._link
    assert health(port)[0] == 503
    workspace(office).faults.freeze_sockets()
    office.eventually(lambda: line._link is not before, 20)
    office.eventually(lambda: health(port) == (200, "ok"))
