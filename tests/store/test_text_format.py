"""Sheets as text: the real one cell for cell, any one without loss, and what is unreadable told with its line."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.form import Form
from store.formats.content import Content, content_of
from store.formats.text import decode, parse, render
from store.kinds import CostLine
from store.refusal import Refusal
from store.store import Store
from tests.content import contents
from tests.office import all_forms, s_form, second_form, seed_sheet, seed_text

FORMS = all_forms()


def cells(text: str) -> list[tuple[str, ...]]:
    """Rows as cells; rule lines, empty lines and trailing empty cells aside."""
    rows = [tuple(line.rstrip("\t").split("\t")) for line in text.split("\n")]
    return [row for row in rows if any(row) and set("".join(row)) != {"-"}]


def test_the_seed_is_written_as_it_was_read() -> None:
    content = parse(seed_text(), FORMS)
    assert cells(render(content, s_form())) == cells(seed_text())
    assert parse(render(content, s_form()), FORMS) == content


def test_every_cell_of_the_seed_survives() -> None:
    content = parse(seed_text(), FORMS)
    values = content.values
    assert (content.year, content.number, values["owner"]) == (2020, "S27", "市長公室情報課")
    assert (values["goal"], values["issue"], values["statutory"], values["plans"]) == ("7", "4", "no", "無")
    assert "related" not in values
    assert str(values["initiatives/1/outcome/last"]).startswith("新規採用研修（22人） 職員研修（一般職）（123人）")
    costs = values["initiatives/2/cost/this"]
    assert costs == (
        CostLine(name="AI活用システム使用料", amount=2316),
        CostLine(name="AI活用システム設定委託", amount=578),
    )
    assert values["initiatives/2/cost/last"] == "特になし"
    assert values["initiatives/2/citizens/long"] == "0人"
    assert str(values["activity"]).startswith("事務作業効率化について")
    assert [text[:6] for text in content.opinions] == ["中期財政計画", "新型コロナウ"]
    assert content.answers == ()
    words = seed_text()
    for value in values.values():
        assert not isinstance(value, str) or value in words or value in ("yes", "no")


@pytest.mark.parametrize("form", [s_form(), second_form()], ids=lambda form: form.edition)
def test_nothing_is_lost_between_writing_and_reading(form: Form) -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(contents(form))
    def check(content: Content) -> None:
        text = render(content, form)
        if content.values and form.tables and not any("/" in address for address in content.values):
            return  # without an item no column tells the year
        assert parse(text, FORMS) == content

    check()


def test_words_for_none_stay_different() -> None:
    text = seed_text().replace("特になし\t特になし\t特になし\t特になし\t特になし", "特になし\t無\t-\t－\t", 1)
    values = parse(text, FORMS).values
    kept = [values.get(f"initiatives/1/cost/{period}") for period in ("last", "this", "next", "mid", "long")]
    assert kept == ["特になし", "無", "-", "－", None]


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("長久手市行政評価票", "どこかの票", "store.title_unknown", 3),
        ("施策番号", "番号", "store.label_expected", 5),
        ("\tS27\t", "\t\t", "store.line_empty", 5),
        ("7 市民から", "9 市民から", "store.line", 8),
        ("R2年度（2020）", "R2年度（2021）", "store.period_expected", 19),
        ("\tAI活用システム設定委託 578千円", "\tAI活用システム設定委託 578", "store.line", 31),
        ("改善ポイント", "改善", "store.label_expected", 38),
        ("\n活動状況\t", "\n余分な行\tだめ\n活動状況\t", "store.label_expected", 35),
        ("内部意見への回答\t", "内部意見への回答\t・ひとつ ・ふたつ ・みっつ", "store.answers_unpaired", 53),
        ("市民参加数・実績 （延べ） 0人", "市民参加数・実績 （延べ） 多数", "store.line", 24),
    ],
)  # fmt: skip
def test_what_is_unreadable_is_told_with_its_line(old: str, new: str, key: str, line: int) -> None:
    text = seed_text()
    assert old in text
    with pytest.raises(Refusal) as caught:
        parse(text.replace(old, new, 1), FORMS)
    assert caught.value.text.key == key
    assert caught.value.text.values["line"] == line


def test_all_unreadable_values_are_told_at_once() -> None:
    text = seed_text().replace("0人", "多数").replace("7 市民", "9 市民")
    with pytest.raises(Refusal) as caught:
        parse(text, FORMS)
    assert len(caught.value.reasons) == 11


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_files_of_usual_encodings_are_read(encoding: str) -> None:
    text = seed_text()
    assert decode(text.encode(encoding)) == text


@given(st.binary(max_size=200))
def test_any_bytes_that_are_no_sheet_are_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        parse(decode(content), FORMS)


def test_a_sheet_with_opinions_comes_in_as_one_that_waits_for_answers(store: Store) -> None:
    sheet = seed_sheet(store)
    assert sheet.stage == "awaiting_answers"
    assert content_of(sheet) == parse(seed_text(), FORMS)
