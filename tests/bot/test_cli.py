"""`hyoka` as it is typed: results on standard output, words on standard error, exit codes, nobody's traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.local.client import PersonClient
from bot.local.server import Server
from bot.local.validate.manifest import check_manifest
from bot.local.workspace import Channel, Person, Workspace
from bot.manifest import manifest
from commands.kit.texts import Texts
from commands.registry import COMMANDS
from store.formats.text import parse, render
from tests.office import SEED, all_forms, s_form, second_content, second_form, seed_text, small_content

REFUSED, USAGE = 1, 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def hyoka(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person does, in a folder without anybody's .env."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=surroundings(folder, environment), cwd=folder.parent, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def surroundings(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "HYOKA_"))}
    root = str(Path(__file__).parents[2])
    return {**kept, "HYOKA_DATA_DIR": str(folder), "PYTHONPATH": root, "COLUMNS": "100", **more}


def test_the_real_sheet_goes_in_and_comes_out_as_it_was(folder: Path) -> None:
    words = seed_text()
    taken = hyoka("import", str(SEED), folder=folder)
    assert (taken.returncode, taken.stdout) == (0, "")
    assert "S27" in taken.stderr
    given = hyoka("export", "Ｓ２７", folder=folder)
    assert given.returncode == 0
    assert parse(given.stdout, all_forms()) == parse(words, all_forms())
    listed = hyoka("sheets", folder=folder)
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()] == ["施策番号", "S27"]


def test_json_names_no_person(folder: Path) -> None:
    seed_text()
    hyoka("import", str(SEED), folder=folder)
    told = json.loads(hyoka("export", "S27", "--format", "json", folder=folder).stdout)
    assert told["values"]["initiatives/2/cost/this"][1] == {"name": "AI活用システム設定委託", "amount": "578"}
    assert (told["stage"], len(told["opinions"])) == ("awaiting_answers", 2)
    assert set(told["opinions"][0]) == {"id", "office", "text", "on"}


def test_a_citys_own_form_works_by_its_file_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "forms").mkdir(parents=True)
    shutil.copy(Path(__file__).parents[1] / "forms" / "kazami-2024.toml", folder / "forms")
    file = tmp_path / "k105.txt"
    file.write_text(render(second_content(), second_form()), "utf-8")
    assert hyoka("import", str(file), folder=folder).returncode == 0
    assert hyoka("export", "K105", folder=folder).stdout == file.read_text("utf-8")


def test_one_bad_file_keeps_no_other_out(folder: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(render(small_content("S31"), s_form()), "utf-8")
    bad.write_text(render(small_content("S32"), s_form()).replace("活動状況", "活動の状況"), "utf-8")
    result = hyoka("import", str(bad), str(good), str(good), str(tmp_path / "none.txt"), folder=folder)
    assert result.returncode == REFUSED
    assert "「活動状況」" in result.stderr
    assert "すでにあります" in result.stderr
    assert "none.txt" in result.stderr
    assert [line.split("\t")[0] for line in hyoka("sheets", folder=folder).stdout.splitlines()[1:]] == ["S31"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("export", "S99"), REFUSED, "見つかりません"),
        (("export", "S99", "--format", "xlsx"), USAGE, "xlsx"),
        (("import",), USAGE, "files"),
        (("run",), REFUSED, "SLACK_BOT_TOKEN、SLACK_APP_TOKEN"),
        (("serve",), REFUSED, "SLACK_SIGNING_SECRET"),
        (("nothing",), USAGE, "nothing"),
        (("office", "/nowhere.toml"), REFUSED, "開けません"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(folder: Path, words: tuple[str, ...], code: int, told: str) -> None:
    result = hyoka(*words, folder=folder)
    assert (result.returncode, result.stdout) == (code, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_settings_that_are_wrong_are_named(folder: Path) -> None:
    result = hyoka("sheets", folder=folder, HYOKA_TIMEZONE="Asia/Nowhere", HYOKA_PORT="many")
    assert result.returncode == REFUSED
    assert "HYOKA_TIMEZONE" in result.stderr
    assert "HYOKA_PORT" in result.stderr
    mistaken = hyoka("run", folder=folder, SLACK_BOT_TOKEN="xapp-1-a", SLACK_APP_TOKEN="xapp-1-b")
    assert (mistaken.returncode, "xoxb-" in mistaken.stderr) == (REFUSED, True)
    assert "Traceback" not in result.stderr + mistaken.stderr


def test_the_command_line_speaks_english_too(folder: Path) -> None:
    result = hyoka("export", "S99", folder=folder, HYOKA_LANGUAGE="en")
    assert "There is no sheet" in result.stderr


def test_the_office_is_entered_from_the_example_it_gives(folder: Path, tmp_path: Path) -> None:
    example = hyoka("office", folder=folder).stdout
    file = tmp_path / "office.toml"
    file.write_text(example, "utf-8")
    assert hyoka("office", str(file), folder=folder).returncode == 0
    file.write_text(example.replace("[[people]]", "[[peoples]]"), "utf-8")
    assert hyoka("office", str(file), folder=folder).returncode == REFUSED


def test_the_manifest_is_one_that_slack_takes(folder: Path) -> None:
    result = hyoka("manifest", folder=folder)
    told = json.loads(result.stdout)
    assert check_manifest(told) == []
    assert {each["command"] for each in told["features"]["slash_commands"]} >= {
        "/sheet",
        "/評価票",
        "/opinion",
        "/回答",
    }


@pytest.fixture
def slack(texts: Texts) -> Iterator[Server]:
    """A Slack-compatible server somewhere."""
    workspace = Workspace.from_manifest(
        manifest(COMMANDS, texts), [Person("U0SATO", "佐藤")], [Channel("C0JOHO", "情報課", members=("U0SATO",))]
    )
    with Server(workspace) as server:
        yield server


def test_the_doctor_looks_at_everything(folder: Path, slack: Server) -> None:
    nobody = hyoka("doctor", folder=folder, SLACK_BOT_TOKEN="xoxb-a", SLACK_API_URL=slack.api_url)
    assert nobody.returncode == REFUSED
    assert "✗ 事務局" in nobody.stdout
    assert "HYOKA_SECRETARIAT" in nobody.stdout
    first = {"HYOKA_SECRETARIAT": "U0SATO"}
    told = hyoka("doctor", folder=folder, SLACK_BOT_TOKEN="xoxb-a", SLACK_API_URL=slack.api_url, **first)
    assert told.returncode == 0, told.stdout
    assert "✓ 事務局: U0SATO" in told.stdout
    assert "画面すべて Slack の規則に合っています" in told.stdout
    assert "xoxb-a" not in told.stdout + told.stderr
    ill = hyoka("doctor", folder=folder, SLACK_BOT_TOKEN="xoxb-a", SLACK_API_URL="http://127.0.0.1:9/api/")
    assert ill.returncode == REFUSED
    assert "✗ Slack" in ill.stdout


def test_the_bot_runs_against_any_slack_compatible_server(folder: Path, slack: Server, tmp_path: Path) -> None:
    file = tmp_path / "s31.txt"
    file.write_text(render(replace(small_content("S31")), s_form()), "utf-8")
    assert hyoka("import", str(file), folder=folder).returncode == 0
    environment = surroundings(
        folder, {"SLACK_BOT_TOKEN": "xoxb-any", "SLACK_APP_TOKEN": "xapp-any", "SLACK_API_URL": slack.api_url}
    )
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            sato = PersonClient(slack.url, "U0SATO", patience=20)
            assert slack._workspace.wait_for_app(20)
            sato.says("/sheet S31", in_="情報課")
            assert sato.modal()["title"]["text"] == "S31"
            busy = hyoka("import", str(file), folder=folder)
            assert (busy.returncode, f"pid {program.pid}" in busy.stderr) == (REFUSED, True)
            assert hyoka("export", "S31", folder=folder).returncode == 0
        finally:
            program.send_signal(signal.SIGTERM)
            _, said = program.communicate(timeout=20)
    assert program.returncode == 0
    assert "Traceback" not in said
