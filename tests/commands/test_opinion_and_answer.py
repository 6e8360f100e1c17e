"""/opinion and /answer: given, paired, told; nobody's words lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from commands.kit.reply import Buttons, Change, Note, Open, Quote, Return, Row, Say, TextInput, Whisper
from commands.kit.request import Subject
from store.formats.content import content_of
from store.formats.text import parse, render
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Clash, Store
from store.text import Text
from tests.commands.chat import Chat, inputs
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    SUZUKI,
    TANAKA,
    s_form,
    seed_sheet,
    small_content,
    submitted,
)  # fmt: skip


@pytest.mark.parametrize("words", ["意見なし", "意見なし。", "特にありません", "なし", "No opinion."])
def test_that_there_is_no_opinion_is_none_also_where_it_is_typed(store: Store, words: str) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    chat = Chat(FINANCE, store)
    chat.types("/opinion S31")
    with pytest.raises(Refusal, match="means_nothing") as caught:
        chat.submits(text=words)
    assert caught.value.reasons[0].field == "text"
    whisper, _ = chat.types(f"/opinion S31 {words}")
    assert isinstance(whisper, Whisper)
    after = store.sheet(sheet.key)
    assert (after.opinions, set(after.nothing_to_say)) == ((), {"finance"})


def test_an_opinion_is_given_in_one_line(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(FINANCE, store)
    whisper, told = chat.types("/opinion S27 効果を数値で示してください。\n二行目も残ります。")
    assert isinstance(whisper, Whisper)
    (*_, opinion) = store.sheet(sheet.key).opinions
    assert (opinion.id, opinion.office, opinion.given.by, opinion.given.at) == ("O3", "finance", FINANCE.id, LATER)
    assert opinion.text == "効果を数値で示してください。\n二行目も残ります。"
    assert any(isinstance(part, Quote) and part.text == opinion.text for part in told.parts)  # type: ignore[union-attr]


def test_an_opinion_is_given_in_a_form(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(PLANNER, store)
    chat.types("/内部意見 S27")
    reply, *_ = chat.submits(text="計画との整合を。")
    assert isinstance(reply, Return)
    assert store.sheet(sheet.key).opinions[-1].office == "planning"


def test_who_speaks_for_two_offices_says_for_which(store: Store) -> None:
    sheet = seed_sheet(store)
    both = PLANNER.model_copy(update={"offices": ("planning", "finance")})
    store.keep_office([both], [])
    chat = Chat(both, store)
    (reply,) = chat.types("/opinion S27 どちらとして？")
    assert isinstance(reply, Open)
    chat.submits(office="finance")
    assert (store.sheet(sheet.key).opinions[-1].office, store.sheet(sheet.key).opinions[-1].text) == (
        "finance",
        "どちらとして？",
    )


def test_an_office_without_opinion_says_so(store: Store) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    chat = Chat(FINANCE, store)
    chat.types("/opinion S31")
    chat.presses("opinion.nothing", chat.finds("opinion.nothing"))
    assert set(store.sheet(sheet.key).nothing_to_say) == {"finance"}
    assert store.sheet(sheet.key).stage == "in_review"


@pytest.mark.parametrize(("who", "words", "key"), [
    (SATO, "S27 私の意見", "not_your_office"), (SATO, "", "no_office"), (FINANCE, "S31 早すぎる", "not_submitted"), (FINANCE, "S99 ない", "no_sheet"),
])  # fmt: skip
def test_opinions_out_of_place_are_refused(store: Store, who: object, words: str, key: str) -> None:
    seed_sheet(store)
    store.add(small_content(), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match=key):
        Chat(who, store).types(f"/opinion {words}")  # type: ignore[arg-type]


def test_what_waits_for_an_office(store: Store) -> None:
    seed_sheet(store)
    submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    chat = Chat(FINANCE, store)
    chat.types("/opinion")
    assert chat.view is not None
    assert [part.text for part in chat.view.parts if isinstance(part, Row)] == ["S31 窓口の改善"]


def test_one_form_answers_all_open_opinions_and_fills_the_empty_cell(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/answer S27")
    assert chat.view is not None
    assert [each.key for each in inputs(chat.view)] == ["O1", "O2"]
    chat.submits(O1="検証したうえで進めます。", O2="研究します。")
    after = store.sheet(sheet.key)
    assert after.stage == "answered"
    text = render(content_of(after), s_form())
    assert text.splitlines()[-1] == "内部意見への回答\t・検証したうえで進めます。 ・研究します。"
    assert parse(text, store.forms) == content_of(after)
    (said,) = chat.said
    first, second = (each.text for each in after.opinions)
    quotes = [part.text for part in said.parts if isinstance(part, Quote)]
    assert quotes == [first, "検証したうえで進めます。", second, "研究します。"]


def test_what_is_left_empty_stays_open(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/回答 S27")
    chat.submits(O2="二つ目だけ。")
    assert [each.id for each in store.sheet(sheet.key).open_opinions] == ["O1"]
    chat.types("/answer S27-O1")
    with pytest.raises(Refusal, match="nothing_written"):
        chat.submits()


def test_one_opinion_is_answered_in_one_line(store: Store) -> None:
    sheet = seed_sheet(store)
    whisper, _ = Chat(SATO, store).types("/answer s27-o2 研究を進めます。")
    assert isinstance(whisper, Whisper)
    (answer,) = store.sheet(sheet.key).answers
    assert (answer.to, answer.text, answer.given.by) == (("O2",), "研究を進めます。", SATO.id)


def test_text_that_names_no_opinion_is_kept_in_the_form(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    (reply,) = chat.types("/answer S27 まとめて回答します。")
    assert isinstance(reply, Open)
    assert [each.initial for each in inputs(reply.view)] == ["まとめて回答します。", ""]


def test_an_answer_can_be_bettered_and_both_are_in_the_history(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/answer S27-O1 はじめの回答")
    (reply,) = chat.types("/answer S27-O1 よりよい回答")
    assert isinstance(reply, Open)  # an answer that stands is never replaced by a line alone
    assert [part.text for part in reply.view.parts if isinstance(part, Quote)][1:] == ["はじめの回答"]
    (better,) = inputs(reply.view)
    assert isinstance(better, TextInput)
    assert isinstance(better.label, Text)
    assert (better.label.key, better.initial) == ("answer.text_again", "よりよい回答")
    chat.submits()
    assert [each.text for each in store.sheet(sheet.key).answers] == ["よりよい回答"]
    last = store.history(sheet.key)[-1].differences[0]
    assert (last.before["text"], last.after["text"]) == ("はじめの回答", "よりよい回答")


@pytest.mark.parametrize(("who", "command"), [(TANAKA, "answer"), (FINANCE, "opinion")])
def test_a_queue_in_which_nothing_waits_says_so(store: Store, who: Person, command: str) -> None:
    seed_sheet(store)
    (reply,) = Chat(who, store).types(f"/{command}")
    assert isinstance(reply, Open)
    (hint,) = (part.text for part in reply.view.parts if isinstance(part, Note))
    assert isinstance(hint, Text)
    assert hint.key == f"{command}.queue_none"


def test_two_people_answering_at_once_see_both(store: Store) -> None:
    sheet = seed_sheet(store)
    sato, suzuki = Chat(SATO, store), Chat(SUZUKI, store)
    for chat in (sato, suzuki):
        chat.types("/answer S27")
    suzuki.submits(O1="鈴木の回答")
    (reply,) = sato.submits(O1="佐藤の回答", O2="佐藤の二つ目")
    assert isinstance(reply, Change)
    assert [part.text for part in reply.view.parts if isinstance(part, Quote)][1] == "鈴木の回答"
    assert {each.key: each.initial for each in inputs(reply.view)} == {
        "O1": "佐藤の回答",
        "keep/O1": "",
        "O2": "佐藤の二つ目",
    }
    sato.submits_all({"keep/O1": "theirs"})
    assert {each.to: each.text for each in store.sheet(sheet.key).answers} == {
        ("O1",): "鈴木の回答",
        ("O2",): "佐藤の二つ目",
    }


def test_a_line_that_comes_second_is_shown_beside_the_first_and_not_called_saved(store: Store) -> None:
    sheet = seed_sheet(store)

    class Overtaken(Store):
        """The same documents, where somebody else's answer is always a moment earlier."""

        def answer(
            self, key: str, who: Person, now: datetime, texts: Mapping[tuple[str, ...], str], seen: int
        ) -> tuple[Sheet, tuple[Clash, ...]]:
            store.answer(key, SUZUKI, now, {("O1",): "鈴木の回答"}, seen)
            return super().answer(key, who, now, texts, seen)

    chat = Chat(SATO, Overtaken(store.engine, store.forms))
    (reply,) = chat.types("/answer S27-O1 佐藤の回答")
    assert isinstance(reply, Open)
    assert "鈴木の回答" in [part.text for part in reply.view.parts if isinstance(part, Quote)]
    assert {each.key: each.initial for each in inputs(reply.view)} == {"O1": "佐藤の回答", "keep/O1": ""}
    assert [each.text for each in store.sheet(sheet.key).answers] == ["鈴木の回答"]


