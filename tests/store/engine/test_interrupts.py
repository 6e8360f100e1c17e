"""Ctrl-C at any moment of a commit: memory stays what the disk holds, and others go on."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from store.engine import JournalEngine, Put
from store.engine.commits import Commits
from store.engine.journal.disk import Appending
from store.engine.journal.journal import Journal
from store.engine.storage import JournalStorage
from store.engine.tables import Tables
from store.refusal import Refusal
from tests.store.engine.histories import INDEXES, History, is_chain, number_of, state_of
from tests.store.engine.power_cuts import small_files

AFTER: dict[str, Any] = {
    "write": Appending,
    "sync": Appending,
    "append": Journal,
    "mend": Journal,
    "apply": Tables,
    "write_open": Commits,
}


@pytest.fixture
def interrupts() -> Iterator[None]:
    """A timer interrupts the main thread, as Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("step", ["write", "sync", "append", "apply", "mend"])
def test_an_interrupt_after_any_step_leaves_memory_and_disk_equal(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = JournalEngine(tmp_path, {"things": ("n",)})
    engine.commit(Put("things", "a", {"n": 1}, 0))
    original: Callable[..., Any] = getattr(AFTER[step], step)

    def interrupted(*given: Any) -> None:
        monkeypatch.undo()
        original(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(AFTER[step], step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        engine.commit(Put("things", "a", {"n": 2}, 1))
    assert equal(engine, tmp_path)
    now = engine.get("things", "a")
    assert now is not None
    engine.commit(Put("things", "a", {"n": 3}, now.rev), Put("more", "b", {}, 0))
    assert equal(engine, tmp_path)
    engine.close()
    assert equal(JournalEngine(tmp_path, {"things": ("n",)}), tmp_path)


def equal(engine: JournalEngine, folder: Path) -> bool:
    reader = JournalEngine(folder, {"things": ("n",)}, writing=False)
    return engine._storage.read() == reader._storage.read()


def test_an_interrupt_is_its_own_thread_s_and_a_refusal_for_those_who_shared_its_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = JournalEngine(tmp_path, {})
    original, joined = Appending.write, threading.Event()

    def interrupted(file: Appending, content: bytes) -> None:
        monkeypatch.undo()
        joined.set()
        while engine._storage._commits is not None and engine._storage._commits._open is None:
            pass
        original(file, content)
        raise KeyboardInterrupt

    def share() -> None:
        joined.wait()
        engine.commit(Put("things", "b", {}, 0))

    monkeypatch.setattr(Appending, "write", interrupted)
    with ThreadPoolExecutor(1) as threads:
        sharing = threads.submit(share)
        with pytest.raises(KeyboardInterrupt):
            engine.commit(Put("things", "a", {}, 0))
        with pytest.raises(Refusal, match="unwritable"):
            sharing.result()
    assert list(engine.find("things")) == []
    engine.commit(Put("things", "b", {}, 0))
    assert equal(engine, tmp_path)


def test_interrupts_at_any_moment_lose_nothing_that_was_acknowledged(tmp_path: Path, interrupts: None) -> None:
    path, history, random = tmp_path / "documents.journal", History(), Random(1)  # noqa: S311 - no secret
    acknowledged: list[int] = []
    told = acknowledged.append
    interrupted = 0
    with small_files():
        storage = JournalStorage(path, indexes=INDEXES)
        for _ in range(300):
            try:
                signal.setitimer(signal.ITIMER_REAL, random.random() * 0.002)
                for _ in range(500):  # an interrupt may be lost where Python ignores what is raised
                    told(history.write(storage, random))
            except KeyboardInterrupt:
                interrupted += 1
        acknowledged.append(history.write(storage, random))
        found = state_of(storage)
        assert found == state_of(JournalStorage(path, "r", indexes=INDEXES))
        storage.close()
    assert interrupted > 250
    assert is_chain(history, number_of(found), acknowledged)
    assert found == history.state(number_of(found))
    assert found == state_of(JournalStorage(path, indexes=INDEXES))
