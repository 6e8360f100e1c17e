"""Checks of numbers: percentages beside fractions, 円 for 千円, sums. What isn't certain is not told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from store.checks.amounts import thousandfold
from tests.office import second_form
from tests.store.looking import cost, found, outcome, sheet_with, told

E_LEARNING = "新規採用研修（22人） e-Learningの実施（414人/478人中受講） 職員研修（管理職）（89人）"


@pytest.mark.parametrize(
    "text",
    [
        "e-Learning（414人/478人中受講、約87%）", "414人/478人（87%）", "414/478（86.6%）", "414人／478人（８７％）", "478人中414人（86%）", "478人のうち414人、約87%が受講した",
        "対象478人のうち、受講者は414人（約90%）", "約87%（414人/478人）", "約87％（478人中414人）が受講した", "414人/478人、85%以上が受講", "478人中414人（9割に近い80%台）", "414人/478人（約85%）",
        "402人のうち年度末まで就業を続けた者318人（約79%）", "40人/60人（66.7%）", "40人/60人（66.6%）", "40人/60人（67%）", "40人/60人（66%）", "60人中40人（6割を超え65%超）",
    ],
)  # fmt: skip
def test_a_percentage_that_its_fraction_gives(text: str) -> None:
    assert told("percent", outcome(last=text)) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("e-Learning（414人/478人中受講、約78%）", "86.6"), ("414人/478人（78%）", "86.6"), ("414/478（76.6%）", "86.6"), ("414人／478人（７８％）", "86.6"), ("478人中414人（約92%）", "86.6"),
        ("478人のうち414人、約78%が受講した", "86.6"), ("約78%（414人/478人）", "86.6"), ("約78％（対象478人中414人）が受講した", "86.6"), ("414人/478人、90%以上が受講", "86.6"),
        ("就業実人員402人のうち年度末まで就業を続けた者318人（約92%）", "79.1"), ("40人/60人（66.2%）", "66.7"), ("414人/478人が受講（受講率78%）", "86.6"), ("478人の職員のうち414人（78%）", "86.6"),
        ("1,234人/2,000人（約72%）", "61.7"),
    ],
)  # fmt: skip
def test_a_percentage_that_its_fraction_does_not_give(text: str, right: str) -> None:
    (finding,) = found("percent", sheet_with(outcome(last=text)))
    assert str(finding.text.values["right"]) == right
    assert finding.places == ("initiatives/1/outcome/last",)


@pytest.mark.parametrize(
    "text",
    [
        "414人/478人が受講し、95%が満足と回答した", "478人中414人、95%が理解できたと回答", "414人/478人が受講（達成率95%）", "414人/478人（満足度95%）", "414人/478人（前年度比95%）",
        "414人/478人が受講した。95%が満足した", "414人/478人受講 報告のあった課43%", "補助率1/2（30%）", "11/30（50%）", "2020/11/30に95%", "報告があった課が43%", "3回/日（95%）", "414人/478人（目標95%）",
        "5人/3人（95%）", "0人/0人（95%）", "残り13%は未受講（414人/478人）",
    ],
)  # fmt: skip
def test_a_percentage_that_may_be_of_something_else(text: str) -> None:
    assert told("percent", outcome(last=text)) == []


@pytest.mark.parametrize(
    ("assessment", "wrong"),
    [
        ("E-Learningに関しては職員の約87%の受講が確認できた。", False), ("E-Learningに関しては職員の約78%の受講が確認できた。", True), ("Ｅ－Ｌｅａｒｎｉｎｇの受講率は７８％であった。", True),
        ("e-Learningの受講率は87%であった。", False), ("e-Learningの受講率は85%以上であった。", False),
        ("職員の約78%の受講が確認できた。", False),  # of what?
        ("e-Learningの満足度は78%であった。", False), ("e-Learningの受講者のうち78%が理解できたと答えた。", False), ("e-Learningの受講率78%を目標とする。", False), ("前年度のe-Learningの受講率は78%であった。", False),
        ("e-Learningの受講率は一般職78%、管理職95%であった。", False), ("また、報告があった課が43%であった。", False), ("e-Learningの受講率は13%であった。", False),
    ],
)  # fmt: skip
def test_a_percentage_and_its_fraction_in_two_fields(assessment: str, wrong: bool) -> None:
    findings = found("percent", sheet_with({**outcome(last=E_LEARNING), "assessment": assessment}))
    assert [each.text.key for each in findings] == (["checks.percent_elsewhere"] if wrong else [])
    assert all(each.places == ("assessment", "initiatives/1/outcome/last") for each in findings)


def test_what_is_planned_is_no_fact() -> None:
    assert told("percent", outcome(last=E_LEARNING, this="e-Learningの受講率95%")) == []
    assert told("percent", {**outcome(this=E_LEARNING), "assessment": "e-Learningの受講率は78%であった。"}) == []


def test_a_subject_of_two_items_is_doubtful() -> None:
    written = {**outcome(last=E_LEARNING), "assessment": "e-Learningの受講率は78%であった。"}
    written |= {"initiatives/2/title": "別の取組", "initiatives/2/outcome/last": "市民向けe-Learningの公開"}
    assert told("percent", written) == []


@pytest.mark.parametrize(
    ("one", "other", "jump"),
    [(2_316_000, 2_316, True), (2_316, 2_316_000, True), (528, 528_000, True), (2_316, 2_800_000, True), (2_316, 2_894, False), (0, 1000, False), (1_000, 1_000_000, False),
     (3, 1_900, False), (5_000, 9_900_000, False), (12, 120, False)],
)  # fmt: skip
def test_what_jumps_by_a_thousand(one: int, other: int, jump: bool) -> None:
    assert thousandfold(Decimal(one), Decimal(other)) is jump


@pytest.mark.parametrize(
    ("cells", "odd"),
    [
        ({"last": "使用料 2,316千円", "this": "使用料 2,316,000千円", "next": "使用料 2,316千円"}, ["this"]),
        ({"last": "使用料 2,316円", "this": "使用料 2,316千円", "next": "使用料 2,316千円"}, ["last"]),
        ({"last": "使用料 2,316千円", "this": "使用料 2,400,000千円"}, ["this"]),
        ({"last": "使用 料 2,316千円", "this": "使用料 2,400,000千円", "next": "使用料 2,400,000千円"}, ["last"]),
        ({"last": "使用料 2,316千円", "this": "設定委託 2,316,000千円"}, []),
        ({"last": "工事費 1千円", "this": "工事費 1,000千円"}, []),  # a line kept open
        ({"last": "使用料 2,316千円", "this": "使用料 23,160千円"}, []),
        ({"last": "特になし", "this": "使用料 2,316千円"}, []),
    ],
)
def test_a_budget_line_that_jumps(cells: dict[str, str], odd: list[str]) -> None:
    findings = found("thousand", sheet_with(cost(**cells)))
    assert [place.split("/")[-1] for each in findings for place in each.places] == odd


@pytest.mark.parametrize(
    ("now", "then", "keys"),
    [
        (cost(last="使用料 2,316,000千円", this="使用料 2,316,000千円"), cost(last="使用料 2,300千円", this="使用料 2,316千円"), ["thousand"]),
        (cost(last="使用料 2,316千円"), cost(last="使用料 2,300千円"), []),
        (cost(last="使用料 2,316千円"), cost(last="使用料 2,300,000千円", this="使用料 2,316千円"), []),  # it was wrong then
    ],
)  # fmt: skip
def test_a_budget_line_that_jumps_since_last_year(now: dict[str, str], then: dict[str, str], keys: list[str]) -> None:
    assert told("thousand", now, then) == keys


@pytest.mark.parametrize(
    ("analysis", "keys"),
    [
        ("使用料2,316円に見合う。", ["thousand"]), ("使用料は約2,316円である。", ["thousand"]), ("使用料（2,316百万円）", ["thousand"]), ("使用料2,316千円に見合う。", []), ("使用料2,316,000円に見合う。", []),
        ("1人当たり使用料500円", []), ("使用料の負担は1人2,316円", []), ("2,316円の手数料", []), ("費用は2,316千円（2,316円）", ["thousand_twice"]), ("費用は2,316千円（2,316,000円）", []),
        ("総額1,200千円（月額100千円）", []), ("総額500千円（1人当たり500円）", []),
    ],
)  # fmt: skip
def test_an_amount_in_words_beside_the_cost_lines(analysis: str, keys: list[str]) -> None:
    assert told("thousand", {**cost(this="使用料 2,316千円"), "analysis": analysis}) == keys


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("使用料 2,316千円\n設定委託 578千円\n合計 2,894千円", "sum_line"), ("使用料 2,316千円\n設定委託 578千円\n合　計 2,984千円", "sum"), ("使用料 2,316千円\n小計 2,316千円\n設定委託 578千円\n小計 578千円\n計 2,894千円", "sum_line"),
        ("使用料 2,316千円\n小計 2,317千円", "sum"), ("使用料 2,316千円\n設定委託 578千円", None), ("合計 500千円", None), ("会計システム使用料 500千円\n設計委託 20千円", None), ("合計 2,894千円\n使用料 2,316千円\n設定委託 578千円", "sum_line"),
        ("特になし", None),
    ],
)  # fmt: skip
def test_a_cost_line_that_is_the_sum_of_the_others(lines: str, key: str | None) -> None:
    assert told("sums", cost(this=lines)) == ([key] if key else [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("使用料2,316千円と設定委託578千円の合計2,894千円。", False), ("使用料2,316千円と設定委託578千円の合計2,984千円。", True), ("使用料2,316千円、委託578千円、計2,984千円となった。", True),
        ("前年度は100千円、使用料2,316千円、委託578千円、計2,894千円となった。", False), ("使用料2,316千円、委託578千円など計5,000千円。", False), ("使用料2,316千円の計画に対し578千円。", False),
        ("使用料2,316千円、委託578千円、統計2,000千円。", False), ("2百万円と1百万円の合計4百万円。", False), ("合計2,984千円。", False), ("使用料2,316千円。委託578千円。合計2,984千円。", False),
    ],
)  # fmt: skip
def test_a_total_that_a_sentence_gives(text: str, wrong: bool) -> None:
    assert told("sums", {"analysis": text}) == (["sum_told"] if wrong else [])


def test_money_of_another_form_is_compared_with_last_years() -> None:
    form = second_form()
    now, then = (
        sheet_with({"budget": f"委託料 {amount}千円"}, form, year)
        for amount, year in (("2,316,000", 2024), ("2,316", 2023))
    )
    (finding,) = found("thousand", now, then, form)
    assert finding.places == ("budget",)
