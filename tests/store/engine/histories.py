"""What was tried, on top of what, and what was acknowledged: so that any state can be judged, whoever wrote it.

Each attempt writes its own number into the document `head`, and knows the number that stood there before. Whatever is
found later names its last attempt, and so the chain of all that must be in it, and of nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

import orjson

from store.engine.draft import Draft
from store.engine.storage import JournalStorage

State = dict[str, list[tuple[str, bytes]]]
"""All tables: documents by their keys, in their order."""

TABLES = ("sheets", "events", "people")
INDEXES = {"sheets": [("n",)], "events": [("n",), ("text",)]}


class Change(NamedTuple):
    """One change of an attempt; `clear` removes all, and `drop` the table too."""

    what: Literal["put", "remove", "clear", "drop"]
    table: str
    key: str = ""
    doc: bytes = b""


@dataclass(frozen=True)
class Attempt:
    """A transaction as it was tried."""

    number: int
    parent: int
    changes: tuple[Change, ...]


@dataclass
class History:
    """All attempts by their numbers. 0 is the empty store."""

    refused: set[int] = field(default_factory=set)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def chain(self, number: int) -> list[Attempt]:
        """All that stands where this attempt stands, in order."""
        found: list[Attempt] = []
        while number:
            found.append(self.attempts[number])
            number = found[-1].parent
        return found[::-1]

    def state(self, number: int) -> State:
        """What this attempt must have left."""
        tables: dict[str, dict[str, bytes]] = {}
        for attempt in self.chain(number):
            for change in attempt.changes:
                _change(tables, change)
        return {name: list(table.items()) for name, table in tables.items()}

    def write(self, storage: JournalStorage, random: Random) -> int:
        """Try a transaction; returns its number when it is acknowledged. Raises OSError where it is refused."""
        number = next(self.numbers)
        try:
            with storage.transaction() as draft:
                parent = head_of(draft.table("head").get("head"))
                head = Change("put", "head", "head", b'{"number":%d}' % number)
                self.attempts[number] = Attempt(number, parent, (*some_changes(random), head))
                for change in self.attempts[number].changes:
                    _draft(draft, change)
        except OSError:
            self.refused.add(number)
            raise
        return number


def head_of(doc: bytes | None) -> int:
    """The last attempt that a store holds, from its document `head`."""
    return int(orjson.loads(doc)["number"]) if doc else 0


def some_changes(random: Random) -> list[Change]:
    """A few changes of several tables: small documents mostly, some of several blocks, some removed."""
    changes = []
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        table, key = random.choice(TABLES), f"k{random.randrange(6)}"
        dice = random.random()
        if dice < 0.8:
            size = random.choice((3, 60, 600)) if dice < 0.65 else random.randrange(3000, 9000)
            n = random.randrange(3)
            doc = b'{"n":%d,"text":"%b"}' % (n, random.randbytes(random.randrange(size)).hex().encode())
            changes.append(Change("put", table, key, doc))
        elif dice < 0.97:
            changes.append(Change("remove", table, key))
        else:
            changes.append(Change("clear" if dice < 0.985 else "drop", table))
    return changes


def state_of(storage: JournalStorage) -> State:
    """All that a store holds, and that its indexes agree."""
    state = {name: storage.items(name) for name in storage.read() or {}}
    for table, fields in INDEXES.items():
        for (name,) in fields:
            for value in {orjson.loads(doc)[name] for _, doc in state.get(table, [])} | {1}:
                holding = [(key, doc) for key, doc in state.get(table, []) if orjson.loads(doc)[name] == value]
                assert storage.having(table, {(name,): value}) == holding
    return state


def number_of(state: State) -> int:
    """The last attempt that a state holds."""
    return head_of(dict(state.get("head", [])).get("head"))


def _draft(draft: Draft, change: Change) -> None:
    table = draft.table(change.table)
    match change.what:
        case "put":
            table.put(change.key, change.doc)
        case "remove":
            table.remove(change.key)
        case _:
            table.clear(keep=change.what == "clear")


def _change(tables: dict[str, dict[str, bytes]], change: Change) -> None:
    if change.what in ("clear", "drop"):
        tables.pop(change.table, None)
    if change.what == "drop":
        return
    table = tables.setdefault(change.table, {})
    if change.what == "put":
        table[change.key] = change.doc
    elif change.what == "remove":
        table.pop(change.key, None)


def is_chain(history: History, number: int, acknowledged: Sequence[int]) -> bool:
    """Whether all that was acknowledged is in what this attempt left."""
    return set(acknowledged) <= {attempt.number for attempt in history.chain(number)}
