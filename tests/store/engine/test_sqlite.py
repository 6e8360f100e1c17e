"""What is SQLite's own: its indexes are used, processes share the file, and what the disk does is told."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from store.engine import Change, Conflict, Put, SqliteEngine
from store.refusal import Refusal
from store.text import Text
from tests.store.engine.conftest import INDEXES

BODY = {"colour": "red", "size": 3}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SqliteEngine]:
    opened = SqliteEngine(tmp_path, INDEXES)
    yield opened
    opened.close()


def plans(engine: SqliteEngine) -> list[str]:
    """What SQLite says about each statement that the engine reads with from now on."""
    told: list[str] = []
    read = engine._read

    def explaining(statement: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
        told.extend(row[3] for row in read(f"EXPLAIN QUERY PLAN {statement}", *values, **named))
        return read(statement, *values, **named)

    engine._read = explaining  # type: ignore[method-assign]
    return told


# --- indexes ----------------------------------------------------------------------------------------


def test_an_index_answers_every_question(engine: SqliteEngine) -> None:
    engine.commit(Put("things", "a", BODY, 0))
    told = plans(engine)
    engine.get("things", "a")
    for fields in ({}, {"colour": "red"}, {"colour": None}, {"size": 3}, {"colour": "red", "size": 3}):
        assert isinstance(list(engine.find("things", **fields)), list)
    list(engine.outdated())
    assert told
    assert [line for line in told if "SCAN" in line] == []
    assert any("things by colour" in line for line in told)
    assert any("things by size" in line for line in told)
    assert any("by schema" in line for line in told)


def test_a_field_that_is_indexed_later_finds_what_was_there(tmp_path: Path) -> None:
    SqliteEngine(tmp_path, {}).commit(Put("things", "a", BODY, 0))
    reader = SqliteEngine(tmp_path, INDEXES, writing=False)
    assert [record.key for record in reader.find("things", colour="red")] == ["a"]  # slowly, but it can't make an index
    engine = SqliteEngine(tmp_path, INDEXES)
    SqliteEngine(tmp_path, {}).commit(Put("things", "b", BODY, 0))  # an older program beside it
    told = plans(engine)
    assert [record.key for record in engine.find("things", colour="red")] == ["a", "b"]
    assert any("things by colour" in line for line in told)


def test_yes_is_not_one_and_a_text_does_not_end_at_a_nul(engine: SqliteEngine) -> None:
    values: dict[str, Any] = {"one": 1, "yes": True, "no": False, "zero": 0, "nul": "a\0b", "a": "a"}
    engine.commit(*(Put("things", key, {"colour": value}, 0) for key, value in values.items()))
    for key, value in values.items():
        assert [record.key for record in engine.find("things", colour=value)] == [key]


# --- processes --------------------------------------------------------------------------------------

COUNT = """
import sys
from pathlib import Path
from store.engine import Conflict, Put, SqliteEngine
from tests.store.engine.conftest import INDEXES

print("ready", flush=True)
sys.stdin.readline()
engine = SqliteEngine(Path(sys.argv[1]), INDEXES)
while True:
    record = engine.get("things", "count")
    rev, n = (record.rev, record.body["n"]) if record else (0, 0)
    if n >= int(sys.argv[2]):
        break
    try:
        claim = Put("events", f"{n + 1:04}", {"of": sys.argv[3]}, 0)
        engine.commit(Put("things", "count", {"n": n + 1}, rev), claim)
    except Conflict:
        pass
engine.close()
"""


def begun(folder: Path, code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(folder), *arguments]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def test_processes_that_open_a_new_folder_at_once_write_side_by_side(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    processes = [begun(folder, COUNT, "200", name) for name in "abc"]
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    assert [each.wait(timeout=60) for each in processes] == [0, 0, 0]
    for each in processes:
        each.communicate()
    reader = SqliteEngine(folder, INDEXES, writing=False)
    record = reader.get("things", "count")
    assert record is not None
    assert (record.rev, record.body) == (200, {"n": 200})
    assert [event.key for event in reader.find("events")] == [f"{n:04}" for n in range(1, 201)]
    reader.close()


HOLD = """
import sys
from pathlib import Path
from store.engine import Put, SqliteEngine

engine = SqliteEngine(Path(sys.argv[1]), {})
for n in range(50):
    engine.commit(Put("things", f"{n:02}", {"colour": "red", "n": n}, 0))
engine._writer.execute("BEGIN IMMEDIATE")
engine._writer.execute("UPDATE documents SET body = '{}'")
print("ready", flush=True)
sys.stdin.readline()
"""


def test_what_a_killed_process_had_committed_stands_and_nothing_else(tmp_path: Path) -> None:
    process = begun(tmp_path, HOLD)
    reader = SqliteEngine(tmp_path, INDEXES, writing=False)
    assert len(list(reader.find("things", colour="red"))) == 50  # nobody who reads waits for it
    process.kill()
    process.communicate()
    fresh = SqliteEngine(tmp_path, INDEXES, writing=False)
    for engine in (reader, fresh, SqliteEngine(tmp_path, INDEXES)):
        assert [record.body["n"] for record in engine.find("things", colour="red")] == list(range(50))
        engine.close()


WAIT = """
import sys
from pathlib import Path
from store.engine import Put, SqliteEngine

