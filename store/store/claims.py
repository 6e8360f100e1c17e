"""Keys that can be claimed once: for what must happen once, whoever tries it, and how often."""

from __future__ import annotations

import heapq
import threading
from datetime import datetime

from store.engine import Change, Conflict, Engine, Put, Remove

_AT_ONCE = 16
"""Claims that have lapsed and are removed along with a new one: more than come, so that they never pile up."""


class ClaimShelf:
    """The part of the store that keeps claims.

    What was claimed is on the disk before anybody is told so. The reminders of a day and the events of Slack, which
    come again when they aren't acknowledged, each have their key.
    """

    engine: Engine

    def __init__(self) -> None:
        self._ends: list[tuple[datetime, str]] | None = None
        self._ends_guard = threading.Lock()

    def claim(self, key: str, now: datetime, until: datetime) -> bool:
        """Claim a key until then (aware, as `now`). False where it is somebody's already, and hasn't lapsed."""
        while True:
            standing = self.engine.get("claims", key)
            if standing is not None and _end(standing.body["until"]) > now:
                return False
            put = Put("claims", key, {"until": until.isoformat()}, standing.rev if standing else 0)
            try:
                self.engine.commit(put, *self._lapsed(key, now))
            except Conflict:
                continue  # somebody else was first, here or with one that lapsed
            with self._ends_guard:
                heapq.heappush(self._known(), (until, key))
            return True

    def _lapsed(self, but: str, now: datetime) -> list[Change]:
        """Removes some of the claims that nobody needs any more. One that was claimed anew meanwhile stays."""
        lapsed: list[Change] = []
        with self._ends_guard:
            ends = self._known()
            while ends and ends[0][0] <= now and len(lapsed) < _AT_ONCE:
                _, key = heapq.heappop(ends)
                standing = self.engine.get("claims", key) if key != but else None
                if standing is not None and _end(standing.body["until"]) <= now:
                    lapsed.append(Remove("claims", key, standing.rev))
        return lapsed

    def _known(self) -> list[tuple[datetime, str]]:
        """When which claim ends, the next one first; read from the documents once."""
        if self._ends is None:
            self._ends = [(_end(record.body["until"]), record.key) for record in self.engine.find("claims")]
            heapq.heapify(self._ends)
        return self._ends


def _end(until: str) -> datetime:
    return datetime.fromisoformat(until)
