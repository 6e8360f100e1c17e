"""The store as the commands see it: documents in, documents out, every change with its event."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from pathlib import Path

from store.engine import Engine, JournalEngine
from store.form import Forms
from store.sheet import Sheet
from store.store.claims import ClaimShelf
from store.store.deadlines import DeadlineShelf
from store.store.drafts import DraftShelf
from store.store.evidence import EvidenceShelf
from store.store.history import UNDONE, HistoryShelf
from store.store.migrations import SCHEMA, migrate
from store.store.search import Folded, Hit, SearchShelf
from store.store.sheets import Clash
from store.store.shelf import Named
from store.store.staffing import StaffingShelf
from store.store.subscriptions import SubscriptionShelf
from store.store.told import ToldShelf
from store.store.years import YearShelf

INDEXES: Mapping[str, tuple[str, ...]] = {
    "sheets": ("year", "number_key"),
    "events": ("sheet",),
    "office_events": ("about",),
    "notes": ("sheet", "source"),
    "posts": ("unsent", "series", "to"),
}
"""The fields by which documents are found, per kind."""


class Store(
    SearchShelf,
    YearShelf,
    EvidenceShelf,
    HistoryShelf,
    DraftShelf,
    ClaimShelf,
    SubscriptionShelf,
    StaffingShelf,
    DeadlineShelf,
    ToldShelf,
):
    """All documents. Safe to use from many threads.

    Args:
        engine: where they are kept; made with this module's `INDEXES` and `SCHEMA`.
        forms: the form editions that sheets can be written on.

    Raises:
        Refusal: the documents are of a later version of the program, or of an earlier one and can only be read.
    """

    def __init__(self, engine: Engine, forms: Forms) -> None:
        migrate(engine)
        super().__init__()
        self.engine = engine
        self.forms = forms
        self._sheets: OrderedDict[str, Sheet] = OrderedDict()
        self._introduced: set[str] = set()
        self._texts: dict[str, Folded] = {}

    @classmethod
    def open(cls, folder: Path, forms: Forms, *, writing: bool = True, secretariat: Collection[str] = ()) -> Store:
        """The store of a folder; `secretariat` are the user ids that belong to it whatever the documents say.

        Raises:
            Refusal: another process writes there, or what it holds is damaged; and as above.
            OSError: the folder can't be used.
        """
        store = cls(JournalEngine(folder, INDEXES, schema=SCHEMA, writing=writing), forms)
        store.appointed = frozenset(secretariat)
        return store

    def close(self) -> None:
        self.engine.close()


__all__ = ["INDEXES", "SCHEMA", "UNDONE", "Clash", "Hit", "Named", "Store"]
