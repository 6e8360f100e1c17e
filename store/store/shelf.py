"""What all parts of the store write through, so that whoever wants to know of changes hears of every one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from store.engine import Change, Check, Engine, Put
from store.person import Person

Named = tuple[str, str]
"""A document by its kind and key."""


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
