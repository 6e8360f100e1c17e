"""Our storage and table where TinyDB has no say: indexes, what is unique, its file, and what is lent out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import increment
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from store.engine import JournalStorage, JournalTable, Taken
from store.refusal import Refusal


class JournalDB(TinyDB):
    """TinyDB on a journal, as a plain user has it."""

    table_class = JournalTable  # type: ignore[assignment] # TinyDB annotates none, and takes any
    default_storage_class = JournalStorage  # type: ignore[assignment] # it is a Storage, which is all that TinyDB asks


FIELDS = {"sheets": [("year",), ("owner", "name")]}
UNIQUE = {"people": [("mail",)]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "documents.journal"


@pytest.fixture
def db(path: Path) -> Iterator[JournalDB]:
    opened = JournalDB(path, indexes=FIELDS, unique=UNIQUE)
    yield opened
    opened.close()


def sheets(db: TinyDB) -> JournalTable:
    found = db.table("sheets")
    assert isinstance(found, JournalTable)
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


# --- indexes ----------------------------------------------------------------------------------------


def test_an_index_spares_the_documents_that_it_leaves_out(db: JournalDB) -> None:
    asked: list[str] = []

    def note(name: Any) -> bool:
        asked.append(name)
        return True

    year, name = where("year"), where("name").test(note)
    sheets(db).insert_multiple({"year": 2019 + n % 2, "name": f"S{n}"} for n in range(6))
    assert [each["name"] for each in sheets(db).search(name & (year == 2020))] == ["S1", "S3", "S5"] == asked
    asked.clear()
    assert sheets(db).count((year == 2020) & name & (where("name") == "S3")) == 1
    assert asked == ["S1", "S3", "S5"]


@pytest.mark.parametrize("value", [1, 1.0, True])
def test_an_index_takes_for_equal_what_python_does(db: JournalDB, value: object) -> None:
    years: list[object] = [1, True, 1.0, "1", None, [1], {"1": 1}, 2]
    sheets(db).insert_multiple({"year": year} for year in years)
    assert [each.doc_id for each in sheets(db).search(where("year") == value)] == [1, 2, 3]


def test_an_index_finds_lists_and_nothing_and_what_lies_deeper(db: JournalDB) -> None:
    table = sheets(db)
    table.insert_multiple([{"year": [2020]}, {"year": None}, {}, {"owner": {"name": "佐藤"}}, {"owner": "佐藤"}])
    assert [each.doc_id for each in table.search(where("year") == [2020])] == [1]
    assert [each.doc_id for each in table.search(where("year") == None)] == [2]  # noqa: E711 - a query is built by ==
    assert [each.doc_id for each in table.search(Query().owner.name == "佐藤")] == [4]
    assert [key for key, _ in table.json_having({("year",): None})] == [2, 3, 4, 5]
    with pytest.raises(KeyError):
        table.json_having({("name",): "佐藤"})
    with pytest.raises(TypeError):
        JournalTable(TinyDB(storage=MemoryStorage).storage, "sheets").json(1)


def test_an_index_follows_every_change_in_the_order_of_the_table(db: JournalDB) -> None:
    table = sheets(db)
    table.insert_multiple({"year": 2020} for _ in range(4))
    table.update({"year": 2021}, doc_ids=[2])
    table.remove(doc_ids=[1])
    table.insert(Document({"year": 2020}, 1))
    table.update(increment("year"), doc_ids=[3])
    table.update({"year": 2020}, doc_ids=[2])
    assert [each.doc_id for each in table.search(where("year") == 2020)] == [2, 4, 1]


# --- unique -----------------------------------------------------------------------------------------


def test_what_is_taken_is_refused_and_nothing_is_written(db: JournalDB, path: Path) -> None:
    people = db.table("people")
    people.insert_multiple([{"mail": "a"}, {"mail": "b"}])
    before = path.read_bytes(), people.all()
    for attempt in (
        lambda: people.insert({"mail": "a"}),
        lambda: people.insert_multiple([{"mail": "c"}, {"mail": "d"}, {"mail": "c"}]),
        lambda: people.update({"mail": "c"}),
        lambda: people.update({"mail": "b"}, doc_ids=[1]),
        lambda: people.upsert({"mail": "b"}, where("mail") == "a"),
        lambda: db.storage.write({"people": {"1": {"mail": "b"}, "2": {"mail": "b"}}}),
    ):
        with pytest.raises(Taken):
            attempt()
        assert (path.read_bytes(), people.all()) == before


def test_two_may_swap_what_only_one_may_hold(db: JournalDB) -> None:
    people = db.table("people")
    people.insert_multiple([{"mail": "a"}, {"mail": "b"}])
    people.update(lambda each: each.update(mail="b" if each["mail"] == "a" else "a"))
    people.update_multiple([({"mail": "c"}, where("mail") == "b"), ({"mail": "b"}, where("mail") == "a")])
    assert [each["mail"] for each in people] == ["c", "b"]
    people.remove(where("mail") == "c")
    people.insert({"mail": "c"})


def test_nothing_and_what_is_missing_are_free_for_all(db: JournalDB) -> None:
    db.table("people").insert_multiple([{"mail": None}, {}, {"mail": None}, {}, {"mail": ["a"]}, {"mail": ["a"]}])
    assert len(db.table("people")) == 6


# --- what is lent out, and the cache ----------------------------------------------------------------


def spoil(value: Any) -> None:
    """Change everything that can be changed in place."""
    for each in list(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()):
        spoil(each)
    if isinstance(value, dict | list):
        value.clear()


@pytest.mark.parametrize("cache_size", [0, None])
def test_editing_what_was_fetched_or_given_never_changes_the_store(db: JournalDB, cache_size: int | None) -> None:
    table = db.table("sheets", cache_size=cache_size)
    given = {"year": 2020, "items": [{"name": "委託料"}], "owner": {"name": "佐藤"}}
    kept: list[Any] = []
    whole = json.dumps(given)
    table.insert(given)
    table.update(kept.append)
    query = where("year") == 2020
    for fetch in (
        lambda: table.search(query),
        lambda: table.search(query),
        lambda: [table.get(query)],
        lambda: table.get(doc_ids=[1]),
        lambda: [table.get(doc_id=1)],
        table.all,
        lambda: list(table),
        lambda: [db.storage.read()],
        lambda: [given, *kept],
    ):
        for each in fetch() or []:
            spoil(each)
        assert table.search(query) == [json.loads(whole)] == table.all()


def test_a_cache_has_the_size_that_is_asked_for(db: JournalDB) -> None:
    for size, kept in ((-1, 0), (0, 0), (2, 2), (None, 30)):
        table = JournalTable(db.storage, "sheets", size)
        for year in range(30):
            table.search(where("year") == year)
        assert len(table._query_cache) == kept, size


def test_a_cache_sees_what_was_written_by_whomever(db: JournalDB, path: Path) -> None:
    table, other = (JournalTable(db.storage, "sheets", cache_size=None) for _ in range(2))
    with JournalDB(path, access_mode="r") as reading:
        followed = reading.table("sheets", cache_size=10)
        for n in range(3):
            assert table.count(where("year") == 2020) == n == followed.count(where("year") == 2020)
            other.insert({"year": 2020})


# --- numbers ----------------------------------------------------------------------------------------


def test_a_number_in_use_is_never_given_again(db: JournalDB) -> None:
    """Stock TinyDB writes over the document, or refuses the next one, after `insert_multiple` brought a number."""
    table = sheets(db)
    table.insert({})
    table.insert_multiple([Document({"year": 2}, 2), Document({"year": 3}, 3)])
    assert table.insert({}) == 4
    assert table.insert_multiple([Document({"year": 6}, 6), {}, {}]) == [6, 5, 7]
    with db.storage.transaction() as draft:  # type: ignore[attr-defined] # ours, where TinyDB names any storage
        draft.table("sheets").put("8", b"{}")
    assert JournalTable(db.storage, "sheets").insert({}) == 9
    assert [each.doc_id for each in table] == [1, 2, 3, 4, 6, 5, 7, 8, 9]


def test_numbers_begin_anew_where_a_table_was_dropped(db: JournalDB) -> None:
    for drop in (db.drop_tables, lambda: db.drop_table("sheets"), lambda: sheets(db).truncate()):
        assert [sheets(db).insert({}), sheets(db).insert({})] == [1, 2]
        drop()
        assert len(sheets(db)) == 0


def test_what_equals_no_number_is_no_id(db: JournalDB) -> None:
    sheets(db).insert({"year": 2020})
    assert sheets(db).update({"year": 1}, doc_ids=["1", 1.5, None]) == []
    assert sheets(db).update({"year": 2021}, doc_ids=[1.0]) == [1.0]  # as a dict finds a key
    for odd in ("1", "first", None):
        with pytest.raises(ValueError, match="id"):
            sheets(db).insert(Document({}, odd))  # type: ignore[arg-type] # TinyDB takes it, and can't read its file again
    assert sheets(db).all() == [{"year": 2021}]


# --- what JSON refuses ------------------------------------------------------------------------------


@dataclass
class Named:
    name: str = "佐藤"


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("-inf"),
        {1, 2},
        b"bytes",
        object(),
        date(2020, 4, 1),
        Named(),
        "\ud800",
        1 << 64,
        {(1, 2): 3},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_kept_is_refused_and_leaves_all_as_it_was(db: JournalDB, path: Path, value: object) -> None:
    table = sheets(db)
    table.insert_multiple([{"year": 2020}, {"year": 2021}])
    before = path.read_bytes(), table.all()
    for attempt in (
        lambda: table.insert({"year": value}),
        lambda: table.insert_multiple([{"year": 1}, {"year": [value]}]),
        lambda: table.update({"year": value}),
        lambda: table.upsert({"year": {"deep": [value]}}, where("year") == 2020),
        lambda: db.storage.write({"sheets": {"1": {"year": 1}, "2": {"year": value}}}),
    ):
        with pytest.raises((TypeError, ValueError)):
            attempt()
        assert (path.read_bytes(), table.all()) == before


@pytest.mark.parametrize("name", [5, None, "\ud800"])
def test_a_table_has_a_name_that_can_be_kept(db: JournalDB, path: Path, name: Any) -> None:
    with pytest.raises(TypeError):
        JournalTable(db.storage, name).insert({})
    assert db.tables() == set()
    assert len(lines(path)) == 1


# --- the file ---------------------------------------------------------------------------------------


def test_a_file_is_written_by_one_storage_at_a_time_in_this_process_too(db: JournalDB, path: Path) -> None:
    """Each would have its own documents in memory, and write lines with the numbers of the other's."""
    with pytest.raises(Refusal):
        JournalDB(path)
    db.close()
    JournalDB(path).close()


def test_after_closing_what_was_read_can_be_read_and_nothing_written(db: JournalDB, tmp_path: Path) -> None:
    db.insert({"year": 2020})
    db.close()
    db.close()
    with (tmp_path / "another").open("w") as another:  # gets the number that the journal had
        with pytest.raises(ValueError, match="closed"):
            db.insert({})
        assert another.tell() == 0
    assert (tmp_path / "another").read_bytes() == b""
    assert db.all() == [{"year": 2020}]
