"""Tables and charts: as Slack draws them, whatever is in them; in words where nothing can be drawn."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import home, message, modal
from bot.blocks.charts import LABEL, labelled
from bot.local.validate import check_message, check_view
from commands.kit.charts import Chart, Kind, Series, Table
from commands.kit.reply import Line, Part, View
from commands.kit.texts import LANGUAGES, Texts
from store.text import Text

KINDS: tuple[Kind, ...] = ("bar", "line", "area", "pie")
WORDS = st.one_of(
    st.sampled_from(["", " ", "中期（おおよそ3年後）", "<!channel>", "同じ", "😀" * 30]), st.text(max_size=60)
)
NUMBERS = st.one_of(st.integers(0, 10**12), st.decimals(0, 10**9, places=3, allow_nan=False))


def sent(texts: Texts, *parts: Part) -> dict[str, Any]:
    """The message, after Slack's rules were asked in both languages."""
    for language in reversed(LANGUAGES):
        made = message(parts, partial(texts.say, language=language))
        assert check_message(made) == []
    return made


def of(kind: str, made: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in made["blocks"] if block["type"] == kind]


def table(rows: int, cell: str = "言葉") -> Table:
    return Table("表", ("名前", "数", "言葉"), tuple((f"第{n}行", n, cell) for n in range(rows)))


def chart(kind: Kind = "bar", categories: int = 3, series: int = 1) -> Chart:
    made = tuple(Series(f"系列{n}", tuple(range(categories))) for n in range(series))
    return Chart("図", tuple(f"項目{n}" for n in range(categories)), made, kind, "件")


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    categories = draw(st.lists(WORDS, max_size=25))
    numbers = st.lists(NUMBERS, min_size=len(categories), max_size=len(categories)).map(tuple)
    series = draw(st.lists(st.builds(Series, WORDS, numbers), max_size=8))
    return Chart(draw(WORDS), tuple(categories), tuple(series), draw(st.sampled_from(KINDS)), draw(WORDS))


@given(drawn=st.lists(charts(), max_size=4))
def test_any_charts_are_taken_wherever_they_stand(drawn: list[Chart], texts: Texts) -> None:
    sent(texts, Line("始め"), *drawn)
    say = partial(texts.say, language="ja")
    assert check_view(modal(View("題", tuple(drawn)), say, metadata="{}")) == []
    assert check_view(home(View("題", tuple(drawn)), say, metadata="{}")) == []


@given(rows=st.lists(st.tuples(WORDS, NUMBERS, WORDS), max_size=130))
def test_any_tables_are_taken_wherever_they_stand(rows: list[tuple[str, int | Decimal, str]], texts: Texts) -> None:
    made = Table("表", ("", "数", "言葉"), tuple(rows))
    sent(texts, made, made, made)
    view = modal(View("題", (made,)), partial(texts.say, language="ja"), metadata="{}")
    assert check_view(view) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_slacks_own(kind: Kind, texts: Texts) -> None:
    (block,) = of("data_visualization", sent(texts, chart(kind)))
    assert (block["title"], block["chart"]["type"]) == ("図", kind)
    if kind == "pie":  # what is 0 has no slice
        assert block["chart"]["segments"] == [{"label": "項目1", "value": 1}, {"label": "項目2", "value": 2}]
    else:
        assert block["chart"]["axis_config"] == {"categories": ["項目0", "項目1", "項目2"], "y_label": "件"}
        assert [point["value"] for point in block["chart"]["series"][0]["data"]] == [0, 1, 2]


def test_a_table_is_slacks_own_and_its_numbers_are_numbers(texts: Texts) -> None:
    (block,) = of("data_table", sent(texts, table(2)))
    assert block["rows"][0][0] == {"type": "raw_text", "text": "名前"}
    assert block["rows"][2][1] == {"type": "raw_number", "value": 1, "text": "1"}


def test_what_does_not_fit_is_left_out_and_told(texts: Texts) -> None:
    made = sent(texts, table(500))
    (block,) = of("data_table", made)
    assert len(block["rows"]) == 101
    assert texts.say(Text.of("bot.rows_left_out", count=400), "ja") in json.dumps(made, ensure_ascii=False)
    made = sent(texts, chart("line", 23, 7))
    assert texts.say(Text.of("bot.categories_left_out", count=4), "ja") in json.dumps(made, ensure_ascii=False)


def test_of_many_slices_the_small_ones_become_one(texts: Texts) -> None:
    (block,) = of("data_visualization", sent(texts, chart("pie", 10)))
    assert [each["value"] for each in block["chart"]["segments"]] == [5, 6, 7, 8, 9, 1 + 2 + 3 + 4]


def test_more_charts_than_slack_takes_are_said_in_words(texts: Texts) -> None:
    made = sent(texts, chart(), chart("line"), chart("pie", 2))
    assert len(of("data_visualization", made)) == 2
    assert "項目1" in json.dumps(of("rich_text", made), ensure_ascii=False)


def test_where_nothing_is_drawn_all_numbers_are_said(texts: Texts) -> None:
    view = modal(View("題", (chart(series=2), table(1))), partial(texts.say, language="ja"), metadata="{}")
    words = json.dumps(view, ensure_ascii=False)
    assert all(each in words for each in ("項目2", "系列1 2件", "第0行", "数 0"))


def test_the_notice_of_a_phone_names_tables_and_charts(texts: Texts) -> None:
    assert sent(texts, Line("集計"), table(1), chart())["text"] == "集計\n表\n図"


@given(labels=st.lists(WORDS, max_size=30))
def test_labels_are_short_and_none_stands_twice(labels: list[str]) -> None:
    made = labelled(labels)
    assert len(set(made)) == len(labels)
    assert all(0 < len(each.encode("utf-16-le")) // 2 <= LABEL for each in made)


def test_what_stands_in_brackets_goes_before_letters_do() -> None:
    assert labelled(["Mid term (about 3 years)", "中期（おおよそ3年後）"]) == ["Mid term", "中期（おおよそ3年後）"]
