"""/sheet S27 履歴: every kind of change has its sentence, long histories and texts, the sheet as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from commands.kit.reply import (
    Change,
    Comparison,
    Line,
    Open,
    Quote,
    Row,
    Whisper,
)
from commands.kit.request import Subject
from commands.kit.texts import LANGUAGES, Texts
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text
from tests.bot.test_extremes import check
from tests.commands.chat import Chat, controls
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    s_form,
    second_content,
    second_form,
    small_content,
    submitted,
)


@pytest.fixture
def sheet(store: Store) -> Sheet:
    return store.add(small_content(), SECRETARIAT, NOW)


def writes(store: Store, who: Person, text: str, *, section: str = "活動状況", now: datetime = LATER) -> Chat:
    chat = Chat(who, store, now)
    chat.types(f"/sheet S31 {section}")
    chat.submits(activity=text)
    return chat


def parts(chat: Chat) -> Sequence[object]:
    assert chat.view is not None
    return chat.view.parts


def steps(chat: Chat) -> list[str]:
    assert chat.view is not None
    return [step for step, _ in controls(chat.view.parts)]


def keys(found: Sequence[object]) -> list[str]:
    texts = (getattr(part, "text", None) for part in found)
    return [text.key for text in texts if isinstance(text, Text)]


def deeds(chat: Chat) -> list[str]:
    """What the changes in the history on the screen did, by the keys of their sentences."""
    rows = (part.text for part in parts(chat) if isinstance(part, Row))
    return [text.values["did"].key for text in rows if isinstance(text, Text) and text.key == "history.who_did"]


def test_who_changed_what_when_newest_first(store: Store, sheet: Sheet) -> None:
    writes(store, SATO, "研修を3回実施した。")
    writes(store, SUZUKI, "研修を5回実施した。")
    chat = Chat(STRANGER, store)
    chat.types("/sheet S31 履歴")
    assert deeds(chat) == ["history.did_fill", "history.did_fill", "history.step_add"]
    (compared,) = (part for part in parts(chat) if isinstance(part, Comparison))
    assert [(piece.words, piece.how) for piece in compared.pieces] == [
        ("研修を", "same"), ("3", "gone"), ("5", "new"), ("回実施した。", "same"),
    ]  # fmt: skip
    assert not {"sheet.undo", "sheet.putting_back"} & set(steps(chat))


def test_every_kind_of_change_has_its_sentence(store: Store, texts: Texts) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    form, key = s_form(), sheet.key

    def did(who: Person, action: str, rule: Callable[[Sheet], Sheet], reason: str = "") -> None:
        store.change(key, who, NOW, action, rule, reason=reason)

    did(SATO, "fill", lambda each: each.add_item(form, SATO, "initiatives", "巡回"))
    did(SATO, "fill", lambda each: each.remove_item(SATO, "initiatives", 1))
    submitted(store, store.sheet(key))
    did(SECRETARIAT, "return", lambda each: each.give_back(SECRETARIAT, NOW, "直して"), "直して")
    submitted(store, store.sheet(key))
    did(FINANCE, "opinion", lambda each: each.say_nothing(FINANCE, NOW, "finance"))
    did(REFORM, "opinion", lambda each: each.give_opinion(REFORM, NOW, "reform", "取り下げる意見"))
    did(REFORM, "opinion", lambda each: each.withdraw(REFORM, NOW, "O1"))
    did(REFORM, "opinion", lambda each: each.say_nothing(REFORM, NOW, "reform"))
    did(PLANNER, "opinion", lambda each: each.give_opinion(PLANNER, NOW, "planning", "時期は？"))
    did(SATO, "answer", lambda each: each.answer(SATO, NOW, ("O2",), "来年度。"))
    did(PLANNER, "opinion", lambda each: each.ask_again(PLANNER, NOW, "planning", "O2", "何月？"))
    did(PLANNER, "opinion", lambda each: each.withdraw(PLANNER, NOW, "O2"))
    did(SECRETARIAT, "finalise", lambda each: each.finalise(SECRETARIAT, NOW))
    did(SECRETARIAT, "publish", lambda each: each.publish(SECRETARIAT, NOW))
    did(SECRETARIAT, "reopen", lambda each: each.reopen(SECRETARIAT, NOW, "誤り"), "誤り")
    seen = store.fill(key, SATO, NOW, {"activity": "直した"}, store.sheet(key).revision)[0]
    store.put_back(key, SATO, NOW, "activity", revision=seen.revision - 1, seen=seen.revision)
    store.undo(key, SATO, NOW, seen.revision + 1)
    did(SATO, "something_of_next_year", lambda each: each.fill(form, SATO, {"activity": "来年の操作"}))
    chat, told = Chat(SATO, store), list[str]()
    chat.types("/sheet S31 履歴")
    for page in range(20):
        chat.presses("sheet.history", Subject(key, "", page))
        told += deeds(chat) if deeds(chat) != told[-len(deeds(chat)) :] else []
        check(Change(chat.view), texts)  # type: ignore[arg-type]
    assert set(told) == {
        "history.did_fill", "history.did_add_item", "history.did_remove_item", "history.did_silence", "history.did_undo",
        "history.did_put_back", "history.did_other", "history.office_give", "history.office_withdraw", "history.office_ask_again",
        "history.office_unask",
        *(f"history.step_{step}" for step in ("add", "submit", "return", "answer", "finalise", "publish", "reopen")),
    }  # fmt: skip
    chat.types("/sheet S31 履歴 内部意見")
    assert set(deeds(chat)) == {each for each in told if "office" in each or "silence" in each}
    chat.types("/sheet S31 履歴 内部意見への回答")
    assert deeds(chat) == ["history.step_answer"]
    for revision in range(1, store.sheet(key).revision + 1):
        (reply,) = chat.presses("sheet.event", Subject(key, "", revision))
        assert check(reply, texts)
        (reply,) = chat.presses("sheet.then", Subject(key, "", revision))
        assert check(reply, texts)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("活動状況", "活動状況"),
        ("activity", "活動状況"),
        ("施策に係る取組①", "取組①"),
        ("取組① R2", "R2年度"),
        ("施策の意図", "施策の意図"),
    ],
)
def test_it_is_narrowed_to_a_field_or_section(store: Store, sheet: Sheet, texts: Texts, words: str, label: str) -> None:
    writes(store, SATO, "書いた")
    chat = Chat(SATO, store)
    chat.types(f"/sheet S31 履歴 {words}")
    shown = next(part.text for part in parts(chat) if isinstance(part, Row))
    assert isinstance(shown, Text)
    assert label in texts.say(shown.values["what"], "ja")
    assert deeds(chat) == (["history.did_fill"] if label == "活動状況" else deeds(chat))
    menu = chat.finds("sheet.history", "activity")
    chat.presses("sheet.history", menu)
    assert deeds(chat) == ["history.did_fill"]


def test_words_that_may_mean_several_ask_which(store: Store, sheet: Sheet) -> None:
    chat = Chat(SATO, store)
    chat.types("/sheet S31 履歴 費用")
    assert keys(parts(chat)) == ["sheet.which"]
    chat.presses("sheet.history", chat.finds("sheet.history"))
    assert "history.title" in keys(parts(chat))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("どこにもない", "no_section"),
        ("提出時", "never_submitted"),
        ("1999-01-01", "not_yet"),
        ("13/45", "no_day"),
        ("２月３０日", "no_day"),
        ("2020-04-31", "no_day"),
        ("x" * 5000, "no_section"),
    ],
)
def test_wrong_words_are_told(store: Store, sheet: Sheet, words: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        Chat(SATO, store).types(f"/sheet S31 履歴 {words}")


PARTS = ("", "nonsense", "activity@x", "activity@99", "#x", "#999", "@", "activity", "initiatives/9/title", "number@1")


@pytest.mark.parametrize(
    "step", ["history", "event", "whole", "then", "as_submitted", "putting_back", "undo", "put_back"]
)
@pytest.mark.parametrize("part", PARTS)
def test_a_button_of_whatever_kind_ends_in_a_view_or_a_sentence(
    store: Store, sheet: Sheet, texts: Texts, step: str, part: str
) -> None:
    writes(store, SATO, "書いた")
    for revision in (-5, 0, 1, 2, 10**12):
        try:
            replies = Chat(SUZUKI, store).presses(f"sheet.{step}", Subject(sheet.key, part, revision))
        except Refusal as refusal:
            told = [texts.say(reason.text, language) for reason in refusal.reasons for language in LANGUAGES]
            replies = [Whisper(tuple(map(Line, told)))]
        assert replies
        for reply in replies:
            assert check(reply, texts)


def test_a_long_text_is_shown_around_the_change_and_whole_on_demand(store: Store, sheet: Sheet, texts: Texts) -> None:
    long = "長い文をここに書く。" * 1000
    store.fill(sheet.key, SATO, NOW, {"activity": long[:9990]}, 1)
    store.fill(sheet.key, SATO, NOW, {"activity": long[:5000] + "ここだけ違う。" + long[5000:9980]}, 2)
    chat = Chat(SUZUKI, store)
    (reply,) = chat.types("/sheet S31 履歴")
    assert check(reply, texts)
    (short,) = (part for part in parts(chat) if isinstance(part, Comparison))
    assert sum(len(piece.words) for piece in short.pieces) < 400
    chat.presses("sheet.event", chat.finds("sheet.event"))
    (reply,) = chat.presses("sheet.whole", chat.finds("sheet.whole"))
    assert isinstance(reply, Open)
    assert check(reply, texts)
    (whole,) = (part for part in parts(chat) if isinstance(part, Comparison))
    assert (
        "".join(piece.words for piece in whole.pieces if piece.how != "gone")
        == store.sheet(sheet.key).values["activity"]
    )
    for step, revision in (("sheet.putting_back", 2), ("sheet.then", 2)):
        (reply,) = chat.presses(step, Subject(sheet.key, "activity", revision))
        assert check(reply, texts)


def test_five_hundred_changes_are_paged(store: Store, sheet: Sheet, texts: Texts) -> None:
    for n in range(2, 501):
        store.fill(sheet.key, SATO, LATER, {"activity": f"{n}回目の記入。" * 20}, n - 1)
    chat = Chat(SATO, store)
    (reply,) = chat.types("/sheet S31 履歴")
    assert check(reply, texts)
    seen = [subject.revision for step, subject in controls(chat.view.parts) if step == "sheet.event"]  # type: ignore[union-attr]
    for page in range(1, 50):
        (reply,) = chat.presses("sheet.history", Subject(sheet.key, "", page))
        assert page % 10 or check(reply, texts)
        seen += [subject.revision for step, subject in controls(chat.view.parts) if step == "sheet.event"]  # type: ignore[union-attr]
    assert seen == list(range(500, 0, -1))
    chat.presses("sheet.event", Subject(sheet.key, "", 455))
    assert chat.finds("sheet.history").revision == 4
    chat.presses("sheet.then", Subject(sheet.key, "", 250))
    chat.presses("sheet.then", Subject(sheet.key, "activity", 250))
    assert any(isinstance(part, Comparison) for part in parts(chat))


def test_a_change_of_many_fields_is_paged_and_led_back(store: Store, texts: Texts) -> None:
    sheet = store.add(second_content(), SECRETARIAT, NOW)
    leaves = sheet.leaves(second_form()).values()
    many = {each.address: "書いた" for each in leaves if each.by == "owner" and each.kind.kind == "text"}
    store.fill(sheet.key, SATO, LATER, many, 1)
    chat = Chat(SATO, store)
    chat.types("/sheet K105 履歴")
    assert "history.more" in keys(parts(chat)) or len(many) <= 3
    chat.presses("sheet.event", Subject(sheet.key, "", 1))
    shown: list[object] = []
    for page in range(4):
        (reply,) = chat.presses("sheet.event", Subject(sheet.key, f"#{page}", 1))
        assert check(reply, texts)
        shown += [part.by for part in parts(chat) if isinstance(part, Quote)]
    assert len(set(map(str, shown))) == len(store.history(sheet.key)[0].differences)


def test_an_item_that_went_is_told_without_those_that_moved_up(store: Store, sheet: Sheet) -> None:
    form = s_form()
    for title in ("二つ目", "三つ目"):
        store.change(sheet.key, SATO, NOW, "fill", lambda each, t=title: each.add_item(form, SATO, "initiatives", t))  # type: ignore[misc]
    gone = store.change(sheet.key, SATO, LATER, "fill", lambda each: each.remove_item(SATO, "initiatives", 2))
    chat = Chat(SATO, store)
    chat.types("/sheet S31 履歴")
    assert deeds(chat)[0] == "history.did_remove_item"
    (told,) = (part for part in parts(chat) if isinstance(part, Comparison))
    assert [(piece.words, piece.how) for piece in told.pieces] == [("二つ目", "gone")]
    chat.presses("sheet.event", Subject(sheet.key, "", gone.revision))
    assert "sheet.putting_back" not in steps(chat)  # the place is another item's by now: the whole change is undone
    chat.presses("sheet.undo", chat.finds("sheet.undo"))
    chat.types("/sheet S31 履歴")
    assert next(part.text for part in parts(chat) if isinstance(part, Quote)) == "二つ目"
