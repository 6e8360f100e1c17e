"""What ours does otherwise than a stock TinyDB, on purpose."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.operations import increment
from tinydb.table import Document

from tests.store.engine.test_tables import JournalDB
from tests.store.engine.test_tinydb_model import outcome


class Colour(enum.Enum):
    RED = "red"


def given(document: dict[str, Any]) -> Callable[[TinyDB], Any]:
    return lambda db: [db.insert(document), db.all()][1]


def numbers(db: TinyDB) -> Any:
    db.insert({})
    return db.insert_multiple([Document({}, 2), {}])


def two_objects(db: TinyDB) -> list[int]:
    first, second = (type(db).table_class(db.storage, "t") for _ in range(2))
    return [first.insert({}), second.insert({}), first.insert({})]


def half_an_upsert(db: TinyDB) -> set[str]:
    outcome(lambda: db.upsert({"a": {1}}, where("a") == 1))
    return db.tables()


def spared(db: TinyDB) -> Any:
    db.insert_multiple([{"a": 1, "n": 1}, {"a": 2, "n": "one"}])
    return db.count((where("n") < 5) & (where("a") == 1))


def two_reasons(db: TinyDB) -> Any:
    db.insert_multiple([{"b": 1}, {"b": "one"}])
    return db.update(increment("missing"), where("b") < 5)


def closed(db: TinyDB) -> int:
    db.insert({})
    db.close()
    return len(db)


def foreign_id(db: TinyDB) -> Any:
    db.insert(Document({}, "first"))  # type: ignore[arg-type] # TinyDB doesn't look
    return db.all()


DIFFERENT: dict[str, tuple[Callable[[TinyDB], Any], Any]] = {
    "NaN is refused: JSON has no word for it, and other readers of the file would stop there": (
        given({"a": float("nan")}),
        ValueError,
    ),
    "a number of more than 64 bits is refused: most readers of JSON would change it": (
        given({"a": 1 << 64}),
        TypeError,
    ),
    "half a surrogate is refused: it is no text, and UTF-8 can't hold it": (given({"a": "\ud800"}), TypeError),
    "an enumeration is kept as its value, as the serialiser has it; TinyDB refuses it": (
        given({"a": Colour.RED}),
        [{"a": "red"}],
    ),
    "a UUID is kept as its text, for the same reason": (given({"a": uuid.UUID(int=0)}), [{"a": str(uuid.UUID(int=0))}]),
    "a number in use is never given again: TinyDB writes over the document": (numbers, [2, 3]),
    "so a number given within a call is in use for the rest of it, too": (
        lambda db: db.insert_multiple([Document({}, 1), {}, Document({}, 2)]),
        ValueError,
    ),
    "numbers are counted once for all objects of one table: TinyDB's meet, and one is refused": (
        two_objects,
        [1, 2, 3],
    ),
    "an upsert is one change: where it fails, not even an empty table is left of it": (half_an_upsert, set()),
    "an index spares documents, and what a query would raise at them": (spared, 1),
    "documents are found before any is changed: what the query raises is told before what the change does": (
        two_reasons,
        TypeError,
    ),
    "documents stand in memory, and can be read when the file is closed": (closed, 1),
    "an id that can't be read again is refused: TinyDB's file is of no use with one": (foreign_id, ValueError),
}
"""What ours does where stock does otherwise."""


@pytest.mark.parametrize("reason", DIFFERENT)
def test_what_is_different_is_so_for_a_reason(reason: str, tmp_path: Path) -> None:
    do, expected = DIFFERENT[reason]
    with JournalDB(tmp_path / "ours", indexes={"_default": [("a",)]}) as ours, TinyDB(tmp_path / "stock") as stock:
        found, theirs = outcome(lambda: do(ours)), outcome(lambda: do(stock))
    assert isinstance(found, expected) if isinstance(expected, type) else found == expected
    assert repr(theirs) != repr(found)
