"""Several changes as one: all of them or none, seen by nobody before their end. Several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from tinydb import where
from tinydb.table import Document

from store.engine import JournalStorage, JournalTable, Taken

T = TypeVar("T")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[JournalStorage]:
    opened = JournalStorage(
        tmp_path / "documents.journal", indexes={"sheets": [("year",)]}, unique={"people": [("mail",)]}
    )
    yield opened
    opened.close()


@pytest.fixture
def sheets(storage: JournalStorage) -> JournalTable:
    return JournalTable(storage, "sheets", cache_size=10)


@pytest.fixture
def people(storage: JournalStorage) -> JournalTable:
    return JournalTable(storage, "people", cache_size=10)


@contextmanager
def interrupted(storage: JournalStorage) -> Iterator[None]:
    """A transaction that somebody interrupts at its end."""
    try:
        with storage.transaction():
            yield
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        return


def elsewhere(look: Callable[[], T]) -> T:
    """What another thread sees."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(look).result(timeout=5)


def lines(storage: JournalStorage) -> int:
    return storage.path.read_bytes().count(b"\n")


def test_several_tables_are_written_in_one_line(
    storage: JournalStorage, sheets: JournalTable, people: JournalTable
) -> None:
    before = lines(storage)
    with storage.transaction():
        people.insert({"mail": "a"})
        sheets.insert_multiple({"year": 2020 + n} for n in range(3))
        sheets.update({"owner": "a"}, where("year") == 2021)
        sheets.remove(where("year") == 2022)
    assert lines(storage) == before + 1
    with closing(JournalStorage(storage.path, "r")) as reading:
        assert reading.read() == {"people": {"1": {"mail": "a"}}, "sheets": storage.read()["sheets"]}  # type: ignore[index] # not None
    assert sheets.all() == [{"year": 2020}, {"year": 2021, "owner": "a"}]


def test_others_see_nothing_before_its_end_and_it_sees_all(storage: JournalStorage, sheets: JournalTable) -> None:
    sheets.insert_multiple([{"year": 2020}, {"year": 2021}])
    before = sheets.all()
    of_2020 = where("year") == 2020
    with storage.transaction():
        assert sheets.update({"year": 2020}, where("year") == 2021) == [2]
        sheets.insert_multiple([{"year": 2020}, {"year": 2019}])
        sheets.remove(doc_ids=[1])
        JournalTable(storage, "new", persist_empty=True)
        assert [each.doc_id for each in sheets.search(of_2020)] == [2, 3]  # by the index, drafts and all
        assert [key for key, _ in sheets.json_having({("year",): 2019})] == [4]
        assert [each.doc_id for each in sheets.search(~of_2020)] == [4]
        assert (len(sheets), sheets.get(doc_id=1), [each.doc_id for each in sheets]) == (3, None, [2, 3, 4])
        assert list(storage.read() or {}) == ["sheets", "new"]
        assert elsewhere(sheets.all) == before == elsewhere(lambda: list((storage.read() or {})["sheets"].values()))
        assert elsewhere(lambda: sheets.count(of_2020)) == 1 == elsewhere(lambda: sheets.count(of_2020))
        with closing(JournalStorage(storage.path, "r")) as reading:
            assert JournalTable(reading, "sheets").all() == before
    assert [each.doc_id for each in elsewhere(lambda: sheets.search(of_2020))] == [2, 3]


def test_an_exception_inside_leaves_nothing_of_it(
    storage: JournalStorage, sheets: JournalTable, people: JournalTable
) -> None:
    sheets.insert_multiple({"year": 2020} for _ in range(3))
    people.insert({"mail": "a"})
    before = storage.path.read_bytes(), storage.read()
    with interrupted(storage):
        sheets.update({"year": 2021})
        people.truncate()
        people.insert({"mail": "b"})
        assert sheets.count(where("year") == 2021) == 3  # nor does a query cache keep it
        JournalTable(storage, "new", persist_empty=True)
    assert (storage.path.read_bytes(), storage.read()) == before
    assert sheets.count(where("year") == 2021) == 0
    assert people.insert({"mail": "b"}) == 2


