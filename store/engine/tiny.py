"""The engine on TinyDB: documents in memory, the whole file rewritten for each commit.

Simple and safe, and O(all documents) for each write: it serves an office while it is small, and the tests.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, assert_never

from tinydb import TinyDB

from store.engine.base import Change, Check, Conflict, Put, Record, Remove
from store.engine.file import WholeFileStorage
from store.engine.lock import Lock

_FILE = "documents.json"


class TinyEngine:
    """Keeps records in `folder`; `indexes` names, per kind, the fields of a body to find by.

    A reading engine (`writing=False`) takes no lock and sees the documents as they stood when it was opened.

    Raises:
        Refusal: another process writes there, or the file is damaged.
    """

    def __init__(self, folder: Path, indexes: Mapping[str, tuple[str, ...]], *, writing: bool = True) -> None:
        if writing:
            folder.mkdir(parents=True, exist_ok=True)
        self._guard = threading.RLock()
        self._lock = Lock(folder) if writing else None
        self._indexes = indexes
        self._db = TinyDB(folder / _FILE, storage=WholeFileStorage)
        self._tables: dict[str, dict[str, Any]] = self._db.storage.read() or {}
        self._found: dict[tuple[str, str], dict[Any, set[str]]] = defaultdict(lambda: defaultdict(set))
        for kind, table in self._tables.items():
            for key, row in table.items():
                self._index(kind, key, row["body"])

    def get(self, kind: str, key: str) -> Record | None:
        with self._guard:
            row = self._tables.get(kind, {}).get(key)
            return row and Record(kind, key, row["rev"], row["body"])

    def find(self, kind: str, **fields: Any) -> Iterator[Record]:
        with self._guard:
            rows = self._tables.get(kind, {})
            keys: set[str] | None = None
            for field, value in fields.items():
                if field not in self._indexes.get(kind, ()):
                    raise KeyError(f"{kind} is not indexed by {field}")
                having = self._found[kind, field].get(value, set())
                keys = set(having) if keys is None else keys & having
            chosen = sorted(rows if keys is None else keys)
            records = [Record(kind, key, rows[key]["rev"], rows[key]["body"]) for key in chosen]
        return iter(records)

    def commit(self, *changes: Change) -> None:
        if self._lock is None:
            raise RuntimeError("opened for reading")
        with self._guard:
            touched: set[tuple[str, str]] = set()
            for change in changes:
                record = self.get(change.kind, change.key)
                if (record.rev if record else 0) != change.expected or (change.kind, change.key) in touched:
                    raise Conflict(change)
                if not isinstance(change, Check):
                    touched.add((change.kind, change.key))
            # A table is copied before it changes: where the write fails, memory still is what the disk holds.
            tables = self._tables | {each.kind: dict(self._tables.get(each.kind, {})) for each in changes}
            for change in changes:
                match change:
                    case Put():
                        tables[change.kind][change.key] = {
                            "rev": change.expected + 1,
                            "body": dict(change.body),
                        }
                    case Remove():
                        tables[change.kind].pop(change.key, None)
                    case Check():
                        pass
                    case _:
                        assert_never(change)
            self._db.storage.write(tables)
            before, self._tables = self._tables, tables
            for change in changes:
                self._reindex(change, before)

    def close(self) -> None:
        with self._guard:
            self._db.close()
            if self._lock is not None:
                self._lock.close()

    def _reindex(self, change: Change, before: Mapping[str, Mapping[str, Any]]) -> None:
        if isinstance(change, Check):
            return
        old = before.get(change.kind, {}).get(change.key)
        for field in self._indexes.get(change.kind, ()):
            if old is not None:
                self._found[change.kind, field][old["body"].get(field)].discard(change.key)
        if isinstance(change, Put):
            self._index(change.kind, change.key, change.body)

    def _index(self, kind: str, key: str, body: Mapping[str, Any]) -> None:
        for field in self._indexes.get(kind, ()):
            self._found[kind, field][body.get(field)].add(key)
