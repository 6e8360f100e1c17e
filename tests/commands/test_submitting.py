"""Submitting: what hinders it is mended first, what is worth a look needs a reason."""

from __future__ import annotations

import pytest

from commands.kit.reply import Quote
from store.refusal import Refusal
from store.sheet import Stage
from store.store import Store
from tests.commands.chat import Chat, controls, inputs
from tests.office import NOW, SATO, SECRETARIAT, filled, second_content, small_content


def test_what_is_missing_is_shown_with_the_way_there(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types("/sheet S31 提出")
    assert chat.view is not None
    assert chat.view.step is None  # there is nothing to press yet
    assert {step for step, _ in controls(chat.view.parts)} == {"sheet.correct"}
    chat.presses("sheet.correct", chat.finds("sheet.correct", "activity"))
    chat.submits(activity="訓練を行った。")
    assert "activity" not in {subject.part for _, subject in controls(chat.view.parts)}
    chat.presses("sheet.handing", chat.finds("sheet.handing", "submit"))
    assert "activity" not in {subject.part for _, subject in controls(chat.view.parts)}


@pytest.mark.parametrize("reason", ["", " ", "\u200b"])
def test_what_is_worth_a_look_is_submitted_with_a_reason_only(store: Store, reason: str) -> None:
    sheet = filled(store, store.add(small_content(), SECRETARIAT, NOW))  # its targets name no number
    chat = Chat(SATO, store)
    chat.types("/sheet S31 提出")
    with pytest.raises(Refusal, match="why_so") as caught:
        chat.submits(reason=reason)
    assert caught.value.reasons[0].field == "reason"
    assert store.sheet(sheet.key) == sheet
    why = "目標値は来年度の計画で定めます。"
    _, said = chat.submits(reason=why)
    event = store.history(sheet.key)[-1]
    assert (event.action, event.reason) == ("submit", why)
    assert why in [part.text for part in said.parts if isinstance(part, Quote)]  # type: ignore[union-attr]
    secretariat = Chat(SECRETARIAT, store)
    secretariat.types("/sheet S31")
    assert secretariat.view is not None
    assert why in [part.text for part in secretariat.view.parts if isinstance(part, Quote)]


def test_what_is_all_in_order_is_submitted_without_a_reason(store: Store) -> None:
    store.add(second_content(), SECRETARIAT, NOW)
    filled(store, store.numbered("K105"))
    chat = Chat(SATO, store)
    chat.types("/sheet K105 提出")
    assert chat.view is not None
    assert list(inputs(chat.view)) == []
    chat.submits()
    assert store.numbered("K105").stage is Stage.SUBMITTED