@pytest.mark.parametrize(("who", "words", "key"), [
    (TANAKA, "S27", "not_yours_to_answer"), (FINANCE, "S27-O1 財政が答える", "not_yours_to_answer"), (SATO, "S27-O9 ない意見", "no_such_opinion"), (SATO, "S31", "no_opinions"),
])  # fmt: skip
def test_answers_out_of_place_are_refused(store: Store, who: object, words: str, key: str) -> None:
    seed_sheet(store)
    store.add(small_content(), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match=key):
        Chat(who, store).types(f"/answer {words}")  # type: ignore[arg-type]


def test_what_waits_for_a_department(store: Store) -> None:
    sheet = seed_sheet(store)
    for who, count in [(SATO, 1), (TANAKA, 0), (SECRETARIAT, 1)]:
        chat = Chat(who, store)
        chat.types("/answer")
        assert chat.view is not None
        assert len([part for part in chat.view.parts if isinstance(part, Row)]) == count
    Chat(SATO, store).presses("answer.open", Subject(sheet.key, "O1", 1))


def test_whoever_gave_an_opinion_hears_of_its_answer_directly(store: Store) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    for who, office in ((FINANCE, "finance"), (REFORM, "reform")):
        opinion = partial(Sheet.give_opinion, who=who, now=NOW, office=office, text=f"{office}？")
        store.change(sheet.key, who, NOW, "opinion", opinion)
    said = Chat(SATO, store).types("/answer S31-O1 財源は基金です。")
    (heard,) = [each for each in said if isinstance(each, Say) and each.to == FINANCE.id]
    assert [part.text for part in heard.parts if isinstance(part, Quote)] == ["finance？", "財源は基金です。"]
    (ways,) = [part for part in heard.parts if isinstance(part, Buttons)]
    assert [(each.step, each.subject.part) for each in ways.buttons] == [("sheet.card", ""), ("opinion.asking", "O1")]
    assert not [each for each in said if isinstance(each, Say) and each.to == REFORM.id]


def test_nobody_hears_of_an_answer_that_is_their_own_or_to_what_a_file_told(store: Store) -> None:
    content = replace(small_content(), opinions=("ファイルの意見",))
    sheet = store.add(content, SECRETARIAT, NOW)
    said = Chat(SATO, store).types(f"/answer {sheet.number}-O1 示します。")
    assert [each.to for each in said if isinstance(each, Say) and isinstance(each.to, str)] == []
