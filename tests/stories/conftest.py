"""An office at work: the bot connected to the local workspace over Socket Mode, its people before their screens."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.cli import surroundings
from bot.demo import Demo
from bot.settings import Settings
from store import samples
from store.form import Forms
from store.store import Store
from tests.office import ZONE, second_content
from tests.stories.people import Somebody
from tests.stories.terminal import Terminal
from tests.stories.witness import Witness


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


@contextmanager
def at_work(folder: Path, *, samples: bool = True) -> Iterator[Office]:
    """An office at work in this data folder, with the sample sheets or without any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HYOKA_DATA_DIR", str(folder))
        surroundings.settings.cache_clear()
        settings = Settings.load()
        with surroundings.open_store(writing=True) as store:
            demo = Demo(store, settings, surroundings.texts(settings.hyoka_timezone), page=False, samples=samples)
            demo.start()
            try:
                yield Office(demo, store, folder)
            finally:
                demo.stop()
    surroundings.settings.cache_clear()


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Office]]:
    """Starts an office in the data folder of this test; `samples` says whether with the sample sheets."""
    folder = tmp_path / "data"
    monkeypatch.setenv("HYOKA_DATA_DIR", str(folder))
    surroundings.settings.cache_clear()
    with ExitStack() as running:
        yield lambda *, samples=True: running.enter_context(at_work(folder, samples=samples))
    surroundings.settings.cache_clear()


@pytest.fixture
def office(start: Callable[..., Office]) -> Iterator[Office]:
    """The sample office; what Slack would have refused fails the story."""
    begun = start()
    yield begun
    assert begun.problems == []


class Warnings(logging.Handler):
    """Keeps what libraries warn of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Witness]:
    """One office at work for all cases of a module, and who sees what comes of them."""
    folder, warned = tmp_path_factory.mktemp("office") / "data", Warnings()
    (folder / "forms").mkdir(parents=True)
    shutil.copy(Path(__file__).parents[1] / "forms" / "kazami-2024.toml", folder / "forms")
    logging.getLogger().addHandler(warned)
    with capture_logs() as logged, at_work(folder) as begun:
        begun.store.add(second_content(), samples.office().people[7], datetime.now(ZONE))
        yield Witness(begun, logged, warned.records)
    logging.getLogger().removeHandler(warned)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal beside a data folder with the sample sheets."""
    folder = tmp_path_factory.mktemp("terminal")
    forms = Forms(files("store") / "forms", samples.FORMS)
    store = Store.open(folder / "data", forms)
    samples.fill(store, datetime.now(ZONE))
    store.close()
    return Terminal(folder, folder / "data")
