"""The file of the version before the journal: one JSON file with all documents, rewritten for each save.

    {"sheets": {"2020-S27": {"rev": 3, "body": {…}}}, "people": {…}}

It is taken over once, by whoever opens its folder to write. Until the journal has its name, nothing has happened; from
then on the old file only waits for its new name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from store.engine.folder import FILE, OLD_FILE
from store.engine.journal.disk import Disk
from store.engine.journal.journal import write_new
from store.engine.journal.lines import Op
from store.engine.journal.reading import Reader
from store.engine.rows import row_of
from store.refusal import Refusal

_SCHEMA = 0
"""Of all documents in such a file."""


def take_over(folder: Path, disk: Disk) -> Path | None:
    """Bring what an old file holds into a journal; returns where the old file is kept, None where none was taken over.

    An old file beside a journal without a commit was taken over before a crash, and only gets its new name. Beside
    any other it is none of ours: somebody went back to the old version for a while. The caller holds the lock.

    Raises:
        Refusal: the old file is damaged. Nothing is touched.
        OSError: the journal can't be written, or the old file not be renamed: opening again goes on from there.
    """
    old, journal = folder / OLD_FILE, folder / FILE
    if not old.is_file():
        return None
    if not disk.size(journal):
        write_new(journal, read(old), disk)
    elif _has_commits(journal, disk):
        return None
    return set_aside(folder, "before-journal", disk)


def set_aside(folder: Path, why: str, disk: Disk) -> Path | None:
    """Give an old file a name under which nobody takes it over; returns it, None where there is no old file."""
    old = folder / OLD_FILE
    if not old.is_file():
        return None
    kept, n = old.with_name(f"{old.name}.{why}"), 1
    while kept.exists():
        n += 1
        kept = old.with_name(f"{old.name}.{why}-{n}")
    disk.rename(old, kept)
    disk.sync_folder(folder)
    return kept


def require_taken_over(folder: Path) -> None:
    """Raises Refusal where all that stands there is an old file: whoever only reads doesn't take it over."""
    if (folder / OLD_FILE).is_file() and not (folder / FILE).exists():
        raise Refusal("store.not_yet_taken_over", folder=str(folder), file=OLD_FILE)


def read(old: Path) -> list[Op]:
    """What an old file holds.

    Raises:
        Refusal: it is no JSON, or JSON of something else; the sentence names the line.
        OSError: it can't be read.
    """
    try:
        tables = orjson.loads(old.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Refusal("store.damaged", file=str(old), line=error.lineno) from error
    if not _are_tables(tables):
        raise Refusal("store.damaged", file=str(old), line=1)
    return [
        Op("put", kind, key, row_of(row["rev"], _SCHEMA, row["body"]))
        for kind, table in tables.items()
        for key, row in table.items()
    ]


def _are_tables(read: Any) -> bool:
    if not isinstance(read, dict) or not all(isinstance(table, dict) for table in read.values()):
        return False
    rows = [row for table in read.values() for row in table.values()]
    return all(
        isinstance(row, dict) and type(row.get("rev")) is int and row["rev"] > 0 and isinstance(row.get("body"), dict)
        for row in rows
    )


def _has_commits(journal: Path, disk: Disk) -> bool:
    reader = Reader(journal, disk)
    for _ in reader.read():
        pass
    return reader.n > 0
