"""What every engine promises beyond one call: after reopening, beside a reader, and with many writing at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Event
from typing import Any

import pytest

from store.engine import Change, Check, Conflict, Engine, Put, Remove
from tests.store.engine.conftest import Opener

THREADS = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(THREADS)))


def rewritten(engine: Engine, key: str, change: Callable[[Any], Any], *more: Change) -> None:
    """Read, change and write a thing until nobody else was first."""
    while True:
        record = engine.get("things", key)
        assert record is not None
        try:
            return engine.commit(Put("things", key, change(record.body), record.rev), *more)
        except Conflict:
            continue


# --- reopening, and other schemas -------------------------------------------------------------------


def test_everything_stands_after_reopening(opener: Opener) -> None:
    engine = opener(schema=2)
    engine.commit(*(Put("things", f"{n}", {"colour": n % 3, "n": n}, 0) for n in range(9)), Put("others", "x", {}, 0))
    engine.commit(Put("things", "4", {"colour": "new"}, 1), Remove("things", "5", 1))
    asked: list[dict[str, Any]] = [
        {},
        {"colour": 0},
        {"colour": 1},
        {"colour": "new"},
        {"colour": None},
        {"size": None},
    ]
    stood = [list(engine.find("things", **fields)) for fields in asked]
    for _ in range(2):
        engine = opener.reopen(schema=2)
        assert [list(engine.find("things", **fields)) for fields in asked] == stood
        assert [record.key for record in engine.find("others")] == ["x"]
    engine.commit(Put("things", "4", {"colour": "newer"}, 2))


def test_nothing_is_outdated_while_all_is_of_the_schema(opener: Opener) -> None:
    engine = opener(schema=3)
    assert list(engine.outdated()) == []
    engine.commit(Put("things", "a", {}, 0))
    assert engine.schema == 3
    assert list(engine.outdated()) == []
    assert list(opener.reopen(schema=3).outdated()) == []


def test_what_is_of_another_schema_is_outdated_until_it_is_rewritten(opener: Opener) -> None:
    opener(schema=1).commit(*(Put(kind, key, {"of": key}, 0) for kind in ("things", "events") for key in "cab"))
    opener.reopen(schema=3).commit(Put("events", "0 newer", {}, 0))
    engine = opener.reopen(schema=2)
    engine.commit(Put("things", "d", {}, 0), Put("things", "b", {}, 1), Remove("events", "b", 1))
    outdated = [(each.kind, each.key, each.schema) for each in engine.outdated()]
    assert outdated == [
        ("events", "0 newer", 3), ("events", "a", 1), ("events", "c", 1), ("things", "a", 1), ("things", "c", 1),
    ]  # fmt: skip
    for record in engine.outdated():
        engine.commit(Put(record.kind, record.key, record.body, record.rev))
    assert list(engine.outdated()) == list(opener.reopen(schema=2).outdated()) == []
    assert [record.rev for record in opener.reopen(schema=2).find("events", of="a")] == [2]


# --- reading beside the one that writes -------------------------------------------------------------


def test_a_reading_engine_follows_what_is_committed_later(opener: Opener) -> None:
    writer = opener(schema=1)
    writer.commit(Put("things", "a", {"colour": "red"}, 0))
    reader = opener(schema=2, writing=False)
    for n in range(1, 5):
        assert [(record.key, record.rev) for record in reader.find("things", colour="red")] == [("a", n)]
        writer.commit(Put("things", "a", {"colour": "red", "n": n}, n))
    writer.commit(Put("things", "b", {"colour": "blue"}, 0), Remove("things", "a", 5))
    assert reader.get("things", "a") is None
    assert [record.key for record in reader.find("things")] == [record.key for record in reader.outdated()] == ["b"]
    writer.close()
    assert [record.key for record in reader.find("things", colour="blue")] == ["b"]


def test_a_reading_engine_refuses_to_write(opener: Opener) -> None:
    opener().commit(Put("things", "a", {}, 0))
    reader = opener(writing=False)
    for change in (
        Put("things", "b", {}, 0),
        Remove("things", "a", 1),
        Check("things", "a", 1),
        Put("things", "a", {}, 9),
    ):
        with pytest.raises(RuntimeError):
            reader.commit(change)
    assert [(record.key, record.rev) for record in reader.find("things")] == [("a", 1)]


def test_a_folder_that_is_absent_reads_as_empty_and_stays_absent(opener: Opener) -> None:
    reader = opener(writing=False)
    assert reader.get("things", "a") is None
    assert list(reader.find("things")) == list(reader.find("things", colour="red")) == list(reader.outdated()) == []
    with pytest.raises(KeyError):
        reader.find("things", weight=1)
    reader.close()
    assert not opener.folder.exists()


def test_a_folder_without_documents_stays_as_it_was(opener: Opener) -> None:
    opener.folder.mkdir()
    reader = opener(writing=False)
    assert list(reader.find("things")) == []
    reader.close()
    assert list(opener.folder.iterdir()) == []


def test_a_reading_engine_that_was_first_follows_too(opener: Opener) -> None:
    reader = opener(writing=False)
    assert list(reader.find("things")) == []
    opener().commit(Put("things", "a", {"colour": "red"}, 0))
    assert [record.key for record in reader.find("things", colour="red")] == ["a"]


# --- many at once -----------------------------------------------------------------------------------


def test_a_key_that_many_claim_is_claimed_once(engine: Engine) -> None:
    keys = [f"{n:02}" for n in range(50)]

    def claim(thread: int) -> list[str]:
        mine = []
        for key in keys[thread:] + keys[:thread]:
            try:
                engine.commit(Put("things", key, {"by": thread}, 0))
            except Conflict:
                continue
            mine.append(key)
        return mine

    claimed = at_once(claim)
    assert Counter(key for mine in claimed for key in mine) == dict.fromkeys(keys, 1)
    holders = {key: thread for thread, mine in enumerate(claimed) for key in mine}
    assert {record.key: record.body["by"] for record in engine.find("things")} == holders


def test_no_update_is_lost(opener: Opener) -> None:
    engine = opener()
    engine.commit(*(Put("things", key, {"count": 0}, 0) for key in "abc"))

    def add(body: Any) -> Any:
        return {"count": body["count"] + 1}

    def work(_: int) -> None:
        for n in range(15):
            rewritten(engine, "abc"[n % 3], add)

    at_once(work)
    each = THREADS * 5
    for reader in opener.before_and_after_reopening():
        assert [(record.body["count"], record.rev) for record in reader.find("things")] == [(each, each + 1)] * 3


def test_each_revision_has_one_event(engine: Engine) -> None:
    engine.commit(Put("things", "a", {"words": []}, 0))

    def work(thread: int) -> None:
        for n in range(8):
            while True:
                record = engine.get("things", "a")
                assert record is not None
                word, key = f"{thread}/{n}", f"a/{record.rev + 1:08}"
                changed = {"words": [*record.body["words"], word]}
                try:
                    engine.commit(
                        Put("events", key, {"of": "a", "word": word}, 0), Put("things", "a", changed, record.rev)
                    )
                except Conflict:
                    continue
                break

    at_once(work)
    record, events = engine.get("things", "a"), list(engine.find("events", of="a"))
    assert record is not None
    assert record.rev == THREADS * 8 + 1
    assert [event.key for event in events] == [f"a/{rev:08}" for rev in range(2, record.rev + 1)]
    assert [event.body["word"] for event in events] == record.body["words"]


def test_the_sum_stands_whenever_somebody_looks(opener: Opener) -> None:
    engine, reader = opener(), opener(writing=False)
    keys = "abcd"
    pairs = list(permutations(keys, 2))
    engine.commit(*(Put("things", key, {"colour": "purse", "yen": 100}, 0) for key in keys))
    done = Event()

    def transfer(thread: int) -> None:
        for n in range(15):
            while True:
                giver, taker = (engine.get("things", key) for key in pairs[(5 * thread + n) % len(pairs)])
                assert giver is not None
                assert taker is not None
                try:
                    engine.commit(
                        Put("things", giver.key, {"colour": "purse", "yen": giver.body["yen"] - 1}, giver.rev),
                        Put("things", taker.key, {"colour": "purse", "yen": taker.body["yen"] + 1}, taker.rev),
                    )
                except Conflict:
                    continue
                break

    def look(looking: Engine) -> Counter[int]:
        sums: Counter[int] = Counter()
        while not done.is_set() or not sums:
            sums[sum(record.body["yen"] for record in looking.find("things", colour="purse"))] += 1
        return sums

    with ThreadPoolExecutor(2) as watch:
        looks = [watch.submit(look, each) for each in (engine, reader)]
        try:
            at_once(transfer)
        finally:
            done.set()
        assert [set(each.result()) for each in looks] == [{400}, {400}]
    assert sum(record.rev for record in engine.find("things")) == len(keys) + 2 * THREADS * 15
