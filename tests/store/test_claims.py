"""Claims: once for everybody, until they lapse, and gone when nobody needs them."""

from __future__ import annotations

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
    for n in range(5):
        store.claim(f"new{n}", NOW + DAY, NOW + 2 * DAY)
    assert kept(store) == [f"new{n}" for n in range(5)]


def test_a_claim_outlives_the_process(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    assert first.claim("Ev1", NOW, NOW + HOUR)
    assert first.claim("Ev2", NOW, NOW + DAY)
    first.close()
    again = open_store(tmp_path)
    assert not again.claim("Ev1", NOW, NOW + HOUR)
    assert again.claim("Ev3", NOW + 2 * HOUR, NOW + DAY)
    assert kept(again) == ["Ev2", "Ev3"]
