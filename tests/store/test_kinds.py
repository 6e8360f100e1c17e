"""How writing is read: numbers, costs, dates, choices; what means "none" stays as written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.era import era, read_year
from store.kinds import CostLine, CostsKind, DateKind, NumberKind, TextKind, plain, plain_number
from store.refusal import Refusal

NONE = ("特になし", "無", "-", "－")
COSTS = CostsKind(kind="costs", words_for_none=NONE)
PERSONS = NumberKind(kind="number", unit="人", whole=True, words_for_none=NONE)


@pytest.mark.parametrize(
    ("written", "name", "amount"),
    [
        ("AI活用システム使用料 2,316千円", "AI活用システム使用料", "2316"),
        ("AI活用システム使用料　２，３１６千円", "AI活用システム使用料", "2316"),
        ("AI活用システム使用料 2,316,000円", "AI活用システム使用料", "2316"),
        ("使用料2,316千円", "使用料", "2316"),
        ("消耗品 500円", "消耗品", "0.5"),
        ("委託料 3百万円", "委託料", "3000"),
        ("委託料 1.5万円", "委託料", "15"),
        ("第2期 工事 その1 10千円", "第2期 工事 その1", "10"),
        ("￥付き ¥1,000円", "￥付き", "1"),
    ],
)
def test_a_cost_line_is_read(written: str, name: str, amount: str) -> None:
    assert COSTS.read(written) == (CostLine(name=name, amount=Decimal(amount)),)


@pytest.mark.parametrize(
    "written",
    [
        "2,316千円",
        "使用料",
        "使用料 2,316",
        "使用料 たくさん千円",
        "使用料 -5千円",
        "特になし\n使用料",
        "a 1" + "0" * 30 + "円",
    ],
)
def test_a_cost_line_that_lacks_something_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        COSTS.read(written)


def test_all_lines_that_cannot_be_read_are_told_at_once() -> None:
    with pytest.raises(Refusal) as caught:
        COSTS.read("委託料 たくさん\n使用料 10千円\n旅費 １２００")
    assert [reason.text.values["written"] for reason in caught.value.reasons] == ["委託料 たくさん", "旅費 １２００"]


def test_the_lines_of_a_cell_add_up() -> None:
    value = COSTS.read("AI活用システム使用料 2,316千円\n\nAI活用システム設定委託 578千円")
    assert COSTS.total(value) == 2894
    assert COSTS.total(COSTS.read("特になし")) == 0


@pytest.mark.parametrize("word", NONE)
def test_a_word_for_none_stays_as_it_was_written(word: str) -> None:
    assert COSTS.read(word) == word
    assert PERSONS.read(word) == word
    assert PERSONS.amount(word) is None


@pytest.mark.parametrize(
    ("written", "kept", "amount"),
    [("0人", "0人", 0), ("0", "0人", 0), ("１２３４", "1,234人", 1234), (" 1,234 人 ", "1,234人", 1234)],
)
def test_a_number_is_read(written: str, kept: str, amount: int) -> None:
    assert PERSONS.read(written) == kept
    assert PERSONS.amount(kept) == amount


@pytest.mark.parametrize("written", ["約50人", "50名", "1.5人", "-3", "多数", "1,2,3人ほど", "9" * 20])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        PERSONS.read(written)


@pytest.mark.parametrize(
    "written", ["2020-11-30", "2020/11/30", "2020年11月30日", "令和2年11月30日", "R2.11.30", "２０２０／１１／３０"]
)
def test_a_date_is_read(written: str) -> None:
    assert DateKind(kind="date").read(written) == "2020-11-30"


@pytest.mark.parametrize("written", ["2020-02-30", "11/30", "きのう", "令和2年13月1日"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        DateKind(kind="date").read(written)


@given(st.text())
def test_text_is_kept_once_it_is_plain(text: str) -> None:
    value = TextKind().read(text)
    assert value is None or (value == plain(text) and TextKind().read(TextKind().write(value)) == value)


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(0, 10**9)), min_size=1, max_size=4))
def test_costs_come_back_as_they_were_written(lines: list[tuple[str, int]]) -> None:
    try:
        value = COSTS.read("\n".join(f"{name} {amount}円" for name, amount in lines))
    except Refusal:
        return
    assert value is None or COSTS.read(COSTS.write(value)) == value


@given(st.integers(1926, 2090))
def test_a_year_survives_its_era(year: int) -> None:
    assert read_year(f"{era(year)}年度（{year}）") == year
    assert read_year(era(year)) == year


@pytest.mark.parametrize(
    ("written", "year"),
    [("R1", 2019), ("令和元年度", 2019), ("H31", 2019), ("平成31", 2019), ("２０１９", 2019), ("R1年度（2020）", None), ("中期", None)],
)  # fmt: skip
def test_years_are_read_as_offices_write_them(written: str, year: int | None) -> None:
    assert read_year(written) == year


def test_numbers_lose_no_digit() -> None:
    assert [plain_number(Decimal(n)) for n in ("1234.50", "0.5", "1000", "0")] == ["1,234.5", "0.5", "1,000", "0"]
