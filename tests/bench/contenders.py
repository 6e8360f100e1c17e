"""Those who keep documents, behind one small interface, to be measured side by side."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from tinydb import JSONStorage, TinyDB, where
from tinydb.middlewares import CachingMiddleware

from store.engine import JournalStorage, JournalTable
from store.engine.encode import encode
from store.store import Store
from tests.bench.documents import bodies, contents, forms
from tests.office import NOW, SECRETARIAT

Documents = Sequence[dict[str, Any]]


class Contender(Protocol):
    """Somebody who keeps documents, by their place in what it was given.

    `durable` says whether an update is on the disk when it returns; `journal`, the file whose lines it appends.
    """

    name: str
    durable: bool
    journal: Path | None

    def open(self, n: int) -> None:
        """What comes before an update: somebody looks at the document."""
        ...

    def update(self, n: int, text: str) -> None: ...

    def get(self, n: int) -> object: ...

    def find(self, number: str) -> object: ...

    def close(self) -> None: ...


class Raw:
    """Bytes appended and synced: what a durable write costs on this disk, whoever does it."""

    def __init__(self, folder: Path, line: bytes) -> None:
        self._handle = os.open(folder / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._line = line

    def append(self) -> None:
        os.write(self._handle, self._line)
        os.fdatasync(self._handle)

    def close(self) -> None:
        os.close(self._handle)


class _Tiny:
    """TinyDB's own API."""

    journal: Path | None = None

    def __init__(self, db: TinyDB, documents: Documents) -> None:
        self._db = db
        self._table = db.table("sheets")
        self._ids = self._table.insert_multiple(documents)

    def open(self, n: int) -> None:
        self.get(n)

    def update(self, n: int, text: str) -> None:
        self._table.update({"activity": text}, doc_ids=[self._ids[n]])

    def get(self, n: int) -> object:
        return self._table.get(doc_id=self._ids[n])

    def find(self, number: str) -> object:
        return self._table.search(where("number") == number)

    def close(self) -> None:
        self._db.close()


class StockTiny(_Tiny):
    name, durable = "TinyDB", True

    def __init__(self, folder: Path, count: int) -> None:
        super().__init__(TinyDB(folder / "stock.json", ensure_ascii=False), list(bodies(count)))


class CachingTiny(_Tiny):
    name, durable = "TinyDB + CachingMiddleware", False

    def __init__(self, folder: Path, count: int) -> None:
        cached = CachingMiddleware(JSONStorage)  # type: ignore[no-untyped-call] # TinyDB says no types here
        super().__init__(TinyDB(folder / "caching.json", storage=cached), list(bodies(count)))


class JournalDB(TinyDB):
    """TinyDB with our classes, as anybody would use them."""

    table_class = JournalTable  # type: ignore[assignment] # TinyDB takes any
    default_storage_class = JournalStorage  # type: ignore[assignment] # the same


class JournalTiny(_Tiny):
    name, durable = "TinyDB + JournalStorage", True

    def __init__(self, folder: Path, count: int) -> None:
        self.journal = folder / "tiny.journal"
        db = JournalDB(self.journal, indexes={"sheets": [("number",)]})
        super().__init__(db, list(bodies(count)))
        cast("JournalStorage", db.storage).rest()  # so many at once are folded; what is measured is an ordinary day


class Sqlite:
    """SQLite as one would use it by hand: one row a document, an index on the number."""

    name, durable = "sqlite3 (WAL, FULL)", True
    journal: Path | None = None

    def __init__(self, folder: Path, count: int) -> None:
        self._connection = sqlite3.connect(folder / "plain.sqlite", isolation_level=None, check_same_thread=False)
        run = self._connection.execute
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            run(f"PRAGMA {pragma}")
        run("CREATE TABLE sheets (id INTEGER PRIMARY KEY, number TEXT, body TEXT)")
        run("CREATE INDEX by_number ON sheets (number)")
        run("BEGIN")
        rows = ((n, each["number"], encode(each).decode()) for n, each in enumerate(bodies(count)))
        self._connection.executemany("INSERT INTO sheets VALUES (?, ?, ?)", rows)
        run("COMMIT")

    def open(self, n: int) -> None:
        self.get(n)

    def update(self, n: int, text: str) -> None:
        changed = "UPDATE sheets SET body = json_set(body, '$.activity', ?) WHERE id = ?"
        self._connection.execute(changed, (text, n))

    def get(self, n: int) -> object:
        return self._connection.execute("SELECT body FROM sheets WHERE id = ?", (n,)).fetchone()

    def find(self, number: str) -> object:
        return self._connection.execute("SELECT body FROM sheets WHERE number = ?", (number,)).fetchall()

    def close(self) -> None:
        self._connection.close()


def fill(folder: Path, count: int) -> None:
    """Put so many sheets into a folder, folded as they are on an ordinary day."""
    store, batch = Store.open(folder, forms()), []
    for n, content in enumerate(contents(count, store.forms), 1):
        batch.append(content)
        if len(batch) == 500 or n == count:
            store.add_all(batch, SECRETARIAT, NOW)
            batch = []
    cast("Any", store.engine)._storage.rest()
    store.close()


class Sheets:
    """The store as the commands use it: rules, validation, the event, the indexes.

    Filled by another process, and opened as a bot opens it that is started.
    """

    name, durable = "hyoka's Store", True

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder / "store"
        self.journal: Path | None = self.folder / "documents.journal"
        filling = multiprocessing.get_context("spawn").Process(target=fill, args=(self.folder, count))
        filling.start()
        filling.join()
        self.store = Store.open(self.folder, forms())
        year = self.store.years()[0]
        self.keys = [f"{year}-S{n}" for n in range(1, count + 1)]
        self.seen: dict[int, int] = {}

    def open(self, n: int) -> None:
        sheet = self.store.sheet(self.keys[n])
        sheet.leaves(self.store.form(sheet))  # as the form that is filled in then
        self.seen[n] = sheet.revision

    def update(self, n: int, text: str) -> None:
        # A form knows the revision at which it was shown.
        after, _ = self.store.fill(self.keys[n], SECRETARIAT, NOW, {"activity": text}, self.seen.get(n, 1))
        self.seen[n] = after.revision

    def get(self, n: int) -> object:
        record = self.store.engine.get("sheets", self.keys[n])
        return record and record.body

    def find(self, number: str) -> object:
        return [record.body for record in self.store.engine.find("sheets", number_key=number.casefold())]

    def close(self) -> None:
        self.store.close()
