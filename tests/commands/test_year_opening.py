"""/year: opened once, told to the departments, and taken back while nobody has written."""

from __future__ import annotations

import pytest

from commands.kit.reply import (
    Change,
    Line,
    Return,
    Say,
)
from commands.kit.request import Subject
from store.person import Department
from store.refusal import Refusal
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls
from tests.commands.years import NEXT, OTHER, compared, facts, said, three_sheets
from tests.office import (
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    TANAKA,
    small_content,
    submitted,
)


@pytest.fixture
def opened(store: Store) -> Store:
    return three_sheets(store)


def test_opened_it_is_told_to_each_department_once(opened: Store) -> None:
    chat = compared(opened)
    replies = chat.submits()
    assert isinstance(replies[0], Return)
    assert "year.opened" in said(replies[0].view.parts)
    assert [say.to for say in replies if isinstance(say, Say)] == ["C0JOHO", "C0CHOJU"]
    (line,) = chat.said[0].parts
    assert isinstance(line, Line)
    assert isinstance(line.text, Text)
    assert (line.text.values["numbers"], line.text.values["count"]) == (("S1", "S2"), 2)
    assert [sheet.number for sheet in opened.sheets_of(2021)] == ["S1", "S2", "S3"]


def test_who_has_many_sheets_hears_of_the_first_ones(opened: Store) -> None:
    opened.add_all([small_content(f"T{n}") for n in range(30)], SECRETARIAT, NOW)
    chat = compared(opened)
    chat.submits()
    (line,) = chat.said[0].parts
    assert isinstance(line, Line)
    assert isinstance(line.text, Text)
    assert len(line.text.values["numbers"]) == 20
    assert line.text.values["more"] == Text.of("year.and_more", count=12)


def test_a_department_without_a_channel_is_told_nowhere(opened: Store) -> None:
    opened.keep_office([], [Department(name="福祉部長寿課")])
    chat = compared(opened)
    chat.submits()
    assert [say.to for say in chat.said] == ["C0JOHO"]


def test_pressed_twice_it_happens_once(opened: Store) -> None:
    chat = compared(opened)
    view = chat.view
    chat.submits()
    chat.view = view
    (reply,) = chat.submits()
    assert isinstance(reply, Return)
    assert "year.opened" in said(reply.view.parts)
    assert len(opened.sheets_of(2021)) == 3
    assert len(chat.said) == 2


def test_two_of_the_secretariat_open_it_once(opened: Store) -> None:
    opened.keep_office([OTHER], [])
    mine, other = compared(opened), Chat(OTHER, opened)
    other.types("/year")
    other.submits(form="nagakute-s-2020")
    mine.submits()
    with pytest.raises(Refusal, match="nothing_to_open"):
        other.submits()
    assert {sheet.form for sheet in opened.sheets_of(2021)} == {NEXT}


def test_two_of_the_secretariat_open_a_part_each(opened: Store) -> None:
    """What the other has opened meanwhile is shown, and left alone."""
    opened.keep_office([OTHER], [])
    mine, other = compared(opened, which="S1"), Chat(OTHER, opened)
    other.types("/year")
    other.submits(form=NEXT)
    mine.submits()
    (reply,) = other.submits()
    assert isinstance(reply, Change)
    assert "year.changed_meanwhile" in said(reply.view.parts)
    assert facts(reply.view)["year.will_stand"] == 1
    other.submits()
    assert [sheet.number for sheet in opened.sheets_of(2021)] == ["S1", "S2", "S3"]


def test_what_changed_meanwhile_is_compared_anew(opened: Store) -> None:
    chat = compared(opened)
    opened.fill("2020-S1", SATO, NOW, {"background": "書き足した。"}, 1)
    (reply,) = chat.submits()
    assert isinstance(reply, Change)
    assert opened.sheets_of(2021) == ()
    assert isinstance(chat.submits()[0], Return)


