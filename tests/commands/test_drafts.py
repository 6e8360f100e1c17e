"""Drafts of opinions: for the own office alone, until they are released; nobody's words overwritten."""

from __future__ import annotations

import pytest

from commands.kit.reply import Change, Quote, Return, Row
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet, Stage
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, inputs
from tests.office import EVERYBODY, FINANCE, NOW, SATO, SECRETARIAT, STRANGER
from tests.store.test_rules import at_stage

COLLEAGUE = Person(id="U0ZAIMU", name="財前 実", offices=("finance",))
WORDS = "効果を数で示してください。"


@pytest.fixture
def sheet(store: Store) -> Sheet:
    store.keep_office([COLLEAGUE], [])
    return at_stage(store, Stage.SUBMITTED)


def writes(chat: Chat, text: str, how: str = "keep") -> object:
    chat.types("/opinion S31")
    return chat.submits(text=text, how=how)[0]


def seen(who: Person, store: Store) -> list[object]:
    chat = Chat(who, store)
    chat.types("/sheet S31")
    assert chat.view is not None
    return [part.text for part in chat.view.parts if isinstance(part, Quote)]


def test_a_draft_is_seen_by_the_own_office_alone_and_is_no_opinion(store: Store, sheet: Sheet) -> None:
    chat = Chat(FINANCE, store)
    assert isinstance(writes(chat, WORDS), Return)
    assert chat.said == []  # nobody is told
    assert store.sheet(sheet.key) == sheet  # no fact, no event
    assert {who.name for who in (*EVERYBODY, COLLEAGUE, STRANGER) if WORDS in seen(who, store)} == {
        FINANCE.name,
        COLLEAGUE.name,
    }
    with pytest.raises(Refusal, match="not_your_office"):
        store.draft(sheet, SECRETARIAT, "finance")


def test_a_colleague_finds_it_finishes_it_and_gives_it(store: Store, sheet: Sheet) -> None:
    writes(Chat(FINANCE, store), WORDS)
    colleague = Chat(COLLEAGUE, store)
    colleague.types("/sheet")
    assert colleague.view is not None
    (note,) = [part.note for part in colleague.view.parts if isinstance(part, Row)]
    assert isinstance(note, Text)
    assert note.values["note"].key == "sheet.waits_draft"
    colleague.types("/opinion S31")
    assert {each.key: each.initial for each in inputs(colleague.view)} == {"text": WORDS, "how": "release"}
    colleague.submits(text=f"{WORDS}年度内に。")
    (opinion,) = store.sheet(sheet.key).opinions
    assert (opinion.text, opinion.given.by) == (f"{WORDS}年度内に。", COLLEAGUE.id)
    assert seen(FINANCE, store) == [opinion.text]  # the draft is gone
    assert SATO.name not in {event.name for event in store.history(sheet.key) if event.action == "opinion"}


@pytest.mark.parametrize("how", ["keep", "release"])
def test_two_of_one_office_see_both_and_nothing_is_overwritten(store: Store, sheet: Sheet, how: str) -> None:
    one, other = Chat(FINANCE, store), Chat(COLLEAGUE, store)
    for chat in (one, other):
        chat.types("/opinion S31")
    one.submits(text="財津の下書き", how="keep")
    (reply,) = other.submits(text="財前の文", how=how)
    assert isinstance(reply, Change)
    assert "財津の下書き" in [part.text for part in reply.view.parts if isinstance(part, Quote)]
    assert next(each.initial for each in inputs(reply.view) if each.key == "text") == "財前の文"
    assert store.draft(sheet, FINANCE, "finance").text == "財津の下書き"
    assert store.sheet(sheet.key).opinions == ()
    assert isinstance(other.submits(how=how)[0], Return)


def test_a_draft_is_dropped(store: Store, sheet: Sheet) -> None:
    chat = Chat(FINANCE, store)
    writes(chat, WORDS)
    writes(chat, WORDS, "drop")
    assert seen(FINANCE, store) == []
    chat.types("/opinion S31")
    assert chat.view is not None
    assert {each.key: each.initial for each in inputs(chat.view)} == {"text": "", "how": "release"}


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_a_draft_without_words_is_refused_at_its_field(store: Store, sheet: Sheet, text: str) -> None:
    chat = Chat(FINANCE, store)
    chat.types("/opinion S31")
    with pytest.raises(Refusal, match="opinion_empty") as caught:
        chat.submits(text=text, how="keep")
    assert caught.value.reasons[0].field == "text"


def test_a_draft_waits_while_the_sheet_is_with_its_owner_again(store: Store, sheet: Sheet) -> None:
    writes(Chat(FINANCE, store), WORDS)
    store.change(sheet.key, SECRETARIAT, NOW, "return", lambda each: each.give_back(SECRETARIAT, NOW, "直す"))
    assert seen(FINANCE, store) == ["直す", WORDS]
    form = store.form(sheet)
    store.change(sheet.key, SECRETARIAT, NOW, "submit", lambda each: each.submit(form, SECRETARIAT, NOW))
    assert seen(FINANCE, store) == [WORDS]


def test_what_is_written_while_the_sheet_is_returned_stays_as_a_draft(store: Store, sheet: Sheet) -> None:
    chat = Chat(FINANCE, store)
    chat.types("/opinion S31")
    store.change(sheet.key, SECRETARIAT, NOW, "return", lambda each: each.give_back(SECRETARIAT, NOW, "直す"))
    with pytest.raises(Refusal, match="returned_meanwhile") as caught:
        chat.submits(text=WORDS, how="release")
    assert caught.value.reasons[0].field == "how"
    assert isinstance(chat.submits(text=WORDS, how="keep")[0], Return)
    assert WORDS in seen(FINANCE, store)
    assert store.sheet(sheet.key).opinions == ()


def test_a_draft_waits_to_be_finished_also_once_its_office_has_spoken(store: Store, sheet: Sheet) -> None:
    chat = Chat(FINANCE, store)
    writes(chat, WORDS)
    chat.types("/opinion S31 額の根拠も示してください。")
    chat.types("/sheet")
    assert chat.view is not None
    (note,) = [part.note for part in chat.view.parts if isinstance(part, Row)]
    assert "sheet.waits_draft" in repr(note)
    writes(chat, "", "drop")
    chat.types("/sheet")
    assert [part for part in chat.view.parts if isinstance(part, Row)] == []
