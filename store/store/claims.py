"""Keys that can be claimed once: for what must happen once, whoever tries it, and how often."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterator
from datetime import datetime

from store.engine import Change, Check, Conflict, Engine, Put, Record, Remove

_EVERY = 32
"""After so many claims, those that have lapsed are removed."""

_SWEEP = ("sweeps", "claims")
"""A document that is written whenever claims are removed. After a removal, revisions of the key begin anew at 1: who
has seen a claim that lapsed, and replaces it, must know that it isn't another one of the same revision by now."""


class ClaimShelf:
    """The part of the store that keeps claims.

    What was claimed is on the disk before anybody is told so. The reminders of a day and the events of Slack, which
    come again when they aren't acknowledged, each have their key.
    """

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[datetime, str]] | None = None
        self._ends_guard = threading.Lock()
        self._claims = 0

    def claim(self, key: str, now: datetime, until: datetime) -> bool:
        """Claim a key until then (aware, as `now`). False where it is somebody's already, and hasn't lapsed."""
        while True:
            swept = Check(*_SWEEP, self._sweeps())
            standing = self.engine.get("claims", key)
            if standing is not None and _end(standing) > now:
                return False
            put = Put("claims", key, {"until": until.isoformat()}, standing.rev if standing else 0)
            try:
                self.engine.commit(put, *([swept] if standing else []))
                break
            except Conflict:
                continue  # somebody else was first
        with self._ends_guard:
            heapq.heappush(self._known(), (until, key))
            self._claims += 1
            due = self._claims % _EVERY == 0
        if due:
            self._sweep(now)
        return True

    def _sweep(self, now: datetime) -> None:
        """Remove the claims that have lapsed. One that was claimed anew stays, and the next sweep sees it again."""
        with self._ends_guard:
            lapsed = list(dict.fromkeys(self._popped(now)))  # one that was claimed anew stands there twice
        sweeps = self._sweeps()
        removed: list[Change] = []
        for key in lapsed:
            standing = self.engine.get("claims", key)
            if standing is not None and _end(standing) <= now:
                removed.append(Remove("claims", key, standing.rev))
        try:
            self.engine.commit(*removed, Put(*_SWEEP, {}, sweeps))
        except Conflict:
            with self._ends_guard:
                for key in lapsed:
                    heapq.heappush(self._known(), (now, key))

    def _popped(self, now: datetime) -> Iterator[str]:
        ends = self._known()
        while ends and ends[0][0] <= now:
            yield heapq.heappop(ends)[1]

    def _known(self) -> list[tuple[datetime, str]]:
        """When which claim ends, the next one first; read from the documents once."""
        if self._ends is None:
            self._ends = [(_end(record), record.key) for record in self.engine.find("claims")]
            heapq.heapify(self._ends)
        return self._ends

    def _sweeps(self) -> int:
        record = self.engine.get(*_SWEEP)
        return record.rev if record else 0


def _end(claim: Record) -> datetime:
    return datetime.fromisoformat(claim.body["until"])
