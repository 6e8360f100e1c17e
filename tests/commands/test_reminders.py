"""Reminders: when, to whom, of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import tests
from commands.deadline.reminders import due
from commands.kit.reply import Button, Row
from store.form import Forms
from store.opinion import Mark
from store.person import Department, Person
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from tests.commands.chat import Chat, controls
from tests.commands.reminding import at, days_of, keys_in, reminded, say, settle, unfinished
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
    small_content,
    submitted,
)
from tests.store.test_staffing import Groups

OWN = "市長公室情報課"
ITEM = "own 2020-S31/submit"


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """S31 of 市長公室情報課, still to be submitted, in a year with deadlines."""
    settle(store)
    return store.add(small_content(), SECRETARIAT, NOW)


def absent(store: Store, who: Person, deputy: Person, until: date) -> None:
    before = store.registered(who.id)
    after = before.deputised(SECRETARIAT, deputy, until.isoformat(), date(2020, 7, 1))
    assert store.keep_people([(before, after)], SECRETARIAT, NOW)


def move(store: Store, day: date, **whose: str) -> None:
    before = store.deadlines(2020)
    mark, calendar = Mark(by=SECRETARIAT.id, at=NOW, reason="国の通知を待つため"), store.rules().calendar
    after = before.move(Task.SUBMIT, day.isoformat(), mark, calendar, date(2020, 7, 1), by=SECRETARIAT, **whose)
    assert store.keep_deadlines(before, after, SECRETARIAT, NOW)


def test_a_sheet_whose_form_is_not_installed_any_more_keeps_nobody_from_hearing_of_the_others(store: Store) -> None:
    settle(store)
    before = store.deadlines(2021)
    after = before.model_copy(update={"days": {Task.SUBMIT: date(2021, 7, 30)}})
    assert store.keep_deadlines(before, after, SECRETARIAT, NOW)
    submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    store.add(replace(small_content(), form="nagakute-s-2021", year=2021), SECRETARIAT, NOW)
    bare = Store(store.engine, Forms(Path(tests.__file__).parent / "forms"))  # without that of 2020
    told = reminded(bare, at(7, 30, year=2021))
    assert "own 2021-S31/submit" in told[SATO.id]
    assert "own 2020-S31/review:planning" in told[PLANNER.id]


# --- when -------------------------------------------------------------------------------------------


def test_seven_three_one_day_before_on_the_day_and_every_second_working_day_after(store: Store, sheet: Sheet) -> None:
    """Seven days before is a holiday, and so is the day before that; Mountain Day counts for none afterwards."""
    days = days_of(store, SATO.id, date(2020, 7, 15), date(2020, 8, 14))
    assert days == [(7, 22), (7, 28), (7, 30), (7, 31), (8, 4), (8, 6), (8, 11), (8, 13)]


def test_the_rules_are_the_offices_own(store: Store, sheet: Sheet) -> None:
    settle(store, before=(10,), every=3, closed=(date(2020, 8, 5),))
    days = days_of(store, SATO.id, date(2020, 7, 15), date(2020, 8, 14))
    assert days == [(7, 21), (7, 31), (8, 6), (8, 12)]


def test_the_turn_of_the_year_is_no_time_for_reminders(store: Store) -> None:
    settle(store, {Task.SUBMIT: date(2020, 12, 25)})
    store.add(small_content(), SECRETARIAT, NOW)
    assert days_of(store, SATO.id, date(2020, 12, 24), date(2021, 1, 8)) == [(12, 24), (12, 25), (1, 4), (1, 6), (1, 8)]


@pytest.mark.parametrize(
    ("hour", "minute", "is_time"), [(8, 59, False), (9, 0, True), (17, 14, True), (17, 15, False), (23, 0, False)]
)
def test_only_from_the_hour_on_and_within_working_hours(
    store: Store, sheet: Sheet, hour: int, minute: int, *, is_time: bool
) -> None:
    assert bool(reminded(store, at(7, 31, hour, minute))) is is_time


def test_a_bot_that_was_down_catches_up_once(store: Store, sheet: Sheet) -> None:
    assert SATO.id in reminded(store, at(7, 22))
    assert SATO.id in reminded(store, at(8, 3))  # three were missed: one is said, on the first day on which it can be
    assert days_of(store, SATO.id, date(2020, 8, 4), date(2020, 8, 6)) == [(8, 4), (8, 6)]


def test_a_deadline_that_was_set_late_is_told_at_once_and_no_sooner_again(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    assert reminded(store, at(7, 29)) == {}
    settle(store)
    assert days_of(store, SATO.id, date(2020, 7, 29), date(2020, 7, 31)) == [(7, 29), (7, 30), (7, 31)]


def test_a_moved_deadline_is_the_one_that_counts(store: Store, sheet: Sheet) -> None:
    move(store, date(2020, 8, 21), sheet=sheet.key)
    assert days_of(store, SATO.id, date(2020, 7, 20), date(2020, 8, 21)) == [(8, 14), (8, 18), (8, 20), (8, 21)]


def test_a_departments_moved_deadline_counts_for_all_of_its_sheets(store: Store, sheet: Sheet) -> None:
    other = store.add(small_content("S40", "福祉部長寿課"), SECRETARIAT, NOW)
    move(store, date(2020, 8, 21), department=OWN)
    assert set(reminded(store, at(7, 31))) == {TANAKA.id}
    assert other.key in reminded(store, at(8, 4))[TANAKA.id][0]


def test_a_step_without_a_deadline_reminds_nobody(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    settle(store, {Task.ANSWER: date(2020, 7, 31)})
    assert say(store, at(8, 20)) == []


# --- to whom ----------------------------------------------------------------------------------------


def test_only_those_are_told_whose_part_is_open(store: Store, sheet: Sheet) -> None:
    assert set(reminded(store, at(7, 31))) == {SATO.id, SUZUKI.id}
    sheet = submitted(store, sheet)
    assert set(reminded(store, at(8, 7))) == {PLANNER.id, FINANCE.id, REFORM.id}
    store.change(
        sheet.key, FINANCE, LATER, "opinion", lambda each: each.give_opinion(FINANCE, LATER, "finance", "費用は？")
    )
    for who, office in ((PLANNER, "planning"), (REFORM, "reform")):
        store.change(sheet.key, who, LATER, "opinion", lambda each, w=who, o=office: each.say_nothing(w, LATER, o))  # type: ignore[misc]
    assert set(reminded(store, at(8, 21))) == {SATO.id, SUZUKI.id}
    store.answer(sheet.key, SATO, LATER, {("O1",): "120千円です。"}, store.sheet(sheet.key).revision)
    assert set(reminded(store, at(9, 30))) == {SECRETARIAT.id}
    store.change(sheet.key, SECRETARIAT, LATER, "finalise", lambda each: each.finalise(SECRETARIAT, LATER))
    assert set(reminded(store, at(10, 30))) == {SECRETARIAT.id}
    store.change(sheet.key, SECRETARIAT, LATER, "publish", lambda each: each.publish(SECRETARIAT, LATER))
    assert reminded(store, at(11, 30)) == {}


def test_members_of_a_tied_group_are_told_too(store: Store, sheet: Sheet) -> None:
    store.usergroups = Groups({"S1": (STRANGER.id,)})
    store.keep_group(store.group("S1"), store.group("S1").tied(SECRETARIAT, department=OWN), SECRETARIAT, NOW)
    assert set(reminded(store, at(7, 31))) == {SATO.id, SUZUKI.id, STRANGER.id}


def test_a_deputy_is_told_instead_in_their_one_message_and_for_whom(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40", "福祉部長寿課"), SECRETARIAT, NOW)
    absent(store, SATO, TANAKA, date(2020, 7, 31))
    told = reminded(store, at(7, 31))
    assert set(told) == {SUZUKI.id, TANAKA.id}
    assert told[TANAKA.id] == (f"own:{SATO.id} 2020-S31/submit", "own 2020-S40/submit")
    assert SATO.id in reminded(store, at(8, 3))  # who is back and was never told
    absent(store, SUZUKI, SATO, date(2020, 8, 31))
    assert reminded(store, at(8, 4))[SATO.id] == (ITEM,)  # theirs as well: once


def test_where_nobody_works_the_secretariat_is_told_with_the_way_to_assign_somebody(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40", "どこかの課"), SECRETARIAT, NOW)
    (post,) = [each for each in due(at(7, 31), store) if each.to == SECRETARIAT.id]
    assert post.once
    assert post.once.about == ("alone 2020-S40/submit",)
    assert "deadline.because_alone" in list(keys_in(post.parts))
    assert ("members.role", "department/どこかの課") in [(step, s.part) for step, s in controls(post.parts)]


def test_the_departments_head_hears_of_what_is_long_overdue_and_of_nothing_else(store: Store, sheet: Sheet) -> None:
    store.keep_office([], [Department(name=OWN, head="U0HEAD")])
    assert days_of(store, "U0HEAD", date(2020, 7, 20), date(2020, 8, 14)) == [(8, 7), (8, 12), (8, 14)]
    (post,) = unfinished(store)[-1:]
    assert post.about == ("head 2020-S31/submit",)
    submitted(store, sheet)
    assert "U0HEAD" not in reminded(store, at(8, 31))


def test_a_head_without_a_role_is_offered_nothing_that_would_be_refused(store: Store, sheet: Sheet) -> None:
    head = Person(id="U0HEAD", name="課長 太郎")
    store.keep_office([head], [Department(name=OWN, head=head.id)])
    steps = {str(each.to): [step for step, _ in controls(each.parts)] for each in due(at(8, 7), store)}
    assert steps[head.id] == ["sheet.card", "deadline.snoozing"]
    assert steps[SATO.id][-3:] == ["deadline.snoozing", "members.deputy", "sheet.turn"]


def test_a_head_who_works_on_it_too_sees_it_once(store: Store, sheet: Sheet) -> None:
    store.keep_office([], [Department(name=OWN, head=SATO.id)])
    assert reminded(store, at(8, 7))[SATO.id] == (ITEM,)
    assert days_of(store, SATO.id, date(2020, 8, 11), date(2020, 8, 14)) == [(8, 11), (8, 13)]


def test_the_deputy_of_an_absent_head_is_told(store: Store, sheet: Sheet) -> None:
    head = Person(id="U0HEAD", name="課長 太郎")
    store.keep_office([head], [Department(name=OWN, head=head.id)])
    absent(store, head, TANAKA, date(2020, 8, 31))
    assert reminded(store, at(8, 7))[TANAKA.id] == ("head:U0HEAD 2020-S31/submit",)


# --- of what ----------------------------------------------------------------------------------------


def test_one_message_lists_everything_each_with_the_button_that_opens_it(store: Store, sheet: Sheet) -> None:
    for n in (5, 7):
        store.add(small_content(f"S{n}"), SECRETARIAT, NOW)
    submitted(store, store.sheet("2020-S7"))
    store.keep_office([FINANCE.model_copy(update={"departments": (OWN,)})], [])
    (post,) = [each for each in due(at(8, 4), store) if each.to == FINANCE.id]
    rows = [(each.control.step, each.control.subject.id) for each in post.parts if isinstance(each, Row) and isinstance(each.control, Button)]  # fmt: skip
    assert rows == [
        ("sheet.handing", "2020-S5"),
        ("sheet.handing", "2020-S31"),
        ("opinion.open", "2020-S7"),
    ]
    assert {step for step, _ in controls(post.parts)} >= {"deadline.snoozing", "members.deputy", "sheet.turn"}
    assert {"kit.overdue", "kit.due_in"} <= set(keys_in(post.parts))


@pytest.mark.parametrize(("task", "step"), [("answer", "answer.open"), ("review", "opinion.open")])
def test_its_buttons_open_the_form(store: Store, sheet: Sheet, task: str, step: str) -> None:
    sheet = submitted(store, sheet)
    store.change(
        sheet.key, FINANCE, NOW, "opinion", lambda each: each.give_opinion(FINANCE, NOW, "finance", "費用は？")
    )
    who = {"answer": SATO, "review": PLANNER}[task]
    (post,) = [each for each in due(at(8, 21), store) if each.to == who.id]
    found = next(subject for each, subject in controls(post.parts) if each == step)
    chat = Chat(who, store, at(8, 21))
    chat.presses(step, found)
    assert chat.view
    assert chat.view.step
