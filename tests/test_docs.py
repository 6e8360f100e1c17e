"""Documentation under test: what it names exists, what it tells is so, its examples run.

`python -m tests.test_docs` writes the tables of commands into the README anew.
"""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic import BaseModel

from bot.cli import app
from bot.cli.codes import INTERRUPTED, MISUSED, OURS, REFUSED
from bot.settings import Settings
from commands.kit.command import Command
from commands.kit.texts import Language
from commands.registry import COMMANDS
from commands.registry import texts as all_texts
from store import kinds
from store.form import Form, Forms, parts
from store.formats.content import Content, Reply
from store.formats.text import parse, render
from store.kinds import CostsKind, Model
from store.text import Label, Text
from tests.office import ZONE

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted([README, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))

TEXTS = all_texts(ZONE)


@cache
def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    under = read(page).split(f"# {heading}\n")[1].split("\n#")[0]
    lines = [line for line in under.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def code(cell: str) -> str:
    """What stands in backticks in a cell; "" where nothing does."""
    found = re.search(r"`([^`]*)`", cell)
    return found[1] if found else ""


def blocks(page: str) -> list[tuple[str, str]]:
    """The fenced blocks: what stands behind the first fence, and what the block holds."""
    return re.findall(r"^ *```(\S[^\n]*)\n(.*?)^ *```$", read(page), re.MULTILINE | re.DOTALL)


def blocks_of(page: str, info: str) -> list[str]:
    return [body for said, body in blocks(page) if said == info]


# --- README -----------------------------------------------------------------------------------------

HEADS: Mapping[Language, tuple[str, ...]] = {
    "ja": ("コマンド", "できること", "続けて打つもの", "例"),
    "en": ("Command", "What it does", "What may follow", "Examples"),
}


def table_of_commands(language: Language) -> str:
    def row(command: Command) -> tuple[str, ...]:
        japanese, english = command.slash[-1], command.slash[0]
        asked = japanese if language == "ja" else english
        examples = "<br>".join(f"`{asked} {each}`" for each in command.examples if each)
        about, usage = (TEXTS.say(Text(f"{command.name}.{key}"), language) for key in ("about", "usage"))
        return (f"`{japanese}` `{english}`", about, f"`{usage}`".replace("|", r"\|"), examples)

    lines = [HEADS[language], ("---",) * len(HEADS[language]), *map(row, COMMANDS)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fresh_readme() -> str:
    """The README with its tables made anew from the registry and the TOML files."""
    text = README.read_text("utf-8")
    for language in HEADS:
        begin, end = (f"<!-- commands {language}: {mark} -->" for mark in ("begin", "end"))
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{table_of_commands(language)}\n{end}{rest.partition(end)[2]}"
    return text


def test_the_tables_of_commands_are_those_of_the_registry() -> None:
    assert README.read_text("utf-8") == fresh_readme(), "stale: run python -m tests.test_docs"


# --- adding a command -------------------------------------------------------------------------------


def test_the_command_that_is_explained_can_be_added_and_works(tmp_path: Path) -> None:
    """Does what the page says, in a copy of the tree; runs the test that it shows, and those that look at all modules."""
    for folder in ("store", "commands", "bot", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shown = {info.split()[1]: body for info, body in blocks("docs/adding_a_command.md") if "/" in info}
    registry = tmp_path / "commands/registry.py"
    text = registry.read_text("utf-8")
    for line in shown.pop("commands/registry.py").splitlines():
        new = line.rstrip("…")
        old = re.sub(r"stages(\.COMMAND)?, ", "", new)
        assert old in text
        text = text.replace(old, new, 1)
    registry.write_text(text, "utf-8")
    for name, body in shown.items():
        (tmp_path / name).write_text(body, "utf-8")

    def runs(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    module, test = (name for name in shown if name.endswith(".py"))
    runs("ruff", "check", "--no-cache", module, test)
    runs("ruff", "format", "--no-cache", "--check", module, test)
    runs("pytest", "-p", "no:cacheprovider", test, "tests/test_architecture.py", "tests/bot/test_manifest.py")


# --- running ----------------------------------------------------------------------------------------


def test_every_setting_is_told_with_its_default() -> None:
    told = {code(row[0]): code(row[1]) for row in rows("docs/running.md", "設定 / Settings")}
    defaults = Settings.model_construct().model_dump()
    hidden = {name for name in defaults if name.startswith("slack") and name != "slack_api_url"}
    assert told == {name.upper(): "" if name in hidden else str(value) for name, value in defaults.items()}


def test_every_command_of_the_command_line_is_told() -> None:
    told = [code(row[0]) for row in rows("docs/running.md", "コマンド / Commands")]
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert sorted(told) == sorted(f"hyoka {name}" for name in known)


def test_the_exit_codes_are_those_of_the_code() -> None:
    told = [row[0] for row in rows("docs/running.md", "終了コード / Exit codes")]
    assert told == ["0", *map(str, (REFUSED, MISUSED, OURS, INTERRUPTED))]


def test_every_failure_that_can_be_tried_is_told() -> None:
    page = tomllib.loads(read("bot/local/page/page.toml"))
    buttons = [
        f"{words['ja']} / {words['en']}"
        for key, words in page.items()
        if key.startswith("fault_") and "{" not in words["ja"]
    ]
    assert [row[0] for row in rows("docs/running.md", "障害をためす / Trying failures")] == buttons


# --- forms ------------------------------------------------------------------------------------------


def models() -> Iterator[type[BaseModel]]:
    yield from (Form, Label)
    for module in (parts, kinds):
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Model) and found.__module__ == module.__name__ and found is not Model:
                yield found


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_every_key_of_a_form_is_told(model: type[BaseModel]) -> None:
    (heading,) = re.findall(rf"^### (`{model.__name__}`.*)$", read("docs/forms.md"), re.MULTILINE)
    assert {code(row[0]) for row in rows("docs/forms.md", heading)} == set(model.model_fields)


def test_what_is_shown_of_the_shipped_form_stands_there() -> None:
    shipped = read("store/forms/nagakute-s-2020.toml")
    shown = blocks_of("docs/forms.md", "toml shipped")
    assert len(shown) > 5
    assert [body for body in shown if body not in shipped] == []


def test_the_small_form_reads_and_writes_what_is_shown(tmp_path: Path) -> None:
    (toml,) = blocks_of("docs/forms.md", "toml complete")
    (layout,) = blocks_of("docs/forms.md", "text layout")
    (tmp_path / "komorebi.toml").write_text(toml, "utf-8")
    forms = Forms(tmp_path)
    (form,) = forms
    costs = CostsKind(kind="costs")
    values: dict[str, Any] = {"number": "7", "name": "移動図書館", "owner": "教育課", "steps/1/title": "巡回の増便"}
    values["steps/1/cost/last"] = costs.read("燃料費 412千円")
    values["steps/1/cost/this"] = costs.read("燃料費 500千円\n運転業務委託 1,200千円")
    opinions, answers = ("増便の効果を数で示してください。",), (Reply((1,), "貸出冊数で示します。"),)
    content = Content(form.edition, 2025, values, opinions, answers)
    assert parse(layout.replace("→", "\t"), forms) == content
    assert render(content, form).strip("\n").replace("\t", "→") == layout.strip("\n")


# --- decisions --------------------------------------------------------------------------------------


def test_decisions_are_numbered_and_short() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{n:04d}" for n in range(1, len(DECISIONS) + 1)]
    assert [page.name for page in DECISIONS if len(page.read_text("utf-8").splitlines()) > 40] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_names_what_checks_it(page: Path) -> None:
    last = page.read_text("utf-8").rstrip().split("\n\n")[-1]
    assert last.startswith("Checked by: ")
    checks = re.findall(r"`([^`]+)`", last)
    assert checks
    contracts = {each["name"] for each in tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]}
    for check in checks:
        file, _, test = check.partition("::")
        found = re.findall(r"^def (\w+)", read(file), re.MULTILINE) if test else contracts
        assert (test or check) in found, check


# --- all pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    written = "\n".join(re.findall(r"`[^`\n]+`|^ *```.*?^ *```", text, re.MULTILINE | re.DOTALL))
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert set(re.findall(r"\bhyoka ([a-z]+)", written)) <= set(known)
    assert set(re.findall(r"\bmake ([a-z]+)", written)) <= set(
        re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)
    )
    assert set(re.findall(r"\bpoe ([a-z]+)", written)) <= set(
        tomllib.loads(read("pyproject.toml"))["tool"]["poe"]["tasks"]
    )
    assert set(re.findall(r"\b(?:HYOKA|SLACK)_[A-Z_]+", written)) <= {name.upper() for name in Settings.model_fields}
    files = re.findall(r"`((?:store|commands|bot|tests|docs)/[\w./-]*)`", text)
    assert [file for file in files if not (ROOT / file).exists()] == []
    if page.name != "adding_a_command.md":  # its command is made up
        slashes = {name for command in COMMANDS for name in command.slash} | {"/invite"}
        assert set(re.findall(r"`(/[^\s`]+)", text)) <= slashes


if __name__ == "__main__":
    README.write_text(fresh_readme(), "utf-8")
