"""Which sections of a sheet are meant by the words people type."""

from __future__ import annotations

import pytest

from commands.kit.asked import portions_asked
from store.store import Store
from tests.office import s_form, seed_sheet


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("取組② R2", "initiatives/2/this"), ("取組2 令和2", None), ("取組２ R2年度", "initiatives/2/this"), ("取組① 長期", "initiatives/1/long"),
        ("取組②", "initiatives/2"), ("施策の意図", "purpose"), ("活動", "activity"), ("activities", "activity"), ("意図", "purpose"),
        ("基本", "basic"), ("どこにもない", None),
    ],
)  # fmt: skip
def test_sections_are_found_by_the_words_people_use(store: Store, words: str, key: str | None) -> None:
    sheet = seed_sheet(store)
    found = portions_asked(words, sheet.portions(s_form()))
    assert (found[0].key if found else None) == key


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("取組", [f"initiatives/{n}" for n in (1, 2)]),
        ("費用", [f"initiatives/{n}/{period}" for n in (1, 2) for period in ("last", "this", "next", "mid", "long")]),
        ("取組①", ["initiatives/1"]),
    ],
)  # fmt: skip
def test_words_that_fit_several_places_ask_which_one(store: Store, words: str, keys: list[str]) -> None:
    assert [each.key for each in portions_asked(words, seed_sheet(store).portions(s_form()))] == keys
