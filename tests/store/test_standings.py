"""Where all sheets stand is known at any time, as if each were read anew, and costs a change one sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from store.standing import Standing
from store.store import Store
from store.task import Task, Todo
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    TANAKA,
    filled,
    open_store,
    small_content,
)


@pytest.fixture
def three(store: Store) -> Store:
    """Three sheets of 2020."""
    store.add_all([small_content(number) for number in ("S10", "S2", "S1")], SECRETARIAT, NOW)
    return store


def of(store: Store, number: str = "S1", year: int = 2020) -> Standing:
    return next(each for each in store.standings(year) if each.number == number)


def test_they_stand_in_the_order_of_their_numbers(three: Store) -> None:
    assert [each.number for each in three.standings(2020)] == ["S1", "S2", "S10"]
    assert three.standings(2019) == ()


def test_each_step_of_a_year_leaves_the_next_to_be_done(three: Store) -> None:
    key = of(three).key
    assert of(three).todos == (Todo(Task.SUBMIT),)
    filled(three, three.sheet(key))
    three.change(key, SATO, NOW, "submit", lambda sheet: sheet.submit(three.form(sheet), SATO, NOW))
    assert of(three).todos == tuple(Todo(Task.REVIEW, office) for office in ("planning", "finance", "reform"))
    three.change(key, FINANCE, NOW, "opinion", lambda sheet: sheet.give_opinion(FINANCE, NOW, "finance", "費用は？"))
    assert of(three).todos == (Todo(Task.REVIEW, "planning"), Todo(Task.REVIEW, "reform"), Todo(Task.ANSWER))
    assert of(three).unanswered == {"finance": 1}
    for who, office in ((PLANNER, "planning"), (REFORM, "reform")):
        three.change(key, who, NOW, "opinion", lambda sheet, w=who, o=office: sheet.say_nothing(w, NOW, o))  # type: ignore[misc]
    assert of(three).todos == (Todo(Task.ANSWER),)
    three.answer(key, SATO, NOW, {("O1",): "120千円です。"}, three.sheet(key).revision)
    assert of(three).todos == (Todo(Task.FINALISE),)
    three.change(key, SECRETARIAT, NOW, "finalise", lambda sheet: sheet.finalise(SECRETARIAT, NOW))
    assert of(three).todos == (Todo(Task.PUBLISH),)
    three.change(key, SECRETARIAT, LATER, "publish", lambda sheet: sheet.publish(SECRETARIAT, LATER))
    assert of(three).todos == ()
    assert of(three).changed == LATER


def test_a_change_makes_one_sheet_be_read_again(three: Store) -> None:
    before = three.standings(2020)
    key = of(three, "S2").key
    three.fill(key, SATO, LATER, {"activity": "研修を行った。"}, 1)
    after = three.standings(2020)
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert after[1].changed == LATER


def test_nothing_changed_is_nothing_read(three: Store) -> None:
    assert three.standings(2020) is three.standings(2020)


def test_a_sheet_that_is_gone_stands_nowhere(three: Store) -> None:
    three.standings(2021)
    plan = three.keep_plan(SECRETARIAT, 2020, "nagakute-s-2021")
    opening = three.open_year(plan, SECRETARIAT, LATER)
    assert opening
    assert len(three.standings(2021)) == 3
    three.take_back(opening.key, SECRETARIAT, LATER)
    assert three.standings(2021) == ()
    assert len(three.standings(2020)) == 3


def test_what_is_taken_in_after_an_opening_was_taken_back_none_of_its_sheets(three: Store) -> None:
    opening = three.open_year(three.keep_plan(SECRETARIAT, 2020, "nagakute-s-2021"), SECRETARIAT, LATER)
    assert opening is not None
    assert three.sheet("2021-S1").owner == three.standings(2021)[0].owner == "市長公室情報課"
    three.take_back(opening.key, SECRETARIAT, LATER)
    added = three.add(replace(small_content("S1", "福祉部長寿課"), year=2021), SECRETARIAT, LATER)
    assert added.key not in opening.sheets
    assert three.numbered("S1").owner == "福祉部長寿課"
    assert [each.owner for each in three.standings(2021)] == ["福祉部長寿課"]
    written = three.fill(added.key, TANAKA, LATER, {"activity": "書いた。"}, 1)[0]
    assert (written.owner, written.values["activity"]) == ("福祉部長寿課", "書いた。")


def test_who_only_reads_sees_what_the_writer_changed(three: Store, tmp_path: Path) -> None:
    reader = open_store(tmp_path / "data", writing=False)
    try:
        assert len(reader.standings(2020)) == 3
        three.fill(of(three).key, SATO, LATER, {"activity": "研修を行った。"}, 1)
        assert of(reader).changed == LATER
    finally:
        reader.close()


def test_the_choices_of_its_form_are_known(store: Store) -> None:
    content = small_content()
    store.add(content, SECRETARIAT, NOW)
    store.fill("2020-S31", SATO, NOW, {"goal": "7"}, 1)
    assert of(store, "S31").choices == {"goal": "7"}