def test_one_within_another_belongs_to_it(storage: JournalStorage, sheets: JournalTable) -> None:
    before = lines(storage)
    with interrupted(storage), storage.transaction():
        sheets.insert({"year": 2020})
    assert (lines(storage), sheets.all()) == (before, [])
    with storage.transaction(), storage.transaction():
        sheets.insert({"year": 2020})
    assert (lines(storage), len(sheets)) == (before + 1, 1)


def test_what_fails_within_is_taken_back_and_the_rest_goes_on(
    storage: JournalStorage, sheets: JournalTable, people: JournalTable
) -> None:
    """A call that raises has done nothing, whether it stands alone or in a transaction."""
    sheets.insert_multiple([{"year": 2020}, {"year": 2021}])
    with storage.transaction():
        people.insert({"mail": "a"})
        sheets.remove(doc_ids=[1])
        sheets.insert(Document({"year": 2022}, 1))
        with pytest.raises(TypeError):
            sheets.insert_multiple([{"year": 2023}, {"year": {1, 2}}])
        with pytest.raises(ValueError, match="exists"):
            sheets.insert_multiple([Document({}, 9), Document({}, 1)])
        with pytest.raises(Taken):
            people.insert_multiple([{"mail": "b"}, {"mail": "a"}])
        with interrupted(storage):
            people.truncate()
            sheets.update({"year": 1})
            JournalTable(storage, "new", persist_empty=True)
        assert [each.doc_id for each in sheets] == [2, 1]
        people.insert({"mail": "b"})
    assert sheets.all() == [{"year": 2021}, {"year": 2022}]
    assert [each["mail"] for each in people] == ["a", "b"]
    assert set(storage.read() or {}) == {"sheets", "people"}


def test_a_value_is_free_as_soon_as_its_holder_gave_it_up(storage: JournalStorage, people: JournalTable) -> None:
    people.insert_multiple([{"mail": "a"}, {"mail": "b"}])
    with storage.transaction():
        people.update({"mail": "c"}, doc_ids=[1])
        people.update({"mail": "a"}, doc_ids=[2])
        people.update({"mail": "b"}, doc_ids=[1])
        people.remove(doc_ids=[2])
        people.insert({"mail": "a"})
        with pytest.raises(Taken):
            people.insert({"mail": "b"})
    assert [each["mail"] for each in people] == ["b", "a"]


def test_a_transaction_that_changes_nothing_writes_nothing(storage: JournalStorage, sheets: JournalTable) -> None:
    sheets.insert({"year": 2020})
    before = lines(storage)
    with storage.transaction():
        sheets.update({"year": 2020})
        sheets.remove(where("year") == 1)
        sheets.get(doc_id=1)
    storage.write(storage.read() or {})
    assert lines(storage) == before


def test_threads_that_write_and_read_lose_and_mix_nothing(storage: JournalStorage) -> None:
    """Two numbers move in one transaction, so that their sum is what it was at every look; each insert is there."""
    counts = JournalTable(storage, "counts", cache_size=10)
    counts.insert_multiple([{"n": 100}, {"n": 0}])
    done = threading.Event()

    def write(_: int) -> list[int]:
        table, ids = JournalTable(storage, "sheets"), []
        for _ in range(20):
            with storage.transaction():
                counts.update(lambda each: each.update(n=each["n"] - 1), doc_ids=[1])
                counts.update(lambda each: each.update(n=each["n"] + 1), doc_ids=[2])
                ids.append(table.insert({"year": 2020}))
        return ids

    def read() -> None:
        own = JournalTable(storage, "sheets")
        while not done.is_set():
            assert sum(each["n"] for each in counts.search(where("n").exists())) == 100
            assert own.count(where("year") == 2020) <= 80

    with ThreadPoolExecutor(6) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        ids = [each for written in threads.map(write, range(4)) for each in written]
        done.set()
        for reader in readers:
            reader.result()
    assert sorted(ids) == list(range(1, 81))
    assert [each["n"] for each in counts] == [20, 80]
    whole = storage.read()
    storage.close()
    reopened = JournalStorage(storage.path)
    assert reopened.read() == whole
    reopened.close()
