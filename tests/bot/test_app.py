"""The bot put together: over signed HTTP, over Socket Mode before the local workspace, and starting where Slack says no."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from bot.app import Bot, build
from bot.local.client import PersonClient
from bot.local.server import Server
from bot.local.workspace import Channel, Person, Workspace
from bot.manifest import manifest
from bot.settings import Settings
from commands.kit.command import Command
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    ChoiceInput,
    Heading,
    Line,
    Note,
    Open,
    Quote,
    Reply,
    Return,
    Row,
    Say,
    TextInput,
    Thread,
    View,
    Whisper,
)
from commands.kit.request import Request, Subject
from commands.kit.texts import Texts
from store.refusal import Refusal
from store.store import Store
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.recording import RecordingSlack
from tests.office import ZONE

NASTY = "<!channel> <@U0SATO> & <b> *太字* 👩‍👩‍👧‍👦"

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


# --- before the local workspace -----------------------------------------------------------------------

CHOICES = tuple((str(n), f"{n} 基本目標") for n in range(1, 9))


def edit(request: Request, note: str = "", told: str = "") -> View:
    return View(
        "編集",
        (
            *((Note(told),) if told else ()),
            TextInput("note", "本文", note, required=True),
            TextInput("memo", "備考"),
            ChoiceInput("goal", "基本目標", CHOICES, "7"),
            Buttons((Button("さらに", "memo.more", request.subject),)),
        ),
        "memo.save",
        "保存",
        Subject("S27", "note", 1),
    )


def card(_: Request) -> View:
    long = (Row(f"取組{n}", "長い説明。" * 30, Button("開く", "memo.edit", Subject("S27"))) for n in range(40))
    return View("S27", (Line("評価票のカード"), Buttons((Button("編集", "memo.edit", Subject("S27")),)), *long))


class Memo:
    """A command with every way to answer; keeps what it was told."""

    def __init__(self) -> None:
        self.saved: list[Request] = []

    def run(self, request: Request, _: Store) -> list[Reply]:
        match request.words:
            case "edit":
                return [Open(edit(request))]
            case "say":
                thread = Thread("2020-S27", "C0PLAN", (Heading("S27"),))
                return [Say((Quote(NASTY, NASTY),), thread), Say((Line("外で"),), "C0OUT")]
            case "refuse":
                raise Refusal("bot.busy")
            case _:
                return [Open(card(request))]

    def edit(self, request: Request, _: Store) -> list[Reply]:
        return [Open(edit(request))]

    def more(self, request: Request, _: Store) -> list[Reply]:
        return [Change(edit(request, f"{request.values['note']}＋"))]

    def save(self, request: Request, _: Store) -> list[Reply]:
        if request.values["note"] == "だめ":
            raise Refusal("bot.busy", field="note")
        if request.values["note"] == "競合":
            return [Change(edit(request, str(request.values["note"]) + "した", "ほかの人が先でした"))]
        self.saved.append(request)
        return [Return(card(request)), Whisper((Line("保存しました"),))]

    def home(self, _: Request, _store: Store) -> list[Reply]:
        return [Open(View("ホーム", (Line("待っている仕事"), Buttons((Button("編集", "memo.edit", Subject("S27")),)))))]


@dataclass
class Connected:
    workspace: Workspace
    memo: Memo
    bot: Bot
    url: str

    def person(self, name: str) -> PersonClient:
        return PersonClient(self.url, name)

    def eventually(self, met: Callable[[], bool]) -> None:
        until = time.monotonic() + 6
        while not met():
            assert time.monotonic() < until, self.workspace.problems
            time.sleep(0.02)


@pytest.fixture
def connected(store: Store, tmp_path: Path) -> Iterator[Connected]:
    words = tmp_path / "memo.toml"
    words.write_text('[about]\nja = "メモ"\nen = "x"\n[usage]\nja = "edit"\nen = "x"\n', "utf-8")
    texts = Texts([files("bot") / "bot.toml", words], ZONE)
    memo = Memo()
    steps = {"edit": memo.edit, "more": memo.more, "save": memo.save}
    commands = (Command("memo", ("/memo", "/メモ"), memo.run, steps, memo.home),)
    people = [Person("U0SATO", "佐藤"), Person("U0SMITH", "Smith", locale="en-US")]
    members = tuple(each.id for each in people)
    channels = [Channel("C0PLAN", "plan", members=members), Channel("C0OUT", "out", members=members)]
    workspace = Workspace.from_manifest(manifest(commands, texts), people, channels)
    workspace.join(workspace.bot.id, "C0PLAN")
    with Server(workspace) as server:
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-local"),
            slack_app_token=SecretStr("xapp-local"),
            slack_api_url=server.api_url,
        )
        bot = build(settings, store, commands, texts)
        bot.start_socket_mode()
        workspace.wait_for_app()
        yield Connected(workspace, memo, bot, server.url)
        bot.stop(2)
    # The one thing that went wrong on purpose is speaking where the bot is no member.
    assert [each for each in workspace.problems if "not_in_channel" not in each] == []


def test_a_form_goes_its_way_and_nothing_that_was_typed_is_lost(connected: Connected) -> None:
    sato = connected.person("U0SATO")
    sato.says("/メモ edit", "plan")
    refused = sato.submits({"note": "だめ", "memo": "控え"})
    assert list(refused["errors"]) == ["note"]
    assert sato.submits({"note": "競合"})["closed"] is False
    changed = sato.modal()
    assert "ほかの人が先でした" in str(changed["blocks"])
    assert "競合した" in str(changed["blocks"])
    sato.submits({"note": "良い"})
    connected.eventually(lambda: bool(connected.memo.saved))
    assert connected.memo.saved[0].values == {"note": "良い", "memo": None, "goal": "7"}
    connected.eventually(lambda: len(sato.modal()["blocks"]) == 82)
    sato.reads("保存しました", "plan")


def test_a_button_in_a_form_brings_what_was_typed_into_the_next_view(connected: Connected) -> None:
    sato = connected.person("U0SATO")
    sato.says("/memo edit", "plan")
    sato.fills({"note": "途中"})
    sato.presses("さらに")
    connected.eventually(lambda: "途中＋" in str(sato.modal()["blocks"]))
    sato.submits()
    connected.eventually(lambda: bool(connected.memo.saved))
    assert connected.memo.saved[0].values["note"] == "途中＋"


def test_a_form_over_the_card_closes_and_the_card_is_new(connected: Connected) -> None:
    sato = connected.person("U0SATO")
    sato.says("/memo", "plan")
    before = sato.modal()["hash"]
    sato.presses("編集")
    connected.eventually(lambda: len(sato.views()) == 2)
    sato.submits({"note": "良い"})
    connected.eventually(lambda: len(sato.views()) == 1 and sato.modal()["hash"] != before)


def test_app_home_and_back(connected: Connected) -> None:
    sato = connected.person("U0SATO")
    home = sato.opens_home()
    assert "待っている仕事" in str(home["blocks"])
    sato.presses("編集", home)
    sato.submits({"note": "良い"})
    sato.reads("保存しました", None)


def test_a_channel_reads_everybodys_words_as_they_stand_and_nobody_is_called(connected: Connected) -> None:
    sato = connected.person("U0SATO")
    sato.says("/memo say", "plan")
    root = sato.reads("S27", "plan")
    connected.eventually(lambda: len(sato.sees("plan", root["ts"])) == 2)
    reply = sato.sees("plan", root["ts"])[1]
    assert NASTY in json.dumps(reply["blocks"], ensure_ascii=False)
    assert "<" not in reply["text"]
    told = sato.reads("/invite @hyoka", "plan")
    assert "'channel_id': 'C0OUT'" in str(told["blocks"])
    sato.says("/memo say", "plan")
    connected.eventually(lambda: len(sato.sees("plan", root["ts"])) == 3)
    assert sum("/invite @hyoka" in str(each) for each in sato.sees("plan")) == 1


def test_what_is_refused_is_read_in_the_persons_language(connected: Connected) -> None:
    smith = connected.person("U0SMITH")
    smith.says("/memo refuse", "plan")
    smith.reads("Slack が混み合っていて", "plan")
    connected.eventually(lambda: connected.bot._readers.language("U0SMITH") == "en")
    smith.says("/memo refuse", "plan")
    smith.reads("Slack is busy", "plan")
