"""What Slack is told of the app."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.local.validate.manifest import check_manifest
from bot.manifest import manifest
from commands.kit.command import Command
from commands.kit.texts import Texts
from commands.registry import COMMANDS
from commands.registry import texts as all_texts
from tests.office import ZONE


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    file = tmp_path / "memo.toml"
    more = '[shortcut_keep]\nja = "残す"\nen = "x"\n[shortcut_keep_about]\nja = "この投稿を残す"\nen = "x"\n'
    more += f'[shortcut_long]\nja = "{"長" * 25}"\nen = "x"\n'
    file.write_text(more + '[about]\nja = "メモを書く"\nen = "x"\n[usage]\nja = "[本文]"\nen = "x"\n', "utf-8")
    return Texts([files("bot") / "bot.toml", file], ZoneInfo("Asia/Tokyo"))


def test_every_name_of_every_command_is_told(texts: Texts) -> None:
    told = manifest((Command("memo", ("/memo", "/メモ"), lambda _request, _store: ()),), texts)
    assert check_manifest(told) == []
    commands = told["features"]["slash_commands"]
    assert [each["command"] for each in commands] == ["/memo", "/メモ"]
    assert commands[0] == {
        "command": "/memo",
        "description": "メモを書く",
        "usage_hint": "[本文]",
        "should_escape": True,
    }


@pytest.mark.parametrize("name", ["memo", "/", "/" + "x" * 32, "/a b"])
def test_a_name_that_slack_does_not_take_is_an_error_of_ours(name: str, texts: Texts) -> None:
    with pytest.raises(ValueError, match="no name for a command"):
        manifest((Command("memo", (name,), lambda _request, _store: ()),), texts)


def test_what_the_menu_of_a_message_offers_is_told(texts: Texts) -> None:
    steps = {"keep": lambda _request, _store: ()}
    told = manifest((Command("memo", ("/memo",), steps["keep"], steps, shortcuts=("keep",)),), texts)
    assert check_manifest(told) == []
    assert told["features"]["shortcuts"] == [
        {"name": "残す", "type": "message", "callback_id": "memo.keep", "description": "この投稿を残す"}
    ]


@pytest.mark.parametrize(("steps", "shortcuts"), [((), ("keep",)), (("long",), ("long",)), (("keep",), ("keep",) * 11)])
def test_a_shortcut_that_slack_does_not_take_is_an_error_of_ours(
    steps: tuple[str, ...], shortcuts: tuple[str, ...], texts: Texts
) -> None:
    served = dict.fromkeys(steps, lambda _request, _store: ())
    with pytest.raises(ValueError, match="shortcut"):
        manifest((Command("memo", ("/memo",), lambda _request, _store: (), served, shortcuts=shortcuts),), texts)


def test_the_office_finds_its_shortcut_in_the_menu() -> None:
    told = manifest(COMMANDS, all_texts(ZONE, files("bot") / "bot.toml"))
    assert [(each["name"], each["callback_id"]) for each in told["features"]["shortcuts"]] == [
        ("評価票に記録", "sheet.record")
    ]
