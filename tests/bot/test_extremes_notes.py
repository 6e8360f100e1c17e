"""Evidence with extreme contents, in both languages, is what Slack takes: many sheets, many notes, long and nasty words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands.kit.reply import View
from commands.kit.request import Message, Request, Subject
from commands.kit.texts import Texts
from store.evidence import Said
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from tests.bot.test_extremes import NASTY, check, long
from tests.commands.chat import Chat, handler
from tests.commands.noting import from_message, sends, the_input
from tests.office import LATER, NOW, SATO, SECRETARIAT, small_content, staffed_store

MESSAGE = Message("C0JOHO", "1595200000.000100", NOW, author="U0NEW", name=NASTY, text=long(length=9_990), private=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = staffed_store(tmp_path)
    opened.add_all([small_content(f"S{n:03d}") for n in range(1, 131)], SECRETARIAT, NOW)
    yield opened
    opened.close()


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """One with 25 notes, of which the first three are short."""
    sheet = store.numbered("S001")
    for n in range(25):
        said = Said(by="U0NEW", name=NASTY, at=NOW, source=f"C1/{n}.1", link=f"https://example.jp/{'x' * 200}")
        text = f"短い記録 その{n} {NASTY}" if n < 3 else long(f"{n} {NASTY}", 10_000)
        store.keep_note(sheet, SATO, LATER, text=text, day=f"2020-06-{25 - n:02d}", said=said)
    return sheet


@pytest.mark.parametrize("who", [SATO, SECRETARIAT], ids=lambda who: who.name)
def test_a_message_is_recorded_for_one_of_many_sheets(store: Store, texts: Texts, who: Person) -> None:
    chat = from_message(who, store, MESSAGE)
    assert isinstance(chat.view, View)
    for reply in [*chat._sees(handler("sheet.record")(_asked(chat), store)), *sends(chat, sheet="2020-S077")]:
        assert check(reply, texts) == 2
    for reply in chat.types(f"/sheet S077 記録 {NASTY * 20}"):
        assert check(reply, texts) == 2


def test_many_long_notes_are_read_and_taken_over(store: Store, texts: Texts, sheet: Sheet) -> None:
    chat = Chat(SATO, store)
    replies = [*chat.types("/sheet S001"), *chat.presses("sheet.notes", Subject(sheet.key))]
    replies += [reply for page in range(3) for reply in chat.presses("sheet.turn_notes", Subject(sheet.key, "", page))]
    replies += chat.presses("sheet.remove_note", Subject(sheet.key, f"{sheet.key}/N25", 2))
    replies += chat.presses("sheet.restore_note", Subject(sheet.key, f"{sheet.key}/N25"))
    replies += chat.types("/sheet S001 活動状況")
    everyone = tuple(f"{sheet.key}/N{n}" for n in range(1, 26))
    for page in range(3):
        request = chat._request(subject=Subject(sheet.key, "activity?1", page), values={"take:activity": everyone})
        replies += chat._sees(handler("sheet.fill_page")(request, store))
    with pytest.raises(Refusal, match="too_long") as refused:
        chat.submits()
    assert refused.value.reasons[0].field == "take:activity"
    chat.types("/sheet S001 活動状況")
    replies += chat.submits_all({"take:activity": everyone[:3], "activity": long(length=9_000)})
    assert str(the_input(chat, "activity").initial).count("短い記録") == 3
    replies += chat.submits()
    for reply in replies:
        assert check(reply, texts) == 2


def _asked(chat: Chat) -> Request:
    return replace(chat._request(), message=MESSAGE)
