"""Lines that people type wrongly after each command, in both names and both languages."""

from __future__ import annotations

import pytest

from tests.stories.witness import Case, Witness, name_of

NO_SHEET, THAT_YEAR, NO_SECTION = "store.no_sheet", "store.no_sheet_that_year", "sheet.no_section"
NOT_YOURS_TO_ANSWER = "store.not_yours_to_answer"
NOT_YOUR_OFFICE, NOT_YOUR_OPINION, FINAL = "store.not_your_office", "store.not_your_opinion", "store.final"
NO_OPINION, NONE_FOUND = "store.no_such_opinion", "sheet.found_none"

LINES: list[tuple[Case, str]] = [
    # --- numbers that no sheet has
    (Case("a number that isn't there", "SATO", NO_SHEET, "「S99」"), "/sheet S99"),
    (Case("the same in full width", "SATO", NO_SHEET, "「S99」"), "/評価票 Ｓ９９"),
    (Case("without its letter", "SATO", NO_SHEET, "例：S27、"), "/sheet 27"),
    (Case("with a zero too many", "SATO", NO_SHEET, "例：S27、"), "/sheet S027"),
    (Case("with a dash", "SATO", NO_SHEET, "例：S27、"), "/sheet S-27"),
    (Case("with a full stop", "SATO", NO_SHEET, "例：S27、"), "/sheet S27。"),
    (Case("in brackets", "SATO", NO_SHEET, "例：S27、"), "/評価票 「S27」"),
    (Case("in quotes", "SATO", NO_SHEET, "例：S27、"), '/sheet "S27"'),
    (Case("in bold", "SATO", NO_SHEET, "例：S27、"), "/sheet *S27*"),
    (Case("in backticks", "SATO", NO_SHEET, "例：S27、"), "/sheet `S27`"),
    (Case("a letter alone", "SATO", NO_SHEET, "「S」"), "/sheet S"),
    (Case("a dash alone", "SATO", NO_SHEET, "「-」"), "/sheet -"),
    (Case("a digit of another script", "SATO", NO_SHEET, "「S፩」"), "/sheet S፩"),
    (Case("thousands of digits", "SATO", NO_SHEET, "9…」"), f"/sheet {'9' * 4500}"),
    (Case("4,000 characters", "SATO", NO_SHEET, "あ…」"), f"/sheet {'あ' * 4000}"),
    (Case("SQL", "SATO", NO_SHEET, "「S27;」"), "/sheet S27; DROP TABLE sheets;--"),
    (Case("more SQL", "SATO", NO_SHEET, "「'」"), "/sheet ' OR '1'='1"),
    (Case("HTML", "SATO", NO_SHEET, "<script>"), "/sheet <script>alert(1)</script>"),
    (Case("a call to everybody", "SATO", NO_SHEET, "「<!channel>」"), "/sheet <!channel>"),
    (Case("a person", "SATO", NO_SHEET, "「@佐藤」"), "/sheet @佐藤 花子"),
    (Case("a channel", "SATO", NO_SHEET, "「#情報課」"), "/sheet #情報課"),
    (Case("a path", "SATO", NO_SHEET, "「../../etc/passwd」"), "/sheet ../../etc/passwd"),
    (Case("braces", "SATO", NO_SHEET, "「{number}」"), "/sheet {number}"),
    (Case("percent signs", "SATO", NO_SHEET, "「%s%n」"), "/sheet %s%n"),
    (Case("an emoji of many signs", "SATO", NO_SHEET, "👨‍👩‍👧‍👦"), "/sheet 👨‍👩‍👧‍👦"),
    (Case("a misspelt word", "SATO", NO_SHEET, "「lst」"), "/sheet lst"),
    (Case("in English", "ITO", NO_SHEET, "“S99”"), "/sheet S99"),
    (Case("without a role", "KOBAYASHI", NO_SHEET, "“null”"), "/評価票 null"),
    # --- years
    (Case("a year that has none", "SATO", THAT_YEAR, "2019年度"), "/sheet 2019-S27"),
    (Case("an era year that has none", "SATO", THAT_YEAR, "2019年度"), "/sheet R1-S27"),
    (Case("a year to come", "ITO", THAT_YEAR, "FY2031"), "/評価票 2031-S05"),
    (Case("a year of five digits", "SATO", NO_SHEET, "「20200-S27」"), "/sheet 20200-S27"),
    (Case("a year that no calendar has", "SATO", NO_SHEET, "「令和99-S27」"), "/sheet 令和99-S27"),
    (Case("a year alone", "SATO", NO_SHEET, "「2020-」"), "/sheet 2020-"),
    (Case("a year and a number that isn't there", "SATO", NO_SHEET, "「S99」"), "/sheet 2020-S99"),
    # --- sections
    (Case("an unknown section", "SATO", NO_SECTION, "「存在しない欄」"), "/sheet S２７ 存在しない欄"),
    (Case("an initiative that isn't there", "SATO", NO_SECTION, "「取組⑨」"), "/評価票 S27 取組⑨"),
    (Case("a year the sheet hasn't", "SATO", NO_SECTION, "「取組② R9」"), "/sheet S27 取組② R9"),
    (Case("a key that isn't there", "SATO", NO_SECTION, "initiatives/9"), "/sheet S27 initiatives/9"),
    (Case("the separator of our ids", "SATO", NO_SECTION, "「|」"), "/sheet S27 |"),
    (Case("a call in place of a section", "SATO", NO_SECTION, "「<!here>」"), "/sheet S27 <!here>"),
    (Case("a section of 3,000 characters", "SATO", NO_SECTION, "欄…」"), f"/sheet S27 {'欄' * 3000}"),
    (Case("the number a thousand times", "SATO", NO_SECTION, "S27 …」"), f"/sheet {'S27 ' * 1000}"),
    (Case("a section in English", "ITO", NO_SECTION, "“nonsense”"), "/sheet S05 nonsense"),
    (Case("of a final sheet", "TAKAHASHI", "kit.read_only_final"), "/sheet S16 活動状況"),
    (Case("of somebody else's sheet", "SATO", "kit.read_only", "福祉部長寿課"), "/sheet S05 活動状況"),
    (Case("of a sheet, by somebody without a role", "KOBAYASHI", "kit.read_only"), "/sheet S27 活動状況"),
    # --- searching
    (Case("nothing to search for", "SATO", "sheet.find_what"), "/sheet find"),
    (Case("a wide space to search for", "SATO", "sheet.find_what"), "/評価票 検索 \u3000"),
    (Case("a control character to search for", "SATO", "sheet.find_what"), "/sheet find \x00"),
    (Case("nothing to search for, in English", "ITO", "sheet.find_what"), "/sheet find"),
    (Case("SQL to search for", "SATO", NONE_FOUND, "' OR 1=1 --"), "/sheet find ' OR 1=1 --"),
    (Case("markup to search for", "SATO", NONE_FOUND, "「<b>&」"), "/sheet find <b>&"),
    (Case("4,000 characters to search for", "SATO", NONE_FOUND, "長…」"), f"/sheet find {'長' * 4000}"),
    # --- opinions
    (Case("an opinion on nothing", "WATANABE", NO_SHEET, "「S99」"), "/opinion S99 効果を示してください"),
    (Case("an opinion without a number", "WATANABE", NO_SHEET), "/内部意見 効果を数値で示してください"),
    (Case("help that is asked for of opinions", "WATANABE", NO_SHEET, "/評価票 help"), "/opinion help"),
    (Case("an opinion on another year", "WATANABE", THAT_YEAR, "2019"), "/opinion 2019-S27 効果を"),
    (Case("an opinion before submission", "WATANABE", "store.not_submitted", "S31"), "/opinion S31 早すぎる"),
    (Case("its form before submission", "YAMADA", "store.not_submitted", "S31"), "/内部意見 S31"),
    (Case("an opinion on a final sheet", "WATANABE", FINAL, "S16"), "/opinion S16 確定後"),
    (Case("an opinion on a published sheet", "YAMADA", FINAL, "S01"), "/opinion S01 too late"),
    (Case("an opinion by the owner", "SATO", NOT_YOUR_OFFICE), "/opinion S27 自分の課です"),
    (Case("an opinion by another department", "SATO", NOT_YOUR_OFFICE), "/内部意見 S12 よその課です"),
    (Case("an opinion by the secretariat", "NAKAMURA", NOT_YOUR_OFFICE), "/opinion S12 事務局です"),
    (Case("an opinion by nobody", "KOBAYASHI", "kit.newcomer", "中村 明"), "/opinion S27 I like it"),
    (Case("the list of opinions, by the owner", "SATO", "opinion.no_office"), "/opinion"),
    (Case("an opinion of control characters", "WATANABE", "opinion.speaking_for"), "/opinion S12 \x00\x01"),
    (Case("an opinion of signs without a shape", "YAMADA", "opinion.speaking_for"), "/opinion S12 \u200b\u2060"),
    (Case("an opinion on an opinion", "SATO", NOT_YOUR_OFFICE, "S27"), "/opinion S27-O1 追加です"),
    # --- answers
    (Case("asking again what still waits", "WATANABE", "store.opinion_open", "S27-O1"), "/opinion S27-O1 もう一度"),
    (Case("withdrawing what has an answer", "TANAKA", "store.opinion_answered", "S27-O2"), "/内部意見 S27-O2 取下げ"),
    (Case("withdrawing for another office", "YAMADA", NOT_YOUR_OPINION, "S27"), "/opinion S27-O1 withdraw"),
    (Case("returning as the owner", "SATO", "store.secretariat_does", "S24"), "/sheet S24 差戻し"),
    (Case("returning a draft", "NAKAMURA", "store.nothing_to_return", "S31"), "/sheet S31 差し戻す 直してください"),
    (Case("submitting twice", "SATO", "store.already_submitted", "S24"), "/評価票 S24 提出"),
    (Case("submitting for another department", "SATO", "store.not_yours_to_submit", "福祉部長寿課"), "/sheet S14 submit"),
    (Case("submitting what is final", "TAKAHASHI", FINAL, "S16"), "/sheet S16 提出"),
    (Case("final with an open opinion", "NAKAMURA", "store.open_opinions", "1件"), "/sheet S27 確定"),
    (Case("final before all have spoken", "NAKAMURA", "store.not_reviewed", "S12"), "/sheet S12 確定"),
    (Case("final twice", "NAKAMURA", "store.already_final", "S16"), "/sheet S16 final"),
    (Case("publishing what isn't final", "NAKAMURA", "store.not_final", "S24"), "/sheet S24 公表"),
    (Case("publishing twice", "NAKAMURA", "store.already_published", "S01"), "/sheet S01 publish"),
    (Case("reopening what isn't final", "NAKAMURA", "store.not_final", "S31"), "/sheet S31 再開"),
    (Case("reopening by nobody", "KOBAYASHI", "kit.newcomer", "中村 明"), "/sheet S01 reopen"),
    (Case("an answer to nothing", "SATO", NO_SHEET, "「S99」"), "/answer S99-O1 はい"),
    (Case("an answer without a number", "SATO", NO_SHEET, "「回答します」"), "/回答 回答します"),
    (Case("an answer to an opinion that isn't there", "SATO", NO_OPINION, "O9"), "/answer S27-O9 はい"),
    (Case("the same in full width", "SATO", NO_OPINION, "O9"), "/回答 Ｓ２７－Ｏ９ はい"),
    (Case("an opinion of ten digits", "SATO", NO_OPINION, "O1234567890"), "/answer S27-O1234567890"),
    (Case("an opinion in words", "SATO", NO_SHEET, "「S27-意見1」"), "/answer S27-意見1 はい"),
    (Case("two opinions at once", "SATO", NO_SHEET, "「S27-O1O2」"), "/answer S27-O1O2 はい"),
    (Case("an opinion of another year", "SATO", THAT_YEAR, "2019"), "/answer 2019-S27-O1 はい"),
    (Case("a withdrawn opinion", "TAKAHASHI", NO_OPINION, "O1"), "/answer S16-O1 はい"),
    (Case("an answer in a final sheet", "TAKAHASHI", FINAL, "S16"), "/回答 S16-O2 確定後"),
    (Case("the form of a published sheet", "TAKAHASHI", FINAL, "S01"), "/answer S01"),
    (Case("an answer for another department", "SATO", NOT_YOURS_TO_ANSWER, "福祉部長寿課"), "/answer S08-O2 代わりに"),
    (Case("an answer by a reviewing office", "WATANABE", NOT_YOURS_TO_ANSWER, "市長公室情報課"), "/answer S27-O1 財政から"),
    (Case("an answer by nobody", "KOBAYASHI", "kit.newcomer", "中村 明"), "/回答 S27-O1 yes"),
    (Case("an answer where nothing was asked", "SATO", "answer.no_opinions", "S31"), "/answer S31 はい"),
    (Case("the same in English", "ITO", "answer.no_opinions", "S14"), "/answer S14"),
    (Case("an answer of a control character", "SATO", "answer.text_hint", "S27-O1"), "/answer S27-O1 \x00"),
]  # fmt: skip

