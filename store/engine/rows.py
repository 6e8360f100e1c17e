"""A record as it stands in the journal: its revision and schema, then the body as it was given."""

from __future__ import annotations

import re

from store.engine.base import Record
from store.refusal import Refusal

_ROW = re.compile(rb'\{"rev":(\d+),"schema":(\d+),"body":')


def row_of(rev: int, schema: int, body: bytes) -> bytes:
    """The row of a body that is JSON."""
    return b'{"rev":%d,"schema":%d,"body":%b}' % (rev, schema, body)


def record_of(kind: str, key: str, row: bytes) -> Record:
    """The record that a row says. Its body isn't read.

    Raises:
        Refusal: it is no row of ours.
    """
    found = _ROW.match(row)
    if found is None:
        raise Refusal("store.foreign", document=f"{kind}/{key}")
    return Record(kind, key, int(found[1]), row[found.end() : -1], int(found[2]))
