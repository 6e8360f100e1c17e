"""Checks of words: repeated ones, targets without a number, what is gone, characters, length."""

from __future__ import annotations

import pytest

from store.checks.repeated import refers
from store.checks.writing import measures
from store.form import FieldSection, Form
from store.kinds import TextKind
from store.text import Text
from tests.office import s_form
from tests.store.looking import found, outcome, sheet_with, told


@pytest.mark.parametrize(
    "target",
    [
        "研修を年2回実施", "受講率95%", "受講率９５％", "3か所に増設", "100人", "会員２，１１８人", "参加者2000人", "2,019人が参加", "1割削減", "三か所に増設",
        "毎月1回", "毎月開催", "全小中学校に設置", "全課から報告", "すべての課で実施", "待機児童の解消", "事故ゼロ", "令和4年度末までに策定", "R4年度末までに導入", "2024年までに策定",
        "10月に開館", "年度内に策定", "第2四半期に公開", "第6次計画に基づき3事業を実施", "65歳以上の市民の50%", "①講座を2回 ②冊子を配布", "600時間の削減",
    ],
)  # fmt: skip
def test_a_target_that_can_be_measured(target: str) -> None:
    assert measures(target)


@pytest.mark.parametrize(
    "target",
    [
        "研修の実施", "各課の取り組み支援", "引き続き実施する", "令和3年度に実施", "R3年度から実施", "R3年度（2021）も実施", "第6次総合計画に基づき推進", "第2期計画を推進", "①講座 ②冊子",
        "3年後を見据えて検討", "65歳以上の市民に周知", "中学1年生への周知", "A4の案内を配布", "5Gの活用", "COVID-19への対応", "一般職の研修", "安全の確保", "一人ひとりに寄り添う", "全国に発信", "保全に努める",
        "新規採用研修 職員研修（一般職） e-Learningの実施 職員研修（管理職）", "その2を実施",
    ],
)  # fmt: skip
def test_a_target_without_any_number(target: str) -> None:
    assert not measures(target)


@pytest.mark.parametrize(
    "text",
    ["前年度と同じ", "前年度と同じ。", "昨年度と同様", "前年度と同じ内容で実施", "R1年度と同じ", "令和元年度と同様に実施する", "同上", "〃", "例年どおり", "前年度同様", "上記と同じ", "前年度並み"],
)  # fmt: skip
def test_a_text_that_refers_to_another_alone(text: str) -> None:
    assert refers(text)


@pytest.mark.parametrize(
    "text",
    ["前年度と同じく研修を年2回行う", "例年どおり職員研修を行った", "同じ様式に統一", "継続", "上記の研修を実施", "-"],
)
def test_a_text_that_says_something_itself(text: str) -> None:
    assert not refers(text)


