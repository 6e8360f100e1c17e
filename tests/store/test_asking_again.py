"""An office that isn't content with an answer; and reasons, where a step needs one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.refusal import Refusal
from store.sheet import Stage
from store.store import Store
from tests.office import FINANCE, LATER, NOW, PLANNER, REFORM, SATO, SECRETARIAT, small_content
from tests.store.test_rules import at_stage


def test_who_asks_again_opens_the_opinion_and_the_answer_stays(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED).ask_again(FINANCE, LATER, "finance", "O1", "予算書のどこですか。")
    (opinion,) = sheet.open_opinions
    (question,) = opinion.again
    assert (question.office, question.text, question.given.by, question.given.at) == (
        "finance",
        "予算書のどこですか。",
        FINANCE.id,
        LATER,
    )
    assert question.about == sheet.answer_to(opinion)
    assert sheet.stage is Stage.AWAITING_ANSWERS
    with pytest.raises(Refusal, match="open_opinions"):
        sheet.finalise(SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="opinion_open"):
        sheet.ask_again(FINANCE, LATER, "finance", "O1", "もう一度")
    answered = sheet.answer(SATO, LATER, ("O1",), "歳出の30ページです。")
    assert answered.stage is Stage.ANSWERED
    assert [each.text for each in answered.answers] == ["歳出の30ページです。"]
    assert answered.opinions[0].again[0].about.text == "次年度の予算書に示します"


def test_what_was_asked_again_can_be_taken_back_and_the_answer_stands(store: Store) -> None:
    answered = at_stage(store, Stage.ANSWERED)
    asked = answered.ask_again(FINANCE, LATER, "finance", "O1", "どこですか。")
    assert asked.withdraw(FINANCE, LATER, "O1").facts == answered.facts
    again = asked.answer(SATO, LATER, ("O1",), "30ページです。")
    with pytest.raises(Refusal, match="opinion_answered"):
        again.withdraw(FINANCE, LATER, "O1")


def test_one_of_two_opinions_answered_together_is_asked_again(store: Store) -> None:
    sheet = (
        at_stage(store, Stage.IN_REVIEW)
        .give_opinion(PLANNER, NOW, "planning", "計画との関係は？")
        .say_nothing(REFORM, NOW, "reform")
    )
    sheet = sheet.answer(SATO, NOW, ("O1", "O2"), "まとめてお答えします。").ask_again(
        PLANNER, LATER, "planning", "O2", "関係の説明がありません。"
    )
    assert [each.id for each in sheet.open_opinions] == ["O2"]
    sheet = sheet.answer(SATO, LATER, ("O2",), "施策3に位置付けます。")
    assert sheet.stage is Stage.ANSWERED
    assert [(answer.text if (answer := sheet.answer_to(each)) else None) for each in sheet.opinions] == [
        "まとめてお答えします。",
        "施策3に位置付けます。",
    ]


def test_any_office_asks_again_where_a_file_names_none(store: Store) -> None:
    sheet = store.add(replace(small_content(), opinions=("紙の意見",)), SECRETARIAT, NOW).answer(
        SATO, NOW, ("O1",), "回答"
    )
    with pytest.raises(Refusal, match="not_your_office"):
        sheet.ask_again(FINANCE, LATER, "reform", "O1", "よその担当として")
    asked = sheet.ask_again(FINANCE, LATER, "finance", "O1", "いつ？")
    assert asked.opinions[0].again[0].office == "finance"
    with pytest.raises(Refusal, match="not_your_opinion"):
        asked.withdraw(REFORM, LATER, "O1")
    assert asked.withdraw(FINANCE, LATER, "O1").stage is Stage.ANSWERED


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\n"])
def test_nothing_is_asked_again_or_explained_without_words(store: Store, text: str) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    with pytest.raises(Refusal, match="question_empty") as caught:
        sheet.ask_again(FINANCE, LATER, "finance", "O1", text)
    assert caught.value.reasons[0].field == "text"
    with pytest.raises(Refusal, match="reason_needed") as caught:
        sheet.give_back(SECRETARIAT, LATER, text)
    assert caught.value.reasons[0].field == "reason"
    with pytest.raises(Refusal, match="reason_needed"):
        sheet.finalise(SECRETARIAT, NOW).reopen(SECRETARIAT, LATER, text)


def test_what_was_reopened_says_why_until_it_is_final_again(store: Store) -> None:
    sheet = at_stage(store, Stage.PUBLISHED).reopen(SECRETARIAT, LATER, "金額の誤り")
    assert sheet.reopened is not None
    assert (sheet.stage, sheet.reopened.reason) == (Stage.ANSWERED, "金額の誤り")
    assert sheet.finalise(SECRETARIAT, LATER).reopened is None
    returned = sheet.give_back(SECRETARIAT, LATER, "欄を足してください")
    assert returned.submit(store.form(sheet), SATO, LATER).reopened is None
