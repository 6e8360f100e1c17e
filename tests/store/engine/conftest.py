"""Every engine under the same contract: to add one, name it in `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from store.engine import Engine, JournalEngine, SqliteEngine

ENGINES: tuple[Callable[..., Engine], ...] = (JournalEngine, SqliteEngine)

INDEXES: Mapping[str, tuple[str, ...]] = {"things": ("colour", "size"), "events": ("of",)}


class Opener:
    """Opens one folder's engine, any number of times, and closes what a test left open."""

    def __init__(self, engine: Callable[..., Engine], folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        self._opened: list[Engine] = []

    def __call__(self, *, schema: int = 0, writing: bool = True) -> Engine:
        self._opened.append(self.engine(self.folder, INDEXES, schema=schema, writing=writing))
        return self._opened[-1]

    def close(self) -> None:
        while self._opened:
            self._opened.pop().close()

    def reopen(self, *, schema: int = 0, writing: bool = True) -> Engine:
        """Close all, and open again: what stands now stood on the disk."""
        self.close()
        return self(schema=schema, writing=writing)

    def before_and_after_reopening(self) -> Iterator[Engine]:
        """For what must be true of the engine at work, and of what it left on the disk."""
        yield self._opened[-1]
        yield self.reopen(schema=self._opened[-1].schema)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    opened = Opener(request.param, tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def engine(opener: Opener) -> Engine:
    """An empty engine, opened to write."""
    return opener()
