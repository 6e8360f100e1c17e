"""All checks together: the real sheet and the samples, finding by finding; any sheet of any form."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.checks import Finding, look
from store.form import Form, Forms
from store.formats.content import Content
from store.formats.text import parse
from store.refusal import Refusal
from store.samples import FORMS
from store.sheet import Sheet
from store.store import Store
from store.store.records import new_sheet
from tests.content import contents
from tests.office import NOW, SECRETARIAT, s_form, second_content, second_form, seed_sheet, small_content
from tests.store.looking import sheet_with

SEEN = {
    "S01": [], "S05": [], "S08": [], "S12": [], "S16": [], "S22": [], "S24": [], "S27": [],
    "S14": ["repeated initiatives/1/outcome/this", "percent initiatives/2/outcome/last", "repeated initiatives/2/outcome/this"],
    "S19": ["signs initiatives/1/outcome/last", "signs initiatives/1/outcome/next", "signs improved"],
}  # fmt: skip
"""What the checks say of the sample sheets that are filled in."""


def shown(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{each.check} {each.address}" for each in findings]


def test_the_real_sheet_finding_by_finding(store: Store) -> None:
    """All of them are right.

    - 取組①: R2, R3, 中期 and 長期 list the same four trainings, without how many people or how often.
    - 取組②, R2: to take part in a procurement and to look for uses, without a number or a day.
    - 取組②: R3, 中期 and 長期 say the same sentence, which a number would make a target.

    And nothing else: 約87% is 414/478; 43% has no fraction; 特になし, 無 and 0人 are values; 22人 and のべ24人 are results;
    the fee is 2,316千円 in each period; CP932 holds every character; the head has no 関係部課 and needs none.
    """
    sheet = seed_sheet(store)
    findings = look(sheet, store.form(sheet))
    assert [(each.text.key, each.places) for each in findings] == [
        ("checks.same_vague", tuple(f"initiatives/1/outcome/{period}" for period in ("this", "next", "mid", "long"))),
        ("checks.vague", ("initiatives/2/outcome/this",)),
        ("checks.same_vague", tuple(f"initiatives/2/outcome/{period}" for period in ("next", "mid", "long"))),
    ]


def test_the_real_sheet_again_next_year(store: Store) -> None:
    """Handed in once more as it is: each text that is written anew is told, what is carried over isn't."""
    seed = seed_sheet(store)
    again = seed.model_copy(update={"year": 2021, "key": "2021-S27"})
    findings = look(again, store.form(again), seed, store.form(seed))
    same = [place for each in findings if each.text.key == "checks.same_as_last_year" for place in each.places]
    items = [f"initiatives/{n}/outcome/{period}" for n in (1, 2) for period in ("last", "this", "next", "mid", "long")]
    assert sorted(same) == sorted([*items, "activity", "improved", "assessment", "analysis", "direction"])


@pytest.mark.parametrize(
    ("typed", "right"), [("約87%", True), ("約78%", False), ("87％", True), ("約90%", True), ("６８％", False)]
)
def test_the_percentage_of_the_real_sheet(store: Store, typed: str, right: bool) -> None:
    sheet = seed_sheet(store)
    assessment = str(sheet.values["assessment"]).replace("約87%", typed)
    changed = sheet.fill(store.form(sheet), SECRETARIAT, {"assessment": assessment})
    wrong = [each for each in look(changed, store.form(sheet)) if each.check == "percent"]
    assert [each.places for each in wrong] == ([] if right else [("assessment", "initiatives/1/outcome/last")])


@pytest.mark.parametrize("number", SEEN)
def test_the_samples(number: str) -> None:
    text = (files("store.samples") / f"{number}.txt").read_text("utf-8")
    sheet = of(parse(text, Forms(FORMS)), Forms(FORMS).get("hibarino-s-2020"))
    assert shown(look(sheet, Forms(FORMS).get("hibarino-s-2020"))) == SEEN[number]


