"""/deadline: the year's days, what is moved and why, the rules of reminding; and every wrong input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from commands.kit.reply import Change, Facts, Line, Open, Return, Row, Say, Thread, View, Whisper
from commands.kit.request import Subject
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text
from tests.commands.chat import Chat, controls, inputs
from tests.commands.reminding import at, settle
from tests.commands.test_members import keys
from tests.office import DEPARTMENTS, FINANCE, NOW, SATO, SECRETARIAT, STRANGER, small_content

OWN = "市長公室情報課"
YEAR = Subject("2020")


@pytest.fixture
def sheet(store: Store) -> Sheet:
    settle(store)
    return store.add(small_content(), SECRETARIAT, NOW)


def chat(store: Store, who: Person = SECRETARIAT, **named: str) -> Chat:
    return Chat(who, store, at(7, 21), named=named)


def fields(refused: pytest.ExceptionInfo[Refusal]) -> list[tuple[str | None, str]]:
    return [(each.field, each.text.key.partition(".")[2]) for each in refused.value.reasons]


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


def test_help_is_whispered(store: Store) -> None:
    (reply,) = chat(store, SATO).types("/締切 ヘルプ")
    assert isinstance(reply, Whisper)


@pytest.mark.parametrize("step", ["setting", "moving", "rules", "set", "move", "back", "keep_rules"])
def test_what_changes_them_is_refused_to_others(store: Store, sheet: Sheet, step: str) -> None:
    with pytest.raises(Refusal, match="deadlines_secretariat"):
        chat(store, SATO).presses(f"deadline.{step}", YEAR)


# --- the year ---------------------------------------------------------------------------------------


def setting(store: Store) -> Chat:
    person = chat(store)
    person.types("/deadline")
    person.presses("deadline.setting", person.finds("deadline.setting"))
    return person


def test_the_days_of_a_year_are_set_at_once(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    person = setting(store)
    (reply,) = person.submits(submit="2020-07-31", review="2020-08-07", answer="2020-08-21")
    assert isinstance(reply, Return)
    assert "deadline.saved" in keys(person.view)
    assert len(store.deadlines(2020).days) == 3
    again = setting(store)
    again.submits()
    assert "deadline.unchanged" in keys(again.view)
    assert store.deadlines(2020).revision == 1
    again = setting(store)
    again.submits(answer=None)
    assert Task.ANSWER not in store.deadlines(2020).days


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


def moving(store: Store, kind: str = "sheet") -> Chat:
    person = chat(store)
    person.types("/deadline")
    person.presses("deadline.moving", person.finds("deadline.moving", kind))
    return person


MOVE = {"task": "submit", "day": "2020-08-05", "reason": "国の通知を待つため"}


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


def view_of(person: Chat) -> View:
    assert person.view
    return person.view


# --- rules ------------------------------------------------------------------------------------------


def test_the_rules_and_closed_days_are_settled_in_a_form(store: Store, sheet: Sheet) -> None:
    person, theirs = chat(store), chat(store)
    for each in (person, theirs):
        each.presses("deadline.rules", YEAR)
    person.submits(before="14、7", closed="2020-08-12\n2020/8/13")
    assert "deadline.rules_saved" in keys(person.view)
    assert store.rules().before == (14, 7)
    assert not store.rules().calendar.is_open(date(2020, 8, 13))
    with pytest.raises(Refusal) as refused:
        theirs.submits(every="たまに", hour="99", still_after="0")
    assert fields(refused) == [("every", "rules_count"), ("hour", "rules_time"), ("still_after", "rules_count")]
    (reply,) = theirs.submits(every="3")
    assert isinstance(reply, Change)
    assert store.rules().every == 2
    with pytest.raises(Refusal, match="deadline_closed"):
        setting(store).submits(review="2020-08-12")


def test_all_of_it_stands_in_the_history(store: Store, sheet: Sheet) -> None:
    person = chat(store)
    person.presses("deadline.rules", YEAR)
    person.submits(before="14、7", closed="2020-08-12")
    moving(store).submits(sheet="S31", **MOVE)
    reader = chat(store, SATO)
    reader.presses("deadline.history", YEAR)
    told = [part.text.values["field"] for part in view_of(reader).parts if isinstance(part, Row) and isinstance(part.text, Text)]  # fmt: skip
    assert {each.key for each in told if isinstance(each, Text)} >= {
        "deadline.step_of",
        "deadline.field_before",
        "deadline.field_closed",
    }


# --- elsewhere --------------------------------------------------------------------------------------


def test_what_waits_says_by_when_and_what_is_overdue_comes_first(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40"), SECRETARIAT, NOW)
    moving(store).submits(sheet="S40", **{**MOVE, "day": "2020-07-29"})
    person = Chat(SATO, store, at(7, 30))
    person.types("/sheet")
    rows = [part for part in view_of(person).parts if isinstance(part, Row)]
    assert [str(row.text).split()[0] for row in rows] == ["S40", "S31"]
    notes = [row.note for row in rows if isinstance(row.note, Text)]
    assert [each.values["due"].values["left"].key for each in notes] == ["kit.overdue", "kit.due_in"]


def test_a_department_gets_a_head_who_is_told_in_its_history(store: Store) -> None:
    person = chat(store, U0HEAD="課長 太郎")
    person.presses("members.department", Subject(OWN))
    person.submits(head=("U0HEAD",))
    assert store.department(OWN).head == "U0HEAD"
    person.presses("members.history", Subject(part=f"department/{OWN}"))
    (row,) = [part for part in view_of(person).parts if isinstance(part, Row)]
    assert isinstance(row.text, Text)
    assert row.text.values["after"] == "課長 太郎"
    person.presses("members.department", Subject(OWN))
    person.submits(head=())
    assert store.department(OWN).head == ""


def test_a_new_department_list_keeps_the_head(store: Store) -> None:
    department = store.department(OWN)
    store.keep_department(department, department.changed(SECRETARIAT, OWN, "", "U0HEAD"), SECRETARIAT, NOW)
    store.keep_office([], DEPARTMENTS)
    assert store.department(OWN).head == "U0HEAD"


def test_a_line_is_no_part_of_a_card_without_deadline(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    person = chat(store, SATO)
    person.types("/sheet S31")
    assert not [part for part in view_of(person).parts if isinstance(part, Line) and "deadline" in str(part.text)]
