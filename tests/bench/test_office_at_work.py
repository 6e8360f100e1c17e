"""Many people at once: every change kept once, nobody waits longer than Slack does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from store.store import Store
from tests.accounts import Done, troubles_of
from tests.bench.office_at_work import ACTIONS, PEOPLE, WITHIN, told, work
from tests.bench.test_sheet_command import measuring
from tests.office import NOW, SATO, SECRETARIAT, small_content


def test_many_at_once_lose_nothing_and_are_answered_in_time(
    tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    is_measured = measuring(request.config)
    day = work(tmp_path, *(PEOPLE, ACTIONS) if is_measured else (6, 4))
    if is_measured:
        with capsys.disabled():
            print("", *told(day), sep="\n")  # noqa: T201 - a measurement is read
    assert day.troubles == []
    assert len(day.done) == (PEOPLE * ACTIONS if is_measured else 24)
    assert day.slowest <= WITHIN


def test_a_change_that_is_lost_doubled_or_nobodys_is_seen(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    wrote = Done("fill", SATO.id, "S31", "佐藤の言葉", saved=True)
    kept = Done("fill", SATO.id, "S31", "残さなかった言葉")
    assert troubles_of(store, [kept], {sheet.key: 1}) == []
    assert len(troubles_of(store, [wrote], {sheet.key: 1})) == 2  # in no event, and one event too few
    store.fill(sheet.key, SATO, NOW, {"activity": "佐藤の言葉"}, 1)
    assert troubles_of(store, [wrote, kept], {sheet.key: 1}) == []
    assert len(troubles_of(store, [], {sheet.key: 1})) == 1  # somebody's, and nobody did it
    store.fill(sheet.key, SATO, NOW + timedelta(seconds=1), {"improved": "佐藤の言葉"}, 2)
    assert len(troubles_of(store, [wrote], {sheet.key: 1})) == 2  # in two events, and one event too many
