"""Carrying a sheet over: what goes on, what stays behind, what stands beside; on each form and between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.carry import Outcome, carry, chosen, outlook, planned, read_renames
from store.form import Form, Forms
from store.formats.content import Content
from store.formats.text import parse, render
from store.kinds import CostLine, Value
from store.refusal import Refusal
from store.sheet import Sheet
from store.store.records import new_sheet
from tests.content import contents
from tests.office import NOW, SECRETARIAT, all_forms, s_form, second_content, second_form, small_content

FORMS = all_forms()
NEXT = FORMS.get("nagakute-s-2021")
CELLS: dict[str, Value] = {
    "initiatives/1/outcome/last": "案内 1,200人",
    "initiatives/1/outcome/this": "案内 1,500人",
    "initiatives/1/outcome/next": "案内 1,800人",
    "initiatives/1/outcome/mid": "待ち時間 5分",
    "initiatives/1/citizens/this": "－",
    "initiatives/1/citizens/next": "30人",
}
TEXTS: dict[str, Value] = {
    "goal": "7", "issue": "4", "statutory": "no", "plans": "無", "background": "窓口が混んでいた。", "content": "案内係を置く。",
    "target": "来庁者 約200人", "intent": "待たせない。", "activity": "夏に研修をした。", "direction": "続ける。",
}  # fmt: skip


def sheet_of(content: Content, form: Form | None = None, values: Mapping[str, Value] = {}) -> Sheet:
    content = replace(content, values={**content.values, **values})
    return new_sheet(f"{content.year}-x", content, form or FORMS.get(content.form), SECRETARIAT, NOW)


def s_sheet(values: Mapping[str, Value] = {}) -> Sheet:
    return sheet_of(small_content(), values={**TEXTS, **CELLS, **values})


def outcomes(passage: Any) -> dict[str, Outcome]:
    return {trace.address: trace.outcome for trace in passage.traces}


def test_what_the_form_says_goes_on_and_the_closed_year_is_written_anew() -> None:
    passage = carry(s_sheet(), s_form(), s_form(), 2021)
    values = passage.content.values
    assert (passage.content.year, passage.content.form) == (2021, "nagakute-s-2020")
    assert {values[key] for key in ("number", "name", "owner")} == {"S31", "窓口の改善", "市長公室情報課"}
    assert values["background"] == "窓口が混んでいた。"
    assert values["initiatives/1/title"] == "案内係の配置"
    assert "activity" not in values
    assert outcomes(passage)["activity"] is Outcome.ANEW


def test_a_plan_of_the_closed_year_is_no_actual() -> None:
    """Of the columns only those without a year go on by themselves; what was done has left the table."""
    before = s_sheet()
    passage = carry(before, s_form(), s_form(), 2021)
    cells = {address: value for address, value in passage.content.values.items() if address.count("/") == 3}
    assert cells == {"initiatives/1/outcome/mid": "待ち時間 5分"}
    assert outcomes(passage)["initiatives/1/outcome/last"] is Outcome.PAST
    assert outcomes(passage)["initiatives/1/outcome/this"] is Outcome.PLANNED
    beside = planned(sheet_of(passage.content), s_form(), before, s_form())
    assert {each.address: (each.text, each.target, each.draft) for each in beside.values()} == {
        "initiatives/1/outcome/last": ("案内 1,500人", True, ""),
        "initiatives/1/outcome/this": ("案内 1,800人", False, "案内 1,800人"),
        "initiatives/1/citizens/last": ("－", True, ""),
        "initiatives/1/citizens/this": ("30人", False, "30人"),
    }
    assert beside["initiatives/1/outcome/last"].period.ja == "R2年度（2020）"


def test_what_stands_beside_is_in_no_file() -> None:
    before = s_sheet()
    content = carry(before, s_form(), s_form(), 2021).content
    assert "1,500人" not in render(content, s_form())
    assert parse(render(content, s_form()), FORMS).values.keys() == content.values.keys()


def test_plans_follow_their_item_to_its_new_place() -> None:
    """An item was removed, another has the first place now; one that was called otherwise has no plan."""
    before = s_sheet({"initiatives/2/title": "電話案内", "initiatives/2/outcome/this": "2,000件"})
    content = carry(before, s_form(), s_form(), 2021).content
    sheet = sheet_of(content).remove_item(SECRETARIAT, "initiatives", 1)
    beside = planned(sheet, s_form(), before, s_form())
    assert {address: each.text for address, each in beside.items()} == {"initiatives/1/outcome/last": "2,000件"}
    renamed = sheet.fill(s_form(), SECRETARIAT, {"initiatives/1/title": "まったく別の取組"})
    assert planned(renamed, s_form(), before, s_form()) == {}


def test_a_row_may_say_that_all_of_it_goes_on_or_nothing() -> None:
    """A target that was set for a year stays that year's target, also where its column tells what was done."""
    form = second_form()
    cells: dict[str, Value] = {
        "indicators/1/goal/y1": "100", "indicators/1/goal/y0": "120", "indicators/1/actual/y1": "98",
        "indicators/1/actual/y0": "115", "indicators/1/comment/y1": "順調", "indicators/1/comment/y2": "順調",
    }  # fmt: skip
    before = sheet_of(second_content(), values=cells)
    passage = carry(before, form, form, 2025)
    values = {key: value for key, value in passage.content.values.items() if key.startswith("indicators/1/")}
    assert values == {
        "indicators/1/title": "来館者数", "indicators/1/unit": "人", "indicators/1/goal/y2": "100",
        "indicators/1/goal/y1": "120", "indicators/1/actual/y2": "98",
    }  # fmt: skip
    assert outcomes(passage)["indicators/1/comment/y1"] is Outcome.ANEW
    beside = planned(sheet_of(passage.content), form, before, form)
    assert {address: (each.text, each.target) for address, each in beside.items()} == {
        "indicators/1/actual/y1": ("115", True)
    }


