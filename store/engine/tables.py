"""All documents in memory: each as the JSON that it is on the disk, so that nobody can hold a live one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from store.engine.encode import decode
from store.engine.journal.lines import Op

Path = tuple[str, ...]
"""Where a field stands in a document, from outside to inside."""


class Taken(ValueError):  # noqa: N818 - an outcome to handle, as `Conflict` is
    """Another document of the table holds this value in a field that is unique. Nothing was written."""

    def __init__(self, table: str, field: Path, value: Any) -> None:
        super().__init__(f"{table}: {'.'.join(field)} {value!r} is taken")
        self.table, self.field, self.value = table, field, value


class Row(NamedTuple):
    """A document: its JSON, its place among those of its table, and what its indexes know of it."""

    doc: bytes
    place: int
    found: tuple[Any, ...]


class Index:
    """Which documents hold a value in one field. What JSON doesn't hash (lists, objects) stands in one heap."""

    def __init__(self, field: Path, *, unique: bool) -> None:
        self.field = field
        self.unique = unique
        self._ids: dict[Any, set[str]] = {}

    def ids(self, value: Any, *, exact: bool) -> frozenset[str]:
        """Those that hold the value; unless `exact`, also those in the heap, which may be equal to it."""
        held = frozenset(self._ids.get(value, ()))
        return held if exact else held.union(self._ids.get(_HEAP, ()))

    def holder(self, value: Any) -> str | None:
        """Who holds a value that only one may hold."""
        return next(iter(self._ids.get(value, ())), None)

    def add(self, value: Any, key: str) -> None:
        self._ids.setdefault(value, set()).add(key)

    def discard(self, value: Any, key: str) -> None:
        ids = self._ids.get(value, set())
        ids.discard(key)
        if not ids:
            self._ids.pop(value, None)

    def of(self, document: Any) -> Any:
        """What the field holds; None where it is missing."""
        for step in self.field:
            if not isinstance(document, dict):
                return None
            document = document.get(step)
        return document if type(document) in _HASHED else _HEAP


_HEAP = object()


def is_claimable(value: Any) -> bool:
    """Whether it can be anybody's alone: None and what isn't hashed are free for all."""
    return value is not None and value is not _HEAP


_HASHED = frozenset({str, int, float, bool, type(None)})


class Rows:
    """The documents of one table, in the order in which they came."""

    def __init__(self, name: str, indexes: Iterable[Index] = ()) -> None:
        self.name = name
        self.rows: dict[str, Row] = {}
        self.indexes = {index.field: index for index in indexes}
        self.size = 0
        self._places = 0

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, key: str) -> bytes | None:
        """The document's JSON."""
        row = self.rows.get(key)
        return row.doc if row else None

    def items(self) -> list[tuple[str, bytes]]:
        """All keys and documents, in their order."""
        return [(key, row.doc) for key, row in self.rows.items()]

    def candidates(self, field: Path, value: Any, *, exact: bool) -> list[tuple[str, bytes]] | None:
        """All that hold the value in this field (see `Index.ids`), in their order; None where no index knows."""
        index = self.indexes.get(field)
        if index is None:
            return None
        found = index.ids(value, exact=exact)
        rows = sorted(((key, self.rows[key]) for key in found), key=lambda item: item[1].place)
        return [(key, row.doc) for key, row in rows]

    def put(self, key: str, doc: bytes, document: Any = None) -> None:
        """Write a document. `document` spares reading what is at hand."""
        found: tuple[Any, ...] = ()
        if self.indexes:
            found = tuple([index.of(document) for index in self.indexes.values()]) if document is not None else (_HEAP,)
            if _HEAP in found:  # what it says once it is JSON: an enumeration's member, say, is a text then
                document = decode(doc)
                found = tuple([index.of(document) for index in self.indexes.values()])
        before = self.rows.get(key)
        if before is not None:
            self.put_back(key, Row(doc, before.place, found))
            return
        self.rows[key] = Row(doc, self._places, found)
        self._places += 1
        self.size += len(doc)
        if found:
            for index, value in zip(self.indexes.values(), found, strict=True):
                index.add(value, key)

    def put_back(self, key: str, row: Row | None) -> None:
        """Let this stand there (None: nothing). Undone by the same, also where it was interrupted on its way."""
        before = self.rows.get(key)
        size = self.size + (len(row.doc) if row else 0) - (len(before.doc) if before else 0)
        if row is not None:
            self.rows[key] = row
        elif before is not None:
            del self.rows[key]
        self.size = size
        if before is None or row is None or before.found != row.found:
            for at, index in enumerate(self.indexes.values()):
                if before is not None:
                    index.discard(before.found[at], key)
                if row is not None:
                    index.add(row.found[at], key)

    def sort(self) -> None:
        """Put every document into its place again, after some that were removed came back."""
        self.rows = dict(sorted(self.rows.items(), key=lambda item: item[1].place))


