"""What series of messages have told: read once, then followed change by change, without what the messages show."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from store.engine.base import Record
from store.store.posts import PostShelf
from store.store.shelf import Named


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a series as far as its series counts: what it tells of, and what of that is still to be done."""

    key: str
    number: int
    to: str
    about: tuple[str, ...]
    waiting: tuple[str, ...]
    lost: bool


@dataclass(frozen=True, eq=False)
class Series:
    """The messages of a series. One that was handed out is replaced when something changes, so it is known by itself.

    Attributes:
        posts: by their keys.
        last: the key of the latest message that tells of something, by what it tells of.
    """

    posts: dict[str, Told] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    def take(self, told: Told) -> None:
        """Count a message, in place of what it was before."""
        self.posts[told.key] = told
        for each in told.about:
            known = self.posts.get(self.last.get(each, ""))
            if known is None or known.number <= told.number:
                self.last[each] = told.key


class ToldShelf(PostShelf):
    """The part of the store that knows what was told: to ask what hasn't been costs no reading of messages."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, Series] | None = None
        self._told_anew: set[str] = set()
        self._told_guard = threading.Lock()

    def told(self, beginning: str) -> Mapping[str, Series]:
        """The series whose names begin so, by their names. What was handed out doesn't change any more."""
        with self._told_guard:
            if self._told is None or not self.engine.writing:  # who only reads hears of no change
                self._told = {}
                list(self._readable(self.engine.find("posts"), self._take))
            elif self._told_anew:
                self._follow_told(self._told)
            self._told_anew.clear()
            return {name: series for name, series in self._told.items() if name.startswith(beginning)}

    # --- within -------------------------------------------------------------------------------------

    def _written(self, documents: Sequence[Named]) -> None:
        super()._written(documents)
        posts = {key for kind, key in documents if kind == "posts"}
        if posts:
            with self._told_guard:
                self._told_anew |= posts

    def _follow_told(self, told: dict[str, Series]) -> None:
        """Series are replaced, not changed: somebody may be reading them."""
        for name, series in list(told.items()):
            if not self._told_anew.isdisjoint(series.posts):
                told[name] = Series()
                for key, each in series.posts.items():
                    if key not in self._told_anew:
                        told[name].take(each)
        anew = set[str]()
        for record in filter(None, map(partial(self.engine.get, "posts"), self._told_anew)):
            name = record.body["series"]
            if name in told and name not in anew:
                told[name] = Series(dict(told[name].posts), dict(told[name].last))
                anew.add(name)
            self._take(record)

    def _take(self, record: Record) -> None:
        body = record.body
        if self._told is not None and (name := body.get("series")):
            told = Told(
                record.key, body["number"], body["to"], tuple(body["about"]), tuple(body["waiting"]), bool(body["lost"])
            )
            self._told.setdefault(name, Series()).take(told)
