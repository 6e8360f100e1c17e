"""Whatever is done to a TinyDB of ours is done to a stock one too; after every step both are the same."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document

from store.engine import JournalStorage, JournalTable
from tests.store.engine import drawing
from tests.store.engine.test_tables import JournalDB, spoil


class Stock(Storage):
    """TinyDB's JSONStorage, with a text for its file."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text

    def read(self) -> dict[str, dict[str, Any]] | None:
        return json.loads(self.text) if self.text else None

    def write(self, data: Any) -> None:
        self.text = json.dumps(data)


def plain(value: Any) -> str:
    """A value with its types, order and ids: 1, 1.0 and True are three."""

    def tell(each: Any) -> Any:
        if isinstance(each, Document):
            return {"doc_id": each.doc_id, "document": dict(each)}
        return [tell(one) for one in each] if isinstance(each, list) else each

    return json.dumps(tell(value))


class BothDBs(RuleBasedStateMachine):
    """Each rule does one thing to both, and compares what comes of it."""

    tables = st.sampled_from(drawing.TABLES)

    @initialize(
        is_indexed=st.booleans(),
        cache_size=st.sampled_from([-1, 3, None]),
        filled=st.tuples(*(drawing.some_documents for _ in drawing.TABLES)),
    )
    def open(self, is_indexed: bool, cache_size: int | None, filled: tuple[list[Any], ...]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.cache_size = cache_size
        self.indexes = drawing.INDEXED if is_indexed else {}
        self.stock = TinyDB(storage=Stock)
        self.ours = self.opened()
        self.within: AbstractContextManager[Any] | None = None
        for name, documents in zip(drawing.TABLES, filled, strict=True):
            self.insert_multiple(name, documents)

    def opened(self) -> JournalDB:
        self.others: dict[str, JournalTable] = {}
        return JournalDB(self.folder / "documents.journal", indexes=self.indexes)

    def teardown(self) -> None:
        if hasattr(self, "ours"):
            self.end(is_kept=True)
            self.ours.close()
            shutil.rmtree(self.folder)

    # --- doing --------------------------------------------------------------------------------------

    def own(self, name: str, *, other: bool = False) -> Any:
        """Our table of this name; or another object for the same."""
        if other:
            return self.others.setdefault(name, JournalTable(self.ours.storage, name, self.cache_size))
        return self.ours.table(name, cache_size=self.cache_size)

    def theirs(self, name: str) -> Any:
        return self.stock.table(name, cache_size=0)

    def both(self, name: str, do: Callable[[Any], Any], *, other: bool = False, reasons: int = 1) -> bool:
        """Do it to both tables: what they return or raise must be the same. What was returned is spoilt then.

        Where there may be more `reasons` to raise, each may tell the one that it meets first.
        Returns whether it failed.
        """
        ours = outcome(lambda: do(self.own(name, other=other)))
        stock = outcome(lambda: do(self.theirs(name)))
        assert_same(ours, stock, reasons)
        if isinstance(ours, Exception):
            self.share_number(name)
            return True
        spoil(ours)
        return False

    def share_number(self, name: str) -> None:
        """Let stock give the numbers that ours will: see test_tinydb_differences.py."""
        known = self.storage._ids.get(name)
        self.theirs(name)._next_id = None if known is None or self.theirs(name).contains(doc_id=known) else known

    def back(self, name: str, text: str) -> None:
        """Let the stock one's file hold what it held before."""
        assert isinstance(self.stock.storage, Stock)
        self.stock.storage.text = text
        self.theirs(name).clear_cache()

    @property
    def text(self) -> str:
        """What stands in the stock one's file."""
        assert isinstance(self.stock.storage, Stock)
        return self.stock.storage.text

    @property
    def storage(self) -> JournalStorage:
        assert isinstance(self.ours.storage, JournalStorage)
        return self.ours.storage

    # --- writing ------------------------------------------------------------------------------------

    @rule(
        name=tables, document=drawing.documents | drawing.refused | st.sampled_from([[1], "text"]), other=st.booleans()
    )
    def insert(self, name: str, document: Any, other: bool) -> None:
        self.both(name, lambda table: table.insert(document), other=other)

    @rule(name=tables, document=drawing.documents, doc_id=drawing.ids, other=st.booleans())
    def insert_with_its_id(self, name: str, document: Any, doc_id: int, other: bool) -> None:
        self.both(name, lambda table: table.insert(Document(document, doc_id)), other=other)

    @rule(name=tables, documents=drawing.some_documents)
    def insert_multiple(self, name: str, documents: list[Any]) -> None:
        self.both(name, lambda table: table.insert_multiple(each for each in documents))

    @rule(name=tables, documents=drawing.mixed_documents)
    def insert_multiple_with_ids(self, name: str, documents: list[Any]) -> None:
        used = {each.doc_id for each in self.own(name)}
        ours = outcome(lambda: self.own(name).insert_multiple(documents))
        if not isinstance(ours, Exception):  # stock writes over some of them: see test_tinydb_differences.py
            assert len(set(ours) - used) == len(documents)
            documents = [Document(each, doc_id) for each, doc_id in zip(documents, ours, strict=True)]
        before = self.text
        stock = outcome(lambda: self.theirs(name).insert_multiple(documents))
        if isinstance(ours, Exception) and isinstance(stock, list) and len(set(stock)) < len(stock):
            # What stock wrote over left room for an id that ours had given meanwhile. Ours lost nothing by refusing.
            self.back(name, before)
        else:
            assert_same(ours, stock, reasons=2)
        self.share_number(name)

    @rule(name=tables, change=drawing.changes, query=st.none() | drawing.queries, other=st.booleans())
    def update(self, name: str, change: Any, query: Any, other: bool) -> None:
        self.both(name, lambda table: table.update(deepcopy(change), query), other=other, reasons=2)

    @rule(name=tables, change=drawing.changes, doc_ids=st.lists(drawing.ids, max_size=4))
    def update_by_ids(self, name: str, change: Any, doc_ids: list[int]) -> None:
        self.both(name, lambda table: table.update(deepcopy(change), doc_ids=doc_ids))

    @rule(name=tables, pairs=st.lists(st.tuples(drawing.changes, drawing.queries), max_size=3))
    def update_multiple(self, name: str, pairs: Any) -> None:
        self.both(name, lambda table: table.update_multiple([(deepcopy(change), query) for change, query in pairs]))

    @rule(name=tables, document=drawing.documents | drawing.refused, query=st.none() | drawing.queries)
    def upsert(self, name: str, document: Any, query: Any) -> None:
        before = self.text
        if self.both(name, lambda table: table.upsert(document, query), reasons=2):
            self.stock.storage.write(
                json.loads(before or "{}")
            )  # stock leaves an empty table: see test_tinydb_differences.py

    @rule(name=tables, document=drawing.documents, doc_id=drawing.ids)
    def upsert_with_its_id(self, name: str, document: Any, doc_id: int) -> None:
        self.both(name, lambda table: table.upsert(Document(document, doc_id)))

    @rule(name=tables, query=st.none() | drawing.queries, other=st.booleans())
    def remove(self, name: str, query: Any, other: bool) -> None:
        self.both(name, lambda table: table.remove(query), other=other)

    @rule(name=tables, doc_ids=st.lists(drawing.ids, max_size=3))
    def remove_by_ids(self, name: str, doc_ids: list[int]) -> None:
        self.both(name, lambda table: table.remove(doc_ids=doc_ids))

    @rule(name=tables, how=st.sampled_from(["truncate", "drop", "drop all", "begin empty"]))
    def empty(self, name: str, how: str) -> None:
        missing = set(drawing.TABLES) - self.ours.tables()
        for db, keeps in ((self.ours, self.cache_size), (self.stock, 0)):
            if how == "truncate":
                db.table(name, cache_size=keeps).truncate()
            elif how == "drop":
                db.drop_table(name)
            elif how == "drop all":
                db.drop_tables()
            else:
                db._tables.pop(name, None)
                db.table(name, cache_size=keeps, persist_empty=True)
        for each in missing:  # stock forgets what numbers it gave to what it then refused
            self.share_number(each)

    # --- reading ------------------------------------------------------------------------------------

    @rule(name=tables, query=drawing.queries, other=st.booleans())
    def find(self, name: str, query: Any, other: bool) -> None:
        for _ in range(2):  # the second time from the cache
            self.both(name, lambda table: table.search(query), other=other)
            self.both(name, lambda table: [table.get(query), table.contains(query), table.count(query)], other=other)

    @rule(name=tables, doc_id=drawing.ids, doc_ids=st.lists(drawing.ids, max_size=3))
    def look_up(self, name: str, doc_id: int, doc_ids: list[int]) -> None:
        self.both(name, lambda table: [table.get(doc_id=doc_id), table.contains(doc_id=doc_id)])
        self.both(name, lambda table: table.get(doc_ids=doc_ids))
        self.both(name, lambda table: table.get())
        self.both(name, lambda table: table.contains())

    @invariant()
    def is_the_same(self) -> None:
        if not hasattr(self, "ours"):
            return
        assert self.ours.tables() == self.stock.tables()
        for name in drawing.TABLES:
            self.both(name, lambda table: [len(table), *table])
            self.both(name, lambda table: [table.search(query) for query in drawing.ALWAYS], other=True)
        read = self.storage.read()
        assert plain({name: (read or {})[name] for name in self.stock.storage.read() or {}}) == (
            plain(self.stock.storage.read() or {})
        )
        spoil(read)

    # --- between ------------------------------------------------------------------------------------

    @precondition(lambda self: self.within is None)
    @rule()
    def open_again(self) -> None:
        self.ours.close()
        self.ours = self.opened()
        text = self.text
        self.stock = TinyDB(storage=lambda: Stock(text))

    @precondition(lambda self: self.within is None)
    @rule()
    def fold(self) -> None:
        self.storage._folding.fold()

    @precondition(lambda self: self.within is None)
    @rule()
    def begin(self) -> None:
        self.before = self.text
        self.within = self.storage.transaction()
        self.within.__enter__()

    @precondition(lambda self: self.within is not None)
    @rule(is_kept=st.booleans())
    def end(self, is_kept: bool) -> None:
        if self.within is None:
            return
        within, self.within = self.within, None
        if is_kept:
            within.__exit__(None, None, None)
            return
        error = KeyboardInterrupt()
        assert not within.__exit__(KeyboardInterrupt, error, None)
        self.stock.storage.text = self.before  # type: ignore[attr-defined] # it is our Stock
        for name in drawing.TABLES:
            self.share_number(name)


def outcome(do: Callable[[], Any]) -> Any:
    """What it returns, or the exception that it raises."""
    try:
        return do()
    except Exception as error:
        return error


def assert_same(ours: Any, stock: Any, reasons: int = 1) -> None:
    """The same values; of exceptions, the same kind unless there may be several reasons."""
    if isinstance(stock, Exception) and isinstance(ours, Exception):
        assert reasons > 1 or isinstance(ours, type(stock)), (ours, stock)
    else:
        assert not isinstance(stock, Exception), (ours, stock)
        assert not isinstance(ours, Exception), (ours, stock)
        assert plain(ours) == plain(stock)


TestBothDBs = BothDBs.TestCase
TestBothDBs.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
