"""Whoever listens to the store hears of all that was written, after it is there, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from store.refusal import Refusal
from store.store import Named, Store
from tests.office import LATER, NOW, SATO, SECRETARIAT, TANAKA, small_content, submitted

SHELVES = Path(__file__).parents[2] / "store" / "store"
UNHEARD = {
    "shelf.py": "here it is told",
    "claims.py": "a claim is shown to nobody",
    "migrations.py": "at opening, before anybody can listen",
}
"""Modules that commit without telling, and why."""


@dataclass
class Ear:
    """Hears, and looks at once whether it is there, or gone."""

    store: Store
    heard: list[Named] = field(default_factory=list)
    there: bool = True

    def changed(self, documents: Sequence[Named]) -> None:
        """Write it down."""
        assert all(bool(self.store.engine.get(kind, key)) is self.there for kind, key in documents if kind == "sheets")
        self.heard += documents

    def sheets(self) -> list[str]:
        """The sheets that were heard of since the last look."""
        heard, self.heard = self.heard, []
        return [key for kind, key in heard if kind == "sheets"]


@pytest.fixture
def ear(store: Store) -> Ear:
    store.listener = made = Ear(store)
    return made


def test_each_change_of_a_sheet_is_told_once(store: Store, ear: Ear) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    assert ear.sheets() == [sheet.key]
    store.fill(sheet.key, SATO, NOW, {"activity": "書いた"}, sheet.revision)
    assert ear.sheets() == [sheet.key]
    store.fill(sheet.key, SATO, NOW, {"activity": "書いた"}, sheet.revision + 1)
    assert ear.sheets() == []  # nothing new was written


def test_what_was_refused_is_not_told(store: Store, ear: Ear) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    ear.sheets()
    with pytest.raises(Refusal):
        store.fill(sheet.key, TANAKA, NOW, {"activity": "よそから"}, sheet.revision)
    assert ear.heard == []


def test_an_office_its_drafts_and_a_year_are_told_as_well(store: Store, ear: Ear) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    finance = store.person("U0ZAISEI")
    draft = sheet.draft(finance, NOW, "finance", "下書き", 0)
    ear.sheets()
    store.keep_draft(sheet, draft, finance)
    assert ear.heard == [("drafts", f"{sheet.key}/finance")]
    ear.sheets()
    before = store.registered(SATO.id)
    store.keep_people([(before, before.joined(SECRETARIAT, office="finance"))], SECRETARIAT, NOW)
    assert ("people", SATO.id) in ear.heard
    ear.sheets()
    opening = store.open_year(store.keep_plan(SECRETARIAT, 2020, sheet.form), SECRETARIAT, NOW)
    assert opening is not None
    assert ear.sheets() == ["2021-S31"]  # last year's sheet is looked at, not written
    ear.there = False
    store.take_back(opening.key, SECRETARIAT, LATER)
    assert ear.sheets() == ["2021-S31"]


def test_no_part_of_the_store_writes_unheard() -> None:
    found = {file.name for file in SHELVES.glob("*.py") if "engine.commit(" in file.read_text("utf-8")}
    assert found == set(UNHEARD)
