"""Documents of another version: brought up to date in one transaction, or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from store.engine import Change, Engine, JournalEngine, Put, SqliteEngine
from store.refusal import Refusal
from store.store import INDEXES, SCHEMA, Store
from store.store.migrations import migrate
from tests.office import NOW, SATO, SECRETARIAT, all_forms, small_content

Body = Mapping[str, Any]


def named(kind: str, body: Body) -> Body:
    return {"name": body["title"]} if kind == "people" else body


def counted(_: str, body: Body) -> Body:
    return {**body, "count": 1}


@pytest.fixture(params=[JournalEngine, SqliteEngine], ids=lambda engine: engine.__name__)
def engine(request: pytest.FixtureRequest) -> Callable[..., Engine]:
    kind: Callable[..., Engine] = request.param
    return kind


def bodies(engine: Engine) -> dict[str, Body]:
    return {f"{kind}/{record.key}": record.body for kind in ("people", "sheets") for record in engine.find(kind)}


def test_each_document_goes_through_the_steps_that_it_lacks(tmp_path: Path, engine: Callable[..., Engine]) -> None:
    old = engine(tmp_path, {}, schema=0)
    old.commit(Put("people", "a", {"title": "佐藤"}, 0), Put("sheets", "s", {"x": 1}, 0))
    old.close()
    middle = engine(tmp_path, {}, schema=1)
    middle.commit(Put("people", "b", {"name": "鈴木"}, 0))
    middle.close()
    new = engine(tmp_path, {}, schema=2)
    assert migrate(new, (named, counted)) == 3
    assert bodies(new) == {
        "people/a": {"name": "佐藤", "count": 1},
        "people/b": {"name": "鈴木", "count": 1},
        "sheets/s": {"x": 1, "count": 1},
    }
    assert list(new.outdated()) == []
    assert migrate(new, (named, counted)) == 0
    (copy,) = [file for file in tmp_path.iterdir() if "before-version-2" in file.name]
    new.close()

    (tmp_path / "copy").mkdir()
    copy.rename(tmp_path / "copy" / copy.name.partition(".before")[0])
    before = engine(tmp_path / "copy", {}, schema=2, writing=False)
    assert bodies(before) == {"people/a": {"title": "佐藤"}, "people/b": {"name": "鈴木"}, "sheets/s": {"x": 1}}


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, engine: Callable[..., Engine]) -> None:
    old = engine(tmp_path, {}, schema=0)
    old.commit(*(Put("people", key, {"title": key}, 0) for key in "ab"))
    old.close()

    def failing(_: str, body: Body) -> Body:
        if body["title"] == "b":
            raise KeyError("nobody thought of this")
        return body

    new = engine(tmp_path, {}, schema=1)
    with pytest.raises(KeyError):
        migrate(new, (failing,))
    assert {record.schema for record in new.find("people")} == {0}


def test_later_documents_are_refused_and_left_alone(tmp_path: Path, engine: Callable[..., Engine]) -> None:
    later = engine(tmp_path, INDEXES, schema=SCHEMA + 1)
    later.commit(Put("people", "a", {}, 0))
    later.close()
    for writing in (True, False):
        opened = engine(tmp_path, INDEXES, schema=SCHEMA, writing=writing)
        with pytest.raises(Refusal, match="later_documents"):
            Store(opened, all_forms())
        record = opened.get("people", "a")
        assert record is not None
        assert record.schema == SCHEMA + 1
        opened.close()


def test_earlier_documents_are_brought_up_to_date_by_whoever_writes(tmp_path: Path) -> None:
    made = Store.open(tmp_path, all_forms())
    sheet = made.add(small_content(), SECRETARIAT, NOW)
    made.close()
    old = JournalEngine(tmp_path, INDEXES, schema=0)
    puts: list[Change] = [Put(each.kind, each.key, each.body, each.rev) for each in old.outdated()]
    old.commit(*puts)
    old.close()
    with pytest.raises(Refusal, match="earlier_documents"):
        Store.open(tmp_path, all_forms(), writing=False)
    opened = Store.open(tmp_path, all_forms())
    brought = opened.numbered("S31")
    assert brought.values == sheet.values
    after, _ = opened.fill(sheet.key, SATO, NOW, {"activity": "書いた"}, brought.revision)
    assert after.values["activity"] == "書いた"
    opened.close()
    assert Store.open(tmp_path, all_forms(), writing=False).numbered("S31") == after
