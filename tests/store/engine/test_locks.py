"""One process writes: the second is refused, and told who the first one is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from store.engine import JournalEngine, Put
from store.refusal import Refusal

OPEN = """if True:
    import os, sys
    from pathlib import Path
    from store.engine import JournalEngine, Put
    engine = JournalEngine(Path(sys.argv[1]), {})
    engine.commit(Put("things", str(os.getpid()), {}, 0))
    print(os.getpid(), flush=True)
    sys.stdin.read()
"""


def opened(folder: Path) -> subprocess.Popen[str]:
    """Another process that writes there, until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_the_second_process_is_refused_with_pid_and_host_of_the_first(tmp_path: Path) -> None:
    with opened(tmp_path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == f"{other.pid}\n"
        journal = (tmp_path / "documents.journal").read_bytes()
        for _ in range(2):
            with pytest.raises(Refusal, match="locked") as caught:
                JournalEngine(tmp_path, {})
            assert caught.value.text.values["holder"] == f"pid {other.pid}, {socket.gethostname()}"
            assert caught.value.text.values["folder"] == str(tmp_path)
        assert (tmp_path / "documents.journal").read_bytes() == journal
        assert JournalEngine(tmp_path, {}, writing=False).get("things", str(other.pid)) is not None
        other.kill()
    mine = JournalEngine(tmp_path, {})
    assert mine.get("things", str(other.pid)) is not None
    assert (tmp_path / "lock").read_text("utf-8") == f"pid {os.getpid()}, {socket.gethostname()}"
    mine.close()


def test_whoever_was_refused_may_write_when_the_other_has_closed(tmp_path: Path) -> None:
    first = JournalEngine(tmp_path, {})
    with pytest.raises(Refusal, match="locked"):
        JournalEngine(tmp_path, {})
    first.commit(Put("things", "a", {}, 0))
    first.close()
    second = JournalEngine(tmp_path, {})
    assert second.get("things", "a") is not None
    with pytest.raises(Refusal, match="locked"):
        JournalEngine(tmp_path, {})
    second.close()


def test_a_file_that_can_t_be_opened_leaves_no_lock_behind(tmp_path: Path) -> None:
    (tmp_path / "documents.journal").write_text("no journal\n", "utf-8")
    for _ in range(2):
        with pytest.raises(Refusal, match="damaged"):
            JournalEngine(tmp_path, {})
    (tmp_path / "documents.journal").unlink()
    JournalEngine(tmp_path, {}).close()


def test_programs_that_are_started_by_the_writer_don_t_hold_its_lock(tmp_path: Path) -> None:
    engine = JournalEngine(tmp_path, {})
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE):
        engine.close()
        JournalEngine(tmp_path, {}).close()
