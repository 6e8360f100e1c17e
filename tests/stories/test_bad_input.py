"""Malformed input of every kind ends in a sentence, never in the error path. The cases stand beside, by where they
come in: test_bad_commands, test_bad_forms, test_bad_payloads, test_bad_files, test_bad_lines. Here they are counted,
and it is shown that those who judge them do notice what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cli import documents
from tests.stories import test_bad_commands as commands
from tests.stories import test_bad_files as files
from tests.stories import test_bad_forms as forms
from tests.stories import test_bad_lines as lines
from tests.stories import test_bad_payloads as payloads
from tests.stories.terminal import Terminal
from tests.stories.witness import Case, Witness

KINDS: dict[str, tuple[int, list[Any]]] = {
    "commands": (70, [each for _, each in commands.LINES]),
    "form values": (
        60,
        [
            *forms.NUMBERS, *forms.COSTS, *forms.TEXTS, *forms.CHOICES, *forms.SUBMITTED_BY, *forms.RENAMED,
        ],
    ),
    "files": (60, [each for _, each, *_ in (*files.CONTENTS, *files.OFFICES)]),
    "payloads": (60, [*payloads.PRESSED, *payloads.ABOUT, *payloads.LEADING, *payloads.WITHOUT, *payloads.TYPED]),
    "command lines": (40, [*lines.MISTYPED, *lines.ASKED, *lines.SET, *lines.WRITTEN]),
}  # fmt: skip


def test_there_are_more_than_two_hundred_of_them() -> None:
    for kind, (least, cases) in KINDS.items():
        assert len({str(case) for case in cases}) >= least, kind
    assert sum(len({str(case) for case in cases}) for _, cases in KINDS.values()) >= 300


def boom(*_: object, **__: object) -> None:
    raise RuntimeError("something of ours")


def test_the_error_path_is_noticed(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness.office.store, "numbered", boom)
    with pytest.raises(AssertionError, match="不具合"):
        witness.says(Case("ours", "SATO", "store.no_sheet"), "/sheet S99")


def test_another_sentence_is_noticed(witness: Witness) -> None:
    with pytest.raises(AssertionError, match=r"not store\.final"):
        witness.says(Case("another", "SATO", "store.final"), "/sheet S99")


def test_the_other_language_is_noticed(witness: Witness) -> None:
    witness.says(Case("English", "ITO", "store.no_sheet", "There is no sheet"), "/sheet S99")
    with pytest.raises(AssertionError, match="見つかりません"):
        witness.says(Case("Japanese", "SATO", "store.no_sheet", "There is no sheet"), "/sheet S99")


def test_silence_is_noticed(witness: Witness) -> None:
    with pytest.raises(AssertionError, match="nothing was said"):
        witness.judge(Case("nothing", "SATO", "store.no_sheet"), lambda: None)


def test_a_change_is_noticed(witness: Witness) -> None:
    case = Case("a change", "WATANABE", "opinion.saved")
    with pytest.raises(AssertionError, match="opinions/O1"):
        witness.says(case, "/opinion S19 だれも断りませんでした。")


def test_the_terminal_notices_too(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "open_store", boom)
    with pytest.raises(AssertionError):
        terminal.refused("sheets")
    with pytest.raises(AssertionError):
        terminal.misused("sheets")
