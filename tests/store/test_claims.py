"""Claims: once for everybody, until they lapse, and gone when nobody needs them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from store.engine import JournalEngine, SqliteEngine
from store.store import INDEXES, SCHEMA, Store
from tests.office import NOW, all_forms, open_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=[JournalEngine, SqliteEngine], ids=lambda engine: engine.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store(request.param(tmp_path, INDEXES, schema=SCHEMA), all_forms())


def kept(store: Store) -> list[str]:
    return [record.key for record in store.engine.find("claims")]


def test_a_key_is_claimed_once(store: Store) -> None:
    assert store.claim("Ev1", NOW, NOW + HOUR)
    assert not store.claim("Ev1", NOW, NOW + HOUR)
    assert not store.claim("Ev1", NOW + HOUR - timedelta(seconds=1), NOW + DAY)
    assert store.claim("Ev2", NOW, NOW + HOUR)


def test_a_claim_that_has_lapsed_is_free_again(store: Store) -> None:
    assert store.claim("Ev1", NOW, NOW + HOUR)
    assert store.claim("Ev1", NOW + HOUR, NOW + DAY)
    assert not store.claim("Ev1", NOW + 2 * HOUR, NOW + DAY)


def test_of_many_who_claim_at_once_one_gets_it(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda n: store.claim(f"key{n % 10}", NOW, NOW + HOUR), range(80)))
    assert sum(won) == 10


def test_of_many_who_claim_what_has_lapsed_one_gets_it(store: Store) -> None:
    for n in range(10):
        store.claim(f"key{n}", NOW, NOW + HOUR)
    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda n: store.claim(f"key{n % 10}", NOW + DAY, NOW + 2 * DAY), range(80)))
    assert sum(won) == 10
    assert len(kept(store)) == 10


def test_what_has_lapsed_is_removed_with_later_claims(store: Store) -> None:
    for n in range(40):
        store.claim(f"old{n}", NOW, NOW + HOUR)
    for n in range(10, 60):
        store.claim(f"new{n}", NOW + DAY, NOW + 2 * DAY)
    assert kept(store) == [f"new{n}" for n in range(10, 60)]


def test_a_claim_outlives_the_process(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    assert first.claim("Ev1", NOW, NOW + HOUR)
    assert first.claim("Ev2", NOW, NOW + DAY)
    first.close()
    again = open_store(tmp_path)
    assert not again.claim("Ev1", NOW, NOW + HOUR)
    for n in range(40):
        assert again.claim(f"later{n}", NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert "Ev1" not in kept(again)
    assert "Ev2" in kept(again)


def test_many_who_claim_while_claims_lapse_get_each_key_once_at_a_time(store: Store) -> None:
    def claims(n: int) -> int:
        won = 0
        for hour in range(12):
            won += sum(store.claim(f"key{k}", NOW + hour * HOUR, NOW + (hour + 1) * HOUR) for k in range(12))
            rounds[n].wait()
        return won

    rounds = [threading.Barrier(6)] * 6
    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(claims, range(6))) == 12 * 12
