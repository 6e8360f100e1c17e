"""Whoever runs the bot sees how it is doing: figures for Prometheus, and a page that says when something is wrong."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from bot.metrics import OLD, SILENT, Health, Metrics
from bot.watching import Window
from commands.kit.reply import Line, Open, View, Whisper
from store.refusal import Refusal
from store.store import Store
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.sending import content
from tests.bot.test_app import signed
from tests.office import NOW
from tests.patience import eventually


def figures(told: str) -> dict[str, float]:
    """All samples, by name and labels."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(told):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


def looked_at(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


class Watched:
    """What is looked at, as it is at the moment."""

    heard: float | None = 1.0
    after = timedelta(0)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def window(store: Store, watched: Watched) -> Iterator[Window]:
    metrics = Metrics()
    opened = Window(Health(metrics, store, lambda: NOW + watched.after, lambda: watched.heard), 0)
    yield opened
    opened.close()


def test_all_is_well(window: Window) -> None:
    assert looked_at(window.port, "/healthz") == (200, "ok")


def test_a_socket_that_is_silent_for_too_long_is_told(window: Window, watched: Watched) -> None:
    watched.heard = SILENT + 1
    status, told = looked_at(window.port, "/healthz")
    assert (status, told) == (503, "nothing came over the socket for 61 s")
    assert figures(looked_at(window.port, "/metrics")[1])["hyoka_socket_silent_seconds"] == SILENT + 1
    watched.heard = None  # over HTTP there is none
    assert looked_at(window.port, "/healthz")[0] == 200


def test_a_message_that_waits_for_too_long_is_told(window: Window, watched: Watched, store: Store) -> None:
    store.say("k", "C0JOHO", content("一"), NOW)
    store.say("old", "C0JOHO", content("一"), NOW - timedelta(days=30))
    store.keep_shown("old", 1, "C0JOHO", "1.0")
    store.say("old", "C0JOHO", content("二"), NOW)  # it was changed just now, and has waited since
    watched.after = timedelta(seconds=OLD)
    told = figures(looked_at(window.port, "/metrics")[1])
    assert (told["hyoka_outbox_posts"], told["hyoka_outbox_oldest_seconds"]) == (2, OLD)
    assert looked_at(window.port, "/healthz")[0] == 200
    watched.after += timedelta(seconds=1)
    assert looked_at(window.port, "/healthz")[0] == 503
    store.keep_lost("k", "is_archived")
    store.keep_lost("old", "is_archived")
    assert looked_at(window.port, "/healthz")[0] == 200


def test_a_port_that_is_taken_is_refused_in_a_sentence(window: Window, store: Store, watched: Watched) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refusal) as refused:
            Window(Health(Metrics(), store, lambda: NOW, lambda: None), taken.getsockname()[1])
    assert refused.value.text.key == "bot.metrics_port_unusable"


def test_nobody_can_look_from_outside(window: Window) -> None:
    assert window._socket.getsockname()[0] == "127.0.0.1"


def test_acknowledgements_are_counted_by_surface_over_http(office: Office) -> None:
    office.does["run"] = lambda _: [Whisper((Line("済"),))]
    office.does["home"] = lambda _: [Open(View("家", (Line("x"),)))]
    http = TestClient(office.bot.http())
    body = urlencode(payloads.command("/memo"))
    http.post("/slack/events", content=body, headers=signed(body))
    event = json.dumps(payloads.home_opened())
    for _ in range(2):
        http.post("/slack/events", content=event, headers=signed(event) | {"Content-Type": "application/json"})
    http.post("/slack/events", content=body, headers=signed(body, "other"))
    office.settle()
    told = figures(http.get("/metrics").text)
    assert told["hyoka_acknowledgement_seconds_count{surface=command}"] == 1
    assert told["hyoka_acknowledgement_seconds_count{surface=event}"] == 2
    assert told["hyoka_acknowledgement_seconds_bucket{le=3.0,surface=event}"] == 2


def test_what_was_sent_retried_and_lost_is_counted(office: Office, store: Store) -> None:
    office.bot.outbox._pace = 0.0
    office.slack.refuse("chat.postMessage", "internal_error")
    office.slack.refuse("chat.postMessage", "is_archived")
    for n in range(3):
        store.say(f"k{n}", "C0JOHO", content("一"), NOW)
    office.bot.outbox.take_up()
    eventually(lambda: store.unsent_posts() == ())
    told = figures(TestClient(office.bot.http()).get("/metrics").text)
    assert told["hyoka_posts_sent_total"] >= 2
    assert told["hyoka_posts_retried_total"] == 1
    assert told["hyoka_posts_lost_total{reason=is_archived}"] == 1


def test_an_event_that_slack_sends_again_over_http_is_served_once(office: Office) -> None:
    office.does["home"] = lambda _: [Open(View("家", (Line("x"),)))]
    http = TestClient(office.bot.http())
    event = json.dumps(payloads.home_opened("EvTwice"))
    for n in range(3):
        headers = signed(event) | {"Content-Type": "application/json"}
        headers |= {"X-Slack-Retry-Num": str(n), "X-Slack-Retry-Reason": "http_timeout"} if n else {}
        assert http.post("/slack/events", content=event, headers=headers).status_code == 200
    office.settle()
    assert len(office.requests) == 1
