"""The bot put together: over Socket Mode before the local workspace, as people use it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import SecretStr

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
from tests.office import ZONE

NASTY = "<!channel> <@U0SATO> & <b> *太字* 👩‍👩‍👧‍👦"


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
    smith.reads("Slack is busy", "plan")