def test_an_older_comparison_in_another_window_is_not_what_happens(opened: Store) -> None:
    chat = compared(opened, which="S1")
    older = chat.view
    chat.types("/year")
    chat.submits(form=NEXT, which="S2")
    chat.view = older
    (reply,) = chat.submits()
    assert isinstance(reply, Change)
    assert "year.other_plan" in said(reply.view.parts)
    assert opened.sheets_of(2021) == ()


def test_all_there_already_leaves_nothing_to_press(opened: Store) -> None:
    compared(opened).submits()
    view = compared(opened, before="2020").view
    assert view is not None
    assert view.step is None
    assert "year.nothing_left" in said(view.parts)


def test_taken_back_from_the_words_and_from_the_form(opened: Store) -> None:
    chat = compared(opened)
    chat.submits()
    chat.presses("year.undoing", chat.finds("year.undoing"))
    replies = chat.submits()
    assert isinstance(replies[0], Return)
    assert [say.to for say in replies if isinstance(say, Say)] == ["C0JOHO", "C0CHOJU"]
    assert opened.sheets_of(2021) == ()
    compared(opened).submits()
    for line in ("/年度更新 取り消し", "/year undo"):
        chat.types(line)
        view = chat.view
        chat.submits()
        assert opened.sheets_of(2021) == ()
        chat.view = view
        with pytest.raises(Refusal, match="taken_back_already"):
            chat.submits()
        compared(opened).submits()


def test_written_into_it_stays_and_says_what_can_be_done(opened: Store) -> None:
    chat = compared(opened)
    chat.submits()
    undoing = chat.finds("year.undoing")
    opened.fill("2021-S3", TANAKA, NOW, {"activity": "書いた。"}, 1)
    with pytest.raises(Refusal, match="written_since") as refused:
        chat.presses("year.undoing", undoing)
    assert refused.value.text.values["numbers"] == ("S3",)
    with pytest.raises(Refusal, match="written_since"):
        chat.types("/year undo")
    chat.types("/year")
    assert chat.view is not None
    assert "year.opened_by" in said(chat.view.parts)
    assert "year.undoing" not in {step for step, _ in controls(chat.view.parts)}


@pytest.mark.parametrize("subject", [Subject(), Subject("2021-0001"), Subject("<!channel>", "x", -1)])
def test_buttons_that_nobody_gave_out_change_nothing(opened: Store, subject: Subject) -> None:
    chat = Chat(SECRETARIAT, opened)
    for step in ("year.undoing", "year.undo", "year.open", "year.turn"):
        with pytest.raises(Refusal, match=r"no_opening|no_plan"):
            chat.presses(step, subject)
    assert opened.sheets_of(2021) == ()


def test_a_department_that_was_renamed_gets_its_next_sheets_by_its_new_name(opened: Store) -> None:
    key = submitted(opened, opened.sheet("2020-S3")).key
    for who, office in ((PLANNER, "planning"), (FINANCE, "finance"), (REFORM, "reform")):
        opened.change(key, who, NOW, "opinion", lambda each, by=who, of=office: each.say_nothing(by, NOW, of))  # type: ignore[misc]
    opened.change(key, SECRETARIAT, NOW, "finalise", lambda each: each.finalise(SECRETARIAT, NOW))
    before = opened.department("福祉部長寿課")
    assert opened.keep_department(before, before.changed(SECRETARIAT, "いきいき課", before.channel), SECRETARIAT, NOW)
    chat = compared(opened)
    assert "year.missing" not in said(chat.view.parts if chat.view else ())
    assert "year.renames" in facts(chat.view)
    chat.submits()
    assert opened.sheet(key).owner == "福祉部長寿課"  # a final sheet keeps the name that it was written under
    assert [sheet.owner for sheet in opened.sheets_of(2021)] == ["市長公室情報課", "市長公室情報課", "いきいき課"]
    assert opened.sheets_of(2021)[-1].may_fill(opened.person(TANAKA.id))
