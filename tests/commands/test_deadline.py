"""/deadline: the year's days, what is moved and why, the rules of reminding; and every wrong input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from commands.kit.reply import Change, Facts, Once, Open, Return, Row, Say, Thread, Whisper
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text
from tests.commands.chat import controls, inputs
from tests.commands.deadlines import MOVE, OWN, YEAR, chat, fields, moving, setting, view_of
from tests.commands.reminding import settle
from tests.commands.test_members import keys
from tests.office import DEPARTMENTS, FINANCE, NOW, SATO, SECRETARIAT, STRANGER, small_content, submitted


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """S31 of 市長公室情報課, still to be submitted, in a year with deadlines."""
    settle(store)
    return store.add(small_content(), SECRETARIAT, NOW)


# --- reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [SATO, FINANCE, STRANGER], ids=lambda who: who.name)
def test_everybody_sees_the_deadlines_and_only_the_secretariat_what_changes_them(
    store: Store, sheet: Sheet, who: Person
) -> None:
    for each, may in ((who, False), (SECRETARIAT, True)):
        person = chat(store, each)
        person.types("/締切")
        assert person.view
        (facts,) = [part for part in person.view.parts if isinstance(part, Facts)]
        assert [name.values or name.key for name, _ in facts.pairs if isinstance(name, Text)] == [
            f"store.task_{task}" for task in Task
        ]
        steps = {step for step, _ in controls(person.view.parts)}
        assert ("deadline.setting" in steps) is may
        assert "deadline.history" in steps


def test_a_year_without_deadlines_says_what_to_do(store: Store) -> None:
    for who, key in ((SATO, "deadline.none_yet"), (SECRETARIAT, "deadline.none_set")):
        person = chat(store, who)
        person.types("/deadline")
        assert key in keys(person.view)


@pytest.mark.parametrize("words", ["2020", "令和2年度", "R2", "２０２０"])
def test_a_year_is_named_as_offices_name_it(store: Store, sheet: Sheet, words: str) -> None:
    person = chat(store, SATO)
    person.types(f"/deadline {words}")
    assert person.view
    assert person.view.subject.id == "2020"


def test_a_sheet_tells_its_own_to_those_who_may_not_move_them(store: Store, sheet: Sheet) -> None:
    person = chat(store, SATO)
    person.types("/deadline S31")
    assert person.view
    assert person.view.step is None
    assert "deadline.ask" in keys(person.view)
    with pytest.raises(Refusal, match="no_sheet"):
        person.types("/deadline S99")


@pytest.mark.parametrize("words", ["福祉部", "どこにもない課"])
def test_a_department_that_is_not_there_is_told_as_one_with_what_works(store: Store, sheet: Sheet, words: str) -> None:
    with pytest.raises(Refusal, match="no_such") as refused:
        chat(store, SECRETARIAT).types(f"/締切 {words}")
    assert refused.value.text.values["examples"] == ("市長公室情報課",)


def test_help_is_whispered(store: Store) -> None:
    (reply,) = chat(store, SATO).types("/締切 ヘルプ")
    assert isinstance(reply, Whisper)


@pytest.mark.parametrize("step", ["setting", "moving", "rules", "set", "move", "back", "keep_rules"])
def test_what_changes_them_is_refused_to_others(store: Store, sheet: Sheet, step: str) -> None:
    with pytest.raises(Refusal, match="deadlines_secretariat"):
        chat(store, SATO).presses(f"deadline.{step}", YEAR)


# --- the year ---------------------------------------------------------------------------------------


def test_the_days_of_a_year_are_set_at_once(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    person = setting(store)
    reply, told = person.submits(submit="2020-07-31", review="2020-08-07", answer="2020-08-21")
    assert isinstance(reply, Return)
    assert {"deadline.saved", "deadline.saved_told"} <= set(keys(person.view))
    assert isinstance(told, Say)
    assert (told.to, told.once) == ("C0JOHO", Once("deadlines/2020/C0JOHO/2020-07-21"))
    assert len(store.deadlines(2020).days) == 3
    again = setting(store)
    again.submits()
    assert "deadline.unchanged" in keys(again.view)
    assert store.deadlines(2020).revision == 1
    again = setting(store)
    _, corrected = again.submits(answer=None)
    assert Task.ANSWER not in store.deadlines(2020).days
    assert isinstance(corrected, Say)
    assert corrected.once == told.once  # it becomes what the message shows
    (facts,) = (part for part in corrected.parts if isinstance(part, Facts))
    assert [each.key for _, each in facts.pairs[1:3]] == ["deadline.told_day", "deadline.told_before"]  # type: ignore[union-attr]


def test_a_moved_day_that_lies_before_the_years_is_told_when_that_is_set(store: Store, sheet: Sheet) -> None:
    """More time was given to one, and then even more to all others."""
    moving(store).submits(sheet="S31", **MOVE)
    person = setting(store)
    person.submits(submit="2020-08-06")
    assert "deadline.moved_before" in keys(person.view)
    person = setting(store)
    person.submits(submit="2020-08-05")
    assert "deadline.moved_before" not in keys(person.view)


def test_a_wrong_day_is_told_at_its_step(store: Store, sheet: Sheet) -> None:
    with pytest.raises(Refusal) as refused:
        setting(store).submits(submit="2020-08-01", review="2020-01-01", answer="2099-01-05")
    assert fields(refused) == [("submit", "deadline_closed"), ("review", "deadline_past"), ("answer", "deadline_far")]
    with pytest.raises(Refusal) as refused:
        setting(store).submits(review="2020-07-30")
    assert fields(refused) == [("review", "deadline_order")]


def test_whoever_was_slower_sees_what_was_done_and_what_they_typed(store: Store, sheet: Sheet) -> None:
    mine, theirs = setting(store), setting(store)
    theirs.submits(review="2020-08-06")
    (reply,) = mine.submits(submit="2020-07-30")
    assert isinstance(reply, Change)
    assert "deadline.meanwhile" in keys(mine.view)
    assert mine.view
    shown = {each.key: each.initial for each in inputs(mine.view)}
    assert (shown["submit"], shown["review"]) == ("2020-07-30", "2020-08-07")
    assert store.deadlines(2020).days[Task.SUBMIT] == date(2020, 7, 31)
    mine.submits(review="2020-08-06")
    assert store.deadlines(2020).days[Task.SUBMIT] == date(2020, 7, 30)


# --- moving -----------------------------------------------------------------------------------------


def test_one_sheets_deadline_is_moved_with_a_reason_told_and_shown(store: Store, sheet: Sheet) -> None:
    person = moving(store)
    person.submits(sheet="ｓ３１", **MOVE)
    assert "deadline.moved_done" in keys(person.view)
    assert store.deadlines(2020).day(Task.SUBMIT, sheet) == date(2020, 8, 5)
    (told,) = person.said
    assert isinstance(told, Say)
    assert isinstance(told.to, Thread)
    assert told.to.channel == DEPARTMENTS[0].channel
    reader = chat(store, SATO)
    reader.types("/sheet S31")
    assert "kit.deadline_moved" in keys(reader.view)
    reader.types("/deadline")
    assert "deadline.moved_row" in keys(reader.view)


def test_it_is_moved_again_and_back_from_the_list(store: Store, sheet: Sheet) -> None:
    person = moving(store)
    person.submits(sheet="S31", **MOVE)
    assert person.view
    (row,) = [part for part in person.view.parts if isinstance(part, Row) and part.note is not None]
    again, back = (subject for _, subject in row.control.options)  # type: ignore[union-attr]
    (reply,) = person.presses("deadline.back", again)
    assert isinstance(reply, Open)
    shown = {each.key: each.initial for each in inputs(reply.view)}
    assert (shown["sheet"], shown["task"], shown["day"]) == ("S31", "submit", "2020-08-05")
    replies = person.presses("deadline.back", back)
    assert "deadline.back_done" in keys(person.view)
    assert any(isinstance(each, Say) for each in replies)
    assert store.deadlines(2020).moved == ()
    with pytest.raises(Refusal, match="not_moved"):
        person.presses("deadline.back", back)


def test_a_departments_deadline_is_moved(store: Store, sheet: Sheet) -> None:
    person = chat(store)
    person.types(f"/deadline {OWN}")
    person.submits(**MOVE)
    assert store.deadlines(2020).day(Task.SUBMIT, sheet) == date(2020, 8, 5)
    assert [each.to for each in person.said] == [DEPARTMENTS[0].channel]
    other = moving(store, "department")
    other.submits(department=OWN, **{**MOVE, "task": "answer", "day": "2020-08-28"})
    assert len(store.deadlines(2020).moved) == 2


def test_a_step_that_is_done_already_is_told(store: Store, sheet: Sheet) -> None:
    person = moving(store)
    person.submits(sheet="S31", **{**MOVE, "task": "answer", "day": "2020-08-28"})
    assert "deadline.done_already" not in keys(person.view)
    submitted(store, sheet)
    again = moving(store)
    again.submits(sheet="S31", **MOVE)
    assert "deadline.done_already" in keys(again.view)


def test_a_day_behind_the_next_step_is_told(store: Store, sheet: Sheet) -> None:
    person = moving(store)
    person.submits(sheet="S31", **{**MOVE, "day": "2020-08-12"})
    assert "deadline.earlier" in keys(person.view)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"sheet": ""}, [("sheet", "which_sheet")]),
        ({"sheet": "S99"}, [(None, "no_sheet")]),
        ({"task": None}, [("task", "which_step")]),
        ({"task": "なにか"}, [("task", "which_step")]),
        ({"day": None}, [("day", "deadline_needed")]),
        ({"day": "2020-08-08", "reason": " "}, [("day", "deadline_closed"), ("reason", "deadline_reason")]),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    store: Store, sheet: Sheet, typed: Mapping[str, Any], told: list[tuple[str | None, str]]
) -> None:
    with pytest.raises(Refusal) as refused:
        moving(store).submits(**{"sheet": "S31", **MOVE, **typed})
    assert fields(refused) == told
    assert store.deadlines(2020).moved == ()


def test_no_department_is_told_at_its_field(store: Store, sheet: Sheet) -> None:
    with pytest.raises(Refusal) as refused:
        moving(store, "department").submits(**MOVE)
    assert fields(refused) == [("department", "choose_department")]


def test_a_move_that_somebody_was_faster_with_is_shown_again(store: Store, sheet: Sheet) -> None:
    mine, theirs = moving(store), moving(store)
    theirs.submits(sheet="S31", **MOVE)
    (reply,) = mine.submits(sheet="S31", **{**MOVE, "day": "2020-08-06", "reason": "別の理由"})
    assert isinstance(reply, Change)
    assert "deadline.meanwhile" in keys(mine.view)
    shown = {each.key: each.initial for each in inputs(view_of(mine))}
    assert shown == {"sheet": "S31", "task": "submit", "day": "2020-08-06", "reason": "別の理由"}
    mine.submits()
    assert store.deadlines(2020).day(Task.SUBMIT, sheet) == date(2020, 8, 6)