def test_the_next_edition_drops_adds_and_changes_fields() -> None:
    before = s_sheet()
    passage = carry(before, s_form(), NEXT, 2021)
    values, told = passage.content.values, outcomes(passage)
    assert told["plans"] is Outcome.DROPPED
    assert "sdgs" not in values
    assert values["goal"] == "1"  # the same goal, under another number
    assert told["target"] is Outcome.UNREAD
    assert "target" not in values
    assert carry(s_sheet({"target": "200人"}), s_form(), NEXT, 2021).content.values["target"] == "200人"
    fields = {each.spot.path: each for each in outlook([before], [], {before.form: s_form()}, NEXT).fields}
    assert {path for path, each in fields.items() if each.changed} == {"goal", "target", "plans", "sdgs"}
    assert fields["sdgs"].new
    assert fields["sdgs"].spot.required
    assert fields["plans"].gone
    assert fields["target"].other_kind
    assert fields["target"].counts == {Outcome.UNREAD: 1}


@pytest.mark.parametrize(
    ("goal", "expected"),
    [("7", "1"), ("4", "4"), ("2", "2"), ("3", None), ("6", None)],
    ids=["renumbered", "the same", "reworded, as the form says", "another goal by now", "gone"],
)
def test_a_choice_goes_on_by_what_it_says(goal: str, expected: str | None) -> None:
    passage = carry(s_sheet({"goal": goal}), s_form(), NEXT, 2021)
    assert passage.content.values.get("goal") == expected
    assert outcomes(passage)["goal"] is (Outcome.CARRIED if expected else Outcome.UNREAD)


def test_a_sheet_goes_on_to_a_form_of_another_shape() -> None:
    passage = carry(s_sheet(), s_form(), second_form(), 2021)
    assert passage.content.form == "kazami-2024"
    assert dict(passage.content.values) == {"number": "S31", "name": "窓口の改善", "owner": "市長公室情報課"}
    assert outcomes(passage)["initiatives/1/title"] is Outcome.DROPPED
    back = carry(sheet_of(second_content()), second_form(), s_form(), 2025)
    assert set(back.content.values) == {"number", "name", "owner"}


def test_costs_and_words_for_none_go_on_as_they_were_written() -> None:
    costs = (CostLine(name="委託料", amount=Decimal(2316)),)
    before = s_sheet({"initiatives/1/cost/mid": costs, "initiatives/1/cost/long": "特になし"})
    values = carry(before, s_form(), s_form(), 2021).content.values
    assert (values["initiatives/1/cost/mid"], values["initiatives/1/cost/long"]) == (costs, "特になし")


def test_departments_are_renamed_once_each() -> None:
    before = s_sheet({"related": ("福祉部長寿課", "市長公室情報課", "企画課")})
    renames = read_renames("市長公室情報課 → デジタル課\n福祉部長寿課 -> 市長公室情報課\n\n企画課　＞　デジタル課")
    values = carry(before, s_form(), s_form(), 2021, renames).content.values
    assert values["owner"] == "デジタル課"
    assert values["related"] == ("市長公室情報課", "デジタル課")
    told = outlook([before], [], {before.form: s_form()}, s_form(), renames=renames, departments=["デジタル課"])
    assert told.missing == {"市長公室情報課": (0, 1)}
    assert outlook([before], [], {before.form: s_form()}, s_form(), renames=(("総務課", "庶務課"),)).unused == (
        "総務課",
    )


