"""Evidence from chat: a message is recorded, read, removed and brought back."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.reply import (
    ChoiceInput,
    Open,
    Quote,
    Return,
    Whisper,
)
from commands.kit.request import Message, Subject
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet, Stage
from store.store import Store
from tests.commands.chat import Chat, controls
from tests.commands.noting import SAID, from_message, keys, noted, sends, shown, the_input
from tests.office import (
    EVERYBODY,
    FINANCE,
    NOW,
    PLANNER,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
    small_content,
)  # fmt: skip
from tests.store.test_rules import at_stage


@pytest.fixture
def sheet(store: Store) -> Sheet:
    return store.add(small_content(), SECRETARIAT, NOW)


def test_a_message_is_recorded_with_who_when_and_the_way_to_it(store: Store, sheet: Sheet) -> None:
    chat = from_message(SATO, store)
    assert the_input(chat, "text").initial == SAID.text
    assert the_input(chat, "day").initial == "2020-07-20"
    replies = sends(chat, sheet=sheet.key)
    assert isinstance(replies[0], Return)
    (note,) = store.notes(sheet)
    assert (note.text, note.day.isoformat(), note.kept.by) == (SAID.text, "2020-07-20", SATO.id)
    assert (note.said.by, note.said.name, note.said.at) == (SUZUKI.id, SUZUKI.name, NOW)
    assert note.said.link == "https://example.slack.com/archives/C0JOHO/p1"
    assert "noting.saved" in keys(chat)
    assert [part.link for part in shown(chat) if isinstance(part, Quote)] == [note.said.link]
    assert store.sheet(sheet.key).revision == sheet.revision  # whoever writes the sheet isn't disturbed
    event = store.history(sheet.key)[-1]
    assert (event.action, event.name, event.differences[0].field) == ("note", SATO.name, "notes/N1")
    assert [reply.to.channel for reply in chat.said] == ["C0JOHO"]  # type: ignore[union-attr]


def test_long_words_are_not_cut(store: Store, sheet: Sheet) -> None:
    words = "長い投稿。\n" * 1200
    chat = from_message(SATO, store, Message("C1", "1.1", NOW, author=SUZUKI.id, text=words))
    sends(chat, sheet=sheet.key)
    assert store.notes(sheet)[0].text == words.strip()
    with pytest.raises(Refusal, match="too_long") as refused:
        sends(from_message(SATO, store, Message("C1", "1.2", NOW, text="長" * 10_001)), sheet=sheet.key)
    assert refused.value.reasons[0].field == "text"


def test_the_sheets_of_ones_own_departments_come_first_and_only_those_that_one_may_record_for(store: Store) -> None:
    for number, owner, year in [
        ("S31", TANAKA, 2020),
        ("S32", SATO, 2020),
        ("S32", SATO, 2019),
        ("S01", SATO, 2016),
        ("S33", SATO, 2019),
    ]:
        store.add(small_content(number, owner.departments[0], year), SECRETARIAT, NOW)

    def offered(who: Person) -> list[str]:
        which = the_input(from_message(who, store), "sheet")
        assert isinstance(which, ChoiceInput)
        return [value for value, _ in which.options]

    assert offered(SATO) == ["2020-S32", "2019-S33"]  # until S33 has this year's, last year's is there
    assert offered(TANAKA) == ["2020-S31"]
    both = SECRETARIAT.model_copy(update={"departments": TANAKA.departments})
    store.keep_office([both], [])
    assert offered(both)[0] == "2020-S31"
    assert set(offered(both)) == {"2020-S31", "2020-S32", "2019-S33"}


def test_the_likely_sheet_is_chosen(store: Store, sheet: Sheet) -> None:
    def chosen(message: Message) -> object:
        return the_input(from_message(SATO, store, message), "sheet").initial

    assert chosen(SAID) == sheet.key  # there is only one
    store.add(small_content("S3"), SECRETARIAT, NOW)
    assert chosen(SAID) == ""
    assert chosen(Message("C1", "1.1", NOW, text="ｓ３１の件です")) == sheet.key
    assert chosen(Message("C1", "1.1", NOW, text="S3とS31の件です")) == ""
    store.keep_thread("2020-S3", "C0JOHO", "5.5")
    assert chosen(Message("C0JOHO", "6.6", NOW, thread="5.5", text="S31の件")) == "2020-S3"


def test_the_same_message_twice_is_told(store: Store, sheet: Sheet) -> None:
    first, second = from_message(SATO, store), from_message(SUZUKI, store)
    sends(first, sheet=sheet.key)
    with pytest.raises(Refusal, match="note_there") as refused:
        sends(second, sheet=sheet.key)
    assert (refused.value.reasons[0].field, refused.value.text.values["name"]) == ("sheet", SATO.name)
    assert "noting.already" in keys(from_message(SUZUKI, store))
    other = store.add(small_content("S32"), SECRETARIAT, NOW)
    sends(second, sheet=other.key)
    assert len(store.notes(sheet)) == len(store.notes(other)) == 1


def test_a_message_without_words_or_said_among_few_asks_for_care(store: Store, sheet: Sheet) -> None:
    chat = from_message(SATO, store, Message("D1", "1.1", NOW, author=SUZUKI.id, private=True))
    assert {"noting.private", "noting.no_text"} <= set(keys(chat))
    with pytest.raises(Refusal, match="note_empty") as refused:
        sends(chat, sheet=sheet.key)
    assert refused.value.reasons[0].field == "text"


@pytest.mark.parametrize(
    ("typed", "key", "field"),
    [
        ({"text": "　\n"}, "note_empty", "text"),
        ({"day": None}, "note_undated", "day"),
        ({"day": "いつか"}, "not_a_date", "day"),
        ({"day": "2020-07-21"}, "note_ahead", "day"),
        ({"sheet": "2020-S99"}, "no_sheet", None),
        ({"sheet": None}, "no_sheet", None),
    ],
)
def test_what_cannot_be_recorded_is_told_at_its_input(
    store: Store, sheet: Sheet, typed: dict[str, Any], key: str, field: str | None
) -> None:
    with pytest.raises(Refusal, match=key) as refused:
        sends(from_message(SATO, store), **({"sheet": sheet.key} | typed))
    assert refused.value.reasons[0].field == field
    assert store.notes(sheet) == ()


@pytest.mark.parametrize("stage", list(Stage))
def test_owners_and_the_secretariat_record_at_any_time_and_nobody_else(store: Store, stage: Stage) -> None:
    sheet = at_stage(store, stage)
    for who in (*EVERYBODY, STRANGER):
        chat = Chat(who, store)
        chat.types("/sheet S31")
        offered = "sheet.noting" in {step for step, _ in controls(shown(chat))}
        assert offered == (who in (SATO, SUZUKI, SECRETARIAT)), who.name
        if offered:
            assert isinstance(chat.types("/sheet S31 記録 言葉")[0], Whisper)
        else:
            for line in ("/sheet S31 記録 言葉", "/sheet S31 note"):
                with pytest.raises(Refusal, match="not_yours_to_note") as refused:
                    chat.types(line)
                assert refused.value.text.values["owner"] == sheet.owner
            with pytest.raises(Refusal, match="not_yours_to_note"):
                chat.presses("sheet.noting", Subject(sheet.key))
    assert len(store.notes(sheet)) == 3


def test_who_has_nothing_to_record_for_is_told_whom_to_ask(store: Store, sheet: Sheet) -> None:
    for who in (FINANCE, PLANNER, STRANGER):
        with pytest.raises(Refusal, match=r"noting\.no_sheet$|noting\.no_sheet "):
            from_message(who, store)
    with pytest.raises(Refusal, match="no_sheet_yet"):
        from_message(TANAKA, store)
    with pytest.raises(Refusal, match="no_message"):
        from_message(SATO, store, None)
    chat = from_message(SATO, store)
    chat.who = TANAKA
    with pytest.raises(Refusal, match="not_yours_to_note"):  # a form that was tampered with
        sends(chat, sheet=sheet.key)


def test_by_words_it_is_kept_at_once_and_without_words_a_form_opens(store: Store, sheet: Sheet) -> None:
    chat = Chat(SATO, store)
    chat.types("/評価票 ｓ３１ 記録 窓口で\n案内を始めた。")
    (note,) = store.notes(sheet)
    assert (note.text, note.said.name, note.said.link) == ("窓口で\n案内を始めた。", SATO.name, "")
    (opened,) = chat.types("/sheet S31 記録")
    assert isinstance(opened, Open)
    (card, *_) = chat.submits(text="掲示を増やした。", day="2020-07-01")
    assert isinstance(card, Return)
    assert {"noting.saved", "kit.notes"} <= set(keys(chat))
    assert [each.text for each in store.notes(sheet)] == ["窓口で\n案内を始めた。", "掲示を増やした。"]


# --- reading and removing ---------------------------------------------------------------------------


def test_notes_are_read_a_page_at_a_time_what_happened_last_first(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 12)
    for who in (SATO, FINANCE, STRANGER):
        chat = Chat(who, store)
        chat.types("/sheet S31")
        chat.presses("sheet.notes", chat.finds("sheet.notes"))
        assert [part.text for part in shown(chat) if isinstance(part, Quote)] == [
            f"記録その{n}。" for n in range(12, 2, -1)
        ]
        chat.presses("sheet.turn_notes", chat.finds("sheet.turn_notes"))
        assert [part.text for part in shown(chat) if isinstance(part, Quote)] == ["記録その2。", "記録その1。"]
        removable = "sheet.remove_note" in {step for step, _ in controls(shown(chat))}
        assert removable == (who is SATO)


def test_a_note_is_removed_and_brought_back_and_the_history_tells_it(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 2)
    chat = Chat(SATO, store)
    chat.presses("sheet.notes", Subject(sheet.key))
    subject = chat.finds("sheet.remove_note")
    chat.presses("sheet.remove_note", subject)
    assert [each.text for each in store.notes(sheet)] == ["記録その1。"]
    chat.presses("sheet.remove_note", subject)  # pressed twice
    chat.presses("sheet.restore_note", chat.finds("sheet.restore_note"))
    assert len(store.notes(sheet)) == 2
    events = store.history(sheet.key)[-2:]
    assert [event.action for event in events] == ["remove_note", "restore_note"]
    assert events[0].differences[0].before["text"] == "記録その2。"
    for who in (TANAKA, FINANCE, STRANGER):
        for step in ("sheet.remove_note", "sheet.restore_note"):
            with pytest.raises(Refusal, match="note_not_yours"):
                Chat(who, store).presses(step, subject)
    with pytest.raises(Refusal, match="no_such_note"):
        Chat(SATO, store).presses("sheet.remove_note", Subject(sheet.key, f"{sheet.key}/N9"))


def test_one_removes_ones_own_note_also_from_another_department(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 1)
    store.keep_office([SUZUKI.model_copy(update={"departments": TANAKA.departments})], [])
    Chat(SUZUKI, store).presses("sheet.remove_note", Subject(sheet.key, f"{sheet.key}/N1"))
    assert store.notes(sheet) == ()
