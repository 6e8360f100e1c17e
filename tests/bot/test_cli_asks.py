"""`hyoka restore` at a real terminal: it asks, and Ctrl-C ends it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli.codes import INTERRUPTED, REFUSED
from store.engine import JournalEngine, Put, care
from store.engine.folder import FILE
from store.refusal import Refusal
from store.store import INDEXES, SCHEMA
from tests.bot.test_cli import hyoka, surroundings
from tests.office import people_of
from tests.stories.terminal import Terminal


def _take_the_terminal() -> None:
    """As a shell does it. What runs in the background ignores Ctrl-C, and so does whatever it starts."""
    os.close(os.open(os.ttyname(0), os.O_RDWR))
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def at_a_terminal(folder: Path, answer: bytes, *words: str) -> tuple[int, str]:
    """Type a line at a real terminal, and an answer when it asks; returns the exit code and all that was shown."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *words], env=surroundings(folder, {"TERM": "xterm"}), cwd=folder.parent,
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=_take_the_terminal,  # noqa: PLW1509 - the only way
    ) as program:  # fmt: skip
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 10_000)
            except OSError:
                break
            if b"[y/N]" in shown and answer:
                os.write(ours, answer)
                answer = b""
    os.close(ours)
    return program.returncode, shown.decode(errors="replace")


@pytest.mark.parametrize(
    ("answer", "code", "told", "people"),
    [
        ("はい\n".encode(), 0, "戻しました", 7),
        (b"Y\n", 0, "戻しました", 7),
        (b"n\n", REFUSED, "やめました", 8),
        (b"\n", REFUSED, "やめました", 8),
        (b"\x04", REFUSED, "やめました", 8),
        (b"\x03", INTERRUPTED, "中断しました", 8),
    ],
)
def test_somebody_at_a_terminal_is_asked(terminal: Terminal, answer: bytes, code: int, told: str, people: int) -> None:
    terminal.types("backup", "a.journal")
    engine = JournalEngine(terminal.data, INDEXES, schema=SCHEMA)
    engine.commit(Put("people", "U9", {"id": "U9", "name": "客野 人"}, 0))
    engine.close()
    ended, shown = at_a_terminal(terminal.data, answer, "restore", "a.journal")
    assert (ended, told in shown, people_of(terminal.data)) == (code, True, people)
    assert "Traceback" not in shown


def test_a_backup_that_is_interrupted_leaves_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(os, "fdatasync", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
    told = terminal.types("backup")
    signal.signal(signal.SIGINT, before)
    told.says("cli.interrupted")
    assert told.code == INTERRUPTED
    assert list((terminal.data / "backups").iterdir()) == []


def test_the_program_itself_makes_a_backup_and_brings_it_back(terminal: Terminal) -> None:
    made = hyoka("backup", folder=terminal.data)
    assert made.returncode == 0
    assert datetime.now().strftime("%Y") in made.stdout  # noqa: DTZ005 - the year is enough
    back = hyoka("restore", made.stdout.strip(), "--yes", folder=terminal.data)
    assert (back.returncode, back.stdout, "Traceback" in back.stderr) == (0, "", False)
    assert care.verify(terminal.data / FILE).documents["sheets"] == 2
    with pytest.raises(Refusal, match="not_damaged"):
        care.salvage(terminal.data / FILE)
