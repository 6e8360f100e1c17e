"""Handing a sheet on: what the card offers, what a step asks first, who is told what, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from commands.kit.card import HANDING
from commands.kit.reply import Change, Heading, Line, Note, Open, Part, Quote, Return, Row
from commands.kit.request import Subject
from store.form import Form
from store.formats.content import Content
from store.person import Person
from store.refusal import Refusal
from store.sheet import Stage
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls, inputs
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
    second_content,
    second_form,
    small_content,
    submitted,
)  # fmt: skip
from tests.store.test_rules import DEEDS, at_stage

WORDS = {"submit": ("提出", "submit"), "return": ("差戻し", "差し戻し", "return"), "finalise": ("確定", "final"),
         "reopen": ("再開", "reopen"), "publish": ("公表", "publish")}  # fmt: skip


def key(said: object) -> str:
    assert isinstance(said, Text)
    return said.key


def sentences(parts: Sequence[object]) -> list[Text]:
    """Our sentences among the parts."""
    said = (part.text for part in parts if isinstance(part, Line | Note))
    return [text for text in said if isinstance(text, Text)]


def offered(chat: Chat) -> set[str]:
    """The steps by which the card on the screen lets the person go on."""
    assert chat.view is not None
    found = {(step, subject.part) for step, subject in controls(chat.view.parts)}
    deeds = {part for step, part in found if step == "sheet.handing"}
    names = {
        "opinion.open": "opinion",
        "answer.open": "answer",
        "opinion.withdrawing": "withdraw",
        "opinion.asking": "ask again",
    }
    return deeds | {names[step] for step, _ in found if step in names}


def waits(who: Person, store: Store) -> list[tuple[str, str]]:
    """What the person finds under what waits for them: the sheet's number, and why."""
    chat = Chat(who, store)
    chat.types("/sheet")
    assert chat.view is not None
    rows: list[Part] = []
    under = ""
    for part in chat.view.parts:
        under = key(part.text) if isinstance(part, Heading) else under
        rows += [part] if isinstance(part, Row) and under == "sheet.waiting" else []
    return [
        (str(row.text).split()[0], key(row.note.values["note"]).removeprefix("sheet.waits_"))
        for row in rows
        if isinstance(row, Row) and isinstance(row.note, Text)
    ]


@pytest.mark.parametrize("stage", list(Stage))
def test_the_card_offers_exactly_what_the_person_may_do_now(store: Store, stage: Stage) -> None:
    at_stage(store, stage)
    for who in (*EVERYBODY, STRANGER):
        chat = Chat(who, store)
        chat.types("/sheet S31")
        may = {name for name, (_, people, stages) in DEEDS.items() if who.id in people and stage in stages}
        assert offered(chat) == may - {"fill", "fill head"}, who.name


@pytest.mark.parametrize("stage", list(Stage))
def test_the_same_by_words_and_nothing_else(store: Store, stage: Stage) -> None:
    at_stage(store, stage)
    for deed, words in WORDS.items():
        _, people, stages = DEEDS[deed]
        for who in (SATO, TANAKA, FINANCE, SECRETARIAT, STRANGER):
            for word in words:
                chat = Chat(who, store)
                if who.id in people and stage in stages:
                    (reply,) = chat.types(f"/sheet S31 {word}")
                    assert isinstance(reply, Open)
                    assert (reply.view.step, reply.view.subject.part) == ("sheet.hand_on", deed)
                else:
                    with pytest.raises(Refusal):
                        chat.types(f"/sheet S31 {word}")


