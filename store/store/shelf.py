"""What all parts of the store write through, so that whoever wants to know of changes hears of every one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from store.engine import Change, Check, Engine, Put, Record
from store.person import Person

Named = tuple[str, str]
"""A document by its kind and key."""

Document = TypeVar("Document")


class Listener(Protocol):
    """Hears of what was written, from whoever wrote it and waits: it must neither wait nor fail."""

    def changed(self, documents: Sequence[Named]) -> None:
        """These are on the disk since, or gone."""
        ...


class NoListener:
    """Where nobody wants to know."""

    def changed(self, documents: Sequence[Named]) -> None:
        """Nothing follows."""


class Shelf:
    """A part of the store.

    Attributes:
        listener: hears of each commit, after it.
    """

    engine: Engine
    listener: Listener = NoListener()
    _introduced: set[str]

    def __init__(self) -> None:
        super().__init__()
        self._unreadable: dict[Named, tuple[int, str]] = {}

    def unreadable(self) -> Mapping[Named, str]:
        """The documents that were left out of the lists where they belong, because they can't be read; and why."""
        standing = {named: self.engine.get(*named) for named in list(self._unreadable)}
        found = {named: self._unreadable[named] for named in standing if named in self._unreadable}
        return {
            named: why
            for named, (revision, why) in found.items()
            if (record := standing[named]) and record.rev == revision
        }

    def _readable(self, records: Iterable[Record], read: Callable[[Record], Document]) -> Iterator[Document]:
        """What these documents are, without those that can't be read: one of them keeps no other from being seen."""
        for record in records:
            try:
                found = read(record)
            except Exception as error:  # whatever is wrong with it, it is told of by who watches
                self._unreadable[record.kind, record.key] = (record.rev, " ".join(str(error).splitlines()[:2]))
            else:
                self._unreadable.pop((record.kind, record.key), None)
                yield found

    def _write(self, *changes: Change) -> None:
        """Commit, and tell the listener. Raises as `Engine.commit`."""
        self.engine.commit(*changes)
        documents = [(each.kind, each.key) for each in changes if not isinstance(each, Check)]
        self._written(documents)
        self.listener.changed(documents)

    def _introducing(self, who: Person) -> Sequence[Change]:
        """Whoever has changed something is known by name, also where they may by a user group or as a deputy."""
        if not who.id or who.id in self._introduced:
            return ()
        if self.engine.get("people", who.id):
            self._introduced.add(who.id)
            return ()
        return (Put("people", who.id, Person(id=who.id, name=who.name).model_dump(mode="json"), 0),)

    def _written(self, documents: Sequence[Named]) -> None:
        """These are on the disk since, or gone: for the parts of the store that keep something at hand."""
