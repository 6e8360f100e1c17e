"""Deadlines: which day holds, who may change it, and every day that can't be; the rules of reminding likewise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest

from store.deadline import Deadlines
from store.opinion import Mark
from store.person import Person
from store.refusal import Refusal
from store.reminding import Rules, Snoozes, day_to_be_told
from store.store import Store
from store.task import Task
from tests.office import LATER, NOW, SATO, SECRETARIAT, STRANGER, small_content

TODAY = date(2020, 7, 20)
DAYS = {
    Task.SUBMIT: "2020-07-31",
    Task.REVIEW: "2020-08-07",
    Task.ANSWER: "2020-08-21",
    Task.FINALISE: "2020-09-30",
    Task.PUBLISH: "2020-10-30",
}
CALENDAR = Rules().calendar
OWN = "市長公室情報課"


def mark(reason: str = "国の通知を待つため") -> Mark:
    return Mark(by=SECRETARIAT.id, at=NOW, reason=reason)


def year(**written: str) -> Deadlines:
    days = {**DAYS, **{Task(name): day for name, day in written.items()}}
    return Deadlines(year=2020).set_days(SECRETARIAT, days, CALENDAR, TODAY)


def moved(deadlines: Deadlines, day: str, reason: str = "国の通知を待つため", **whose: str) -> Deadlines:
    return deadlines.move(Task.SUBMIT, day, mark(reason), CALENDAR, TODAY, by=SECRETARIAT, **whose)


def fields(refused: pytest.ExceptionInfo[Refusal]) -> list[tuple[str | None, str]]:
    return [(each.field, each.text.key.removeprefix("store.")) for each in refused.value.reasons]


# --- the year ---------------------------------------------------------------------------------------


def test_a_step_without_a_day_has_no_deadline() -> None:
    deadlines = year(publish="")
    assert list(deadlines.days) == [Task.SUBMIT, Task.REVIEW, Task.ANSWER, Task.FINALISE]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"submit": "2020-08-01"}, [("submit", "deadline_closed")]),
        ({"review": "2020-08-10"}, [("review", "deadline_closed")]),
        ({"submit": "2020-07-17"}, [("submit", "deadline_past")]),
        ({"publish": "2029-10-30"}, [("publish", "deadline_far")]),
        ({"answer": "あした"}, [("answer", "not_a_date")]),
        ({"review": "2020-07-30"}, [("review", "deadline_order")]),
        ({"submit": "2020-08-01", "publish": "2062-10-30"}, [("submit", "deadline_closed"), ("publish", "deadline_far")]),
        ({"review": "", "answer": "2020-07-22"}, [("answer", "deadline_order")]),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_told_at_its_step(written: Mapping[str, str], told: list[tuple[str, str]]) -> None:
    with pytest.raises(Refusal) as refused:
        year(**written)
    assert fields(refused) == told


def test_a_closed_day_names_the_next_one_that_is_open() -> None:
    with pytest.raises(Refusal) as refused:
        year(review="2020-08-08")  # a Saturday; Monday is Mountain Day
    assert refused.value.text.values["next"] == date(2020, 8, 11)


def test_a_day_that_is_over_may_stay() -> None:
    later = date(2020, 9, 1)
    changed = year().set_days(SECRETARIAT, {**DAYS, Task.PUBLISH: "2020-11-30"}, CALENDAR, later)
    assert changed.days[Task.SUBMIT] == date(2020, 7, 31)
    assert changed.days[Task.PUBLISH] == date(2020, 11, 30)


@pytest.mark.parametrize("who", [SATO, STRANGER], ids=lambda who: who.name)
def test_only_the_secretariat_changes_anything(who: Person) -> None:
    for deed in (
        lambda: Deadlines(year=2020).set_days(who, DAYS, CALENDAR, TODAY),
        lambda: year().move(Task.SUBMIT, "2020-08-05", mark(), CALENDAR, TODAY, by=who, sheet="2020-S31"),
        lambda: moved(year(), "2020-08-05", sheet="2020-S31").back(Task.SUBMIT, by=who, sheet="2020-S31"),
        lambda: Rules().changed(who, {}),
    ):
        with pytest.raises(Refusal, match="deadlines_secretariat"):
            deed()


# --- moved ------------------------------------------------------------------------------------------


def test_a_sheets_own_day_goes_before_its_departments_and_that_before_the_years(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    deadlines = year()
    assert deadlines.day(Task.SUBMIT, sheet) == date(2020, 7, 31)
    deadlines = moved(deadlines, "2020-08-05", department="市長公室　情報課")
    assert deadlines.day(Task.SUBMIT, sheet) == date(2020, 8, 5)
    deadlines = moved(deadlines, "2020-08-06", sheet=sheet.key)
    assert deadlines.day(Task.SUBMIT, sheet) == date(2020, 8, 6)
    assert deadlines.day(Task.REVIEW, sheet) == date(2020, 8, 7)
    deadlines = moved(deadlines, "2020-08-07", sheet=sheet.key)  # once more: in place of the other
    assert len(deadlines.moved) == 2
    deadlines = deadlines.back(Task.SUBMIT, by=SECRETARIAT, sheet=sheet.key)
    assert deadlines.day(Task.SUBMIT, sheet) == date(2020, 8, 5)
    deadlines = deadlines.back(Task.SUBMIT, by=SECRETARIAT, department=OWN)
    assert deadlines.day(Task.SUBMIT, sheet) == date(2020, 7, 31)
    with pytest.raises(Refusal, match="deadline_not_moved"):
        deadlines.back(Task.SUBMIT, by=SECRETARIAT, department=OWN)


def test_why_and_to_when_are_both_needed() -> None:
    with pytest.raises(Refusal) as refused:
        moved(year(), "", " 　", sheet="2020-S31")
    assert fields(refused) == [("day", "deadline_needed"), ("reason", "deadline_reason")]
    with pytest.raises(Refusal) as refused:
        moved(year(), "2020-08-08", sheet="2020-S31")
    assert fields(refused) == [("day", "deadline_closed")]


def test_a_departments_new_name_takes_its_deadlines_along(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    before = store.deadlines(2020)
    store.keep_deadlines(before, moved(year(), "2020-08-05", department=OWN), SECRETARIAT, NOW)
    department = store.department(OWN)
    assert store.keep_department(department, department.changed(SECRETARIAT, "DX推進課", ""), SECRETARIAT, NOW)
    assert store.deadlines(2020).day(Task.SUBMIT, store.sheet(sheet.key)) == date(2020, 8, 5)


# --- kept -------------------------------------------------------------------------------------------


def test_whoever_was_slower_overwrites_nothing(store: Store) -> None:
    seen = store.deadlines(2020)
    assert store.keep_deadlines(seen, year(), SECRETARIAT, NOW)
    assert not store.keep_deadlines(seen, year(publish=""), SECRETARIAT, LATER)
    assert Task.PUBLISH in store.deadlines(2020).days
    assert store.years_with_deadlines() == (2020,)


def test_each_change_is_told_in_the_history(store: Store) -> None:
    store.keep_deadlines(store.deadlines(2020), year(publish=""), SECRETARIAT, NOW)
    now = store.deadlines(2020)
    store.keep_deadlines(now, moved(now, "2020-08-05", "災害対応のため", sheet="2020-S31"), SECRETARIAT, LATER)
    first, second = store.office_history(now)
    assert {each.field for each in first.differences} == {f"days/{task}" for task in DAYS if task != Task.PUBLISH}
    (change,) = second.differences
    assert (change.field, change.after["reason"]) == ("moved/submit/2020-S31", "災害対応のため")
    assert (second.name, second.at) == (SECRETARIAT.name, LATER)


def test_the_rules_are_kept_and_only_what_changed_is_told(store: Store) -> None:
    rules = store.rules()
    assert rules == Rules()
    after = rules.changed(
        SECRETARIAT, {"before": "１４、７、0", "every": "3日", "hour": "１０時", "closed": "2020年10月1日\n"}
    )
    assert (after.before, after.every, after.hour, after.closed) == ((14, 7, 0), 3, time(10), (date(2020, 10, 1),))
    assert store.keep_rules(rules, after, SECRETARIAT, NOW)
    assert not store.keep_rules(rules, after, SECRETARIAT, NOW)
    assert not store.rules().calendar.is_open(date(2020, 10, 1))
    assert store.rules().changed(SECRETARIAT, store.rules().written) == store.rules()
    (event,) = store.office_history(store.rules())
    assert {each.field for each in event.differences} == {"before", "every", "hour", "closed"}


@pytest.mark.parametrize(
    ("name", "written", "why"),
    [
        ("before", "一週間", "rules_count"),
        ("before", "7、400", "rules_count"),
        ("every", "0", "rules_count"),
        ("every", "", "rules_count"),
        ("escalate_after", "-3", "rules_count"),
        ("still_after", "9" * 400, "rules_count"),
        ("hour", "25:00", "rules_time"),
        ("hour", "朝", "rules_time"),
        ("hour", "7:00", "rules_hour"),
        ("closes", "8:00", "rules_hours"),
        ("closed", "2020-10-01\n市制記念日", "not_a_date"),
        ("closed", "\n".join(f"2020-{1 + n % 12}-{1 + n % 28}" for n in range(301)), "rules_closed_most"),
    ],
)
def test_what_the_rules_cannot_be_is_told_at_its_field(name: str, written: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        Rules().changed(SECRETARIAT, {name: written})
    assert fields(refused) == [(name, why)]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        Rules().changed(SECRETARIAT, {"before": "x", "hour": "y", "closed": "z"})
    assert [field for field, _ in fields(refused)] == ["before", "hour", "closed"]


# --- put off ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "why"),
    [("", "snooze_when"), ("2020-07-20", "snooze_past"), ("2021-07-20", "snooze_far"), ("いつか", "not_a_date")],
)
def test_a_day_on_which_nobody_can_be_told_again_is_refused(written: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        day_to_be_told(written, TODAY)
    assert fields(refused) == [("until", why)]


def test_what_is_put_off_is_kept_besides_what_was(store: Store) -> None:
    day = TODAY + timedelta(days=1)
    store.put_off(SATO.id, {"2020-S31/submit": day}, TODAY)
    store.put_off(SATO.id, {"2020-S32/submit": day}, TODAY)
    assert set(store.snoozes(SATO.id).until) == {"2020-S31/submit", "2020-S32/submit"}
    assert set(store.all_snoozes()) == {SATO.id}
    later = TODAY + timedelta(days=90)
    assert Snoozes(id="U", until={"old": TODAY}).put_off({"new": later}, later).until == {"new": later}