print("ready", flush=True)
SqliteEngine(Path(sys.argv[1]), {}).commit(Put("things", "00", {}, 1))
"""


def test_a_commit_waits_for_another_process(tmp_path: Path) -> None:
    process = begun(tmp_path, HOLD)
    other = begun(tmp_path, WAIT)
    with pytest.raises(subprocess.TimeoutExpired):
        other.wait(timeout=0.7)
    process.communicate("\n")
    assert other.wait(timeout=30) == 0
    other.communicate()


# --- what the disk does -----------------------------------------------------------------------------


def problem(caught: pytest.ExceptionInfo[Refusal]) -> str:
    assert caught.value.text.key == "store.unwritable"
    told = caught.value.text.values["problem"]
    assert isinstance(told, Text)
    return told.key


def test_a_disk_that_is_full_is_told_and_nothing_is_changed(engine: SqliteEngine) -> None:
    engine.commit(Put("things", "a", BODY, 0))
    assert engine._writer is not None
    (pages,) = engine._writer.execute("PRAGMA page_count").fetchone()
    engine._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    changes: list[Change] = [Put("things", "a", {"colour": "blue"}, 1), Put("things", "b", {"text": "x" * 100_000}, 0)]
    with pytest.raises(Refusal) as caught:
        engine.commit(*changes)
    assert problem(caught) == "store.problem_full"
    assert [(record.rev, record.body) for record in engine.find("things")] == [(1, BODY)]
    engine._writer.execute("PRAGMA max_page_count = 1000000")
    engine.commit(*changes)
    assert [record.key for record in engine.find("things", colour="blue")] == ["a"]


def test_what_fails_half_way_leaves_nothing(engine: SqliteEngine) -> None:
    assert engine._writer is not None
    engine._writer.execute(
        "CREATE TRIGGER half BEFORE INSERT ON documents WHEN new.key = 'b' BEGIN SELECT RAISE(FAIL, 'half way'); END"
    )
    with pytest.raises(Refusal) as caught:
        engine.commit(*(Put("things", key, BODY, 0) for key in "abc"))
    assert problem(caught) == "store.problem_other"
    assert list(engine.find("things")) == []
    engine.commit(Put("things", "a", BODY, 0))


def test_a_file_that_may_not_be_written_is_told(engine: SqliteEngine) -> None:
    assert engine._writer is not None
    engine._writer.execute("PRAGMA query_only = 1")
    with pytest.raises(Refusal) as caught:
        engine.commit(Put("things", "a", BODY, 0))
    assert problem(caught) == "store.problem_read_only"
    assert engine.get("things", "a") is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refusal) as caught:
        SqliteEngine(tmp_path / "file", INDEXES)
    assert problem(caught) == "store.problem_other"


def test_a_commit_is_on_the_disk_when_it_returns(engine: SqliteEngine) -> None:
    assert engine._writer is not None
    assert engine._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert engine._writer.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "no database": lambda content: b"{}" * len(content),
    "another beginning": lambda content: b"x" * 100 + content[100:],
    "cut": lambda content: content[: len(content) // 2],
    "zeros within": lambda content: content[:4096] + bytes(4096 * 8) + content[4096 * 9 :],
    "scribbled over": lambda content: content[:8192] + b"scribble" * 2048 + content[8192 + 8 * 2048 :],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, damage: str) -> None:
    engine = SqliteEngine(tmp_path, INDEXES)
    engine.commit(*(Put("things", f"{n:03}", {"colour": n, "text": "評価" * 500}, 0) for n in range(100)))
    engine.close()
    file = tmp_path / "documents.sqlite"
    damaged = DAMAGE[damage](file.read_bytes())
    file.write_bytes(damaged)
    with pytest.raises(Refusal) as caught:
        SqliteEngine(tmp_path, INDEXES)
    assert caught.value.text == Text.of("store.damaged", file=str(file), line=1)
    assert file.read_bytes() == damaged
    with pytest.raises(Refusal, match="damaged"):
        list(SqliteEngine(tmp_path, INDEXES, writing=False).find("things"))
    assert file.read_bytes() == damaged


def test_a_body_that_is_no_json_is_damage(engine: SqliteEngine) -> None:
    engine.commit(Put("others", "a", BODY, 0), Put("things", "a", BODY, 0))
    assert engine._writer is not None
    with pytest.raises(sqlite3.OperationalError):  # an index keeps it out
        engine._writer.execute("UPDATE documents SET body = '{' WHERE kind = 'things'")
    engine._writer.execute("UPDATE documents SET body = '{' WHERE kind = 'others'")
    record = engine.get("others", "a")
    assert record is not None
    with pytest.raises(Refusal, match="foreign"):
        _ = record.body


def test_what_is_closed_stays_closed(tmp_path: Path) -> None:
    engine, reader = SqliteEngine(tmp_path, INDEXES), SqliteEngine(tmp_path, INDEXES, writing=False)
    engine.commit(Put("things", "a", BODY, 0))
    for each in (reader, engine, engine):
        each.close()
        with pytest.raises(RuntimeError):
            each.get("things", "a")
    with pytest.raises(sqlite3.ProgrammingError):
        engine.commit(Put("things", "a", BODY, 1))
    with pytest.raises(Conflict):
        SqliteEngine(tmp_path, INDEXES).commit(Put("things", "a", BODY, 0))