@pytest.mark.parametrize(
    ("cells", "keys"),
    [
        ({"this": "研修の実施", "next": "研修の実施"}, ["same_vague"]),
        ({"this": "研修の実施", "next": "研修 の\n実施。"}, ["same_vague"]),
        ({"last": "研修の実施", "this": "研修の実施"}, ["same_vague"]),
        ({"this": "研修を年2回", "next": "研修を年２回"}, ["same"]),
        ({"last": "研修 22人", "this": "研修 22人", "next": "研修 22人"}, ["same"]),
        ({"this": "A社と協議", "next": "A社と協議", "mid": "B社と協議", "long": "B社と協議"}, ["same_vague", "same_vague"]),
        ({"this": "前年度と同じ", "next": "前年度と同じ", "mid": "同上"}, ["refers"]),
        ({"this": "研修を年2回", "next": "研修を年3回"}, []),
        ({"next": "受講率100%を維持", "mid": "受講率100%を維持", "long": "受講率100%を維持"}, []),
        ({"this": "体制を維持", "next": "体制を維持"}, ["same_vague"]),
        ({"this": "特になし", "next": "特になし", "mid": "－", "long": "未定"}, []),
        ({"last": "特になし。", "this": "特になし。"}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_words_repeated_across_periods_are_one_finding(cells: dict[str, str], keys: list[str]) -> None:
    assert told("repeated", outcome(**cells)) == keys


def test_a_repeated_text_names_the_periods_it_stands_in() -> None:
    sheet = sheet_with(outcome(this="研修の実施", next="研修を3回", mid="研修の実施"))
    (finding,) = found("repeated", sheet)
    assert finding.places == ("initiatives/1/outcome/this", "initiatives/1/outcome/mid")
    assert not finding.blocks


@pytest.mark.parametrize(
    ("now", "then", "keys"),
    [
        (outcome(last="研修に22人が参加"), outcome(last="研修に22人が参加"), ["same_as_last_year"]),
        (outcome(last="研修に22人が参加", this="研修を2回"), outcome(last="研修に22人が参加", this="研修を2回"), ["same_as_last_year"]),
        (outcome(last="研修に22人が参加"), outcome(last="研修に23人が参加"), []),
        (outcome(this="研修を2回"), outcome(next="研修を2回"), []),  # what was planned for this year is still planned
        (outcome(mid="研修を4回"), outcome(mid="研修を4回"), []),  # a far target may stand for years
        (outcome(mid="研修の充実"), outcome(mid="研修の充実"), ["same_as_last_year"]),
        (outcome(this="受講率100%を維持"), outcome(this="受講率100%を維持"), []),
        (outcome(last="特になし"), outcome(last="特になし"), []),
        ({"activity": "例年どおり職員研修を行い、各課に周知した。"}, {"activity": "例年どおり職員研修を行い、各課に周知した。"}, ["same_as_last_year"]),
        ({"activity": "令和元年度は職員研修を行い、すべての課に周知したほか、窓口の案内を見直した。"}, {"activity": "平成30年度は職員研修を行い、すべての課に周知したほか、窓口の案内を見直した。"}, ["same_as_last_year"]),
        ({"direction": "令和3年度に導入する。"}, {"direction": "令和2年度に導入する。"}, []),  # short: it may be about its year
        ({"improved": "特になし"}, {"improved": "特になし"}, []),
        ({"content": "窓口を改善する。"}, {"content": "窓口を改善する。"}, []),  # carried over by the form
        ({"activity": "新しい文"}, {}, []),
    ],
)  # fmt: skip
def test_last_years_words(now: dict[str, str], then: dict[str, str], keys: list[str]) -> None:
    assert told("repeated", now, then) == keys


def test_last_years_initiative_is_known_by_its_title_wherever_it_stands() -> None:
    then = {
        "initiatives/1/title": "案内",
        "initiatives/2/title": "ＡＩの 運用",
        "initiatives/2/outcome/last": "2業務で運用した",
    }
    now = {"initiatives/1/title": "AIの運用", "initiatives/1/outcome/last": "2業務で運用した"}
    assert told("repeated", now, then) == ["same_as_last_year"]


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ({"this": "研修の実施", "next": "説明会の実施"}, ["this", "next"]),
        ({"this": "研修の実施", "next": "説明会を2回"}, ["this"]),
        ({"last": "研修の実施"}, []),  # a result, and no target
        ({"this": "特になし", "next": "未定", "mid": "－"}, []),
        ({"this": "前年度と同じ"}, []),  # told by another check
        ({"this": "研修の実施", "next": "研修の実施"}, []),  # the same
    ],
)
def test_targets_without_a_number_are_one_finding(cells: dict[str, str], places: list[str]) -> None:
    findings = found("vague", sheet_with(outcome(**cells)))
    assert [place.split("/")[-1] for each in findings for place in each.places] == places
    assert len(findings) <= 1


ITEMS = {"initiatives/1/title": "研修の実施", "initiatives/2/title": "広報紙の発行"}


@pytest.mark.parametrize(
    ("now", "then", "missing"),
    [
        ({}, ITEMS, ("広報紙の発行",)),
        ({"initiatives/1/title": "広報紙の 発行", "initiatives/2/title": "研修の実施"}, ITEMS, ()),
        ({"activity": "取組「広報紙の発行」は令和元年度で終えた。"}, ITEMS, ()),
        ({}, {**ITEMS, "initiatives/2/outcome/this": "令和元年度をもって終了"}, ()),
        ({"initiatives/1/title": "別の取組", "name": "別の施策"}, ITEMS, ()),  # the number has gone to another measure
        ({**ITEMS, "initiatives/3/title": "新しい取組"}, ITEMS, ()),
    ],
)
def test_items_that_are_gone_without_a_word(
    now: dict[str, str], then: dict[str, str], missing: tuple[str, ...]
) -> None:
    findings = found("gone", sheet_with(now), sheet_with(then, year=2019))
    named = [each.within for each in findings]
    assert named == ([Text.of("checks.items_within", titles=missing)] if missing else [])
    assert {each.address for each in findings} <= {"initiatives"}


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("髙橋・山﨑、①～⑳ － … ㈱ ㎡", 0), ("使用水量3㎥と5㎥", 1), ("100—200", 1), ("😀と𠮷野家", 2), ("か\u3099", 1), ("ﬁle\u00a0x", 2), ("波〜線", 0),
        ("一行目\n二行目\tタブ", 0), ("".join(chr(0x1F600 + n) for n in range(30)), 30),
    ],
)  # fmt: skip
def test_characters_that_cp932_cannot_hold(text: str, lost: int) -> None:
    findings = found("signs", sheet_with({"activity": text}))
    assert [each.text.values["count"] for each in findings] == ([lost] if lost else [])
    assert all(len(each.text.values["signs"]) <= 10 for each in findings)


def test_characters_are_told_once_for_each_field_of_any_kind() -> None:
    written = {
        "activity": "㎥と㎥",
        "direction": "㎥",
        "related": "𠮷田課",
        "initiatives/1/cost/this": "水道㎥使用料 10千円",
    }
    assert [each.address for each in found("signs", sheet_with(written))] == [
        "related",
        "initiatives/1/cost/this",
        "activity",
        "direction",
    ]


def test_a_text_beyond_the_forms_length() -> None:
    form = short_form(10)
    assert found("length", sheet_with({"activity": "一二三四五\n六七八九十"}, form), form=form) == []
    (finding,) = found("length", sheet_with({"activity": "一二三四五\n六七八九十零"}, form), form=form)
    assert finding.text.values == {"count": 11, "longest": 10, "over": 1}
    assert found("length", sheet_with({"activity": "字" * 9000})) == []


def short_form(longest: int) -> Form:
    """The S form with a limit on one of its fields."""
    form = s_form()
    sections = tuple(
        section.model_copy(
            update={
                "fields": tuple(each.model_copy(update={"kind": TextKind(longest=longest)}) for each in section.fields)
            }
        )
        if isinstance(section, FieldSection) and section.key == "activity"
        else section
        for section in form.sections
    )
    return form.model_copy(update={"sections": sections, "edition": "short"})
