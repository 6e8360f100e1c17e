"""The engine on SQLite: one file, a row for each document, and several processes may write at once."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, assert_never

from store.engine.base import Change, Check, Conflict, Put, Record, Remove
from store.engine.encode import encode
from store.engine.journal.disk import Disk
from store.refusal import Refusal
from store.text import Text

_FILE = "documents.sqlite"
_PATIENCE = 60.0
"""Seconds to wait for another process that is writing. Far beyond any commit: it holds no user's code."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS documents (kind TEXT NOT NULL, key TEXT NOT NULL, rev INTEGER NOT NULL, "
    "schema INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key))",
    'CREATE INDEX IF NOT EXISTS "by schema" ON documents (schema, kind, key)',
)
_EXISTS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'documents'"
_RECORD = "SELECT kind, key, rev, CAST(body AS BLOB), schema FROM documents WHERE kind = "
_REV = "SELECT rev FROM documents WHERE kind = ? AND key = ?"
_PUT = (
    "INSERT INTO documents (kind, key, rev, schema, body) VALUES (?, ?, ?, ?, CAST(? AS TEXT)) "
    "ON CONFLICT (kind, key) DO UPDATE SET rev = excluded.rev, schema = excluded.schema, body = excluded.body"
)
_REMOVE = "DELETE FROM documents WHERE kind = ? AND key = ?"
# `schema <> ?` would look at every document, and so would an order that an index of all of them has.
_OUTDATED = "SELECT kind, key FROM documents WHERE schema < :schema OR schema > :schema ORDER BY +kind, +key"

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PROBLEMS = {
    sqlite3.SQLITE_FULL: "store.problem_full",
    sqlite3.SQLITE_READONLY: "store.problem_read_only",
}
"""What a person can mend. https://www.sqlite.org/rescode.html"""


