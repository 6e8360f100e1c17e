"""The bot put together: over signed HTTP, and starting where Slack says no."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from bot.app import build
from bot.settings import Settings
from commands.kit.reply import (
    Line,
    Whisper,
)
from commands.kit.texts import Texts
from store.refusal import Refusal
from store.store import Store
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.recording import RecordingSlack

# --- starting -----------------------------------------------------------------------------------------


def test_who_slack_says_we_are_is_asked_once(office: Office) -> None:
    assert [call.method for call in office.slack.calls] == ["auth.test"]


def test_a_refused_token_is_told_in_a_sentence(
    slack: RecordingSlack, settings: Settings, store: Store, bot_texts: Texts
) -> None:
    slack.refuse("auth.test", "invalid_auth")
    with pytest.raises(Refusal) as refused:
        build(settings, store, (), bot_texts)
    assert (refused.value.text.key, refused.value.text.values) == ("bot.token_refused", {"error": "invalid_auth"})


def test_a_refused_app_token_is_told_in_a_sentence(office: Office) -> None:
    office.slack.refuse("apps.connections.open", "not_allowed_token_type")
    with pytest.raises(Refusal) as refused:
        office.bot.start_socket_mode()
    assert refused.value.text.values == {"error": "not_allowed_token_type"}


def test_a_slack_that_cannot_be_reached_is_told_with_its_address(
    settings: Settings, store: Store, bot_texts: Texts
) -> None:
    nowhere = settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"})
    with pytest.raises(Refusal) as refused:
        build(nowhere, store, (), bot_texts)
    assert refused.value.text.key == "bot.slack_unreachable"
    assert "http://127.0.0.1:9/api/" in bot_texts.say(refused.value.text, "ja")


def test_a_proxy_for_the_world_is_not_used_for_this_machine(
    office: Office, monkeypatch: pytest.MonkeyPatch, settings: Settings, store: Store, bot_texts: Texts
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    build(settings, store, (), bot_texts).stop(0)
    office.send(payloads.command("/nothing", response_url=f"{office.slack.url}/respond/1"))
    assert office.slack.methods() == ["respond"]


# --- HTTP ---------------------------------------------------------------------------------------------


def signed(body: str, key: str = "signed", at: float | None = None) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    signature = SignatureVerifier(key).generate_signature(timestamp=stamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(signature),
    }


@pytest.fixture
def http(office: Office) -> TestClient:
    return TestClient(office.bot.http())


def test_what_slack_signs_is_served(http: TestClient, office: Office) -> None:
    office.does["run"] = lambda _: [Whisper((Line("済"),))]
    body = urlencode(payloads.command("/memo", "S27"))
    assert http.post("/slack/events", content=body, headers=signed(body)).status_code == 200
    office.settle()
    assert office.requests[0].words == "S27"
    form = urlencode({"payload": json.dumps(payloads.submission())})
    answer = http.post("/slack/events", content=form, headers=signed(form))
    assert answer.json()["response_action"] == "errors"


def test_what_nobody_signed_is_turned_away(http: TestClient, office: Office) -> None:
    body = urlencode(payloads.command("/memo"))
    for headers in ({}, signed(body, "other"), signed(body + "x"), signed(body, at=time.time() - 600)):
        plain = {"Content-Type": "application/x-www-form-urlencoded"}
        assert http.post("/slack/events", content=body, headers=headers or plain).status_code == 401
    assert office.requests == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"payload=%7B"])
def test_what_is_nothing_at_all_is_turned_away(http: TestClient, body: bytes) -> None:
    answer = http.post("/slack/events", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.text) == (400, "")


def test_slack_may_ask_whether_we_are_there(http: TestClient) -> None:
    assert http.get("/healthz").status_code == 200
    body = json.dumps({"type": "url_verification", "challenge": "c", "token": "t"})
    answer = http.post("/slack/events", content=body, headers=signed(body) | {"Content-Type": "application/json"})
    assert answer.json() == {"challenge": "c"}
