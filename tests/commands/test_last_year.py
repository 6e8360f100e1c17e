"""What a sheet shows of last year: the way there, the target beside an actual, the draft of a plan."""

from __future__ import annotations

import pytest

from commands.kit.reply import (
    Buttons,
    Quote,
    Row,
)
from commands.kit.request import Subject
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, inputs
from tests.commands.years import compared, said, three_sheets
from tests.office import (
    FINANCE,
    SATO,
)


@pytest.fixture
def opened(store: Store) -> Store:
    return three_sheets(store)


def test_the_card_leads_to_last_years_sheet(opened: Store) -> None:
    compared(opened).submits()
    chat = Chat(SATO, opened)
    chat.types("/sheet S1")
    assert chat.view is not None
    labels = {
        button.label.key: button.subject
        for part in chat.view.parts
        if isinstance(part, Buttons)
        for button in part.buttons
        if isinstance(button.label, Text)
    }
    assert labels["kit.last_year"] == Subject("2020-S1")
    entries = [part.note for part in chat.view.parts if isinstance(part, Row) and isinstance(part.note, Text)]
    assert [note.values["target"].values["text"] for note in entries if note.key == "kit.planned_note"] == [
        "案内 1,500人"
    ]
    chat.presses("sheet.card", labels["kit.last_year"])
    assert chat.view.subject.id == "2020-S1"
    assert "kit.last_year" not in {
        button.label.key
        for part in chat.view.parts
        if isinstance(part, Buttons)
        for button in part.buttons
        if isinstance(button.label, Text)
    }


def test_the_target_stands_beside_the_actual_and_is_not_its_value(opened: Store) -> None:
    compared(opened).submits()
    chat = Chat(SATO, opened)
    chat.types("/sheet S1 取組① R2")
    assert chat.view is not None
    (quote,) = [part for part in chat.view.parts if isinstance(part, Quote)]
    assert quote.text == "案内 1,500人"
    held = {each.key: each.initial for each in inputs(chat.view)}
    assert held["initiatives/1/outcome/last"] == ""
    chat.submits(**{"initiatives/1/outcome/last": "案内 1,400人"})
    chat.types("/sheet S1 取組① R2")
    assert [part.text for part in chat.view.parts if isinstance(part, Quote)] == ["案内 1,500人"]
    assert opened.numbered("S1").values["initiatives/1/outcome/last"] == "案内 1,400人"


def test_this_years_plan_begins_with_what_was_planned_and_counts_once_it_is_saved(opened: Store) -> None:
    compared(opened).submits()
    chat = Chat(SATO, opened)
    chat.types("/sheet S1 取組① R3")
    assert chat.view is not None
    assert "kit.planned_draft" in said(chat.view.parts)
    assert "initiatives/1/outcome/this" not in opened.numbered("S1").values
    chat.submits()
    assert opened.numbered("S1").values["initiatives/1/outcome/this"] == "案内 1,800人"
    chat.types("/sheet S1 取組① R3")
    assert "kit.planned_draft" not in said(chat.view.parts)


def test_who_may_not_write_sees_no_drafts(opened: Store) -> None:
    compared(opened).submits()
    chat = Chat(FINANCE, opened)
    chat.types("/sheet S1 取組① R3")
    assert chat.view is not None
    assert "案内 1,800人" not in [part.text for part in chat.view.parts if isinstance(part, Quote)]
