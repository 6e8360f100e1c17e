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


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    file = tmp_path / "memo.toml"
    file.write_text('[about]\nja = "メモを書く"\nen = "x"\n[usage]\nja = "[本文]"\nen = "x"\n', "utf-8")
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
