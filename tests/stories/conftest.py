"""An office at work: the bot connected to the local workspace over Socket Mode, its people before their screens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import surroundings
from bot.demo import Demo
from bot.settings import Settings
from store.store import Store
from tests.stories.people import Somebody


@dataclass
class Office:
    """Everybody of the sample office by family name, and what runs behind them."""

    demo: Demo
    store: Store
    folder: Path

    def __getattr__(self, name: str) -> Somebody:
        if not name.startswith("_"):
            found = [each.id for each in self.store.people() if each.id == f"U0{name.upper()}"]
            if found:
                someone = Somebody(self.demo.url, found[0])
                self.__dict__[name] = someone
                return someone
        raise AttributeError(name)

    def eventually(self, true: Callable[[], object], seconds: float = 10) -> None:
        """Wait for what comes by itself: posts in channels go out one a second."""
        end = time.monotonic() + seconds
        while not _holds(true):
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.05)

    @property
    def problems(self) -> list[str]:
        """What Slack would have refused or people would have waited for."""
        return list(self.demo.workspace.problems)


def _holds(true: Callable[[], object]) -> bool:
    try:
        return bool(true())
    except StopIteration:
        return False


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Office]]:
    """Starts an office in the data folder of this test; `samples` says whether with the sample sheets."""
    running: list[tuple[Demo, Store]] = []
    folder = tmp_path / "data"
    monkeypatch.setenv("HYOKA_DATA_DIR", str(folder))
    surroundings.settings.cache_clear()

    def begin(*, samples: bool = True) -> Office:
        settings = Settings.load()
        opened = surroundings.open_store(writing=True)
        store = opened.__enter__()
        demo = Demo(store, settings, surroundings.texts(settings.hyoka_timezone), page=False, samples=samples)
        running.append((demo, store))
        demo.start()
        return Office(demo, store, folder)

    yield begin
    for demo, store in running:
        demo.stop()
        store.close()
    surroundings.settings.cache_clear()


@pytest.fixture
def office(start: Callable[..., Office]) -> Iterator[Office]:
    """The sample office; what Slack would have refused fails the story."""
    begun = start()
    yield begun
    assert begun.problems == []
