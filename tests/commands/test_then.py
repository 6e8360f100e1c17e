"""A sheet as it was once: when it was submitted, at any change, on a day; compared with how it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.reply import (
    Comparison,
)
from commands.kit.request import Subject
from commands.kit.texts import Texts
from store.form import Form
from store.formats.content import Content
from store.sheet import Sheet
from store.store import Store
from tests.bot.test_extremes import check
from tests.commands.chat import Chat, controls
from tests.commands.test_history import keys, parts, sheet, steps
from tests.office import (
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    s_form,
    second_content,
    second_form,
    small_content,
    submitted,
)

__all__ = ["sheet"]


@pytest.mark.parametrize(
    ("form", "content"), [(s_form(), small_content()), (second_form(), second_content())], ids=["S", "second"]
)
def test_the_sheet_as_it_was_is_read_and_compared(store: Store, texts: Texts, form: Form, content: Content) -> None:
    sheet = submitted(store, store.add(content, SECRETARIAT, NOW))
    at = sheet.revision
    address = next(
        each.address for each in sheet.leaves(form).values() if each.kind.kind == "text" and each.by == "owner"
    )
    store.fill(sheet.key, SECRETARIAT, NOW, {address: "あとから直した"}, at)
    store.change(sheet.key, SATO, NOW, "fill", lambda each: each.add_item(form, SATO, form.tables[0].key, "あとの項目"))
    chat = Chat(STRANGER, store)
    (reply,) = chat.types(f"/sheet {sheet.number} 履歴 提出時")
    assert check(reply, texts)
    assert "history.different" in keys(parts(chat))
    for step, subject in list(controls(parts(chat))):  # type: ignore[arg-type]
        (reply,) = chat.presses(step, subject)
        assert check(reply, texts)
        assert "sheet.putting_back" not in steps(chat)
    before = store.sheet_at(store.sheet(sheet.key), at)
    portion = next(each for each in before.portions(form) if address in {leaf.address for leaf in each.leaves})
    chat.presses("sheet.then", Subject(sheet.key, portion.key, at))
    assert any(isinstance(part, Comparison) for part in parts(chat))
    owner = Chat(SATO, store)
    owner.presses("sheet.then", Subject(sheet.key, portion.key, at))
    owner.presses("sheet.putting_back", owner.finds("sheet.putting_back", address))
    owner.submits()
    assert store.sheet(sheet.key).values[address] == before.values[address]


@pytest.mark.parametrize("day", ["7/20", "7月20日", "2020-07-20", "２０２０／７／２０", "20 Jul", "Mon 20 jul 2020"])
def test_the_sheet_as_it_was_on_a_day(store: Store, sheet: Sheet, day: str) -> None:
    store.fill(sheet.key, SATO, NOW, {"activity": "その日の文"}, 1)
    store.fill(sheet.key, SATO, NOW + timedelta(days=2), {"activity": "あとの文"}, 2)
    chat = Chat(SATO, store, NOW + timedelta(days=3))
    chat.types(f"/sheet S31 履歴 {day}")
    assert chat.finds("sheet.event").revision == 2
