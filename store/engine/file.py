"""A TinyDB storage whose file is always whole: written beside, synced, then renamed into place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson
from tinydb.storages import Storage

from store.refusal import Refusal


class WholeFileStorage(Storage):
    """Keeps TinyDB's tables in one JSON file.

    A reader, or a process that starts after a crash, sees the file of before or of after a write, never a mixture.

    Raises:
        Refusal: the file can't be read as JSON, or isn't one of ours; nothing is touched.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            tables = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise Refusal("store.damaged", file=str(self.path), line=error.lineno) from error
        if not _are_tables(tables):
            raise Refusal("store.damaged", file=str(self.path), line=1)
        return tables  # type: ignore[no-any-return]

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        beside = self.path.with_suffix(".writing")
        with beside.open("wb") as file:
            file.write(orjson.dumps(data))
            file.flush()
            os.fdatasync(file.fileno())
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _are_tables(read: Any) -> bool:
    if not isinstance(read, dict) or not all(isinstance(table, dict) for table in read.values()):
        return False
    rows = [row for table in read.values() for row in table.values()]
    return all(isinstance(row, dict) and isinstance(row.get("rev"), int) and "body" in row for row in rows)