@pytest.mark.parametrize(
    "written", ["情報課", "→ 情報課", "情報課 →", "a → b → c", "\n".join("課" * 300), "情報課 → 一課\n情 報 課 → 二課", f"{'長' * 101} → 情報課", "\n".join(f"{n}課 → 課{n}" for n in range(301))]
)  # fmt: skip
def test_renames_that_cannot_be_read_are_refused(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_renames(written)
    assert {reason.field for reason in refused.value.reasons} == {"renames"}
    assert len(refused.value.reasons) <= 5


def test_sheets_are_chosen_by_number_and_department() -> None:
    sheets = [
        sheet_of(small_content(number, owner)) for number, owner in (("S1", "一課"), ("S2", "二課"), ("S3", "二課"))
    ]
    sheets = [each.model_copy(update={"key": each.number}) for each in sheets]
    assert [each.number for each in chosen("", sheets)] == ["S1", "S2", "S3"]
    assert [each.number for each in chosen("ｓ１\n二課", sheets)] == ["S1", "S2", "S3"]
    assert [each.number for each in chosen("S3、S3", sheets)] == ["S3"]
    with pytest.raises(Refusal, match="which_unknown"):
        chosen("S3、三課", sheets)


@given(st.data())
@settings(max_examples=60)
def test_whatever_a_sheet_holds_it_goes_on_and_stays_as_it_was(data: st.DataObject) -> None:
    """Between any two forms: the old sheet is untouched, every value is accounted for, and the new sheet can be kept."""
    forms = list(FORMS)
    old, new = data.draw(st.sampled_from(forms)), data.draw(st.sampled_from(forms))
    content = replace(data.draw(contents(old)), opinions=(), answers=())
    before = sheet_of(content, old)
    dumped = before.model_dump_json()
    passage = carry(before, old, new, before.year + 1)
    assert before.model_dump_json() == dumped
    assert {trace.address for trace in passage.traces} == set(before.values)
    after = sheet_of(passage.content, new)
    leaves = after.leaves(new)
    assert set(after.values) <= set(leaves)
    assert all(leaves[address].kind.read(leaves[address].kind.write(value)) == value or address in ("number", "name", "owner") or address.endswith("/title")
               for address, value in after.values.items())  # fmt: skip
    for address, plan in planned(after, new, before, old).items():
        assert address in leaves
        assert not plan.draft or leaves[address].kind.read(plan.draft) is not None


def test_of_editions_with_one_title_a_file_is_read_on_that_of_its_year(tmp_path: Path) -> None:
    text = Path("tests/forms/nagakute-s-2021.toml").read_text("utf-8")
    (tmp_path / "next.toml").write_text(text.replace(NEXT.title, s_form().title), "utf-8")
    forms = Forms(Path("store/forms"), tmp_path)
    old, new = forms.get("nagakute-s-2020"), forms.get("nagakute-s-2021")
    assert forms.in_use(old.title, 2020) is old
    assert forms.in_use(old.title, 2024) is new
    for form, year in ((old, 2020), (new, 2021), (new, 2022)):
        content = replace(small_content(year=year), form=form.edition)
        assert parse(render(content, form), forms) == content
    wrong = render(small_content(year=2020), old).replace("活動状況", "活動の記録")
    with pytest.raises(Refusal) as refused:
        parse(wrong, forms)
    assert refused.value.text.values["label"] == "活動状況"


def test_departments_that_the_office_has_renamed_are_carried_over_by_their_new_names() -> None:
    before = s_sheet({"related": ("福祉部長寿課", "企画課")})
    formerly = (("市長公室情報課", "デジタル課"), ("長寿支援課", "いきいき課"), ("総務課", "庶務課"))
    told = outlook(
        [before], [], {before.form: s_form()}, s_form(), renames=(("福祉部長寿課", "長寿支援課"),), formerly=formerly
    )
    values = told.prospects[0].passage.content.values
    assert (values["owner"], values["related"]) == ("デジタル課", ("いきいき課", "企画課"))
    assert (told.followed, told.unused) == ((("市長公室情報課", "デジタル課"),), ())
