"""What fails within a transaction, or beside it, and what is seen of it from elsewhere."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

from store.engine import JournalEngine, JournalStorage, JournalTable, Put, Taken
from store.engine.draft import TableDraft
from tests.store.engine.faulty_disk import FaultyDisk


class Tables(TinyDB):
    """A TinyDB on our tables."""

    table_class = JournalTable  # type: ignore[assignment] # TinyDB annotates none, and takes any


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[JournalStorage]:
    opened = JournalStorage(tmp_path / "documents.journal", unique={"things": [("name",)]})
    yield opened
    opened.close()


def reader(storage: JournalStorage) -> JournalStorage:
    return JournalStorage(storage.path, "r")


class Failed(Exception):  # noqa: N818 - what goes wrong within
    """Something went wrong within a transaction."""


def test_nothing_is_left_of_an_inner_transaction_that_fails_though_the_outer_one_goes_on(
    storage: JournalStorage,
) -> None:
    with storage.transaction() as draft:
        draft.table("things").put("old", b'{"name":"old"}')
        draft.table("other").put("x", b"{}")
    with storage.transaction() as draft:
        draft.table("things").put("a", b'{"name":"a"}')
        draft.table("things").remove("old")
        with contextlib.suppress(Failed), storage.transaction() as inner:
            inner.table("things").put("b", b'{"name":"b"}')
            inner.table("things").put("a", b'{"name":"changed"}')
            inner.table("other").clear(keep=False)
            inner.table("new").put("y", b"{}")
            raise Failed
        assert draft.table("things").items() == [("a", b'{"name":"a"}')]
        assert set(draft.names()) == {"things", "other"}
        draft.table("things").put("c", b'{"name":"b"}')  # nobody has taken this name
    expected = {"things": {"a": {"name": "a"}, "c": {"name": "b"}}, "other": {"x": {}}}
    assert storage.read() == reader(storage).read() == expected


def test_an_update_that_fails_half_way_leaves_nothing_in_the_transaction_around_it(storage: JournalStorage) -> None:
    db = Tables(storage=lambda: storage)
    table = db.table("things")
    table.insert_multiple({"name": f"n{n}", "n": n} for n in range(3))

    def change(document: Any) -> None:
        if document["n"] == 2:
            raise Failed
        document["n"] = 100

    with storage.transaction():
        table.insert({"name": "first", "n": 7})
        with pytest.raises(Failed):
            table.update(change)
        with pytest.raises(Taken):
            table.insert_multiple([{"name": "second", "n": 8}, {"name": "n0", "n": 9}])
    assert [document["n"] for document in table] == [0, 1, 2, 7]
    assert [each["n"] for each in (reader(storage).read() or {})["things"].values()] == [0, 1, 2, 7]


def test_a_transaction_that_fails_leaves_nothing_and_lets_others_write(storage: JournalStorage) -> None:
    with contextlib.suppress(Failed), storage.transaction() as draft:
        draft.table("things").put("a", b"{}")
        raise Failed
    assert storage.read() is None
    with ThreadPoolExecutor(1) as threads:
        threads.submit(put, storage, "b").result(timeout=5)
    assert storage.items("things") == reader(storage).items("things") == [("b", b"{}")]


def put(storage: JournalStorage, key: str) -> None:
    with storage.transaction() as draft:
        draft.table("things").put(key, b"{}")


def test_a_search_within_a_transaction_that_fails_is_not_remembered(storage: JournalStorage) -> None:
    table = Tables(storage=lambda: storage).table("things", cache_size=10)
    table.insert({"name": "a"})
    with contextlib.suppress(Failed), storage.transaction():
        table.insert({"name": "b"})
        assert len(table.search(where("name").exists())) == 2
        raise Failed
    assert len(table.search(where("name").exists())) == 1


def test_a_reader_remembers_no_search_longer_than_it_is_true(storage: JournalStorage) -> None:
    mine = Tables(storage=lambda: storage).table("things")
    mine.insert({"name": "a"})
    theirs = Tables(storage=lambda: reader(storage)).table("things", cache_size=10)
    assert len(theirs.search(where("name").exists())) == 1
    mine.insert({"name": "b"})
    assert len(theirs.search(where("name").exists())) == 2


def test_what_is_found_by_two_fields_held_both_values_at_one_moment(tmp_path: Path) -> None:
    """One document goes from (0, 0) to (1, 1) and back: it is never (0, 1)."""
    engine = JournalEngine(tmp_path, {"things": ("a", "b")})
    engine.commit(Put("things", "x", {"a": 0, "b": 0}, 0))
    over = threading.Event()

    def change() -> None:
        for n in range(1, 600):
            engine.commit(Put("things", "x", {"a": n % 2, "b": n % 2}, n))
        over.set()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(1) as threads:
            changing = threads.submit(change)
            while not over.is_set() and not changing.done():
                assert list(engine.find("things", a=0, b=1)) == []
                assert list(engine.find("things", a=1, b=0)) == []
            changing.result()
    finally:
        sys.setswitchinterval(before)
    engine.close()


def test_what_an_iterator_yields_is_what_stood_there_when_it_was_asked_for(storage: JournalStorage) -> None:
    table = Tables(storage=lambda: storage).table("things")
    table.insert_multiple({"name": f"{n}"} for n in range(5))
    documents = iter(table)
    first = next(documents)
    table.truncate()
    table.insert({"name": "new"})
    assert [first["name"], *(each["name"] for each in documents)] == ["0", "1", "2", "3", "4"]


def test_what_is_taken_back_while_a_transaction_reads_refuses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have counted on what never was; but it must not stumble over what disappears under its eyes."""
    disk, begun, failing = FaultyDisk(), threading.Event(), threading.Event()
    storage = JournalStorage(tmp_path / "documents.journal", disk=disk)
    put(storage, "a")

    def fail(step: str) -> OSError | None:
        if step != "sync" or begun.is_set():
            return None
        begun.set()
        assert failing.wait(5)
        return OSError(errno.EIO, os.strerror(errno.EIO))

    disk.fault = fail
    original = TableDraft.get
    with ThreadPoolExecutor(1) as threads:
        refused = threads.submit(put, storage, "b")
        assert begun.wait(5)

        def get(draft: TableDraft, key: str) -> bytes | None:
            if not failing.is_set():
                failing.set()
                assert refused.exception(5) is not None
            return original(draft, key)

        monkeypatch.setattr(TableDraft, "get", get)
        with pytest.raises(OSError, match="Input/output"):
            count(storage)
    assert storage.items("things") == reader(storage).items("things") == [("a", b"{}")]
    storage.close()


def count(storage: JournalStorage) -> None:
    """Write how many there are."""
    with storage.transaction() as draft:
        n = len(draft.table("things").items())
        draft.table("counted").put("n", b"%d" % n)
