"""The store as the commands see it: documents in, documents out, every change with its event."""

from __future__ import annotations

from collections.abc import Mapping

from store.engine import Engine
from store.form import Forms
from store.sheet import Sheet
from store.store.office import OfficeShelf
from store.store.sheets import Clash, SheetShelf

INDEXES: Mapping[str, tuple[str, ...]] = {"sheets": ("year", "number_key", "owner_key"), "events": ("sheet",)}
"""The fields by which documents are found, per kind."""


class Store(SheetShelf, OfficeShelf):
    """All documents. Safe to use from many threads.

    Args:
        engine: where they are kept.
        forms: the form editions that sheets can be written on.
    """

    def __init__(self, engine: Engine, forms: Forms) -> None:
        self.engine = engine
        self.forms = forms
        self._sheets: dict[str, Sheet] = {}

    def close(self) -> None:
        self.engine.close()


__all__ = ["INDEXES", "Clash", "Store"]