def test_the_second_form(store: Store) -> None:
    """Indicators by year: a target is a number there, and a comment that may stay empty is none."""
    sheet = store.add(second_content(), SECRETARIAT, NOW)
    written = {
        "indicators/1/comment/y0": "夜間の利用",
        "indicators/1/comment/y1": "順調",
        "indicators/1/comment/y2": "順調",
    }
    sheet = sheet.fill(
        second_form(), SECRETARIAT, {**written, "purpose": "市民のため㎥", "mandatory_reason": "120人/200人（80%）"}
    )
    then = sheet_with({"indicators/1/title": "貸出冊数", "indicators/2/title": "満足度"}, second_form(), 2023)
    findings = look(
        sheet, second_form(), then.model_copy(update={"values": {**then.values, "name": sheet.name}}), second_form()
    )
    assert shown(findings) == [
        "empty mandatory", "empty indicators/1/goal/y2", "empty indicators/2/goal/y2", "empty rating", "signs purpose", "percent mandatory_reason", "gone indicators",
    ]  # fmt: skip
    assert findings[1].places == tuple(f"indicators/1/goal/{period}" for period in ("y2", "y1", "y0"))


@pytest.mark.parametrize("form", [s_form(), second_form()], ids=["S", "second"])
def test_what_hinders_is_what_submission_refuses(form: Form) -> None:
    content = small_content() if form == s_form() else second_content()
    sheet = of(content, form)
    missing = {leaf.address for leaf in sheet.leaves(form).values() if leaf.required} - set(sheet.values)
    hindering = [each for each in look(sheet, form) if each.blocks]
    assert sorted(place for each in hindering for place in each.places) == sorted(missing)
    with pytest.raises(Refusal, match="incomplete"):
        sheet.submit(form, SECRETARIAT, NOW)


@settings(max_examples=60)
@given(st.data())
@pytest.mark.parametrize("form", [s_form(), second_form()], ids=["S", "second"])
def test_any_sheet_can_be_looked_at(form: Form, data: st.DataObject) -> None:
    """No content fails; the same sheet gives the same findings; each names places that exist, and what is empty hinders."""
    now, before = (of(data.draw(contents(form)), form) for _ in range(2))
    findings = look(now, form, before, form)
    assert findings == look(now, form, before, form)
    places = {*now.leaves(form), *(table.key for table in form.tables)}
    assert {place for each in findings for place in each.places} <= places
    missing = {leaf.address for leaf in now.leaves(form).values() if leaf.required} - set(now.values)
    assert {place for each in findings if each.blocks for place in each.places} == missing
    assert [each.blocks for each in findings] == sorted((each.blocks for each in findings), reverse=True)


PIECES = ["414人/478人", "約87%", "（", "）", "478人中", "、", "。", "合計", "2,316千円", "2,316円", "令和3年度", "R2", "前年度と同じ", "使用料", "\n", " ", "①", "㎥", "1/2", "9" * 40, "％", "0", "e-Learning", "受講"]  # fmt: skip


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)
def test_any_words_can_be_looked_at(outcome: str, activity: str) -> None:
    sheet = sheet_with(
        {"initiatives/1/outcome/last": outcome, "activity": activity, "initiatives/1/cost/this": "使用料 2,316千円"}
    )
    assert look(sheet, s_form(), sheet, s_form()) == look(sheet, s_form(), sheet, s_form())


def test_last_years_sheet_is_that_of_the_same_number(store: Store) -> None:
    store.add(small_content("S31", year=2018), SECRETARIAT, NOW)
    sheet = store.add(small_content("Ｓ３１", year=2020), SECRETARIAT, NOW)
    assert store.year_before(sheet) is None
    before = store.add(small_content("S31", year=2019), SECRETARIAT, NOW)
    assert store.year_before(sheet) == before


def of(content: Content, form: Form) -> Sheet:
    return new_sheet("k", content, form, SECRETARIAT, NOW)
