"""A sheet's past: its state at every change, what may be undone, by whom and until when, and words that are put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from store.person import Person
from store.refusal import Refusal
from store.sheet import UNDO, Sheet, Stage
from store.store import Store
from tests.office import (
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    SUZUKI,
    s_form,
    small_content,
    submitted,
)
from tests.store.test_rules import at_stage

FORM = s_form()
SOON, LATE = NOW + timedelta(minutes=9, seconds=59), NOW + timedelta(minutes=10, seconds=1)


@pytest.fixture
def key(store: Store) -> str:
    return store.add(small_content(), SECRETARIAT, NOW).key


def wrote(store: Store, key: str, who: Person, address: str, text: str) -> Sheet:
    sheet, clashes = store.fill(key, who, NOW, {address: text}, store.sheet(key).revision)
    assert clashes == ()
    return sheet


def did(store: Store, key: str, who: Person, rule: Callable[[Sheet], Sheet]) -> Sheet:
    return store.change(key, who, NOW, "step", rule)


def refused(store: Store, key: str, who: Person, revision: int, why: str, *, now: object = SOON) -> Refusal:
    before = store.sheet(key)
    with pytest.raises(Refusal, match=why) as caught:
        store.undo(key, who, now, revision)  # type: ignore[arg-type]
    assert store.sheet(key) == before
    return caught.value


def test_its_state_at_every_change_is_what_it_was_then(store: Store, key: str) -> None:
    then = [store.sheet(key)]
    then.append(wrote(store, key, SATO, "activity", "一"))
    then.append(wrote(store, key, SUZUKI, "activity", "二"))
    then.append(wrote(store, key, SATO, "activity", ""))
    then.append(did(store, key, SATO, lambda each: each.add_item(FORM, SATO, "initiatives", "巡回")))
    then.append(did(store, key, SATO, lambda each: each.remove_item(SATO, "initiatives", 1)))
    for sheet in then:
        assert store.sheet_at(store.sheet(key), sheet.revision) == sheet
        assert list(store.sheet_at(store.sheet(key), sheet.revision).values) == list(sheet.values)


@pytest.mark.parametrize("revision", [-1, 0, 3, 10**9])
def test_a_revision_that_never_was_is_told(store: Store, key: str, revision: int) -> None:
    sheet = wrote(store, key, SATO, "activity", "一")
    with pytest.raises(Refusal, match="no_such_revision"):
        store.sheet_at(sheet, revision)
    refused(store, key, SATO, revision, "no_such_revision")


def test_who_wrote_takes_it_back_and_the_taking_back_too(store: Store, key: str) -> None:
    before = store.sheet(key)
    after = wrote(store, key, SATO, "activity", "一")
    undone = store.undo(key, SATO, SOON, after.revision)
    assert undone.facts == before.facts
    event = store.history(key)[-1]
    assert (event.action, event.of, event.who, event.at) == ("undo", after.revision, SATO.id, SOON)
    again = store.undo(key, SATO, SOON, undone.revision)
    assert again.facts == after.facts
    refused(store, key, SATO, after.revision, "undo_changed|undo_done")


def test_nobody_else_and_not_after_ten_minutes(store: Store, key: str) -> None:
    sheet = wrote(store, key, SATO, "activity", "一")
    (event,) = store.since(sheet, sheet.revision - 1)
    for who in (SUZUKI, SECRETARIAT, FINANCE):
        refused(store, key, who, sheet.revision, "undo_not_yours")
        assert not store.may_undo(sheet, who, SOON, event)
    refused(store, key, SATO, sheet.revision, "undo_late", now=LATE)
    assert not store.may_undo(sheet, SATO, LATE, event)
    assert store.may_undo(sheet, SATO, NOW + UNDO, event)
    refused(store, key, SECRETARIAT, 1, "undo_beginning")


def test_what_was_undone_is_not_undone_twice(store: Store, key: str) -> None:
    sheet = wrote(store, key, SATO, "activity", "一")
    store.undo(key, SATO, SOON, sheet.revision)
    refused(store, key, SATO, sheet.revision, "undo_done")


def test_what_somebody_wrote_since_is_never_lost(store: Store, key: str) -> None:
    mine = wrote(store, key, SATO, "activity", "一")
    wrote(store, key, SUZUKI, "purpose" if "purpose" in mine.leaves(FORM) else "content", "別の欄")
    theirs = wrote(store, key, SUZUKI, "activity", "二")
    refusal = refused(store, key, SATO, mine.revision, "undo_changed")
    assert refusal.text.values["name"] == SUZUKI.name
    store.undo(key, SUZUKI, SOON, theirs.revision)
    refused(store, key, SATO, mine.revision, "undo_changed")  # they changed it, though back: who looks, sees it


def test_another_field_that_changed_since_stays(store: Store, key: str) -> None:
    mine = wrote(store, key, SATO, "activity", "一")
    wrote(store, key, SUZUKI, "content", "別の欄")
    after = store.undo(key, SATO, SOON, mine.revision)
    assert "activity" not in after.values
    assert after.values["content"] == "別の欄"


def test_items_come_back_unless_somebody_wrote_where_they_stood(store: Store, key: str) -> None:
    for n in (2, 3):
        did(store, key, SATO, lambda each, n=n: each.add_item(FORM, SATO, "initiatives", f"取組{n}"))  # type: ignore[misc]
    before = wrote(store, key, SATO, "initiatives/3/outcome/this", "三の成果")
    gone = did(store, key, SATO, lambda each: each.remove_item(SATO, "initiatives", 2))
    assert store.undo(key, SATO, SOON, gone.revision).facts == before.facts
    gone = did(store, key, SATO, lambda each: each.remove_item(SATO, "initiatives", 2))
    wrote(store, key, SUZUKI, "initiatives/2/outcome/next", "三だったものの来年度")
    refused(store, key, SATO, gone.revision, "undo_changed")


def test_a_field_of_an_item_that_moved_since_is_left_alone(store: Store, key: str) -> None:
    did(store, key, SATO, lambda each: each.add_item(FORM, SATO, "initiatives", "取組二"))
    wrote(store, key, SATO, "initiatives/2/outcome/this", "同じ成果")
    mine = wrote(store, key, SATO, "initiatives/1/outcome/this", "同じ成果")
    did(store, key, SUZUKI, lambda each: each.remove_item(SUZUKI, "initiatives", 1))
    assert store.sheet(key).values["initiatives/1/outcome/this"] == "同じ成果"
    refused(store, key, SATO, mine.revision, "undo_changed")


def test_who_saves_after_a_removal_was_undone_is_told_that_items_moved(store: Store, key: str) -> None:
    did(store, key, SATO, lambda each: each.add_item(FORM, SATO, "initiatives", "取組二"))
    seen = did(store, key, SATO, lambda each: each.remove_item(SATO, "initiatives", 1))
    store.undo(key, SATO, SOON, seen.revision)
    with pytest.raises(Refusal, match="items_moved"):
        store.fill(key, SUZUKI, NOW, {"initiatives/1/outcome/this": "どの取組？"}, seen.revision)


def test_a_submission_is_taken_back_until_an_office_has_spoken(store: Store, key: str) -> None:
    sheet = submitted(store, store.sheet(key))
    undone = store.undo(key, SECRETARIAT, SOON, sheet.revision)
    assert undone.stage is Stage.DRAFT
    sheet = submitted(store, undone)
    did(store, key, FINANCE, lambda each: each.say_nothing(FINANCE, NOW, "finance"))
    refused(store, key, SECRETARIAT, sheet.revision, "undo_changed")


def test_a_return_is_not_taken_back_onto_an_incomplete_sheet(store: Store, key: str) -> None:
    submitted(store, store.sheet(key))
    returned = did(store, key, SECRETARIAT, lambda each: each.give_back(SECRETARIAT, NOW, "直してください"))
    assert store.undo(key, SECRETARIAT, SOON, returned.revision).stage is Stage.SUBMITTED
    returned = did(store, key, SECRETARIAT, lambda each: each.give_back(SECRETARIAT, NOW, "直してください"))
    wrote(store, key, SATO, "activity", "")
    refused(store, key, SECRETARIAT, returned.revision, "incomplete")


def test_an_opinion_is_taken_back_until_it_is_answered(store: Store) -> None:
    sheet = at_stage(store, Stage.SUBMITTED)
    given = did(store, sheet.key, FINANCE, lambda each: each.give_opinion(FINANCE, NOW, "finance", "額は？"))
    did(store, sheet.key, PLANNER, lambda each: each.give_opinion(PLANNER, NOW, "planning", "時期は？"))
    assert len(store.undo(sheet.key, FINANCE, SOON, given.revision).opinions) == 1
    given = did(store, sheet.key, FINANCE, lambda each: each.give_opinion(FINANCE, NOW, "finance", "額は？"))
    number = given.opinions[-1].id
    assert len({each.id for each in given.opinions}) == len(given.opinions)
    answered = did(store, sheet.key, SATO, lambda each: each.answer(SATO, NOW, (number,), "百万円です。"))
    refused(store, sheet.key, FINANCE, given.revision, "undo_changed")
    store.undo(sheet.key, SATO, SOON, answered.revision)
    refused(store, sheet.key, FINANCE, given.revision, "undo_changed")


def test_an_answer_is_taken_back_until_its_office_asks_again(store: Store) -> None:
    sheet = at_stage(store, Stage.IN_REVIEW)
    number = sheet.opinions[0].id
    speaker = next(each for each in (PLANNER, FINANCE, REFORM) if sheet.opinions[0].office in each.offices)
    office = sheet.opinions[0].office
    answered = did(store, sheet.key, SATO, lambda each: each.answer(SATO, NOW, (number,), "はい。"))
    assert store.undo(sheet.key, SATO, SOON, answered.revision).facts == sheet.facts
    answered = did(store, sheet.key, SATO, lambda each: each.answer(SATO, NOW, (number,), "はい。"))
    asked = did(store, sheet.key, speaker, lambda each: each.ask_again(speaker, NOW, office, number, "いつ？"))
    refused(store, sheet.key, SATO, answered.revision, "undo_changed")
    undone = store.undo(sheet.key, speaker, SOON, asked.revision)
    assert undone.facts == answered.facts
    assert store.undo(sheet.key, speaker, SOON, undone.revision).facts == asked.facts


def test_silence_that_was_said_since_hinders_an_opinion_from_coming_back(store: Store) -> None:
    sheet = at_stage(store, Stage.SUBMITTED)
    did(store, sheet.key, FINANCE, lambda each: each.give_opinion(FINANCE, NOW, "finance", "額は？"))
    gone = did(store, sheet.key, FINANCE, lambda each: each.withdraw(FINANCE, NOW, each.opinions[-1].id))
    did(store, sheet.key, FINANCE, lambda each: each.say_nothing(FINANCE, NOW, "finance"))
    refused(store, sheet.key, FINANCE, gone.revision, "undo_changed")


def test_what_makes_a_sheet_final_again_answers_for_all_that_was_written(store: Store) -> None:
    sheet = at_stage(store, Stage.PUBLISHED)
    reopened = did(store, sheet.key, SECRETARIAT, lambda each: each.reopen(SECRETARIAT, NOW, "誤り"))
    assert store.undo(sheet.key, SECRETARIAT, SOON, reopened.revision).facts == sheet.facts
    reopened = did(store, sheet.key, SECRETARIAT, lambda each: each.reopen(SECRETARIAT, NOW, "誤り"))
    wrote(store, sheet.key, SATO, "activity", "直した")
    refused(store, sheet.key, SECRETARIAT, reopened.revision, "undo_changed")


def test_a_reopened_sheet_is_submitted_again_by_its_owner_who_may_take_that_back(store: Store) -> None:
    key = at_stage(store, Stage.FINAL).key
    reopened = did(store, key, SECRETARIAT, lambda each: each.reopen(SECRETARIAT, NOW, "金額の誤り"))
    wrote(store, key, SATO, "activity", "直した")
    again = store.change(key, SATO, NOW, "submit", lambda each: each.submit(FORM, SATO, NOW))
    assert (again.stage, again.reopened, again.live_opinions) == (Stage.ANSWERED, None, reopened.live_opinions)
    submission = store.submission(again)
    assert submission is not None
    assert submission.revision == again.revision
    with pytest.raises(Refusal, match="already_submitted"):
        again.submit(FORM, SATO, NOW)
    assert store.undo(key, SATO, SOON, again.revision).reopened == reopened.reopened


def test_nothing_is_undone_in_a_final_sheet(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    mine = wrote(store, sheet.key, SATO, "activity", "締切の前に")
    final = did(store, sheet.key, SECRETARIAT, lambda each: each.finalise(SECRETARIAT, NOW))
    refused(store, sheet.key, SATO, mine.revision, "final")
    store.undo(sheet.key, SECRETARIAT, SOON, final.revision)
    assert store.undo(sheet.key, SATO, SOON, mine.revision).facts == sheet.facts


def test_who_may_no_longer_do_it_may_not_undo_it(store: Store, key: str) -> None:
    sheet = wrote(store, key, SATO, "activity", "一")
    moved = SATO.model_copy(update={"departments": ("福祉部長寿課",)})
    refused(store, key, moved, sheet.revision, "not_yours")


def test_an_earlier_text_is_put_back_as_a_new_change(store: Store, key: str) -> None:
    first = wrote(store, key, SATO, "activity", "一")
    second = wrote(store, key, SUZUKI, "activity", "二")
    sheet, clashes = store.put_back(key, SATO, LATE, "activity", revision=first.revision, seen=second.revision)
    assert clashes == ()
    assert sheet.values["activity"] == "一"
    event = store.history(key)[-1]
    assert (event.action, event.of, event.who) == ("put_back", first.revision, SATO.id)
    sheet, _ = store.put_back(key, SATO, LATE, "activity", revision=1, seen=sheet.revision)
    assert "activity" not in sheet.values
    assert store.undo(key, SATO, LATE, sheet.revision).values["activity"] == "一"


def test_putting_back_over_what_somebody_just_wrote_shows_it_first(store: Store, key: str) -> None:
    first = wrote(store, key, SATO, "activity", "一")
    seen = wrote(store, key, SATO, "activity", "二")
    wrote(store, key, SUZUKI, "activity", "三")
    sheet, (clash,) = store.put_back(key, SATO, LATE, "activity", revision=first.revision, seen=seen.revision)
    assert (sheet.values["activity"], clash.theirs, clash.mine, clash.event.name) == ("三", "三", "一", SUZUKI.name)


def test_putting_back_follows_the_rules_of_writing(store: Store, key: str) -> None:
    first = wrote(store, key, SATO, "activity", "一")
    seen = wrote(store, key, SATO, "activity", "二").revision
    with pytest.raises(Refusal, match="not_yours"):
        store.put_back(key, FINANCE, LATE, "activity", revision=first.revision, seen=seen)
    renamed = wrote(store, key, SECRETARIAT, "name", "窓口のさらなる改善").revision
    with pytest.raises(Refusal, match="secretariat_only"):
        store.put_back(key, SATO, LATE, "name", revision=1, seen=renamed)
    for revision in (0, 99):
        with pytest.raises(Refusal, match="no_such_revision"):
            store.put_back(key, SATO, LATE, "activity", revision=revision, seen=seen)
    with pytest.raises(Refusal, match="no_place_any_more"):
        store.put_back(key, SATO, LATE, "nonsense", revision=1, seen=seen)


def test_nothing_is_put_back_into_an_item_that_took_the_place(store: Store, key: str) -> None:
    did(store, key, SATO, lambda each: each.add_item(FORM, SATO, "initiatives", "取組二"))
    wrote(store, key, SATO, "initiatives/1/outcome/this", "一の成果")
    then = wrote(store, key, SATO, "initiatives/1/outcome/this", "")
    seen = did(store, key, SATO, lambda each: each.remove_item(SATO, "initiatives", 1)).revision
    with pytest.raises(Refusal, match="items_moved"):
        store.put_back(key, SATO, NOW, "initiatives/1/outcome/this", revision=then.revision - 1, seen=seen)
    with pytest.raises(Refusal, match="no_place_any_more"):
        store.put_back(key, SATO, NOW, "initiatives/2/title", revision=then.revision, seen=seen)


def test_the_last_submission_is_found(store: Store, key: str) -> None:
    assert store.submission(store.sheet(key)) is None
    sheet = submitted(store, store.sheet(key))
    did(store, key, SECRETARIAT, lambda each: each.give_back(SECRETARIAT, NOW, "もう一度"))
    wrote(store, key, SATO, "activity", "直した")
    found = store.submission(store.sheet(key))
    assert found
    assert found.revision == sheet.revision
