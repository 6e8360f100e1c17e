"""/digest: what is late, where all stand, what waits, what changed and what doesn't; now, and posted in a channel."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commands.kit.charts import Series
from commands.kit.reply import Line, Menu, Part, Row
from store.person import Department
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text
from tests.commands.chat import Chat, controls
from tests.commands.digests import (
    charts,
    happened,
    keys,
    late_office,
    pairs,
    parts_of,
    set_deadlines,
    table,
    values,
)  # fmt: skip
from tests.office import (
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    second_content,
    small_content,
    submitted,
)  # fmt: skip


def digest(store: Store, words: str = "", now: datetime = NOW) -> tuple[Part, ...]:
    return parts_of(Chat(SATO, store, now).types(f"/集計 {words}".strip()))


# --- what it tells ----------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [0, 1, 40])
def test_late_ones_come_first_with_who_owes_them(store: Store, late: int) -> None:
    late_office(store, late)
    parts = digest(store)
    shown = table(parts)
    (chart,) = charts(parts)
    everything = Series(Text.of("digest.sheets"), (late, 0, 0, 2, 0, 0, 0))
    assert chart.series[0] == everything
    if not late:
        assert shown is None
        assert keys(parts)[1] == "digest.none_late"
        assert len(chart.series) == 1
        return
    assert keys(parts)[1] == "digest.late"
    assert shown is not None
    assert len(shown.rows) == min(late, 30)
    name, days, task, who, _ = shown.rows[0]
    assert (name, days, who) == ("S1 窓口の改善", 3, "市長公室情報課")
    assert task == Text.of("digest.task_submit")
    assert chart.series[1].values == (late, 0, 0, 0, 0, 0, 0)
    assert ("digest.more_late" in keys(parts)) is (late > 30)
    (menu,) = (part.control for part in parts if isinstance(part, Row) and isinstance(part.control, Menu))
    assert menu.step == "sheet.card"
    assert len(menu.options) == min(late, 30)


def test_numbers_stand_beside_bars_that_may_be_too_low_to_be_seen(store: Store) -> None:
    late_office(store, 300)
    counts = values(digest(store), "digest.counts")["counts"]
    draft, waiting = (Text.of(f"store.stage_{stage}") for stage in ("draft", "awaiting_answers"))
    assert counts == (
        Text.of("digest.count_late", stage=draft, count=300, late=300),
        Text.of("digest.count", stage=waiting, count=2),
    )


def test_a_review_that_is_late_is_one_row_with_all_offices(store: Store) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    set_deadlines(store, {Task.REVIEW: NOW.date() - timedelta(days=1)})
    shown = table(digest(store))
    assert shown is not None
    ((_, _, _, who, _),) = shown.rows
    assert isinstance(who, Text)
    offices = [each.ja for each in who.values["offices"]]
    assert offices == ["総合計画担当", "財政担当", "行政改革担当"]
    store.change(sheet.key, FINANCE, NOW, "opinion", lambda each: each.say_nothing(FINANCE, NOW, "finance"))
    shown = table(digest(store))
    assert shown is not None
    assert len(shown.rows[0][3].values["offices"]) == 2  # type: ignore[union-attr]


def test_a_year_without_deadlines_says_so(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    assert "digest.no_deadlines" in keys(digest(store))


def test_where_there_is_no_sheet_it_says_what_to_do(store: Store) -> None:
    with pytest.raises(Refusal, match="no_sheets"):
        digest(store)


def test_opinions_without_an_answer_are_counted_by_office(store: Store) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    for who, office in ((FINANCE, "finance"), (FINANCE, "finance"), (PLANNER, "planning")):
        store.change(sheet.key, who, NOW, "opinion", lambda each, w=who, o=office: each.give_opinion(w, NOW, o, "?"))  # type: ignore[misc]
    told = {
        name.values["office"].ja: fact.values
        for name, fact in pairs(digest(store))
        if isinstance(name, Text) and isinstance(fact, Text)
    }
    assert told["財政担当"] == {"count": 2, "sheets": 1}
    assert told["総合計画担当"] == {"count": 1, "sheets": 1}


def test_sheets_that_nobody_touched_for_long_are_named(store: Store) -> None:
    late_office(store, 7)
    parts = digest(store)
    assert "digest.still" in keys(parts)
    told = [fact.values for _, fact in pairs(parts) if isinstance(fact, Text) and "days" in fact.values]
    assert [each["days"] for each in told] == [30] * 5
    assert "digest.still" not in keys(digest(store, now=NOW - timedelta(days=20)))


def test_what_happened_is_told_by_what_people_call_it(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW - timedelta(days=30))
    sheet = submitted(store, sheet)
    for who, office in ((FINANCE, "finance"), (REFORM, "reform")):
        store.change(sheet.key, who, NOW, "opinion", lambda each, w=who, o=office: each.give_opinion(w, NOW, o, "?"))  # type: ignore[misc]
    store.change(sheet.key, PLANNER, NOW, "opinion", lambda each: each.say_nothing(PLANNER, NOW, "planning"))
    store.answer(sheet.key, SATO, NOW, {("O1",): "はい。"}, store.sheet(sheet.key).revision)
    store.undo(sheet.key, SATO, NOW, store.sheet(sheet.key).revision)
    (told,) = happened(digest(store)).values()
    named = dict(told)
    assert named.pop("digest.did_fill") > 10
    assert named == {
        "digest.did_submit": 1, "digest.did_opinion": 2, "digest.did_silence": 1, "digest.did_answer": 1,
        "digest.did_undo": 1,
    }  # fmt: skip
    assert "digest.nothing_moved" in keys(digest(store, now=NOW + timedelta(days=8)))


def test_it_tells_of_the_second_form_as_well(store: Store) -> None:
    content = second_content()
    store.add(type(content)(content.form, content.year, {**content.values, "rating": "B"}), SECRETARIAT, NOW)
    set_deadlines(store, {Task.SUBMIT: NOW.date() - timedelta(days=1)}, 2024)
    shown = table(digest(store, "総合評価 継続"))
    assert shown is not None
    assert shown.rows[0][0] == "K105 図書館の夜間開館"
    assert charts(digest(store, "縮小")) == []


# --- of which sheets --------------------------------------------------------------------------------


@pytest.fixture
def chosen(store: Store) -> Store:
    """Three sheets: of two departments, with goals 6 and 7."""
    for number, owner, goal in (
        ("S1", "市長公室情報課", "7"),
        ("S2", "福祉部長寿課", "7"),
        ("S3", "福祉部長寿課", "6"),
    ):
        content = small_content(number, owner)
        store.add(type(content)(content.form, 2020, {**content.values, "goal": goal}), SECRETARIAT, NOW)
    return store


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 3),
        ("全体", 3),
        ("福祉部長寿課", 2),
        ("長寿課", 2),
        ("基本目標 7", 2),
        ("基本目標　７", 2),
        ("7 市民から信頼される市政の運営", 2),
        ("市民から信頼される", 2),
        ("作成中", 3),
        ("回答待ち", 0),
        ("Awaiting answers", 0),
        ("A town that feels like home", 1),
    ],
)
def test_words_narrow_it(chosen: Store, words: str, count: int) -> None:
    parts = digest(chosen, words)
    (line,) = (part for part in parts if isinstance(part, Line))
    assert isinstance(line.text, Text)
    assert line.text.values["count"] == count


def test_words_that_may_mean_several_are_asked_about(chosen: Store) -> None:
    chat = Chat(SATO, chosen)
    parts = parts_of(chat.types("/集計 7"))
    found = [subject for step, subject in controls(parts) if step == "digest.show"]
    assert {each.part for each in found} == {"choice:goal:7", "choice:issue:7"}
    assert charts(parts_of(chat.presses("digest.show", found[0])))


@pytest.mark.parametrize("words", ["help", "ヘルプ", "使い方"])
def test_help_tells_what_can_be_typed(chosen: Store, words: str) -> None:
    assert keys(digest(chosen, words)) == ["digest.help_title", "digest.help"]


def test_words_that_mean_nothing_are_told_what_works(chosen: Store) -> None:
    with pytest.raises(Refusal, match="no_scope") as refused:
        digest(chosen, "どこにもない課")
    assert "市長公室情報課" in refused.value.text.values["examples"]


def test_a_department_that_has_another_name_by_now_is_found_by_it(store: Store) -> None:
    late_office(store, 1)
    before = store.department("福祉部長寿課")
    store.keep_department(before, before.changed(SECRETARIAT, "福祉部 高齢課", before.channel), SECRETARIAT, NOW)
    assert isinstance(store.department("福祉部長寿課"), Department)
    assert charts(digest(store, "高齢課"))


def test_a_sheet_is_told_of_by_its_own_events(store: Store) -> None:
    sheet: Sheet = store.add(small_content(), SECRETARIAT, NOW)
    assert happened(digest(store)) == {"S31 窓口の改善": [("digest.did_add", 1)]}
    assert store.lately(sheet.key, sheet.revision, NOW) == ()
