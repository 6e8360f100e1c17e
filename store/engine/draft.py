"""What one transaction writes, over the tables as they stand. Nobody else sees it until it is applied."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

from store.engine.journal.lines import Op
from store.engine.tables import Index, Path, Rows, Step, Tables, Taken, is_claimable


class TableDraft:
    """One table as a transaction sees it."""

    def __init__(self, base: Rows, steps: list[Step]) -> None:
        self._base = base
        self._steps = steps
        self._has_unique = any(index.unique for index in base.indexes.values())
        self.start_over()

    def start_over(self) -> None:
        """Be the table as it stands."""
        self._new = Rows(self._base.name)
        self._is_indexed = False
        self._gone: set[str] = set()
        self._unchecked: set[str] = set()

    def __len__(self) -> int:
        new = sum(not self._is_standing(key) for key in self._new.rows)
        return len(self._base) - sum(key in self._base.rows for key in self._gone) + new

    def get(self, key: str) -> bytes | None:
        """The document's JSON."""
        return self._new.get(key) or (None if key in self._gone else self._base.get(key))

    def items(self) -> list[tuple[str, bytes]]:
        """All keys and documents, in the order of the table."""
        # A list of the keys: what others wrote may be taken back under our eyes; this transaction will be refused then.
        standing = ((key, self.get(key)) for key in list(self._base.rows) if key not in self._gone)
        new = ((key, doc) for key, doc in self._new.items() if not self._is_standing(key))
        return [(key, doc) for key, doc in (*standing, *new) if doc is not None]

    def candidates(self, field: Path, value: Any, *, exact: bool) -> list[tuple[str, bytes]] | None:
        """All that hold the value in this field, in the order of the table; unless `exact`, maybe others too. None
        where no index knows."""
        index = self._base.indexes.get(field)
        if index is None:
            return None
        standing = [key for key in index.ids(value, exact=exact) if self._is_untouched(key)]
        drafted = self._indexed().indexes[field].ids(value, exact=exact)
        rows = ((key, self.get(key)) for key in sorted([*standing, *drafted], key=self._place))
        return [(key, doc) for key, doc in rows if doc is not None]

    def put(self, key: str, doc: bytes, document: Any = None) -> None:
        """Write it."""
        self._new.put(key, doc, document)
        if self._has_unique:
            self._unchecked.add(key)
        self._steps.append(Step(Op("put", self._base.name, key, doc), document))

    def remove(self, key: str) -> None:
        self._new.put_back(key, None)
        self._gone.add(key)
        self._steps.append(Step(Op("remove", self._base.name, key)))

    def clear(self, *, keep: bool) -> None:
        """Remove all; `keep` says whether the empty table stays."""
        self.start_over()
        self._gone |= set(self._base.rows)
        self._steps.append(Step(Op("drop", self._base.name)))
        if keep:
            self.create()

    def create(self) -> None:
        """Let there be a table, if it is an empty one."""
        self._steps.append(Step(Op("create", self._base.name)))

    def require_unique(self) -> None:
        """Raises Taken where what was written since the last time holds what another document holds alone."""
        if not self._unchecked:
            return
        new = self._indexed()
        for key in self._unchecked & set(new.rows):
            for index, value in zip(self._base.indexes.values(), new.rows[key].found, strict=True):
                if index.unique and is_claimable(value):
                    holders = set(filter(self._is_untouched, index.ids(value, exact=True)))
                    if holders | new.indexes[index.field].ids(value, exact=True) > {key}:
                        raise Taken(self._base.name, index.field, value)
        self._unchecked.clear()

    def _indexed(self) -> Rows:
        """What is new, with the table's indexes: made when they are first asked for, which few transactions do."""
        if not self._is_indexed:
            indexes = [Index(each.field, unique=each.unique) for each in self._base.indexes.values()]
            plain, self._new = self._new, Rows(self._base.name, indexes)
            for key, row in sorted(plain.rows.items(), key=lambda item: item[1].place):
                self._new.put(key, row.doc)
            self._is_indexed = True
        return self._new

    def _is_standing(self, key: str) -> bool:
        """Whether it has its place among those that stand."""
        return key in self._base.rows and key not in self._gone

    def _is_untouched(self, key: str) -> bool:
        return key not in self._new.rows and key not in self._gone

    def _place(self, key: str) -> tuple[float, int]:
        new = self._new.rows.get(key)
        return self._base.rows[key].place if self._is_standing(key) else inf, new.place if new else 0


class Draft:
    """A transaction under way. The thread that writes it holds the storage's lock for writing."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._drafts: dict[str, TableDraft] = {}
        self._names = dict.fromkeys(tables.tables)
        self._named = 0
        self.steps: list[Step] = []

    def table(self, name: str) -> TableDraft:
        """The table as this transaction sees it. Raises TypeError where its name is no text."""
        if not isinstance(name, str):
            raise TypeError(f"a table's name is text, not {name!r}")
        draft = self._drafts.get(name)
        if draft is None:
            draft = self._drafts[name] = TableDraft(self._tables.rows(name), self.steps)
        return draft

    def names(self) -> Collection[str]:
        """The tables that there would be."""
        for step in self.steps[self._named :]:
            if step.op.what == "drop":
                self._names.pop(step.op.table, None)
            else:
                self._names[step.op.table] = None
        self._named = len(self.steps)
        return self._names.keys()

    def require_unique(self) -> None:
        """Raises Taken where two documents of a table hold what only one may hold."""
        for each in self._drafts.values():
            each.require_unique()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is written within is written as a whole: where it fails, the transaction is as it was before.

        Raises:
            Taken: at its end, two documents of a table hold what only one may hold. (They may within, so that two can
                swap what they hold.)
        """
        begin = len(self.steps)
        try:
            yield
            self.require_unique()
        except BaseException:
            self._take_back(begin)
            raise

    def _take_back(self, begin: int) -> None:
        """Forget all steps from this one on."""
        again = self.steps[:begin]
        self.steps.clear()
        self._names = dict.fromkeys(self._tables.tables)
        self._named = 0
        for each in self._drafts.values():
            each.start_over()
        for (what, name, key, doc), document in again:
            table = self.table(name)
            if what == "put":
                table.put(key, doc, document)
            elif what == "remove":
                table.remove(key)
            elif what == "drop":
                table.clear(keep=False)
            else:
                table.create()