UNDERSTOOD: list[tuple[Case, str]] = [
    (Case("only spaces", "SATO", "sheet.waiting"), "/sheet    "),
    (Case("only wide spaces", "ITO", "sheet.waiting"), "/評価票 \u3000\u3000"),
    (Case("only a control character", "SATO", "sheet.waiting"), "/sheet \x07"),
    (Case("only a sign without a shape", "SATO", "sheet.waiting"), "/sheet \u200b"),
    (Case("a space within the number", "SATO", "kit.year_is", "S27 ICT"), "/sheet S 27"),
    (Case("a number with a control character", "SATO", "kit.year_is", "S27 ICT"), "/sheet S27\x00"),
    (Case("a number that turns its line around", "SATO", "kit.year_is", "S27 ICT"), "/sheet \u202eS27"),
    (Case("a number pasted with a mark", "SATO", "kit.year_is", "S27 ICT"), "/評価票 \ufeffs27\u200b"),
    (Case("an opinion's id for its sheet", "SATO", "kit.year_is", "S27 ICT"), "/sheet S27-O1"),
    (Case("a full-width dash after the year", "SATO", "kit.year_is", "S27 ICT"), "/sheet 令和２ーＳ２７"),
    (Case("a blank section", "SATO", "kit.year_is", "S27 ICT"), "/sheet S27 \x00"),
    (Case("words that several sections have", "SATO", "sheet.which", "施策の目的等"), "/sheet S27 施策"),
    (Case("the year in another command", "SATO", "answer.text_hint", "S27-O1"), "/answer 2020-S27-O1"),
    (Case("an answer that has one already", "SATO", "answer.again_hint", "もう一度"), "/answer S24-O1 もう一度"),
]  # fmt: skip

