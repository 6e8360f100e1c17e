"""A plugin of pytest for TinyDB's own tests: ours stand where theirs did, under their names.

`python -m pytest <the suite> -p tests.store.engine.in_place`; with `--memory-too`, the tests that TinyDB runs on memory
run on a journal as well, and none but these.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import tinydb.storages
import tinydb.table

from store.engine import JournalStorage, JournalTable

FILE = "is about JSONStorage's file itself: "

NOT_OURS = {
    "test_storages.py::test_json": FILE + "it takes any JSON; a journal takes tables of documents",
    "test_storages.py::test_json_kwargs": FILE + "its indentation and order of keys",
    "test_storages.py::test_create_dirs": FILE + "nothing stands beside it; a journal has its lock there",
    "test_storages.py::test_encoding": FILE + "its encoding; a journal is UTF-8",
    "test_storages.py::test_json_invalid_mode_warning": FILE + "a mode that empties it; a journal refuses to",
    "test_middlewares.py::test_caching_json_write": FILE + "its handle, which is looked at after closing",
}
"""Tests of the suite that must fail on a journal, and why."""


class JSONStorage(JournalStorage):
    """A journal in its place. Two tests hand `ensure_ascii` through to `json`, and are about something else."""

    def __init__(self, path: str, *, ensure_ascii: bool = False, **options: Any) -> None:
        assert not ensure_ascii
        super().__init__(path, **options)


class MemoryStorage(JournalStorage):
    """A journal in its place: in a folder of its own, which is gone with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        super().__init__(Path(self._folder.name) / "test.db")


class Table(JournalTable):
    """Our table. TinyDB keeps a query cache by default, and its tests look at it."""

    default_query_cache_capacity = 10


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--memory-too", action="store_true")


def pytest_configure(config: pytest.Config) -> None:
    replaced = [JSONStorage, *([MemoryStorage] if config.getoption("--memory-too") else [])]
    for storage in replaced:
        storage.__module__ = "tinydb.storages"  # a test reads how it prints
        for module in (tinydb, tinydb.storages):
            setattr(module, storage.__name__, storage)
    tinydb.TinyDB.default_storage_class = JSONStorage  # type: ignore[assignment] # a journal is no JSONStorage
    for owner, name in ((tinydb.TinyDB, "table_class"), (tinydb.table, "Table")):
        setattr(owner, name, Table)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    names = {item.nodeid.rpartition("/")[2]: item for item in items}
    if unknown := set(NOT_OURS) - set(names):
        raise pytest.UsageError(f"the suite has no such tests: {unknown}")
    for name, reason in NOT_OURS.items():
        names[name].add_marker(pytest.mark.xfail(reason=reason, strict=True))
    if config.getoption("--memory-too"):
        items[:] = [item for item in items if "[memory" in item.name]
