"""Who may do what, when: the table of the domain, walked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.person import Person
from store.refusal import Refusal
from store.sheet import Deed, Sheet, Stage
from store.store import Store
from tests.office import (
    EVERYBODY,
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
    filled,
    s_form,
    small_content,
    submitted,
)  # fmt: skip

Act = Callable[[Sheet, Person], Sheet]

REVIEWED = {Stage.SUBMITTED, Stage.IN_REVIEW, Stage.AWAITING_ANSWERS, Stage.ANSWERED}

DEEDS: dict[str, tuple[Act, set[str], set[Stage]]] = {
    "fill": (
        lambda sheet, who: sheet.fill(s_form(), who, {"activity": "書いた"}),
        {SATO.id, SUZUKI.id, SECRETARIAT.id},
        set(Stage) - {Stage.FINAL, Stage.PUBLISHED},
    ),
    "fill head": (lambda sheet, who: sheet.fill(s_form(), who, {"name": "別名"}), {SECRETARIAT.id}, set(Stage) - {Stage.FINAL, Stage.PUBLISHED}),
    "submit": (lambda sheet, who: sheet.submit(s_form(), who, NOW), {SATO.id, SUZUKI.id, SECRETARIAT.id}, {Stage.DRAFT}),
    "opinion": (
        lambda sheet, who: sheet.give_opinion(who, NOW, (who.offices or ("finance",))[0], "意見です"),
        {PLANNER.id, FINANCE.id, REFORM.id},
        REVIEWED,
    ),
    "withdraw": (lambda sheet, who: sheet.withdraw(who, NOW, "O1"), {FINANCE.id}, {Stage.IN_REVIEW, Stage.AWAITING_ANSWERS}),
    "ask again": (lambda sheet, who: sheet.ask_again(who, NOW, (who.offices or ("finance",))[0], "O1", "いつまでに？"), {FINANCE.id}, {Stage.ANSWERED}),
    "answer": (
        lambda sheet, who: sheet.answer(who, NOW, ("O1",), "回答です"),
        {SATO.id, SUZUKI.id, SECRETARIAT.id},
        {Stage.IN_REVIEW, Stage.AWAITING_ANSWERS, Stage.ANSWERED},
    ),
    "return": (
        lambda sheet, who: sheet.give_back(who, NOW, "直してください"),
        {SECRETARIAT.id},
        REVIEWED,
    ),
    "finalise": (lambda sheet, who: sheet.finalise(who, NOW), {SECRETARIAT.id}, {Stage.ANSWERED}),
    "reopen": (lambda sheet, who: sheet.reopen(who, NOW, "誤りが見つかった"), {SECRETARIAT.id}, {Stage.FINAL, Stage.PUBLISHED}),
    "publish": (lambda sheet, who: sheet.publish(who, NOW), {SECRETARIAT.id}, {Stage.FINAL}),
}  # fmt: skip


OFFERED: dict[str, Callable[[Sheet, Person], bool]] = {
    "fill": lambda sheet, who: sheet.may_fill(who),
    "submit": lambda sheet, who: sheet.may(Deed.SUBMIT, who),
    "opinion": lambda sheet, who: sheet.may(Deed.OPINION, who),
    "withdraw": lambda sheet, who: any(sheet.may_withdraw(who, each) for each in sheet.opinions),
    "ask again": lambda sheet, who: any(sheet.may_ask_again(who, each) for each in sheet.opinions),
    "answer": lambda sheet, who: sheet.may(Deed.ANSWER, who),
    "return": lambda sheet, who: sheet.may(Deed.RETURN, who),
    "finalise": lambda sheet, who: sheet.may(Deed.FINALISE, who),
    "reopen": lambda sheet, who: sheet.may(Deed.REOPEN, who),
    "publish": lambda sheet, who: sheet.may(Deed.PUBLISH, who),
}
"""What is asked before a button is offered."""


def at_stage(store: Store, stage: Stage) -> Sheet:
    """A sheet of 市長公室情報課 that has come to this stage by the rules."""
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    if stage is Stage.DRAFT:
        return filled(store, sheet)
    sheet = submitted(store, sheet)
    steps: list[tuple[Stage, Callable[[Sheet], Sheet]]] = [
        (Stage.SUBMITTED, lambda each: each),
        (Stage.IN_REVIEW, lambda each: each.give_opinion(FINANCE, NOW, "finance", "費用の根拠を示してください")),
        (Stage.AWAITING_ANSWERS, lambda each: each.say_nothing(PLANNER, NOW, "planning").say_nothing(REFORM, NOW, "reform")),
        (Stage.ANSWERED, lambda each: each.answer(SATO, NOW, ("O1",), "次年度の予算書に示します")),
        (Stage.FINAL, lambda each: each.finalise(SECRETARIAT, NOW)),
        (Stage.PUBLISHED, lambda each: each.publish(SECRETARIAT, NOW)),
    ]  # fmt: skip
    for reached, step in steps:
        sheet = store.change(sheet.key, SECRETARIAT, NOW, "step", step)
        if reached is stage:
            break
    return sheet


@pytest.mark.parametrize("stage", list(Stage))
def test_each_may_do_what_the_table_says_and_nothing_else(store: Store, stage: Stage) -> None:
    sheet = at_stage(store, stage)
    assert sheet.stage is stage
    for name, (deed, people, stages) in DEEDS.items():
        for who in (*EVERYBODY, STRANGER):
            allowed = who.id in people and stage in stages
            try:
                after = deed(sheet, who)
            except Refusal:
                assert not allowed, f"{who.name} was refused to {name} at {stage}"
            else:
                assert allowed, f"{who.name} could {name} at {stage}"
                assert after is not sheet
            if name in OFFERED:
                assert OFFERED[name](sheet, who) is allowed, f"{name} at {stage} offered to {who.name}"


def test_an_office_speaks_for_itself_alone(store: Store) -> None:
    sheet = at_stage(store, Stage.SUBMITTED)
    with pytest.raises(Refusal, match="not_your_office"):
        sheet.give_opinion(FINANCE, NOW, "reform", "よその担当として")
    with pytest.raises(Refusal, match="not_your_office"):
        sheet.give_opinion(FINANCE, NOW, "", "全担当として")
    ours = sheet.give_opinion(FINANCE, NOW, "finance", "財政の意見")
    with pytest.raises(Refusal, match="not_your_opinion"):
        ours.withdraw(REFORM, NOW, "O1")
    assert ours.withdraw(FINANCE, NOW, "O1").live_opinions == ()


def test_an_answered_opinion_stays(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    with pytest.raises(Refusal, match="opinion_answered"):
        sheet.withdraw(FINANCE, NOW, "O1")


def test_a_sheet_with_an_open_opinion_cannot_be_final(store: Store) -> None:
    with pytest.raises(Refusal, match="open_opinions"):
        at_stage(store, Stage.AWAITING_ANSWERS).finalise(SECRETARIAT, NOW)


def test_all_wrong_fields_are_told_at_once(store: Store) -> None:
    sheet = at_stage(store, Stage.DRAFT)
    with pytest.raises(Refusal) as caught:
        sheet.fill(
            s_form(), SATO, {"goal": "99", "initiatives/1/citizens/last": "多数", "nowhere": "x", "name": "私の名"}
        )
    assert {reason.field for reason in caught.value.reasons} == {
        "goal",
        "initiatives/1/citizens/last",
        "nowhere",
        "name",
    }


def test_an_incomplete_sheet_is_not_handed_in(store: Store) -> None:
    with pytest.raises(Refusal, match="incomplete"):
        store.add(small_content(), SECRETARIAT, NOW).submit(s_form(), SATO, NOW)


def test_initiatives_come_and_go_and_keep_their_order(store: Store) -> None:
    sheet = at_stage(store, Stage.DRAFT)
    sheet = sheet.add_item(s_form(), SATO, "initiatives", "二番目").add_item(s_form(), SATO, "initiatives", "三番目")
    sheet = sheet.fill(s_form(), SATO, {"initiatives/3/outcome/this": "三の目標"})
    sheet = sheet.remove_item(SATO, "initiatives", 2)
    assert sheet.counts == {"initiatives": 2}
    assert sheet.values["initiatives/2/title"] == "三番目"
    assert sheet.values["initiatives/2/outcome/this"] == "三の目標"
    with pytest.raises(Refusal, match="item_must_stay"):
        sheet.remove_item(SATO, "initiatives", 1).remove_item(SATO, "initiatives", 1)
    with pytest.raises(Refusal, match="not_yours"):
        sheet.remove_item(TANAKA, "initiatives", 1)


def test_an_item_keeps_its_title(store: Store) -> None:
    sheet = at_stage(store, Stage.DRAFT).add_item(s_form(), SATO, "initiatives", "二番目")
    with pytest.raises(Refusal, match="never_empty") as caught:
        sheet.fill(s_form(), SATO, {"initiatives/2/title": ""})
    assert caught.value.reasons[0].field == "initiatives/2/title"


def test_an_answer_to_an_opinion_that_is_gone_is_refused_where_it_was_written(store: Store) -> None:
    sheet = at_stage(store, Stage.IN_REVIEW).withdraw(FINANCE, NOW, "O1")
    with pytest.raises(Refusal, match="opinion_gone") as caught:
        sheet.answer(SATO, NOW, ("O1",), "回答です")
    assert caught.value.reasons[0].field == "O1"
