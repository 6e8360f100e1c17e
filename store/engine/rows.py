"""A record as it stands in the journal: its revision and schema, then the body as it was given."""

from __future__ import annotations

import re

from store.engine.base import Body, Record
from store.engine.encode import encode
from store.refusal import Refusal

_ROW = re.compile(rb'\{"rev":(\d+),"schema":(\d+),"body":')


def row_of(rev: int, schema: int, body: Body) -> bytes:
    """The row of a body. Raises as `encode`."""
    # Copied: what the encoder gives back began as twice that much, and leaves a hole behind it in memory.
    return bytes(memoryview(encode({"rev": rev, "schema": schema, "body": body})))


def rev_of(kind: str, key: str, row: bytes | None) -> int:
    """The revision that a row says, 0 where there is none. Raises as `record_of`."""
    return 0 if row is None else int(_matched(kind, key, row)[1])


def record_of(kind: str, key: str, row: bytes) -> Record:
    """The record that a row says. Its body isn't read.

    Raises:
        Refusal: it is no row of ours.
    """
    found = _matched(kind, key, row)
    return Record(kind, key, int(found[1]), memoryview(row)[found.end() : -1], int(found[2]))


def _matched(kind: str, key: str, row: bytes) -> re.Match[bytes]:
    found = _ROW.match(row)
    if found is None:
        raise Refusal("store.foreign", document=f"{kind}/{key}")
    return found
