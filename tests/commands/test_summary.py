"""/sheet S27 まとめ: a sheet's year in one screen, whatever its form calls things."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from commands.kit.reply import Buttons, Part, Quote, Say, Whisper
from commands.kit.request import Request, Subject
from store.formats.content import Content
from store.kinds import CostLine
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Text
from tests.commands.chat import Chat, command, controls
from tests.commands.digests import charts, keys, pairs, parts_of, set_deadlines, values
from tests.office import LATER, NOW, SATO, SECRETARIAT, STRANGER, second_content, small_content


def costs(*amounts: int) -> tuple[CostLine, ...]:
    return tuple(CostLine(name="委託料", amount=Decimal(amount)) for amount in amounts)


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """One of last year, and this year's: with outcomes, costs and four opinions."""
    before = small_content(year=2019)
    plans = {"initiatives/1/outcome/this": "講座を18回開く", "initiatives/2/title": "窓口の延長"}
    store.add(Content(before.form, 2019, {**before.values, **plans}), SECRETARIAT, NOW)
    content = small_content()
    values = {
        **content.values,
        "goal": "7",
        "issue": "4",
        "initiatives/1/outcome/last": "講座を20回開いた",
        "initiatives/1/cost/last": costs(100, 20),
        "initiatives/2/title": "窓口の延長",
        "initiatives/2/cost/last": costs(3),
        "initiatives/1/cost/this": "特になし",
        "initiatives/2/cost/this": "特になし",
        "initiatives/1/cost/next": costs(50),
        "initiatives/2/cost/next": "特になし",
    }
    return store.add(Content(content.form, 2020, values, ("一", "二", "三", "四")), SECRETARIAT, NOW)


def told(store: Store, number: str = "S31") -> tuple[Part, ...]:
    return parts_of(Chat(SATO, store, NOW + timedelta(days=3)).types(f"/sheet {number} まとめ"))


def test_outcomes_stand_beside_what_last_year_planned(store: Store, sheet: Sheet) -> None:
    found = {fact.values["target"]: fact.values["actual"] for _, fact in pairs(told(store)) if _is_measured(fact)}  # type: ignore[union-attr]
    assert found == {"講座を18回開く": "講座を20回開いた"}


def test_costs_are_summed_by_period_and_nothing_is_not_zero(store: Store, sheet: Sheet) -> None:
    (chart,) = charts(told(store))
    assert [each.ja for each in chart.categories] == ["R1年度（2019）", "R3年度（2021）"]  # type: ignore[union-attr]
    assert chart.series[0].values == (123, 50)
    told_of = values(told(store), "summary.costs_are")["costs"]
    assert [each.values["amount"] for each in told_of] == [123, 50]


def test_the_plans_goals_stage_and_deadline_are_told(store: Store, sheet: Sheet) -> None:
    set_deadlines(store, {Task.ANSWER: NOW.date() + timedelta(days=5)})
    shown = {getattr(name, "ja", "") or getattr(name, "key", ""): fact for name, fact in pairs(told(store))}
    assert shown["第6次総合計画・基本目標"] == "7 市民から信頼される市政の運営"
    assert shown["kit.stage"] == Text.of("store.stage_awaiting_answers")
    assert getattr(shown["summary.deadline"], "values", {})["left"] == Text.of("kit.due_in", count=2)


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (-2, Text.of("kit.overdue", count=2)),
        (-1, Text.of("kit.overdue_one")),
        (0, Text.of("kit.due_today")),
        (1, Text.of("kit.due_tomorrow")),
        (2, Text.of("kit.due_in", count=2)),
    ],
)
def test_its_deadline_is_as_far_away_as_everywhere_else(store: Store, sheet: Sheet, after: int, left: Text) -> None:
    set_deadlines(store, {Task.ANSWER: NOW.date() + timedelta(days=3 + after)})
    (due,) = [fact for _, fact in pairs(told(store)) if getattr(fact, "key", "") == "summary.due"]
    assert getattr(due, "values", {})["left"] == left


def test_open_opinions_are_told_with_the_day_they_were_asked_and_no_more_than_fit(store: Store, sheet: Sheet) -> None:
    parts = told(store)
    quotes = [part for part in parts if isinstance(part, Quote)]
    assert [quote.text for quote in quotes] == ["一", "二", "三"]
    assert isinstance(quotes[0].by, Text)
    assert quotes[0].by.values["since"] == NOW.date()
    assert quotes[0].by.values["id"] == "S31-O1"  # as it is typed after /answer
    assert keys(parts)[-1] == "summary.more_opinions"
    store.answer(sheet.key, SATO, NOW, {("O1", "O2", "O3", "O4"): "はい。"}, sheet.revision)
    assert keys(told(store))[-1] == "summary.all_answered"


def test_it_reads_another_form_as_well(store: Store) -> None:
    content = second_content()
    actual = {"indicators/1/actual/y1": "1,240", "indicators/1/actual/y2": "900", "rating": "B"}
    store.add(Content(content.form, 2024, {**content.values, **actual}), SECRETARIAT, NOW)
    parts = told(store, "K105")
    assert charts(parts) == []
    shown = [fact for _, fact in pairs(parts)]
    assert "1,240" in shown
    assert "B 継続" in shown
    assert Text.of("kit.empty") in shown


def test_a_sheet_of_which_nothing_is_written_yet_has_its_summary(store: Store) -> None:
    content = second_content()
    head = {key: value for key, value in content.values.items() if "/" not in key}
    store.add(Content(content.form, 2024, head), SECRETARIAT, NOW)
    assert keys(told(store, "K105")) == ["summary.title"]


def test_it_is_shown_first_and_posted_where_they_stand(store: Store, sheet: Sheet) -> None:
    chat = Chat(SATO, store, NOW)
    (reply,) = chat.types("/sheet S31 summary")
    assert isinstance(reply, Whisper)
    steps = dict(controls(reply.parts))
    say, answer = chat.presses("sheet.post_summary", steps["sheet.post_summary"])
    assert isinstance(say, Say)
    assert (say.to, keys(answer.parts)) == ("C0JOHO", ["summary.posted"])  # type: ignore[union-attr]
    assert say.once is not None
    store.say(say.once.key, "C0JOHO", {"text": "まとめ"}, NOW, series=say.once.series)
    again, answer = chat.presses("sheet.post_summary", steps["sheet.post_summary"])
    assert (again.once, keys(answer.parts)) == (say.once, ["summary.written_anew"])  # type: ignore[union-attr]
    assert [part for part in say.parts if isinstance(part, Buttons)]


def test_who_stands_in_no_channel_posts_in_the_departments(store: Store, sheet: Sheet) -> None:
    subject = Subject(sheet.key)
    press = command("/sheet").steps["post_summary"]
    say = press(Request(SATO.id, LATER, SATO.name, subject=subject), store)[0]
    assert isinstance(say, Say)
    assert say.to == "C0JOHO"
    nowhere = store.department(sheet.owner)
    store.keep_department(nowhere, nowhere.changed(SECRETARIAT, nowhere.name, ""), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match=r"summary\.no_channel"):
        press(Request(SATO.id, LATER, SATO.name, subject=subject), store)


def test_who_is_nobody_of_the_office_reads_it_and_posts_nothing(store: Store, sheet: Sheet) -> None:
    chat = Chat(STRANGER, store, NOW)
    assert chat.types("/sheet S31 まとめ")
    with pytest.raises(Refusal, match="newcomer"):
        chat.presses("sheet.post_summary", Subject(sheet.key))


def _is_measured(fact: object) -> bool:
    return isinstance(fact, Text) and fact.key == "summary.against"
