"""/year: who may, what the form asks, and the comparison, which does nothing."""

from __future__ import annotations

from functools import partial

import pytest

from commands.kit.reply import (
    Change,
    ChoiceInput,
    Open,
    Row,
    TextInput,
)
from commands.kit.request import Subject
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, inputs
from tests.commands.years import NEXT, compared, facts, said, three_sheets
from tests.office import (
    EVERYBODY,
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SECRETARIAT,
    STRANGER,
    small_content,
    submitted,
)


@pytest.fixture
def opened(store: Store) -> Store:
    return three_sheets(store)


def test_nobody_but_the_secretariat(opened: Store) -> None:
    for who in [*EVERYBODY, STRANGER]:
        if not who.secretariat:
            for line in ("/年度更新", "/year", "/year undo", "/年度更新 取り消し"):
                with pytest.raises(Refusal, match="year_is_secretariats"):
                    Chat(who, opened).types(line)
            for step in ("year.begin", "year.compare", "year.turn", "year.open"):
                with pytest.raises(Refusal, match=r"year_is_secretariats|choose_year"):
                    Chat(who, opened).presses(step)
    assert opened.sheets_of(2021) == ()


def test_the_form_offers_years_and_editions(opened: Store) -> None:
    chat = Chat(SECRETARIAT, opened)
    (reply,) = chat.types("/year")
    assert isinstance(reply, Open)
    before, form, renames, which = inputs(reply.view)
    assert isinstance(before, ChoiceInput)
    assert [value for value, _ in before.options] == ["2020"]
    assert isinstance(form, ChoiceInput)
    assert {value for value, _ in form.options} == {"nagakute-s-2020", NEXT, "kazami-2024"}
    assert form.initial == "nagakute-s-2020"
    assert isinstance(renames, TextInput)
    assert isinstance(which, TextInput)


def test_the_year_that_is_proposed_is_the_last_one_that_is_done(opened: Store) -> None:
    """After a part of the next year was opened, the rest of it comes first, not the year after."""
    chat = compared(opened, which="S1")
    chat.submits()
    sheet = submitted(opened, opened.sheet("2020-S2"))
    for who, office in ((PLANNER, "planning"), (FINANCE, "finance"), (REFORM, "reform")):
        opened.change(sheet.key, who, NOW, "opinion", partial(Sheet.say_nothing, who=who, now=NOW, office=office))
    opened.change(sheet.key, SECRETARIAT, NOW, "finalise", lambda each: each.finalise(SECRETARIAT, NOW))
    chat.types("/year")
    assert chat.view is not None
    before = next(iter(inputs(chat.view)))
    assert isinstance(before, ChoiceInput)
    assert ([value for value, _ in before.options], before.initial) == (["2021", "2020"], "2020")


def test_without_sheets_there_is_nothing_to_carry_over(store: Store) -> None:
    with pytest.raises(Refusal, match="no_sheets"):
        Chat(SECRETARIAT, store).types("/年度更新")
    with pytest.raises(Refusal, match="no_opening"):
        Chat(SECRETARIAT, store).types("/年度更新 取り消し")


@pytest.mark.parametrize("words", ["2021", "help", "S27", "取り消し S27", "undo undo", "🎌", "x" * 3000])
def test_other_words_are_told_what_there_is(opened: Store, words: str) -> None:
    with pytest.raises(Refusal, match="unknown"):
        Chat(SECRETARIAT, opened).types(f"/年度更新 {words}")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"renames": "情報課"}, ["renames"]),
        ({"renames": "→"}, ["renames"]),
        ({"renames": "一課 → 二課\n一課 → 三課\n四課"}, ["renames", "renames"]),
        ({"which": "S99"}, ["which"]),
        ({"which": "S1、どこにもない課"}, ["which"]),
        ({"which": "<!channel>"}, ["which"]),
        ({"form": "nowhere"}, ["form"]),
        ({"form": ""}, ["form"]),
        ({"before": ""}, ["before"]),
        ({"before": "来年"}, ["before"]),
        ({"before": "1999"}, ["before"]),
        ({"before": "2020", "renames": "x", "which": "y"}, ["renames", "which"]),
    ],
)
def test_what_is_written_wrongly_is_told_at_its_field(opened: Store, typed: dict[str, str], fields: list[str]) -> None:
    chat = Chat(SECRETARIAT, opened)
    chat.types("/年度更新")
    with pytest.raises(Refusal) as refused:
        chat.submits(**typed)
    assert [reason.field for reason in refused.value.reasons] == fields
    assert opened.sheets_of(2021) == ()


def test_the_comparison_tells_what_would_happen_and_does_nothing(opened: Store) -> None:
    opened.add(small_content("S2", year=2021), SECRETARIAT, NOW)
    chat = compared(opened, before="2020", renames="福祉部長寿課 → いきいき課\n総務課 → 庶務課")
    view = chat.view
    assert view is not None
    told = facts(view)
    assert (told["year.will_carry"], told["year.will_stand"], told["year.will_watch"]) == (2, 1, 2)
    keys = said(view.parts)
    assert {
        "year.field_new_required",
        "year.field_gone",
        "year.field_other_kind",
        "year.unused",
        "year.missing",
    } <= set(keys)
    rows = {row.text.key: row.note for row in view.parts if isinstance(row, Row) and isinstance(row.text, Text)}
    assert {"year.fields_carried", "year.rows_planned", "year.rows_past"} <= set(rows)
    assert [row.text for row in view.parts if isinstance(row, Row) and isinstance(row.text, str)] == [
        "いきいき課",
        "S1 窓口の改善",
        "S3 窓口の改善",
        "S2 窓口の改善",
    ]
    assert [sheet.number for sheet in opened.sheets_of(2021)] == ["S2"]


def test_on_the_same_form_nothing_changes(opened: Store) -> None:
    view = compared(opened, form="nagakute-s-2020").view
    assert view is not None
    assert "year.unchanged" in said(view.parts)


def test_from_the_comparison_back_to_what_was_said(opened: Store) -> None:
    chat = compared(opened, renames="福祉部長寿課 ⇒ いきいき課", which="S1、福祉部長寿課")
    (reply,) = chat.presses("year.begin")
    assert isinstance(reply, Change)
    held = {each.key: each.initial for each in inputs(reply.view)}
    assert held == {
        "before": "2020", "form": NEXT, "renames": "福祉部長寿課 → いきいき課", "which": "S1、福祉部長寿課",
    }  # fmt: skip


def test_a_long_comparison_has_pages(opened: Store) -> None:
    opened.add_all([small_content(f"T{n}") for n in range(60)], SECRETARIAT, NOW)
    chat = compared(opened)
    assert chat.view is not None
    subject = chat.finds("year.turn")
    chat.presses("year.turn", subject)
    assert "T20 窓口の改善" in [part.text for part in chat.view.parts if isinstance(part, Row)]
    assert chat.view.step == "year.open"
    chat.presses("year.turn", Subject("", "", 999))
    chat.submits()
    assert len(opened.sheets_of(2021)) == 63
