"""An office that isn't content with an answer, or takes its opinion back; in a form and in a line."""

from __future__ import annotations

import pytest

from commands.kit.reply import Note, Open, Quote, Return, Say, Whisper
from store.refusal import Refusal
from store.sheet import Stage
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, inputs
from tests.office import FINANCE, LATER, PLANNER, REFORM, SATO, SECRETARIAT, seed_sheet
from tests.store.test_rules import at_stage


def quotes(parts: object) -> list[object]:
    return [part.text for part in parts if isinstance(part, Quote)]  # type: ignore[attr-defined]


def test_an_office_asks_again_from_the_card_and_the_owner_answers_anew(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    finance = Chat(FINANCE, store)
    finance.types("/sheet S31")
    finance.presses("opinion.asking", finance.finds("opinion.asking", "O1"))
    reply, said = finance.submits(text="予算書のどのページですか。")
    assert isinstance(reply, Return)
    assert quotes(said.parts) == ["次年度の予算書に示します", "予算書のどのページですか。"]  # type: ignore[union-attr]
    (opinion,) = store.sheet(sheet.key).open_opinions
    (question,) = opinion.again
    assert (question.given.by, question.given.at) == (FINANCE.id, LATER)
    assert store.sheet(sheet.key).stage is Stage.AWAITING_ANSWERS

    owner = Chat(SATO, store)
    owner.types("/answer S31")
    assert owner.view is not None
    assert {each.key: each.initial for each in inputs(owner.view)} == {"O1": ""}
    assert quotes(owner.view.parts) == [
        "費用の根拠を示してください",
        "次年度の予算書に示します",
        "予算書のどのページですか。",
    ]
    reply, said, heard = owner.submits(O1="歳出の30ページです。")
    assert quotes(said.parts) == ["予算書のどのページですか。", "歳出の30ページです。"]  # type: ignore[union-attr]
    assert isinstance(heard, Say)
    assert (heard.to, quotes(heard.parts)) == (FINANCE.id, ["予算書のどのページですか。", "歳出の30ページです。"])
    assert store.sheet(sheet.key).stage is Stage.ANSWERED
    assert isinstance(reply, Return)
    assert [text for text in quotes(reply.view.parts) if isinstance(text, str)] == [
        "費用の根拠を示してください", "次年度の予算書に示します", "予算書のどのページですか。", "歳出の30ページです。",
    ]  # fmt: skip
    differences = [
        each for event in store.history(sheet.key) for each in event.differences if each.field == "answers/A1"
    ]
    assert [each.after["text"] for each in differences] == ["次年度の予算書に示します", "歳出の30ページです。"]


@pytest.mark.parametrize(
    "line", ["S31-O1 どのページ？", "Ｓ３１－Ｏ１ 再質問 どのページ？", "S31-O1 again どのページ？"]
)
def test_an_opinion_is_asked_again_in_one_line(store: Store, line: str) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    whisper, _ = Chat(FINANCE, store).types(f"/opinion {line}")
    assert isinstance(whisper, Whisper)
    assert store.sheet(sheet.key).opinions[0].again[0].text == "どのページ？"
    answer, *_ = Chat(SATO, store).types("/answer S31-O1 30ページ")
    assert isinstance(answer, Whisper)
    assert store.sheet(sheet.key).stage is Stage.ANSWERED


def test_the_words_alone_open_the_form(store: Store) -> None:
    at_stage(store, Stage.ANSWERED)
    for line in ("S31-O1", "S31-O1 再質問"):
        (reply,) = Chat(FINANCE, store).types(f"/opinion {line}")
        assert isinstance(reply, Open)
        assert reply.view.step == "opinion.ask"


def test_an_opinion_is_withdrawn_and_the_office_is_waited_for(store: Store) -> None:
    sheet = at_stage(store, Stage.AWAITING_ANSWERS)
    chat = Chat(FINANCE, store)
    chat.types("/sheet S31")
    chat.presses("opinion.withdrawing", chat.finds("opinion.withdrawing", "O1"))
    assert store.sheet(sheet.key).opinions[0].withdrawn is None  # it asks first
    reply, said = chat.submits()
    assert isinstance(reply, Return)
    assert quotes(said.parts) == ["費用の根拠を示してください"]  # type: ignore[union-attr]
    after = store.sheet(sheet.key)
    assert after.opinions[0].withdrawn is not None
    assert (after.stage, after.offices_to_hear) == (Stage.IN_REVIEW, ("finance",))


def test_what_was_asked_again_is_taken_back_in_words(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    chat = Chat(FINANCE, store)
    chat.types("/opinion S31-O1 どのページ？")
    (reply,) = chat.types("/内部意見 S31-O1 取り下げ")
    assert isinstance(reply, Open)
    chat.submits()
    assert store.sheet(sheet.key).opinions == sheet.opinions
    assert store.sheet(sheet.key).stage is Stage.ANSWERED


def test_an_owner_who_repeats_the_answer_is_told_that_nothing_changed(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    Chat(FINANCE, store).types("/opinion S31-O1 どのページ？")
    chat = Chat(SATO, store)
    chat.types("/answer S31")
    (reply,) = chat.submits(O1="次年度の予算書に示します")
    assert isinstance(reply, Return)
    assert store.sheet(sheet.key).stage is Stage.AWAITING_ANSWERS


def test_who_speaks_for_several_offices_says_for_which_about_a_paper_opinion(store: Store) -> None:
    sheet = seed_sheet(store)
    both = PLANNER.model_copy(update={"offices": ("planning", "finance")})
    store.keep_office([both], [])
    Chat(SATO, store).types("/answer S27-O1 検証します。")
    chat = Chat(both, store)
    chat.types("/opinion S27-O1 いつまでに？")
    assert chat.view is not None
    assert [each.key for each in inputs(chat.view)] == ["office", "text"]
    chat.submits(office="finance")
    assert store.sheet(sheet.key).opinions[0].again[0].office == "finance"


@pytest.mark.parametrize(("who", "line", "key"), [
    (REFORM, "S31-O1 よその意見", "not_your_opinion"), (REFORM, "S31-O1 取下げ", "not_your_opinion"), (SATO, "S31-O1 取下げ", "not_your_office"), (SECRETARIAT, "S31-O1", "not_your_office"),
    (FINANCE, "S31-O1 取下げ", "opinion_answered"), (FINANCE, "S31-O9 ない", "no_such_opinion"), (FINANCE, "S31 取下げ", "which"), (FINANCE, "S31 再質問", "which"),
])  # fmt: skip
def test_what_is_not_theirs_or_out_of_place_is_refused(store: Store, who: object, line: str, key: str) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    with pytest.raises(Refusal, match=key):
        Chat(who, store).types(f"/opinion {line}")  # type: ignore[arg-type]
    assert store.sheet(sheet.key) == sheet


def test_an_open_opinion_is_not_asked_again(store: Store) -> None:
    at_stage(store, Stage.AWAITING_ANSWERS)
    with pytest.raises(Refusal, match="opinion_open"):
        Chat(FINANCE, store).types("/opinion S31-O1 もう一度")


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_nothing_is_asked_without_words(store: Store, text: str) -> None:
    at_stage(store, Stage.ANSWERED)
    chat = Chat(FINANCE, store)
    chat.types("/opinion S31-O1")
    with pytest.raises(Refusal, match="question_empty") as caught:
        chat.submits(text=text)
    assert caught.value.reasons[0].field == "text"


def test_the_card_says_that_a_new_answer_is_awaited(store: Store) -> None:
    at_stage(store, Stage.ANSWERED)
    Chat(FINANCE, store).types("/opinion S31-O1 どのページ？")
    chat = Chat(SATO, store)
    chat.types("/sheet S31")
    assert chat.view is not None
    notes = [part.text.key for part in chat.view.parts if isinstance(part, Note) and isinstance(part.text, Text)]
    assert "kit.unanswered_again" in notes


def test_what_a_file_told_by_mistake_is_taken_back_by_the_secretariat(store: Store) -> None:
    sheet = seed_sheet(store)
    assert [(each.id, each.office) for each in sheet.open_opinions] == [("O1", ""), ("O2", "")]
    for who in (FINANCE, SATO):
        with pytest.raises(Refusal):
            Chat(who, store).types("/opinion S27-O1 取下げ")
    chat = Chat(SECRETARIAT, store)
    for opinion in ("O1", "O2"):
        chat.types("/sheet S27")
        chat.presses("opinion.withdrawing", chat.finds("opinion.withdrawing", opinion))
        reply, *_ = chat.submits()
        assert isinstance(reply, Return)
    after = store.sheet(sheet.key)
    assert [bool(each.withdrawn) for each in after.opinions] == [True, True]
    assert after.offices_to_hear == after.offices  # nobody has spoken yet
    assert store.history(sheet.key)[-1].action == "opinion"