class Step(NamedTuple):
    """An op, and its document where it was read already."""

    op: Op
    document: Any = None


class Tables:
    """All tables. Not guarded: whoever applies steps holds the storage's lock.

    Args:
        indexes: by table, the fields to find documents by.
        unique: by table, the fields in which no two documents may hold the same.
    """

    def __init__(self, indexes: Mapping[str, Iterable[Path]], unique: Mapping[str, Iterable[Path]]) -> None:
        self._indexes = indexes
        self._unique = unique
        self.tables: dict[str, Rows] = {}

    @property
    def size(self) -> int:
        """Bytes of all documents."""
        return sum(table.size for table in self.tables.values())

    def rows(self, table: str) -> Rows:
        """The table, or an empty one where there is none."""
        standing = self.tables.get(table)
        return self.new(table) if standing is None else standing

    def new(self, table: str) -> Rows:
        """An empty table with its indexes."""
        unique = [tuple(field) for field in self._unique.get(table, ())]
        fields = dict.fromkeys([*unique, *map(tuple, self._indexes.get(table, ()))])
        return Rows(table, [Index(field, unique=field in unique) for field in fields])

    def load(self, ops: Iterable[Op]) -> None:
        """Do what was committed once."""
        for what, name, key, doc in ops:
            if what == "drop":
                self.tables.pop(name, None)
                continue
            table = self.tables.get(name)
            if table is None:
                table = self.tables[name] = self.new(name)
            if what == "put":
                table.put(key, doc)
            elif what == "remove":
                table.put_back(key, None)

    def apply(self, steps: Iterable[Step], undos: list[Undo] | None = None) -> None:
        """Do what the steps say; before each, note in `undos` what would undo it."""
        undos = [] if undos is None else undos
        for (what, name, key, doc), document in steps:
            if what == "drop":
                undos.append(Undo(name, table=self.tables.get(name)))
                self.tables.pop(name, None)
                continue
            table = self.tables.get(name)
            if table is None:
                undos.append(Undo(name))
                table = self.tables[name] = self.new(name)
            if what in ("put", "remove"):
                undos.append(Undo(name, key, table.rows.get(key)))
            if what == "put":
                table.put(key, doc, document)
            elif what == "remove":
                table.put_back(key, None)

    def undo(self, undos: list[Undo]) -> None:
        """Let everything be as it was before, the order of documents too."""
        unordered: set[str] = set()
        for undo in reversed(undos):
            if undo.key is not None:
                unordered |= {undo.name} if undo.key not in self.tables[undo.name].rows else set()
                self.tables[undo.name].put_back(undo.key, undo.row)
            elif undo.table is not None:
                self.tables[undo.name] = undo.table
            else:
                self.tables.pop(undo.name, None)
        for name in unordered & set(self.tables):
            self.tables[name].sort()

    def ops(self) -> list[Op]:
        """What would write all that stands now."""
        ops: list[Op] = []
        for name, table in self.tables.items():
            ops += [Op("put", name, key, doc) for key, doc in table.items()] or [Op("create", name)]
        return ops


class Undo(NamedTuple):
    """What stood there before a step: a row, a whole table, or nothing."""

    name: str
    key: str | None = None
    row: Row | None = None
    table: Rows | None = None