TAKEN: list[tuple[Case, str]] = [
    (
        Case("markup, a mention and a link", "WATANABE", "opinion.saved", does={"opinions/O1": "<!channel> <@U0SATO> *太字* `code` https://example.jp/?a=1&b=2"}),
        "/opinion S19 <!channel> <@U0SATO> *太字* `code` https://example.jp/?a=1&b=2",
    ),
    (
        Case("SQL, quotes and braces", "TANAKA", "opinion.saved", does={"opinions/O1": "'; DROP TABLE opinions; -- \"{0}\" %s"}),
        "/内部意見 S12 '; DROP TABLE opinions; -- \"{0}\" %s",
    ),
    (
        Case("signs that are rare, new or turned around", "YAMADA", "opinion.saved", does={"opinions/O2": "髙﨑㎥～\ue000🩷\U0001fae9 反転"}),
        "/opinion S05 髙﨑㎥～\ue000🩷\U0001fae9\x07 \u202e反転",
    ),
    (
        Case("3,900 characters", "SATO", "answer.saved", does={"answers/A1": "長" * 3900}),
        f"/answer S22 {'長' * 3900}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "line"), [*LINES, *UNDERSTOOD, *TAKEN], ids=name_of)
def test_a_line_is_answered_in_a_sentence(witness: Witness, case: Case, line: str) -> None:
    witness.says(case, line)
