"""What one transaction writes, over the tables as they stand. Nobody else sees it until it is applied."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from store.engine.encode import decode
from store.engine.journal.lines import Op
from store.engine.tables import Path, Rows, Step, Tables, Taken, is_claimable


class TableDraft:
    """One table as a transaction sees it."""

    def __init__(self, base: Rows, steps: list[Step]) -> None:
        self._base = base
        self._steps = steps
        self._docs: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._held: dict[tuple[Path, Any], str] = {}

    def __len__(self) -> int:
        return len(self.items())

    def get(self, key: str) -> bytes | None:
        """The document's JSON."""
        if key in self._docs:
            return self._docs[key]
        row = None if key in self._gone else self._base.rows.get(key)
        return row.doc if row else None

    def items(self) -> list[tuple[str, bytes]]:
        """All keys and documents, in the order of the table."""
        # A list of the keys: what others wrote may be taken back under our eyes; this transaction will be refused then.
        standing = ((key, self.get(key)) for key in list(self._base.rows) if key not in self._gone)
        new = ((key, doc) for key, doc in self._docs.items() if key in self._gone or key not in self._base.rows)
        return [(key, doc) for key, doc in (*standing, *new) if doc is not None]

    def candidates(self, field: Path, value: Any, *, exact: bool) -> list[tuple[str, bytes]] | None:
        """All that hold the value in this field, in the order of the table; unless `exact`, maybe others too. None
        where no index knows."""
        index = self._base.indexes.get(field)
        if index is None:
            return None
        found = index.ids(value, exact=exact)
        standing = [key for key in found if key not in self._docs and key not in self._gone]
        drafted = [key for key, doc in self._docs.items() if not exact or index.of(decode(doc)) == value]
        rows = ((key, self.get(key)) for key in sorted([*standing, *drafted], key=self._place))
        return [(key, doc) for key, doc in rows if doc is not None]

    def put(self, key: str, doc: bytes) -> None:
        """Write it. Raises Taken where it holds what only one may hold."""
        is_claiming = any(index.unique for index in self._base.indexes.values())
        document = decode(doc) if is_claiming else None
        self._require_free(key, document)
        self._docs[key] = doc
        self._steps.append(Step(Op("put", self._base.name, key, doc), document))

    def remove(self, key: str) -> None:
        self._docs.pop(key, None)
        self._gone.add(key)
        self._steps.append(Step(Op("remove", self._base.name, key)))

    def clear(self, *, keep: bool) -> None:
        """Remove all; `keep` says whether the empty table stays."""
        self._gone |= set(self._base.rows)
        self._docs.clear()
        self._held.clear()
        self._steps.append(Step(Op("drop", self._base.name)))
        if keep:
            self._steps.append(Step(Op("create", self._base.name)))

    def forget(self) -> None:
        """Nothing is written yet."""
        self._docs.clear()
        self._gone.clear()
        self._held.clear()

    def _require_free(self, key: str, document: Any) -> None:
        for field, index in self._base.indexes.items():
            if not index.unique:
                continue
            value = index.of(document)
            if not is_claimable(value):
                continue
            held = index.holder(value)
            if held is not None and held != key and held not in self._docs and held not in self._gone:
                raise Taken(self._base.name, field, value)
            drafted = self._held.get((field, value))
            if drafted not in (None, key) and drafted in self._docs and index.of(decode(self._docs[drafted])) == value:
                raise Taken(self._base.name, field, value)
            self._held[field, value] = key

    def _place(self, key: str) -> float:
        row = None if key in self._gone else self._base.rows.get(key)
        return row.place if row else inf


class Draft:
    """A transaction under way. The thread that writes it holds the storage's lock for writing."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._drafts: dict[str, TableDraft] = {}
        self.steps: list[Step] = []

    def table(self, name: str) -> TableDraft:
        """The table as this transaction sees it."""
        draft = self._drafts.get(name)
        if draft is None:
            draft = self._drafts[name] = TableDraft(self._tables.rows(name), self.steps)
        return draft

    def go_back(self, count: int) -> None:
        """Let there be the first so many steps alone."""
        kept = self.steps[:count]
        self.steps.clear()
        for draft in self._drafts.values():
            draft.forget()
        for step in kept:
            draft = self.table(step.op.table)
            match step.op.what:
                case "put":
                    draft.put(step.op.id, step.op.doc)
                case "remove":
                    draft.remove(step.op.id)
                case "drop":
                    draft.clear(keep=False)
                case "create":
                    self.steps.append(step)

    def names(self) -> Iterator[str]:
        """The tables that there would be."""
        standing = dict.fromkeys(self._tables.tables)
        for step in self.steps:
            if step.op.what == "drop":
                standing.pop(step.op.table, None)
            else:
                standing[step.op.table] = None
        return iter(standing)
