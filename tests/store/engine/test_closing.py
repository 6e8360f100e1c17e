"""Closing and folding while others are at work: what is under way is finished, and nothing is touched afterwards."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from store.engine import JournalEngine, Put
from store.engine.journal.disk import Disk
from store.engine.storage import JournalStorage
from tests.store.engine.histories import INDEXES, History, state_of
from tests.store.engine.power_cuts import small_files


def journal(folder: Path) -> Path:
    return folder / "documents.journal"


def test_a_store_may_be_closed_twice_and_touches_no_file_that_was_opened_since(tmp_path: Path) -> None:
    engine = JournalEngine(tmp_path, {})
    engine.commit(Put("things", "a", {}, 0))
    engine.close()
    handles = [os.open(tmp_path / f"other{n}", os.O_RDWR | os.O_CREAT) for n in range(5)]
    with pytest.raises(ValueError, match="closed"):
        engine.commit(Put("things", "b", {}, 0))
    assert engine._storage._commits is not None
    with pytest.raises(OSError, match="Bad file"):
        engine._storage._commits.journal.append([])
    engine.close()
    assert engine.get("things", "b") is None
    assert [os.fstat(handle).st_size for handle in handles] == [0] * 5
    for handle in handles:
        os.close(handle)


def test_nothing_is_folded_after_closing(tmp_path: Path) -> None:
    storage = JournalStorage(journal(tmp_path))
    History().write(storage, Random(1))  # noqa: S311 - it must be the same again
    storage.close()
    with JournalEngineBeside(tmp_path) as other:
        with small_files():
            storage._folding._next = 0
            storage._folding.consider()
            storage._folding.stop()
        with pytest.raises(OSError, match="closed"):
            storage._folding.fold()
        other.commit(Put("things", "a", {}, 0))
        assert [each.name for each in tmp_path.iterdir() if each.suffix == ".folding"] == []


class JournalEngineBeside(JournalEngine):
    """The next process to write in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {})

    def __enter__(self) -> JournalEngineBeside:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_folding_from_several_threads_at_once_is_done_one_after_the_other(tmp_path: Path) -> None:
    storage, history = JournalStorage(journal(tmp_path), indexes=INDEXES), History()
    for n in range(20):
        number = history.write(storage, Random(n))  # noqa: S311 - it must be the same again
    with ThreadPoolExecutor(4) as threads:
        for folded in [threads.submit(storage._folding.fold) for _ in range(20)]:
            folded.result()
    storage.close()
    assert state_of(JournalStorage(journal(tmp_path), "r", indexes=INDEXES)) == history.state(number)


def test_what_was_written_before_closing_is_there_and_the_rest_is_refused(tmp_path: Path) -> None:
    """Closing while eight threads write: each of them is told the truth about each of its changes."""
    engine = JournalEngine(tmp_path, {})
    started = threading.Barrier(9)
    acknowledged: list[str] = []

    def write(thread: int) -> None:
        started.wait()
        for n in range(200):
            try:
                engine.commit(Put("things", f"{thread}-{n}", {}, 0), Put("more", f"{thread}-{n}", {}, 0))
            except ValueError:  # it is closed
                return
            acknowledged.append(f"{thread}-{n}")

    with ThreadPoolExecutor(8) as threads:
        writing = [threads.submit(write, thread) for thread in range(8)]
        started.wait()
        while len(acknowledged) < 50:
            pass
        engine.close()
        for each in writing:
            each.result()
    with JournalEngineBeside(tmp_path) as again:
        assert [record.key for record in again.find("things")] == sorted(acknowledged)
        assert [record.key for record in again.find("more")] == sorted(acknowledged)
        assert [record.key for record in engine.find("things")] == sorted(acknowledged)


def test_who_finds_no_thread_to_fold_in_has_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = JournalEngine(tmp_path, {})

    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", none_left)
        engine._storage._folding._next = 0
        engine.commit(Put("things", "a", {}, 0))
    engine.close()
    assert JournalEngine(tmp_path, {}, writing=False).get("things", "a") is not None


def test_folding_ends_where_somebody_has_shortened_the_file(tmp_path: Path) -> None:
    """Who folds holds up everybody who writes: it must not wait for bytes that never come."""
    storage = JournalStorage(journal(tmp_path))
    History().write(storage, Random(1))  # noqa: S311 - it must be the same again
    os.truncate(journal(tmp_path), 100)
    fresh = tmp_path / "fresh"
    assert storage._commits is not None
    with pytest.raises(OSError, match="shorter"):
        storage._commits.journal.exchange(fresh, 0, Disk().create(fresh))
    storage.close()


def test_a_folded_file_is_for_the_same_eyes_as_the_one_before(tmp_path: Path) -> None:
    """Evaluations aren't for everybody on the machine: whoever closed the file to others closed it for good."""
    storage = JournalStorage(journal(tmp_path))
    journal(tmp_path).chmod(0o600)
    storage._folding.fold()
    assert journal(tmp_path).stat().st_mode & 0o777 == 0o600
    storage.close()


def test_nobody_closes_under_his_own_transaction(tmp_path: Path) -> None:
    storage = JournalStorage(tmp_path / "things.journal")
    with storage.transaction() as draft:
        draft.table("things").put("1", b"{}")
        with pytest.raises(RuntimeError):
            storage.close()
    storage.close()
    assert JournalStorage(tmp_path / "things.journal").get("things", "1") == b"{}"
