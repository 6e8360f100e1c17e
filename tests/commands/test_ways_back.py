"""The ways back from a change: undone by its author within ten minutes, put back field by field at any time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from commands.kit.reply import (
    Button,
    Change,
    Comparison,
    Line,
    Note,
    Open,
    Part,
    Quote,
    Reply,
    Return,
    Row,
    Say,
    Thread,
    Whisper,
)
from commands.kit.request import Subject
from commands.kit.texts import Texts
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet, Stage
from store.store import Store
from store.text import Text
from tests.bot.test_extremes import check
from tests.commands.chat import Chat, controls
from tests.commands.test_history import deeds, keys, parts, sheet, steps, writes
from tests.office import (
    EVERYBODY,
    FINANCE,
    LATER,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
)
from tests.store.test_rules import at_stage

__all__ = ["sheet"]

TOO_LATE = LATER + timedelta(minutes=11)


def test_an_earlier_text_is_put_back(store: Store, sheet: Sheet, texts: Texts) -> None:
    writes(store, SATO, "もとの文")
    writes(store, SUZUKI, "別の人の文")
    chat = Chat(SATO, store, TOO_LATE)
    chat.types("/sheet S31 履歴 活動状況")
    chat.presses("sheet.event", chat.finds("sheet.event"))
    (reply,) = chat.presses("sheet.putting_back", chat.finds("sheet.putting_back"))
    assert isinstance(reply, Open)
    assert [part.text for part in reply.view.parts if isinstance(part, Quote)] == ["別の人の文", "もとの文"]
    back, *told = chat.submits()
    assert isinstance(back, Return)
    assert len(told) == 1
    assert all(check(each, texts) for each in (back, *told))
    assert store.sheet(sheet.key).values["activity"] == "もとの文"
    assert deeds(chat)[0] == "history.did_put_back"
    assert "sheet.undo" in steps(chat)


def test_what_somebody_wrote_while_it_was_looked_at_is_shown_first(store: Store, sheet: Sheet) -> None:
    writes(store, SATO, "もとの文")
    writes(store, SATO, "あとの文")
    chat = Chat(SATO, store)
    chat.presses("sheet.putting_back", Subject(sheet.key, "activity", 2))
    writes(store, SUZUKI, "割り込んだ文")
    (reply,) = chat.submits()
    assert isinstance(reply, Change)
    assert "history.clash" in keys(reply.view.parts)
    assert next(part.text for part in reply.view.parts if isinstance(part, Quote)) == "割り込んだ文"
    assert store.sheet(sheet.key).values["activity"] == "割り込んだ文"
    chat.submits()
    assert store.sheet(sheet.key).values["activity"] == "もとの文"
    chat.presses("sheet.putting_back", Subject(sheet.key, "activity", 2))
    (reply,) = chat.submits()
    assert "history.stands_already" in keys(reply.view.parts)  # type: ignore[union-attr]


@pytest.mark.parametrize("who", [TANAKA, FINANCE, STRANGER], ids=lambda who: who.name)
def test_who_may_not_write_there_may_not_put_back(store: Store, sheet: Sheet, who: Person) -> None:
    writes(store, SATO, "もとの文")
    chat = Chat(who, store)
    chat.presses("sheet.event", Subject(sheet.key, "", 2))
    assert "sheet.putting_back" not in steps(chat)
    with pytest.raises(Refusal, match="not_yours"):
        chat.presses("sheet.putting_back", Subject(sheet.key, "activity", 1))


def undoing(replies: Sequence[Reply]) -> list[Subject]:
    """The buttons to undo that somebody is shown, or told alone."""
    shown: list[Part] = []
    for reply in replies:
        match reply:
            case Open(view) | Change(view) | Return(view):
                shown += [part for part in view.parts if not hasattr(part, "key")]
            case Whisper(told):
                shown += told
            case _:
                pass
    return [subject for step, subject in controls(shown) if step == "sheet.undo"]


def handed(chat: Chat, word: str, **given: str) -> Sequence[Reply]:
    chat.types(f"/sheet S31 {word}")
    return chat.submits(**given)


def presses(chat: Chat, line: str, step: str) -> Sequence[Reply]:
    chat.types(line)
    return chat.presses(step, chat.finds(step))


def formed(chat: Chat, line: str, **given: str) -> Sequence[Reply]:
    chat.types(line)
    return chat.submits(**given)


CHANGES: dict[str, tuple[Stage, Person, Callable[[Chat], Sequence[Reply]]]] = {
    "fill": (Stage.DRAFT, SATO, lambda chat: formed(chat, "/sheet S31 活動状況", activity="別の文")),
    "add an item": (Stage.DRAFT, SATO, lambda chat: (chat.types("/sheet S31"),
                    chat.presses("sheet.new_item", Subject(chat.finds("sheet.open").id, "initiatives", 0)), chat.submits(title="巡回"))[2]),
    "submit": (Stage.DRAFT, SATO, lambda chat: handed(chat, "提出", **(
        {"reason": "このまま"} if (chat.types("/sheet S31 提出"), chat.view and any(getattr(each, "key", "") == "reason" for each in chat.view.parts))[1] else {}))),
    "return": (Stage.SUBMITTED, SECRETARIAT, lambda chat: handed(chat, "差戻し", reason="直して")),
    "opinion": (Stage.SUBMITTED, FINANCE, lambda chat: chat.types("/opinion S31 額は？")),
    "opinion by form": (Stage.SUBMITTED, FINANCE, lambda chat: formed(chat, "/opinion S31", text="額は？")),
    "nothing": (Stage.SUBMITTED, FINANCE, lambda chat: presses(chat, "/opinion S31", "opinion.nothing")),
    "answer": (Stage.AWAITING_ANSWERS, SATO, lambda chat: chat.types("/answer S31 来年度です。")),
    "answer by form": (Stage.AWAITING_ANSWERS, SATO, lambda chat: formed(chat, "/answer S31", O1="来年度です。")),
    "finalise": (Stage.ANSWERED, SECRETARIAT, lambda chat: handed(chat, "確定")),
    "publish": (Stage.FINAL, SECRETARIAT, lambda chat: handed(chat, "公表")),
    "reopen": (Stage.PUBLISHED, SECRETARIAT, lambda chat: handed(chat, "再開", reason="誤り")),
}  # fmt: skip
"""Every change that is made from chat: where the sheet stands, who makes it, and how."""


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_carries_its_undoing_for_ten_minutes(store: Store, texts: Texts, name: str) -> None:
    stage, who, change = CHANGES[name]
    before = at_stage(store, stage)
    chat = Chat(who, store)
    replies = change(chat)
    (subject,) = undoing(replies)
    after = store.sheet(before.key)
    assert after.facts != before.facts
    for other in (each for each in EVERYBODY if each.id != who.id):
        nosy = Chat(other, store)
        nosy.types("/sheet S31 履歴")
        assert subject not in undoing([Change(nosy.view)]) if nosy.view else False
        (reply,) = nosy.presses("sheet.undo", subject)
        assert isinstance(reply, Open)
        assert keys(reply.view.parts) == ["store.undo_not_yours"]
        assert "sheet.history" in steps(nosy)
    chat.now = TOO_LATE
    chat.types("/sheet S31 履歴")
    assert chat.view
    assert undoing([Change(chat.view)]) == []
    chat.presses("sheet.undo", subject)
    assert keys(parts(chat)) == ["store.undo_late"]
    assert store.sheet(before.key) == after
    chat.now = LATER + timedelta(minutes=9)
    card, *told = chat.presses("sheet.undo", subject)
    assert isinstance(card, Change)
    assert len([each for each in told if isinstance(each, Say) and isinstance(each.to, Thread)]) == 1
    assert all(check(each, texts) for each in (*replies, card, *told))
    assert store.sheet(before.key).facts == before.facts
    chat.presses("sheet.undo", *undoing([card]))
    assert store.sheet(before.key).facts == after.facts


def test_who_changed_it_since_is_named_and_the_history_is_one_step_away(store: Store, sheet: Sheet) -> None:
    chat = writes(store, SATO, "わたしの文")
    subject = chat.finds("sheet.undo")
    writes(store, SUZUKI, "別の人の文")
    (reply,) = chat.presses("sheet.undo", subject)
    assert isinstance(reply, Open)
    (line,) = (part.text for part in reply.view.parts if isinstance(part, Line))
    assert isinstance(line, Text)
    assert (line.key, line.values["name"]) == ("store.undo_changed", SUZUKI.name)
    chat.presses("sheet.history", chat.finds("sheet.history"))
    assert deeds(chat)[:2] == ["history.did_fill", "history.did_fill"]
    assert store.sheet(sheet.key).values["activity"] == "別の人の文"


def test_what_changed_nothing_carries_no_undoing(store: Store, sheet: Sheet) -> None:
    writes(store, SATO, "同じ文")
    chat = Chat(SATO, store)
    chat.types("/sheet S31 活動状況")
    replies = chat.submits()
    assert undoing(replies) == []
    assert any(isinstance(part, Note) for part in parts(chat))
    assert isinstance(next(part for part in parts(chat) if isinstance(part, Row)).control, Button | object)


def test_everybody_reads_for_whom_a_deputy_acted_and_undid_it(store: Store) -> None:
    at_stage(store, Stage.SUBMITTED)
    until = (LATER + timedelta(days=2)).date().isoformat()
    absent = store.registered(FINANCE.id)
    assert store.keep_people([(absent, absent.deputised(absent, TANAKA, until, LATER.date()))], FINANCE, LATER)
    chat = Chat(TANAKA, store)
    whisper, _ = chat.types("/opinion S31 額の根拠は？")
    chat.presses("sheet.undo", *undoing([whisper]))
    stood_in = Text.of("kit.stood_in", name=TANAKA.name, for_whom=FINANCE.name)
    assert [next(each.text for each in said.parts if isinstance(each, Note)) for said in chat.said] == [stood_in] * 2


def test_an_answer_is_called_by_its_opinion_also_where_it_was_taken_back(store: Store) -> None:
    at_stage(store, Stage.AWAITING_ANSWERS)
    chat = Chat(SATO, store)
    whisper, *_ = chat.types("/answer S31-O1 百万円です。")
    chat.presses("sheet.undo", *undoing([whisper]))
    (undone,) = (part for said in chat.said for part in said.parts if isinstance(part, Comparison))
    assert undone.by == Text.of("store.fact_answer", ids=("S31-O1",))


def test_whoever_heard_of_an_answer_hears_that_it_was_taken_back(store: Store) -> None:
    sheet, chat = at_stage(store, Stage.AWAITING_ANSWERS), Chat(SATO, store)
    by = sheet.opinion("O1").given.by
    last, *_ = chat.types("/answer S31-O1 百万円です。")
    told = []
    for _ in range(3):
        last, *_ = chat.presses("sheet.undo", *undoing([last]))
        told.append([keys(said.parts)[0] for said in chat.said if said.to == by][-1])
    assert told == ["kit.unheard", "kit.heard", "kit.unheard"]


def test_undone_redone_and_undone_again_it_is_told_as_that(store: Store) -> None:
    at_stage(store, Stage.AWAITING_ANSWERS)
    chat = Chat(SATO, store)
    last, *_ = chat.types("/answer S31-O1 百万円です。")
    labels = []
    for _ in range(3):
        last, said, _ = chat.presses("sheet.undo", *undoing([last]))
        assert isinstance(last, Change)
        done, offered = last.view.parts[:2]
        assert isinstance(done, Line)
        assert isinstance(done.text, Text)
        assert isinstance(offered, Row)
        assert isinstance(offered.control, Button)
        assert isinstance(said, Say)
        labels.append((done.text.key, offered.control.label, keys(said.parts)[0]))
        assert done.text.values["what"] == Text.of("history.step_answer")
    undone = ("history.undone", Text.of("kit.redo"), "history.undone_told")
    assert labels == [undone, ("history.redone", Text.of("kit.undo"), "history.redone_told"), undone]