def test_a_button_of_no_step_is_refused(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    for part in ("", "answer", "nonsense"):
        with pytest.raises(Refusal, match="portion_gone"):
            Chat(SECRETARIAT, store).presses("sheet.handing", Subject(sheet.key, part, sheet.revision))


@pytest.mark.parametrize(
    ("form", "content", "offices"),
    [
        (s_form(), small_content(), (PLANNER, FINANCE, REFORM)),
        (second_form(), second_content("S31"), (PLANNER, FINANCE)),
    ],
    ids=["S", "second"],
)
def test_a_whole_year_is_handed_on_from_chat(
    store: Store, form: Form, content: Content, offices: tuple[Person, ...]
) -> None:
    """Each in turn finds the sheet among what waits for them, opens it and presses; everybody is told who is next."""
    sheet = filled(store, store.add(content, SECRETARIAT, NOW))
    chats = {who.id: Chat(who, store) for who in EVERYBODY}
    told: list[str] = []

    def steps(who: Person, why: str, deed: str, **typed: str) -> None:
        assert ("S31", why) in waits(who, store)
        chat = chats[who.id]
        chat.types("/sheet S31")
        chat.presses("sheet.handing", chat.finds("sheet.handing", deed))
        assert chat.view is not None
        if deed == "submit" and any(each.key == "reason" for each in inputs(chat.view)):
            typed = {"reason": "このとおりで正しいことを確かめました。"}
        (reply, said) = chat.submits(**typed)
        assert isinstance(reply, Return)
        assert sentences(reply.view.parts)[0].key == f"handing.{deed}_saved"
        assert sentences(said.parts)[0].key == f"handing.{deed}_told"  # type: ignore[union-attr]
        turns(said.parts)  # type: ignore[union-attr]

    def turns(parts: Sequence[Part]) -> None:
        (turn,) = (said.values["turn"] for said in sentences(parts) if said.key == "kit.turn")
        told.append(key(turn).removeprefix("kit.turn_"))

    steps(SATO, "submitting", "submit")
    steps(SECRETARIAT, "looking", "return", reason="費用の根拠を書いてください。")
    assert waits(SATO, store) == [("S31", "returned")]
    steps(SUZUKI, "returned", "submit")
    for who in offices[1:]:
        chats[who.id].types("/opinion S31")
        chats[who.id].presses("opinion.nothing", chats[who.id].finds("opinion.nothing"))
    assert ("S31", "opinion") in waits(offices[0], store)
    chats[offices[0].id].types("/opinion S31 効果を数で示してください。")
    turns(chats[offices[0].id].said[-1].parts)
    assert waits(SATO, store) == [("S31", "answers")]
    chats[SATO.id].types("/answer S31-O1 来年度、示します。")
    turns(chats[SATO.id].said[-2].parts)  # the last one goes to whoever gave the opinion
    steps(SECRETARIAT, "finalising", "finalise")
    steps(SECRETARIAT, "publishing", "publish")
    assert waits(SECRETARIAT, store) == []
    chats[SECRETARIAT.id].types("/sheet S31 再開 金額の誤り")
    chats[SECRETARIAT.id].submits()
    assert waits(SECRETARIAT, store) == [("S31", "correction")]
    steps(SATO, "reopened", "submit")
    assert waits(SATO, store) == []
    steps(SECRETARIAT, "finalising", "finalise")
    steps(SECRETARIAT, "publishing", "publish")
    assert told == [
        "submitted",
        "returned",
        "submitted",
        "awaiting_answers",
        "answered",
        "final",
        "published",
        "answered",
        "final",
        "published",
    ]
    assert store.sheet(sheet.key).stage is Stage.PUBLISHED
    actions = [event.action for event in store.history(sheet.key) if event.action not in ("add", "fill")]
    assert actions == [
        "submit",
        "return",
        "submit",
        *["opinion"] * len(offices),
        "answer",
        "finalise",
        "publish",
        "reopen",
        "submit",
        "finalise",
        "publish",
    ]


@pytest.mark.parametrize(("stage", "deed"), [(Stage.SUBMITTED, "return"), (Stage.FINAL, "reopen")])
@pytest.mark.parametrize("reason", ["", " ", "\u200b", "\n"])
def test_a_step_that_needs_a_reason_is_refused_without_one(store: Store, stage: Stage, deed: str, reason: str) -> None:
    sheet = at_stage(store, stage)
    chat = Chat(SECRETARIAT, store)
    chat.presses("sheet.handing", Subject(sheet.key, deed, sheet.revision))
    with pytest.raises(Refusal, match="reason_needed") as caught:
        chat.submits(reason=reason)
    assert caught.value.reasons[0].field == "reason"
    assert store.sheet(sheet.key) == sheet


@pytest.mark.parametrize("stage", [Stage.FINAL, Stage.PUBLISHED])
def test_reopening_speaks_of_publication_where_there_was_one(store: Store, stage: Stage) -> None:
    secretariat = Chat(SECRETARIAT, store)
    secretariat.types(f"/sheet {at_stage(store, stage).number} 再開")
    said = str(secretariat.view)
    assert ("handing.reopen_published_what" in said) is (stage is Stage.PUBLISHED)


def test_what_is_submitted_again_after_reopening_says_that_opinions_stay(store: Store) -> None:
    sheet = at_stage(store, Stage.FINAL)
    secretariat, owner = Chat(SECRETARIAT, store), Chat(SATO, store)
    secretariat.types("/sheet S31 再開 金額の誤り")
    secretariat.submits()
    owner.types("/sheet S31")
    owner.presses("sheet.handing", owner.finds("sheet.handing", "submit"))
    assert owner.view is not None
    said = [each.key for each in sentences(owner.view.parts)]
    assert "handing.submit_again_what" in said
    assert "handing.submit_what" not in said
    assert store.sheet(sheet.key).reopened is not None


def test_the_reason_is_kept_told_and_shown_first(store: Store) -> None:
    sheet = at_stage(store, Stage.SUBMITTED)
    chat = Chat(SECRETARIAT, store)
    chat.types("/sheet S31 差し戻し R2の費用に根拠がありません。\n書き足してください。")
    assert chat.view is not None
    assert [each.initial for each in inputs(chat.view)] == ["R2の費用に根拠がありません。\n書き足してください。"]
    chat.submits()
    reason = "R2の費用に根拠がありません。\n書き足してください。"
    event = store.history(sheet.key)[-1]
    assert (event.action, event.reason, event.who) == ("return", reason, SECRETARIAT.id)
    assert reason in [part.text for part in chat.said[-1].parts if isinstance(part, Quote)]
    owner = Chat(SATO, store)
    owner.types("/sheet S31")
    assert owner.view is not None
    assert reason in [part.text for part in owner.view.parts if isinstance(part, Quote)]


def test_what_changed_meanwhile_is_looked_at_first(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    chat = Chat(SECRETARIAT, store)
    chat.types("/sheet S31 差戻し")
    store.fill(sheet.key, SATO, NOW, {"activity": "書き足した"}, sheet.revision)
    (reply,) = chat.submits(reason="直してください")
    assert isinstance(reply, Change)
    assert [each.initial for each in inputs(reply.view)] == ["直してください"]
    assert store.sheet(sheet.key).stage is Stage.ANSWERED
    chat.submits()
    assert store.sheet(sheet.key).stage is Stage.DRAFT


def test_words_that_a_step_has_no_place_for_are_told_so(store: Store) -> None:
    at_stage(store, Stage.ANSWERED)
    chat = Chat(SECRETARIAT, store)
    chat.types("/sheet S31 確定 お疲れさまでした")
    assert chat.view is not None
    assert "handing.words_left" in [said.key for said in sentences(chat.view.parts)]


def test_two_who_press_at_once_do_it_once(store: Store) -> None:
    sheet = at_stage(store, Stage.ANSWERED)
    first, second = Chat(SECRETARIAT, store), Chat(SECRETARIAT, store)
    for chat in (first, second):
        chat.types("/sheet S31 確定")
    first.submits()
    with pytest.raises(Refusal, match="already_final"):
        second.submits()
    assert [event.action for event in store.history(sheet.key)].count("finalise") == 1


def test_where_no_channel_is_known_the_form_says_whom_to_tell(store: Store) -> None:
    submitted(store, store.add(small_content("S40", owner="どこかの課"), SECRETARIAT, NOW))
    chat = Chat(SECRETARIAT, store)
    chat.types("/sheet S40 差戻し")
    assert chat.view is not None
    assert "kit.told_nowhere" in [said.key for said in sentences(chat.view.parts)]
    assert len(chat.submits(reason="直してください")) == 1


def test_every_step_has_its_words() -> None:
    assert {str(deed) for deed in HANDING} == set(WORDS)
