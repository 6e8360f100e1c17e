"""Power cuts at any step: a short run, and that it would notice a journal that takes less care."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store.engine.commits import Commits
from store.engine.journal.journal import Journal
from store.engine.tables import Rows
from tests.store.engine.memory_disk import MemoryDisk, MemoryFile
from tests.store.engine.power_cuts import run


def test_no_power_cut_loses_or_halves_what_was_acknowledged() -> None:
    figures = run(300, seed=1)
    assert figures.reports == []
    assert figures.is_clean
    assert figures.acknowledged > 2000
    assert min(figures.cuts.values()) > 100
    assert min(figures.kills, figures.refused) > 50


def _nothing(*_: object) -> None: ...


def _mend_without_cutting(journal: Journal) -> None:
    journal._dirty = False


def _take_back_without_those_behind(commits: Commits, group: Any, error: Exception) -> None:
    with commits.state:
        commits.tables.undo(group.undos)
        commits.failures += 1
        commits._error = group.error = error
    group.done.set()


Break = Callable[[pytest.MonkeyPatch], None]

CARELESS: dict[str, Break] = {
    "acknowledges before the sync": lambda patch: patch.setattr(MemoryFile, "sync", _nothing),
    "syncs no names": lambda patch: patch.setattr(MemoryDisk, "sync_folder", _nothing),
    "leaves half a write where it is": lambda patch: patch.setattr(Journal, "mend", _mend_without_cutting),
    "takes back nothing": lambda patch: patch.setattr("store.engine.tables.Tables.undo", _nothing),
    "takes back in another order": lambda patch: patch.setattr(Rows, "sort", _nothing),
    "lets stand what was built on what failed": lambda patch: patch.setattr(
        Commits, "_take_back", _take_back_without_those_behind
    ),
    "folds without what came meanwhile": lambda patch: patch.setattr(Journal, "_copied", lambda _, __, most, ___: most),
}


@pytest.mark.parametrize("careless", CARELESS)
def test_a_journal_is_caught_that(careless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    CARELESS[careless](monkeypatch)
    assert not run(1500, seed=1).is_clean  # it ends where something is found
