"""A writing process that is killed: a short run of what kills.py does by the thousand."""

from __future__ import annotations

import threading

import pytest

from store.engine.commits import Commits, Group
from tests.store.engine.kills import run


def test_no_kill_loses_or_halves_what_was_acknowledged() -> None:
    figures = run(15, seed=1)
    assert figures.reports == []
    assert figures.is_clean
    assert figures.acknowledged > 20


def test_a_journal_is_caught_that_answers_before_it_has_written(monkeypatch: pytest.MonkeyPatch) -> None:
    settle = Commits.settle

    def settle_later(commits: Commits, group: Group, *, leads: bool) -> None:
        threading.Timer(0.005, settle, (commits, group), {"leads": leads}).start()

    monkeypatch.setattr(Commits, "settle", settle_later)
    assert run(60, seed=1).lost == 1
