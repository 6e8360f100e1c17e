"""What TinyDB's documentation promises of a storage, kept by ours: modes, middlewares, tables, copies, its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.middlewares import CachingMiddleware, Middleware
from tinydb.storages import JSONStorage, MemoryStorage
from tinydb.table import Document, Table

from store.engine import JournalStorage
from store.refusal import Refusal
from tests.store.engine.test_tables import JournalDB, lines


class PlainDB(JournalDB):
    """TinyDB's own table on a journal."""

    table_class = Table  # type: ignore[assignment] # TinyDB annotates none, and takes any


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "documents.journal"


def folded(db: TinyDB) -> TinyDB:
    """The same, after the journal was written anew."""
    assert isinstance(db.storage, JournalStorage)
    db.storage._folding.fold()
    return db


cached: Any = CachingMiddleware  # TinyDB says no types here


# --- opening ----------------------------------------------------------------------------------------


def test_who_opens_for_reading_sees_what_is_committed_and_writes_nothing(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        JournalDB(path, access_mode="r")
    assert list(path.parent.iterdir()) == []
    with JournalDB(path) as db, JournalDB(path, access_mode="r") as reading:
        for year in range(3):
            db.insert({"year": year})
            assert len(reading) == year + 1
        folded(db).insert({"year": 3})
        assert reading.all() == db.all()
        assert reading.get(where("year") == 3) == {"year": 3}
        before = path.read_bytes()
        for attempt in (
            lambda: reading.insert({}),
            lambda: reading.update({"year": 1}),
            lambda: reading.remove(doc_ids=[1]),
            reading.truncate,
            reading.drop_tables,
            lambda: reading.table("new", persist_empty=True),
        ):
            with pytest.raises(OSError, match="reading"):
                attempt()
        assert path.read_bytes() == before


def test_folders_are_made_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "documents.journal"
    with pytest.raises(FileNotFoundError):
        JournalDB(path)
    JournalDB(path, create_dirs=True).close()
    JournalDB(str(path), create_dirs=True).close()
    with pytest.raises(ValueError, match="access_mode"):
        JournalDB(path, access_mode="w")


def test_another_kind_of_file_is_refused_and_left_alone(path: Path) -> None:
    TinyDB(path).insert({"year": 2020})
    before = path.read_bytes()
    with pytest.raises(Refusal):
        JournalDB(path)
    assert path.read_bytes() == before


# --- the file ---------------------------------------------------------------------------------------


def test_a_file_is_lines_of_json_that_anybody_can_read(path: Path) -> None:
    with JournalDB(path) as db:
        db.table("評価票").insert_multiple([{"題": '防犯灯\n"LED"\u2028', "額": [1, 2.5, None, True]}, {}])
        db.table("評価票").remove(doc_ids=[2])
        db.table("空", persist_empty=True)
        db.drop_table("空")
        for _ in range(2):
            docs = {
                (op["put"], op["id"]): op["doc"] for line in lines(path) for op in line.get("ops", ()) if "put" in op
            }
            assert docs["評価票", "1"] == {"題": '防犯灯\n"LED"\u2028', "額": [1, 2.5, None, True]}
            assert [line["n"] for line in lines(path)][:2] == [0, 1]
            folded(db)
        assert list(docs) == [("評価票", "1")]
        assert list(lines(path)[1]["ops"][0]) == ["put", "id", "size", "doc"]


def test_an_empty_table_that_was_asked_for_is_there_after_folding_and_reopening(path: Path) -> None:
    with JournalDB(path) as db:
        db.table("kept", persist_empty=True)
        db.table("passing")
        db.insert({})
        db.truncate()
        assert folded(db).tables() == {"kept", "_default"}
    with JournalDB(path) as db:
        assert db.tables() == {"kept", "_default"}
        db.drop_tables()
        assert folded(db).tables() == set()
    with JournalDB(path) as db:
        assert db.storage.read() == {}


def test_documents_may_be_large_and_many(path: Path) -> None:
    large = {"text": "評価\n\\" * 300_000, "items": [{"n": n} for n in range(20_000)]}
    with JournalDB(path) as db:
        db.insert(large)
        db.insert_multiple({"n": n} for n in range(5_000))
        db.update({"n": -1}, where("n") == 7)
        whole = folded(db).storage.read()
    with JournalDB(path) as db:
        assert db.storage.read() == whole
        assert db.get(doc_id=1) == large


# --- middlewares and TinyDB's table -----------------------------------------------------------------


@pytest.mark.parametrize("db_class", [JournalDB, PlainDB])
def test_a_caching_middleware_writes_when_it_is_flushed(db_class: type[TinyDB], path: Path) -> None:
    with db_class(path, storage=cached(JournalStorage)) as db:
        db.insert_multiple({"n": n} for n in range(3))
        db.remove(doc_ids=[1])
        db.insert(Document({"n": "back"}, 1))
        db.update({"n": 5}, where("n") == 2)
        assert len(lines(path)) == 1
        whole, ids = db.all(), [each.doc_id for each in db]
    assert len(lines(path)) == 2
    with db_class(path, storage=cached(JournalStorage)) as db:
        assert (db.all(), [each.doc_id for each in db]) == (whole, ids)
        db.insert_multiple([{"n": 6}, {"n": 7}])
        db.table("other").insert({})
        db.drop_table("other")
    with JournalDB(path) as db:
        assert [each["n"] for each in db] == [1, 5, "back", 6, 7]
        assert [each.doc_id for each in db] == [2, 3, 1, 4, 5]


class Telling(Middleware):
    """Notes what passes through."""

    def __init__(self, storage: Any) -> None:
        super().__init__(storage)
        self.told: list[str] = []

    def read(self) -> Any:
        self.told.append("read")
        return self.storage.read()

    def write(self, data: Any) -> None:
        self.told.append("write")
        self.storage.write(data)


@pytest.mark.parametrize("db_class", [JournalDB, PlainDB])
def test_a_middleware_of_anybodys_sees_every_read_and_write(db_class: type[TinyDB], path: Path) -> None:
    with db_class(path, storage=Telling(JournalStorage)) as db:
        db.insert({"n": 1})
        db.upsert({"n": 2}, where("n") == 1)
        assert db.all() == [{"n": 2}]
        assert isinstance(db.storage, Telling)
        assert db.storage.told.count("write") == 2


def test_tinydbs_own_table_works_on_a_journal_and_writes_what_changed_alone(path: Path) -> None:
    with PlainDB(path) as db:
        db.insert_multiple({"n": n} for n in range(50))
        db.update({"n": "changed"}, doc_ids=[7])
        assert db.remove(where("n") == 3) == [4]
        assert [len(line["ops"]) for line in lines(path)[1:]] == [50, 1, 1]
        whole = db.all()
        (db.storage.read() or {})["_default"]["1"]["n"] = "never"
    with JournalDB(path) as db:
        assert db.all() == whole


def test_an_order_that_is_written_is_the_order_that_is_read(path: Path) -> None:
    db = JournalDB(path)
    for keys in ("123", "321", "3421", "12345", "5", "154", ""):
        whole: dict[str, Any] = {"t": {key: {"n": key} for key in keys}, "u": {key: {} for key in reversed(keys)}}
        db.storage.write(whole)
        read = db.storage.read() or {}
        assert (read, list(read["t"]), list(read["u"])) == (whole, list(keys), list(reversed(keys)))
    db.close()
    with JournalDB(path) as db:
        assert db.storage.read() == {"t": {}, "u": {}}


def test_tables_are_copied_into_a_journal_and_out_of_it(tmp_path: Path) -> None:
    whole: Mapping[str, Any] = {"_default": {"2": {"n": [1, {"x": None}]}, "1": {}}, "評価票": {}}
    with TinyDB(tmp_path / "a.json", ensure_ascii=False) as stock, JournalDB(tmp_path / "b.journal") as ours:
        stock.storage.write(json.loads(json.dumps(whole)))
        ours.storage.write(stock.storage.read() or {})
        assert ours.storage.read() == whole
        assert [each.doc_id for each in ours] == [2, 1]
        assert ours.insert({}) == 3
        stock.storage.write(ours.storage.read() or {})
        memory = TinyDB(storage=MemoryStorage)
        memory.storage.write(ours.storage.read() or {})
        assert memory.all() == ours.all() == stock.all()
    with TinyDB(tmp_path / "a.json", storage=JSONStorage) as stock:
        assert [each.doc_id for each in stock] == [2, 1, 3]


def test_numbers_as_keys_become_text_as_in_json(path: Path) -> None:
    with JournalDB(path, indexes={"_default": [("1",)]}) as db:
        db.insert({1: "one", 2.5: {True: None}})
        assert db.all() == [{"1": "one", "2.5": {"true": None}}]
        numbered: dict[Any, Any] = {1: {1: "uno"}}
        db.storage.write({"_default": numbered})
        assert db.search(where("1") == "uno") == [{"1": "uno"}]
