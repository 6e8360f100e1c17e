"""Reminders fall silent: what is done, what comes up again, what was put off."""

from __future__ import annotations

from datetime import date

import pytest

from commands.deadline.reminders import Look, due
from commands.kit.reply import Buttons, Heading, Line, Row, Say
from commands.kit.request import Subject
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls
from tests.commands.reminding import DAYS, at, days_of, keys_in, last_post, reminded, say, settle, unfinished
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    SUZUKI,
    TANAKA,
    small_content,
    submitted,
)


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """S31 of 市長公室情報課, still to be submitted, in a year with deadlines."""
    settle(store)
    return store.add(small_content(), SECRETARIAT, NOW)


def heading(post: Say) -> str:
    return next(part.text.key for part in post.parts if isinstance(part, Heading) and isinstance(part.text, Text))


# --- done -------------------------------------------------------------------------------------------


def test_what_is_done_is_struck_off_and_when_all_is_the_message_says_so(store: Store, sheet: Sheet) -> None:
    other = store.add(small_content("S40"), SECRETARIAT, NOW)
    reminded(store, at(7, 31))
    submitted(store, sheet)
    mended = say(store, at(8, 1, 22))  # a Saturday night: nobody is told anything new
    (first,) = [each for each in mended if each.to == SATO.id]
    assert first.once
    assert (first.once.key, first.once.waiting) == (f"reminder/2020-07-31/{SATO.id}", ("own 2020-S40/submit",))
    assert "deadline.done" in list(keys_in(first.parts))
    submitted(store, other)
    mended = [each for each in say(store, at(8, 1, 23)) if each.to == SATO.id]
    assert [heading(each) for each in mended] == ["deadline.all_done"]
    assert not [each for each in mended[0].parts if isinstance(each, Buttons)]
    assert [post for post in unfinished(store) if post.to == SATO.id] == []


def test_a_returned_sheet_is_told_of_again_in_a_new_message(store: Store, sheet: Sheet) -> None:
    reminded(store, at(7, 31))
    sheet = submitted(store, sheet)
    say(store, at(8, 3))
    store.change(sheet.key, SECRETARIAT, LATER, "return", lambda each: each.give_back(SECRETARIAT, LATER, "数値を"))
    assert set(reminded(store, at(8, 4))) == {SATO.id, SUZUKI.id}
    assert len(store.series(f"reminder/{SATO.id}")) == 2


def test_what_comes_up_again_before_all_is_done_stands_open_in_the_message(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40"), SECRETARIAT, NOW)
    reminded(store, at(7, 31))
    sheet = submitted(store, sheet)
    say(store, at(7, 31, 11))
    store.change(sheet.key, SECRETARIAT, LATER, "return", lambda each: each.give_back(SECRETARIAT, LATER, "数値を"))
    mended = [each for each in say(store, at(7, 31, 12)) if each.to == SATO.id]
    assert [each.once.waiting == each.once.about for each in mended if each.once] == [True]


def test_what_comes_up_while_others_are_mended_is_no_done_work(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40"), SECRETARIAT, NOW)
    reminded(store, at(7, 31))
    submitted(store, sheet)
    found = due(at(8, 4), store)
    next(found)  # whoever says it may wait for Slack meanwhile
    store.add(small_content("S41"), SECRETARIAT, LATER)
    (told,) = [each for each in found if each.to == SATO.id and each.once and "2020-08-04" in each.once.key]
    assert told.once
    assert told.once.waiting == told.once.about == ("own 2020-S40/submit", "own 2020-S41/submit")


def test_a_message_that_cannot_be_said_is_left_alone(store: Store, sheet: Sheet) -> None:
    reminded(store, at(7, 31))
    for post in unfinished(store):
        store.keep_lost(post.key, "user_disabled")
    submitted(store, sheet)
    assert {each.to for each in say(store, at(7, 31, 11))} == {PLANNER.id, FINANCE.id, REFORM.id}


def test_a_year_that_was_taken_back_leaves_nothing_to_do(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    opening = store.open_year(store.keep_plan(SECRETARIAT, 2020, "nagakute-s-2021"), SECRETARIAT, LATER)
    assert opening
    before = store.deadlines(2021)
    store.keep_deadlines(before, before.model_copy(update={"days": DAYS}), SECRETARIAT, NOW)
    assert reminded(store, at(7, 31))
    store.take_back(opening.key, SECRETARIAT, LATER)
    assert {heading(each) for each in say(store, at(7, 31, 11))} == {"deadline.all_done"}


# --- put off ----------------------------------------------------------------------------------------


def test_what_is_put_off_is_no_reason_before_its_day_and_is_one_then(store: Store, sheet: Sheet) -> None:
    reminded(store, at(7, 31))
    store.put_off(SATO.id, {"2020-S31/submit": date(2020, 8, 5)}, date(2020, 7, 31))
    (mended,) = say(store, at(7, 31, 11))
    assert "deadline.put_off" in list(keys_in(mended.parts))
    assert days_of(store, SUZUKI.id, date(2020, 8, 3), date(2020, 8, 4)) == [(8, 4)]
    assert days_of(store, SATO.id, date(2020, 8, 4), date(2020, 8, 7)) == [(8, 5), (8, 6)]
    assert "until" not in str(store.series(f"reminder/{SATO.id}")[0].waiting)


def test_putting_off_is_done_in_a_form_that_the_reminder_opens(store: Store, sheet: Sheet) -> None:
    store.add(small_content("S40"), SECRETARIAT, NOW)
    reminded(store, at(7, 31))
    chat = Chat(SATO, store, at(7, 31))
    post = last_post(store, SATO.id)
    shown = Look(store, date(2020, 7, 31)).say(post.key, post.to, post.about)
    chat.presses("deadline.snoozing", next(s for step, s in controls(shown.parts) if step == "deadline.snoozing"))
    assert chat.view
    for typed, why in (({"until": "2020-07-31"}, "snooze_past"), ({"until": ""}, "snooze_when"), ({"which": ()}, "choose_items")):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            chat.submits_all(typed)
    chat.submits(until="2020-08-08", which=("1",))
    told = [part.text for part in chat.view.parts if isinstance(part, Line) and isinstance(part.text, Text)]
    assert [each.values["until"] for each in told] == [date(2020, 8, 11)]  # the working day on which they hear of it
    assert store.snoozes(SATO.id).until == {"2020-S40/submit": date(2020, 8, 8)}
    (mended,) = say(store, at(7, 31, 11))
    notes = [part.note for part in mended.parts if isinstance(part, Row) and isinstance(part.note, Text)]
    again = [note.values["until"] for note in notes if note.key == "deadline.put_off"]
    assert again == [date(2020, 8, 11)]  # as the form said


@pytest.mark.parametrize("who", [SUZUKI, TANAKA], ids=lambda who: who.name)
def test_nobody_puts_off_what_was_told_to_somebody_else(store: Store, sheet: Sheet, who: Person) -> None:
    reminded(store, at(7, 31))
    chat = Chat(who, store, at(7, 31))
    with pytest.raises(Refusal, match="reminder_gone"):
        chat.presses("deadline.snoozing", Subject(f"reminder/2020-07-31/{SATO.id}"))
    with pytest.raises(Refusal, match="reminder_gone"):
        chat.presses("deadline.snoozing", Subject("reminder/1999-01-01/U0"))
