"""Rules of reminding, what happened to deadlines, and where else they show: on cards, in lists, with departments."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.reply import Change, Facts, Line, Row
from commands.kit.request import Subject
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text
from tests.commands.chat import Chat
from tests.commands.deadlines import MOVE, OWN, YEAR, chat, fields, moving, setting, view_of
from tests.commands.reminding import at, settle
from tests.commands.test_members import keys
from tests.office import DEPARTMENTS, NOW, SATO, SECRETARIAT, small_content


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """S31 of 市長公室情報課, still to be submitted, in a year with deadlines."""
    settle(store)
    return store.add(small_content(), SECRETARIAT, NOW)


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


def test_a_deadline_on_a_day_that_was_closed_later_is_seen(store: Store, sheet: Sheet) -> None:
    person = chat(store)
    person.types("/deadline")
    assert "deadline.day_closed" not in said_days(person)
    person.presses("deadline.rules", YEAR)
    person.submits(closed=store.deadlines(2020).days[Task.REVIEW].isoformat())
    assert said_days(person).count("deadline.day_closed") == 1


def said_days(person: Chat) -> list[str]:
    (facts,) = (part for part in view_of(person).parts if isinstance(part, Facts))
    return [getattr(day, "key", "") for _, day in facts.pairs]


def test_all_of_it_stands_in_the_history(store: Store, sheet: Sheet) -> None:
    person = chat(store)
    person.presses("deadline.rules", YEAR)
    person.submits(before="14、7", closed="2020-08-12")
    moving(store).submits(sheet="S31", **MOVE)
    reader = chat(store, SATO)
    reader.presses("deadline.history", YEAR)
    said = [part.text.values for part in view_of(reader).parts if isinstance(part, Row) and isinstance(part.text, Text)]
    told = {each["field"].key: each for each in said}
    assert {"deadline.step_of", "deadline.field_before", "deadline.field_closed"} <= set(told)
    assert told["deadline.step_of"]["before"] == Text.of("deadline.years_day")  # nothing isn't what stood there


# --- elsewhere --------------------------------------------------------------------------------------


def test_what_waits_says_by_when_and_what_is_overdue_comes_first(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40"), SECRETARIAT, NOW)
    moving(store).submits(sheet="S40", **{**MOVE, "day": "2020-07-29"})
    person = Chat(SATO, store, at(7, 30))
    person.types("/sheet")
    rows = [part for part in view_of(person).parts if isinstance(part, Row)]
    assert [str(row.text).split()[0] for row in rows] == ["S40", "S31"]
    notes = [row.note.values["note"] for row in rows if isinstance(row.note, Text)]
    assert [each.values["due"].values["left"].key for each in notes] == ["kit.overdue_one", "kit.due_tomorrow"]


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
