"""Reading a whole journal into memory."""

from __future__ import annotations

import gc

from store.engine.journal.reading import Reader
from store.engine.tables import Tables


def load(reader: Reader, tables: Tables) -> None:
    """Bring all that a journal says into tables. Raises as `Reader.read`.

    Meanwhile the collector is spared from looking, again and again, at what is there to stay: a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for ops in reader.read():
            tables.load(ops)
    finally:
        if was_enabled:
            gc.enable()