class SqliteEngine:
    """Keeps records in `documents.sqlite` in `folder`; `indexes` names, per kind, the fields of a body to find by.

    Documents are read through one connection and written through another, so that nobody who reads waits for the
    disk of somebody who writes. Each stays with one thread at a time.

    A reading engine (`writing=False`) follows what others commit. It writes no document and makes no file: where
    there is none yet, it is empty.

    Raises:
        Refusal: the file is damaged or no database, or the folder can't be written; nothing is touched.
    """

    def __init__(
        self, folder: Path, indexes: Mapping[str, tuple[str, ...]], *, schema: int = 0, writing: bool = True
    ) -> None:
        self.schema = schema
        self.writing = writing
        self._folder = folder
        self._indexes = indexes
        self._read_guard = threading.Lock()
        self._write_guard = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._closed = False
        self._writer = self._open_to_write() if writing else None

    def get(self, kind: str, key: str) -> Record | None:
        rows = self._read(f"{_RECORD} ? AND key = ?", kind, key)
        return Record(*rows[0]) if rows else None

    def find(self, kind: str, **fields: Any) -> Iterator[Record]:
        for field in fields:
            if field not in self._indexes.get(kind, ()):
                raise KeyError(f"{kind} is not indexed by {field}")
        # The kind stands in the words, for SQLite to see that the indexes of this kind may serve.
        sought = "".join(f" AND {_extract(field)} IS json_extract(?, '$[0]')" for field in fields)
        rows = self._read(f"{_RECORD} {_quoted(kind)} {sought} ORDER BY key", *(encode([v]) for v in fields.values()))
        records = (Record(*row) for row in rows)
        return (each for each in records if all(_same(each.body.get(name), fields[name]) for name in fields))

    def commit(self, *changes: Change) -> None:
        if self._writer is None:
            raise RuntimeError("opened for reading")
        bodies = [encode(dict(change.body)) if isinstance(change, Put) else b"" for change in changes]
        with self._write_guard, self._telling(), _transaction(self._writer) as writer:
            _require_expected(writer, changes)
            for change, body in zip(changes, bodies, strict=True):
                match change:
                    case Put():
                        writer.execute(_PUT, (change.kind, change.key, change.expected + 1, self.schema, body))
                    case Remove():
                        writer.execute(_REMOVE, (change.kind, change.key))
                    case Check():
                        pass
                    case _:
                        assert_never(change)

    def outdated(self) -> Iterator[Record]:
        for kind, key in self._read(_OUTDATED, schema=self.schema):
            record = self.get(kind, key)  # one at a time: it may be all that there is
            if record is not None and record.schema != self.schema:
                yield record

    def keep_copy(self, name: str) -> Path:
        copy = Disk().free(self._folder / f"{_FILE}.{name}")
        with self._read_guard, self._telling():
            self._connect("ro").execute("VACUUM INTO ?", (str(copy),)).connection.close()
        return copy

    def close(self) -> None:
        with self._write_guard, self._read_guard:
            self._closed = True
            # The one that writes goes last: it folds the log into the file and removes it.
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()

    def _open_to_write(self) -> sqlite3.Connection:
        with self._telling():
            self._folder.mkdir(parents=True, exist_ok=True)
            with _alone(self._folder):
                writer = self._connect("rwc")
                try:
                    self._prepare(writer)
                except BaseException:
                    writer.close()
                    raise
        return writer

    def _prepare(self, writer: sqlite3.Connection) -> None:
        # Damage is told before anybody builds on it; 0.02 s for 10,000 documents that the cache holds.
        if writer.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise self._damaged()
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA synchronous = FULL")  # durable when `commit` returns
        indexes = [_index(kind, field) for kind, fields in self._indexes.items() for field in fields]
        with _transaction(writer):
            for statement in (*_TABLE, *indexes):
                writer.execute(statement)

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"{(self._folder / _FILE).absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)

    def _read(self, statement: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
        """All rows at once: they are of one moment, and no cursor is left open that would keep the log from folding."""
        with self._read_guard, self._telling():
            if self._closed:
                raise RuntimeError("closed")
            if self._reader is None:
                self._reader = self._open_to_read()
            return self._reader.execute(statement, named or values).fetchall() if self._reader else []

    def _open_to_read(self) -> sqlite3.Connection | None:
        """None while nobody has written anything there yet."""
        if not (self._folder / _FILE).exists():
            return None
        with _alone(self._folder):
            reader = self._connect("ro")
            there = False
            try:
                there = bool(reader.execute(_EXISTS).fetchone())
            finally:
                if not there:
                    reader.close()
        return reader if there else None

    def _damaged(self) -> Refusal:
        return Refusal("store.damaged", file=str(self._folder / _FILE), line=1)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell a person what the disk or the file can't do; a fault of ours stays what it is."""
        try:
            yield
        except OSError as error:
            raise self._unwritable("store.problem_other", error) from error
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF  # its kind, without the detail
            if code in _DAMAGED or "malformed JSON" in str(error):
                raise self._damaged() from error
            if isinstance(error, sqlite3.ProgrammingError) or code == sqlite3.SQLITE_ERROR:
                raise
            raise self._unwritable(_PROBLEMS.get(code, "store.problem_other"), error) from error

    def _unwritable(self, problem: str, error: Exception) -> Refusal:
        told = Text.of(problem, error=str(error))
        return Refusal("store.unwritable", folder=str(self._folder), problem=told)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Open one after the other: SQLite fails, and doesn't wait, where two turn a new file to its log (WAL) at once."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")  # the right to write, before anything is read that the outcome rests on
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _require_expected(connection: sqlite3.Connection, changes: tuple[Change, ...]) -> None:
    written: set[tuple[str, str]] = set()
    for change in changes:
        place = (change.kind, change.key)
        (rev,) = connection.execute(_REV, place).fetchone() or (0,)
        again = not isinstance(change, Check) and place in written
        if rev != change.expected or again:
            raise Conflict(change)
        if not isinstance(change, Check):
            written.add(place)


def _index(kind: str, field: str) -> str:
    """SQLite keeps the index itself, from the body: the two can't disagree, whoever writes."""
    name = '"' + f"{kind} by {field}".replace('"', '""') + '"'
    return f"CREATE INDEX IF NOT EXISTS {name} ON documents ({_extract(field)}, key) WHERE kind = {_quoted(kind)}"


def _extract(field: str) -> str:
    """A field that is missing is NULL, as one that is null."""
    path = f'$."{field}"'
    return f"json_extract(body, {_quoted(path)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _same(value: Any, sought: Any) -> bool:
    """SQLite narrows the search and this decides: to SQLite true is 1, and a text ends at its first NUL."""
    return bool(value == sought) and isinstance(value, bool) == isinstance(sought, bool)
