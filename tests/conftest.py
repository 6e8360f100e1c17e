"""Fixtures for all rings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import settings

from commands.kit.texts import Texts
from commands.registry import texts as all_texts
from store.store import Store
from tests.office import ZONE, staffed_store

settings.register_profile("calm", deadline=None, print_blob=True)
settings.load_profile("calm")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store whose office is staffed."""
    opened = staffed_store(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return all_texts(ZONE, files("bot") / "bot.toml")
