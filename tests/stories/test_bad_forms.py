"""What people type into forms and choose there wrongly, and what no client would let them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.people import Json
from tests.stories.witness import Case, Witness, name_of, tampered

NUMBER, COST, OUTCOME = (f"initiatives/2/{row}/this" for row in ("citizens", "cost", "outcome"))
PERIOD = "/sheet S29 取組② R2"
NOT_A_NUMBER, NOT_A_COST, TOO_FAR = "store.not_a_number", "store.not_a_cost", "store.out_of_range"
TOO_LONG, OUTDATED, NEVER_EMPTY = "store.too_long", "bot.outdated", "store.never_empty"
NOT_YOURS_TO_ANSWER = "store.not_yours_to_answer"
NOT_YOURS, NOT_YOUR_OFFICE, NOT_YOUR_OPINION = "store.not_yours", "store.not_your_office", "store.not_your_opinion"

NUMBERS: list[tuple[Case, str]] = [
    (Case("letters", "SATO", NOT_A_NUMBER, "「abc」"), "abc"),
    (Case("words for a number", "SATO", NOT_A_NUMBER, "「三十人」"), "三十人"),
    (Case("about", "SATO", NOT_A_NUMBER, "「約100人」"), "約100人"),
    (Case("another unit", "SATO", NOT_A_NUMBER, "「100円」"), "100円"),
    (Case("per cent", "SATO", NOT_A_NUMBER, "「100％」"), "100％"),
    (Case("an exponent", "SATO", NOT_A_NUMBER, "「1e5」"), "1e5"),
    (Case("infinity", "SATO", NOT_A_NUMBER, "「∞」"), "∞"),
    (Case("no number at all", "SATO", NOT_A_NUMBER, "「NaN」"), "NaN"),
    (Case("digits of another script", "SATO", NOT_A_NUMBER, "「٣」"), "٣"),
    (Case("a formula", "SATO", NOT_A_NUMBER, "「=1+1」"), "=1+1"),
    (Case("two lines", "SATO", NOT_A_NUMBER, "「0人 1人」"), "0人\n1人"),
    (Case("a comma out of place", "SATO", NOT_A_NUMBER, "「12,34」"), "12,34"),
    (Case("a call to everybody", "SATO", NOT_A_NUMBER, "「<!channel>」"), "<!channel>"),
    (Case("a word for none with a full stop", "SATO", NOT_A_NUMBER, "「特になし」）"), "なし。"),
    (Case("3,000 spaces within", "SATO", NOT_A_NUMBER, "「1 x」"), f"1{' ' * 30_000}x"),
    (Case("a part of a person", "SATO", "store.not_whole", "「１．５人」"), "１．５人"),
    (Case("a minus", "SATO", TOO_FAR, "「-5」"), "-5"),
    (Case("a triangle for minus", "SATO", TOO_FAR, "「△５人」"), "△５人"),
    (Case("thirty digits", "SATO", TOO_FAR), "９" * 30),
    (Case("thousands of digits", "SATO", TOO_FAR, "9…」"), "9" * 5000),
]  # fmt: skip

COSTS: list[tuple[Case, str]] = [
    (Case("a name alone", "SATO", NOT_A_COST, "「使用料」"), "使用料"),
    (Case("an amount alone", "SATO", NOT_A_COST, "「2,316千円」"), "2,316千円"),
    (Case("no unit", "SATO", NOT_A_COST, "「使用料 2,316」"), "使用料 2,316"),
    (Case("a unit alone", "SATO", NOT_A_COST, "「使用料 千円」"), "使用料 千円"),
    (Case("dollars", "SATO", NOT_A_COST, "「使用料 5ドル」"), "使用料 5ドル"),
    (Case("half a unit", "SATO", NOT_A_COST, "「使用料 5万」"), "使用料 5万"),
    (Case("two points", "SATO", NOT_A_COST, "「使用料 2.3.4千円」"), "使用料 2.3.4千円"),
    (Case("a comma out of place", "SATO", NOT_A_COST, "「使用料 12,34千円」"), "使用料 12,34千円"),
    (Case("a second line without an amount", "SATO", NOT_A_COST, "「もう一つ」"), "使用料 5千円\nもう一つ"),
    (Case("name and amount on two lines", "SATO", NOT_A_COST, "「使用料」"), "使用料\n5千円"),
    (Case("words after the amount", "SATO", NOT_A_COST, "ほか」"), "使用料 5千円 ほか"),
    (Case("none and some", "SATO", NOT_A_COST, "「特になし」"), "特になし\n使用料 5千円"),
    (Case("a minus", "SATO", TOO_FAR, "「使用料 -5千円」"), "使用料 -5千円"),
    (Case("a triangle for minus", "SATO", TOO_FAR, "「使用料△5千円」"), "使用料△5千円"),
    (Case("twenty digits", "SATO", TOO_FAR), f"使用料 {'9' * 20}千円"),
    (Case("a million digits", "SATO", TOO_LONG, "1,000,005 文字"), f"使用料 {'9' * 1_000_000}円"),
]  # fmt: skip

TEXTS: list[tuple[Case, str, dict[str, Any]]] = [
    (Case("a text of 10,001 characters", "SATO", TOO_LONG, "10,001 文字"), PERIOD, {OUTCOME: "長" * 10_001}),
    (Case("a text of 300,000 bytes", "SATO", TOO_LONG, "100,000 文字"), PERIOD, {OUTCOME: "長" * 100_000}),
    (Case("three things wrong at once", "SATO", NOT_A_COST, "「使用料」"), PERIOD, {OUTCOME: "長" * 10_001, COST: "使用料", NUMBER: "x"}),
    (Case("a title of 501 characters", "SATO", TOO_LONG, "501 文字"), "/sheet S29 initiatives/2", {"initiatives/2/title": "長" * 501}),
    (Case("no sheet number", "NAKAMURA", NEVER_EMPTY, "「施策番号」"), "/sheet S31 head", {"number": None}),
    (Case("a sheet number of a control character", "NAKAMURA", NEVER_EMPTY, "「施策番号」"), "/sheet S31 head", {"number": "\x00"}),
    (Case("a name of spaces", "NAKAMURA", NEVER_EMPTY, "「施策名」"), "/sheet S31 head", {"name": "\u3000"}),
    (Case("an owner without a shape", "NAKAMURA", NEVER_EMPTY, "「担当部課」"), "/sheet S31 head", {"owner": "\u200b"}),
    (Case("a number that another sheet has", "NAKAMURA", "store.number_taken", "Ｓ２７"), "/sheet S31 head", {"number": "Ｓ２７"}),
    (Case("a sheet number of 501 characters", "NAKAMURA", TOO_LONG, "501 文字"), "/sheet S31 head", {"number": "9" * 501}),
    (Case("a day that no month has", "NAKAMURA", "store.not_a_date", "2020-02-30"), "/sheet K105 head", {"started": "2020-02-30"}),
    (Case("a day in words", "NAKAMURA", "store.not_a_date", "きのう"), "/sheet K105 head", {"started": "きのう"}),
    (Case("another form's word for none", "NAKAMURA", NOT_A_NUMBER, "「該当なし」）"), "/sheet K105 outline", {"staff": "特になし"}),
    (Case("no opinion", "WATANABE", "store.opinion_empty"), "/opinion S12", {"text": None}),
    (Case("an opinion of spaces", "YAMADA", "store.opinion_empty"), "/opinion S12", {"text": " \n\u3000"}),
    (Case("an opinion of 10,001 characters", "WATANABE", TOO_LONG, "10,001 文字"), "/opinion S12", {"text": "長" * 10_001}),
    (Case("no reason to return", "NAKAMURA", "store.reason_needed"), "/sheet S24 差戻し", {"reason": None}),
    (Case("a reason without a shape", "NAKAMURA", "store.reason_needed"), "/sheet S16 再開", {"reason": "\u200b \x00"}),
    (Case("a reason of 10,001 characters", "NAKAMURA", TOO_LONG, "10,001 文字"), "/sheet S24 差戻し", {"reason": "長" * 10_001}),
    (Case("nothing to ask again", "WATANABE", "store.question_empty"), "/opinion S24-O1", {"text": " \u3000"}),
    (Case("a question of 10,001 characters", "WATANABE", TOO_LONG, "10,001 文字"), "/opinion S24-O1", {"text": "長" * 10_001}),
    (Case("no answer at all", "TAKAHASHI", "answer.nothing_written"), "/answer S08", {"O1": None, "O2": None, "O3": None}),
    (Case("answers of spaces and control characters", "TAKAHASHI", "answer.nothing_written"), "/answer S08", {"O1": " ", "O2": "\x00", "O3": "\u200b"}),
    (Case("one good answer and one too long", "ITO", TOO_LONG, "10,001"), "/answer S08", {"O2": "yes", "O3": "x" * 10_001}),
]  # fmt: skip

CHOICES: list[tuple[Case, str, dict[str, Any]]] = [
    (Case("a choice that was never offered", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": "9"}),
    (Case("another field's choice", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": "yes"}),
    (Case("an empty choice", "SATO", OUTDATED), "/sheet S31 基本情報", {"statutory": ""}),
    (Case("a department that nobody has", "NAKAMURA", OUTDATED), "/sheet S31 head", {"related": ["存在しない課"]}),
    (Case("a department without a name", "NAKAMURA", OUTDATED), "/sheet S31 head", {"related": [""]}),
    (Case("a choice that is text", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": {"type": "plain_text_input", "value": "4"}}),
    (Case("a choice of two", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": {"type": "multi_static_select", "selected_options": [{"value": "4"}, {"value": "5"}]}}),
    (Case("boxes in place of a choice", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": {"type": "checkboxes", "selected_options": []}}),
    (Case("a choice that is a list", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": {"type": "static_select", "selected_option": []}}),
    (Case("a choice that is a number", "SATO", OUTDATED), "/sheet S31 基本情報", {"issue": {"type": "static_select", "selected_option": {"value": 4}}}),
    (Case("a text that is a number", "SATO", OUTDATED), "/sheet S29 活動状況", {"activity": {"type": "plain_text_input", "value": 5}}),
    (Case("a text that is a list", "ITO", OUTDATED), "/sheet S14 活動状況", {"activity": {"type": "plain_text_input", "value": ["a"]}}),
    (Case("a day that is a number", "NAKAMURA", OUTDATED), "/sheet K105 head", {"started": {"type": "datepicker", "selected_date": 20200101}}),
    (Case("an input of another kind", "SATO", OUTDATED), "/sheet S29 活動状況", {"activity": {"type": "users_select", "selected_user": "U0SATO"}}),
    (Case("an input without a kind", "SATO", OUTDATED), "/sheet S29 活動状況", {"activity": {}}),
]  # fmt: skip

SUBMITTED_BY: list[tuple[Case, str, dict[str, Any]]] = [
    (Case("the form of another department", "TAKAHASHI", NOT_YOURS, "市長公室情報課"), "/sheet S29 活動状況", {"activity": "代わりに"}),
    (Case("the form of a sheet, as a reviewing office", "YAMADA", NOT_YOURS), "/sheet S29 活動状況", {"activity": "instead"}),
    (Case("the form of a sheet, without a role", "KOBAYASHI", NOT_YOURS), "/sheet S29 活動状況", {"activity": "instead"}),
    (Case("another office's opinion", "TANAKA", NOT_YOUR_OFFICE), "/opinion S12", {"text": "代わりに"}),
    (Case("an opinion, as the owner", "ITO", NOT_YOUR_OFFICE), "/opinion S12", {"text": "instead"}),
    (Case("an answer, as another department", "SATO", NOT_YOURS_TO_ANSWER, "福祉部長寿課"), "/answer S08", {"O2": "代わりに"}),
    (Case("an answer, as a reviewing office", "WATANABE", NOT_YOURS_TO_ANSWER), "/answer S08", {"O2": "代わりに"}),
    (Case("a return, as the owner", "SATO", "store.secretariat_does", "S24"), "/sheet S24 差戻し", {"reason": "代わりに"}),
    (Case("another office's question", "YAMADA", NOT_YOUR_OPINION), "/opinion S24-O1", {"text": "instead"}),
    (Case("a question, as the owner", "SATO", NOT_YOUR_OFFICE), "/opinion S24-O1", {"text": "代わりに"}),
]  # fmt: skip
OPENED_BY = {
    "/sheet S24 差戻し": "NAKAMURA",
    "/opinion S24-O1": "WATANABE",
    "/sheet S29 活動状況": "SATO",
    "/opinion S12": "WATANABE",
    "/answer S08": "TAKAHASHI",
}

RENAMED: list[tuple[Case, str, str, str]] = [
    (Case("a field that the form hasn't", "SATO", "store.no_such_field", "nonsense"), "/sheet S29 活動状況", "activity", "nonsense"),
    (Case("an initiative that isn't there", "SATO", "store.no_such_field", "initiatives/9"), "/sheet S29 活動状況", "activity", "initiatives/9/title"),
    (Case("a field of 255 characters", "SATO", "store.no_such_field", "x…"), "/sheet S29 活動状況", "activity", "x" * 255),
    (Case("a field that only the secretariat writes", "SATO", "store.secretariat_only", "施策番号"), "/sheet S29 活動状況", "activity", "number"),
    (Case("somebody's opinion", "SATO", "store.no_such_field", "opinions/O1"), "/sheet S27 活動状況", "activity", "opinions/O1"),
    (Case("an opinion that isn't there", "TAKAHASHI", "store.opinion_gone", "O9"), "/answer S08", "O2", "O9"),
    (Case("opinions of which one isn't there", "TAKAHASHI", "store.opinion_gone", "O9"), "/answer S08", "O2", "O2+O9"),
    (Case("no opinion", "ITO", "store.opinion_gone"), "/answer S08", "O2", "+"),
]  # fmt: skip

TAKEN: list[tuple[Case, str, dict[str, Any]]] = [
    (Case("full-width digits and another unit", "SATO", "sheet.understood", "2,400千円", {"initiatives/2/cost/mid": [{"name": "使用料", "amount": "2400"}]}), "/sheet S29 取組② 中期", {"initiatives/2/cost/mid": "使用料　２，４００，０００円"}),
    (Case("markup and a mention as text", "SATO", "sheet.saved", does={"improved": "<!channel> <@U0SATO> *太字* &amp;"}), "/sheet S29 改善状況", {"improved": "<!channel> <@U0SATO> *太字* &amp;"}),
    (Case("three kinds of line breaks", "ITO", "sheet.saved", does={"improved": "a\nb\nc"}), "/sheet S14 改善状況", {"improved": "\u200b a\r\nb\rc\x00 "}),
    (Case("a form that nobody touched", "SATO", "sheet.unchanged"), "/sheet S31 活動状況", {}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "written"), NUMBERS, ids=name_of)
def test_a_number_is_refused_in_a_sentence(witness: Witness, case: Case, written: str) -> None:
    witness.submits(case, tampered(witness.opens("SATO", PERIOD), **{NUMBER: written}))


@pytest.mark.parametrize(("case", "written"), COSTS, ids=name_of)
def test_a_cost_is_refused_in_a_sentence(witness: Witness, case: Case, written: str) -> None:
    witness.submits(case, tampered(witness.opens("SATO", PERIOD), **{COST: written}))


@pytest.mark.parametrize(("case", "line", "given"), [*TEXTS, *CHOICES, *TAKEN], ids=name_of)
def test_a_form_is_answered_in_a_sentence(witness: Witness, case: Case, line: str, given: dict[str, Any]) -> None:
    witness.submits(case, tampered(witness.opens(case.who, line), **given))


@pytest.mark.parametrize(("case", "line", "given"), SUBMITTED_BY, ids=name_of)
def test_a_form_is_only_for_whom_it_is(witness: Witness, case: Case, line: str, given: dict[str, Any]) -> None:
    witness.submits(case, tampered(witness.opens(OPENED_BY[line], line), **given))


@pytest.mark.parametrize(("case", "line", "key", "instead"), RENAMED, ids=name_of)
def test_an_input_of_another_name_is_refused(witness: Witness, case: Case, line: str, key: str, instead: str) -> None:
    view = tampered(witness.opens(case.who, line), **{key: "名前を変えた欄"})
    for block in view["blocks"]:
        block["block_id"] = instead if block["block_id"] == key else block["block_id"]
    view["state"]["values"][instead] = view["state"]["values"].pop(key)
    witness.submits(case, view)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("nothing", None), ("a list", []), ("a word", "x"), ("no values", {}), ("no input", {"values": {}}),
        ("an input without a state", {"values": {"activity": {}}}),
        ("an input with nothing in it", {"values": {"activity": {"given": None}}}),
        ("an input with a word in it", {"values": {"activity": {"given": "x"}}}),
    ],
)  # fmt: skip
def test_a_state_that_is_damaged_is_refused(witness: Witness, name: str, state: Json) -> None:
    view = witness.opens("SATO", "/sheet S29 活動状況")
    witness.submits(Case(name, "SATO", OUTDATED), view | {"state": state})
