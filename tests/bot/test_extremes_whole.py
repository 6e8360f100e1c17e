"""Words as long as they may be are kept and can be read to their end, a page at a time; what is clipped says so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.blocks import message, modal
from commands.kit.reply import Button, Buttons, Line, Part, Quote, Reply, Say, TextInput, View
from commands.kit.request import Subject
from commands.kit.texts import Texts
from store.evidence import Said as Words
from store.formats.content import Content
from store.kinds import LONGEST
from store.sheet import Sheet
from store.store import Store
from store.text import Said, Text
from tests.bot.test_extremes import check
from tests.commands.chat import Chat, controls, inputs
from tests.office import FINANCE, LATER, NOW, SATO, SECRETARIAT, small_content, staffed_store, submitted

MANY = 12


def whole(end: str) -> str:
    """As many characters as there may be, the last of them these."""
    return "長" * (LONGEST - len(end)) + end


def ends(kind: str) -> list[str]:
    return [f"《{kind}{n}》" for n in range(1, MANY + 1)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = staffed_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """One with many opinions, all of them as long as they may be, and fields that are."""
    content = small_content()
    fields = {"activity": whole("《活動》"), "plans": whole("《計画》")}
    opinions = tuple(map(whole, ends("意見")))
    return store.add(Content(content.form, content.year, {**content.values, **fields}, opinions), SECRETARIAT, NOW)


def drawn(view: View | None, texts: Texts) -> str:
    """The view as it is sent."""
    assert view is not None
    said: partial[str] = partial(texts.say, language="ja")
    return json.dumps(modal(view, said, metadata="{}"), ensure_ascii=False)


def all_pages(chat: Chat, texts: Texts, step: str = "sheet.turn") -> str:
    """Everything that turning the pages of what is on the screen shows."""
    shown, known = [drawn(chat.view, texts)], set[str]()
    while chat.view is not None:
        pages = [subject for found, subject in controls(chat.view.parts) if found == step and subject.revision]
        onward = [each for each in pages if str(each) not in known and each.id]
        if not onward:
            return "".join(shown)
        known.add(str(onward[-1]))
        chat.presses(step, onward[-1])
        shown.append(drawn(chat.view, texts))
    raise AssertionError("nothing is on the screen")


def clipped(texts: Texts) -> str:
    return texts.say(Text.of("bot.clipped", count=1), "ja").partition("、あと")[0]


def test_long_opinions_are_read_to_their_end_on_the_pages_of_the_card(store: Store, sheet: Sheet, texts: Texts) -> None:
    chat = Chat(SATO, store)
    chat.types("/sheet S31")
    shown = all_pages(chat, texts)
    assert [end for end in ends("意見") if end not in shown] == []
    assert clipped(texts) not in shown


def test_whoever_answers_long_opinions_has_each_before_them_and_comes_to_all(
    store: Store, sheet: Sheet, texts: Texts
) -> None:
    chat, answered = Chat(SATO, store), 0
    while store.sheet(sheet.key).open_opinions:
        chat.types("/answer S31")
        assert chat.view is not None
        shown, asked = drawn(chat.view, texts), [each.key for each in inputs(chat.view)]
        assert clipped(texts) not in shown
        waits = [each.id for each in store.sheet(sheet.key).open_opinions if each.id in asked]
        assert all(f"《意見{key[1:]}》" in shown for key in asked)
        assert waits
        for reply in chat.submits_all({key: whole(f"《回答{key[1:]}》") for key in waits}):
            assert check(reply, texts) == 2
        answered += len(waits)
    assert answered == MANY
    assert [each.text for each in store.sheet(sheet.key).answers] == [whole(end) for end in ends("回答")]
    chat.types("/sheet S31")
    shown = all_pages(chat, texts)
    assert [end for end in [*ends("意見"), *ends("回答")] if end not in shown] == []


def test_what_is_typed_comes_back_whole_and_is_saved_whole(store: Store, sheet: Sheet, texts: Texts) -> None:
    chat = Chat(SATO, store)
    chat.types("/sheet S31 活動状況")
    assert chat.view is not None
    (field,) = (each for each in inputs(chat.view) if each.key == "activity")
    assert isinstance(field, TextInput)
    assert field.initial == whole("《活動》")
    assert whole("《活動》") in drawn(chat.view, texts)
    chat.submits(activity=whole("《直した活動》"))
    assert store.sheet(sheet.key).values["activity"] == whole("《直した活動》")


def test_the_history_leads_to_the_whole_of_both_texts(store: Store, sheet: Sheet, texts: Texts) -> None:
    chat = Chat(SATO, store)
    chat.types("/sheet S31 活動状況")
    chat.submits(activity="短" * (LONGEST - 4) + "《後》")
    chat.types("/sheet S31 履歴")
    revision = store.sheet(sheet.key).revision
    chat.presses("sheet.event", Subject(sheet.key, "", revision))
    chat.presses("sheet.whole", chat.finds("sheet.whole", "activity"))
    shown = drawn(chat.view, texts)
    assert "《活動》" in shown
    assert "《後》" in shown
    chat.presses("sheet.then", Subject(sheet.key, "activity", revision - 1))
    assert "《活動》" in all_pages(chat, texts, "sheet.then")


def test_long_reasons_leave_room_for_the_history(store: Store, sheet: Sheet, texts: Texts) -> None:
    secretariat = Chat(SECRETARIAT, store)
    for n in range(12):
        secretariat.types("/sheet S31 差戻し")
        secretariat.submits(reason=whole(f"《理由{n}》"))
        submitted(store, store.sheet(sheet.key))
    chat = Chat(SATO, store)
    chat.types("/sheet S31 履歴")
    assert clipped(texts) not in drawn(chat.view, texts)
    returned = next(each for each in store.history(sheet.key) if each.action == "return")
    chat.presses("sheet.event", Subject(sheet.key, "", returned.revision))
    assert "《理由0》" in drawn(chat.view, texts)


def test_a_long_note_is_read_whole(store: Store, sheet: Sheet, texts: Texts) -> None:
    said = Words(by=SATO.id, name=SATO.name, at=NOW)
    note = store.keep_note(sheet, SATO, LATER, text=whole("《記録》"), day="2020-06-01", said=said)
    chat = Chat(SATO, store)
    chat.presses("sheet.notes", Subject(sheet.key))
    assert "《記録》" not in drawn(chat.view, texts)
    for reply in chat.presses("sheet.note", chat.finds("sheet.note", note.key)):
        assert check(reply, texts) == 2
    assert "《記録》" in drawn(chat.view, texts)


def test_a_word_that_is_found_is_seen_among_those_around_it(store: Store, sheet: Sheet, texts: Texts) -> None:
    chat = Chat(SATO, store)
    chat.types("/sheet find 《活動》")
    shown = drawn(chat.view, texts)
    assert "…長長" in shown
    assert "長《活動》" in shown
    chat.types("/sheet find 窓口")
    assert "：窓口の改善" in drawn(chat.view, texts)


def test_a_notice_that_cannot_hold_all_says_so_and_leads_to_the_sheet(store: Store, sheet: Sheet, texts: Texts) -> None:
    chat = Chat(SATO, store)
    chat.types("/answer S31")
    told = [reply for reply in chat.submits(O1=whole("《一》"), O2=whole("《二》")) if isinstance(reply, Say)]
    sent = json.dumps(message(told[0].parts, partial(texts.say, language="ja")), ensure_ascii=False)
    assert "《意見1》" in sent
    assert clipped(texts) in sent
    other = Chat(FINANCE, store)
    replies: Sequence[Reply] = other.types("/opinion S31 " + whole("《新》"))
    assert all(check(reply, texts) for reply in replies)


def test_the_way_on_is_kept_where_something_is_left_out(texts: Texts) -> None:
    say: partial[str] = partial(texts.say, language="ja")
    opens: Said = "評価票を開く"
    parts: tuple[Part, ...] = (
        *(Quote(whole(f"{n}")) for n in range(3)),
        Line("次"),
        Buttons((Button(opens, "sheet.card"),)),
    )
    blocks = message(parts, say)["blocks"]
    assert blocks[-1]["type"] == "actions"
    assert clipped(texts) in json.dumps(blocks[-2], ensure_ascii=False)
