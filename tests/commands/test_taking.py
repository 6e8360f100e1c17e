"""Evidence is taken over into the text of a section, looked at before it is saved; and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.reply import (
    Change,
    ManyInput,
    Return,
    Row,
)
from commands.kit.request import Subject
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet, Stage
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, handler
from tests.commands.noting import input_keys, keys, noted, shown, the_input
from tests.office import (
    FINANCE,
    NOW,
    SATO,
    SECRETARIAT,
    SUZUKI,
    filled,
    second_content,
    small_content,
)  # fmt: skip
from tests.store.test_rules import at_stage


@pytest.fixture
def sheet(store: Store) -> Sheet:
    return store.add(small_content(), SECRETARIAT, NOW)


def section(who: Person, store: Store, number: str = "S31") -> Chat:
    chat = Chat(who, store)
    chat.types(f"/sheet {number} 活動状況")
    return chat


def test_notes_stand_before_the_field_that_takes_them_and_nowhere_else(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 1)
    assert input_keys(section(SATO, store)) == ["take:activity", "activity"]
    chat = Chat(SATO, store)
    chat.types("/sheet S31 改善状況")
    assert input_keys(chat) == ["improved"]
    assert input_keys(section(FINANCE, store)) == []  # who only reads isn't offered to take anything over


def test_another_form_takes_notes_where_it_says_so(store: Store) -> None:
    sheet = store.add(second_content(), SECRETARIAT, NOW)
    noted(store, sheet, 1)
    field = next(leaf for leaf in sheet.leaves(store.form(sheet)).values() if leaf.notes)
    portion = next(each for each in sheet.portions(store.form(sheet)) if field in each.leaves)
    chat = Chat(SATO, store)
    chat.presses("sheet.open", Subject(sheet.key, portion.key))
    chat.submits_all({f"take:{field.address}": (f"{sheet.key}/N1",)})
    chat.submits()
    assert "記録その1。" in str(store.sheet(sheet.key).values[field.address])


def test_chosen_notes_are_looked_at_before_they_are_saved_and_marked(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 3)
    chat = section(SATO, store)
    (look,) = chat.submits_all({"activity": "書いた文。\n", "take:activity": ("2020-S31/N3", "2020-S31/N1")})
    assert isinstance(look, Change)
    assert "activity" not in store.sheet(sheet.key).values
    assert the_input(chat, "activity").initial == "書いた文。\n7/17　記録その1。\n7/19　記録その3。"
    chat.submits()
    assert store.sheet(sheet.key).values["activity"] == "書いた文。\n7/17　記録その1。\n7/19　記録その3。"
    assert [(note.id, bool(note.taken)) for note in store.notes(sheet)] == [("N3", True), ("N2", False), ("N1", True)]
    choice = the_input(section(SATO, store), "take:activity")
    assert isinstance(choice, ManyInput)
    assert [value.rpartition("/")[2] for value, _ in choice.options] == ["N2", "N3", "N1"]  # again, deliberately
    chat = section(SATO, store)
    chat.submits_all({"take:activity": ("2020-S31/N3",)})
    chat.submits()
    assert str(store.sheet(sheet.key).values["activity"]).count("記録その3。") == 2


def test_what_was_taken_out_of_the_text_again_needn_t_count_as_taken(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 2)
    chat = section(SATO, store)
    chat.submits_all({"take:activity": ("2020-S31/N1", "2020-S31/N2")})
    chat.submits_all({"activity": "記録その2だけ。", "taken:activity": ("2020-S31/N2",)})
    assert [(note.id, bool(note.taken)) for note in store.notes(sheet)] == [("N2", True), ("N1", False)]


def test_turning_the_page_loses_neither_words_nor_choice(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 12)
    chat = section(SATO, store)
    seen = store.sheet(sheet.key).revision
    assert chat.view is not None
    store.fill(sheet.key, SUZUKI, NOW, {"activity": "先に書いた。"}, seen)  # meanwhile
    typed: dict[str, Any] = {"activity": "途中の文", "take:activity": ("2020-S31/N12",)}
    subject = chat.finds("sheet.fill_page")
    chat._sees(handler("sheet.fill_page")(chat._request(subject=subject, values=typed), store))
    assert the_input(chat, "activity").initial == "途中の文"
    assert the_input(chat, "also:activity").initial == ("2020-S31/N12",)
    assert chat.view.subject.revision == seen
    chat.submits_all({"take:activity": ("2020-S31/N1",)})
    assert str(the_input(chat, "activity").initial).splitlines()[1:] == ["7/8　記録その1。", "7/19　記録その12。"]
    (clash,) = chat.submits()
    assert isinstance(clash, Change)
    assert "kit.clash" in keys(chat)
    assert [note for note in store.notes(sheet) if note.taken] == []
    chat.submits_all({"keep/activity": "mine"})
    assert str(store.sheet(sheet.key).values["activity"]).startswith("途中の文\n7/8")
    assert {note.id for note in store.notes(sheet) if note.taken} == {"N1", "N12"}


def test_where_the_others_words_are_kept_nothing_counts_as_taken(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 1)
    chat = section(SATO, store)
    chat.submits_all({"take:activity": ("2020-S31/N1",)})
    store.fill(sheet.key, SUZUKI, NOW, {"activity": "先に書いた。"}, sheet.revision)
    chat.submits()
    chat.submits_all({"keep/activity": "theirs"})
    assert store.sheet(sheet.key).values["activity"] == "先に書いた。"
    assert store.notes(sheet)[0].taken is None


def test_a_note_that_was_removed_meanwhile_is_left_out(store: Store, sheet: Sheet) -> None:
    noted(store, sheet, 1)
    chat = section(SATO, store)
    store.remove_note("2020-S31/N1", SUZUKI, NOW)
    (saved, *_) = chat.submits_all({"activity": "文。", "take:activity": ("2020-S31/N1",)})
    assert isinstance(saved, Return)


def test_what_was_recorded_for_last_years_sheet_is_written_up_in_spring(store: Store, sheet: Sheet) -> None:
    """In autumn the sheet is final: what happens then is kept for it, and written up on the next one."""
    noted(store, sheet, 2)
    chat = section(SATO, store)
    chat.submits_all({"take:activity": ("2020-S31/N1",)})
    chat.submits()
    new = store.add(small_content("S31", year=2021), SECRETARIAT, NOW)
    chat = section(SATO, store)
    choice = the_input(chat, "take:activity")
    assert isinstance(choice, ManyInput)
    assert [value for value, _ in choice.options] == ["2020-S31/N2"]
    chat.submits_all({"take:activity": ("2020-S31/N2",)})
    chat.submits()
    assert store.sheet(new.key).values["activity"] == "7/19　記録その2。"
    chat.presses("sheet.notes", Subject(new.key))
    (facts,) = (row.text for row in shown(chat) if isinstance(row, Row))
    assert isinstance(facts, Text)
    assert [each.key for each in facts.values["facts"]] == ["noting.kept_by", "noting.of_year", "noting.taken"]


def test_who_changed_the_sheet_is_named_and_not_who_recorded_something(store: Store, sheet: Sheet) -> None:
    sheet = filled(store, sheet)
    chat = Chat(SATO, store)
    chat.types("/sheet S31 提出")
    noted(store, sheet, 1)
    assert store.sheet(sheet.key).revision == sheet.revision
    store.fill(sheet.key, SECRETARIAT, NOW, {"activity": "別の文"}, sheet.revision)
    noted(store, sheet, 1)
    chat.presses("sheet.hand_on", Subject(sheet.key, "submit", sheet.revision))
    assert chat.view is not None
    (told,) = (
        p.text
        for p in shown(chat)
        if isinstance(getattr(p, "text", None), Text) and p.text.key == "handing.changed_meanwhile"
    )
    assert told.values["name"] == SECRETARIAT.name


def test_a_form_stays_as_it_is_where_the_sheet_can_t_be_written_any_more(store: Store) -> None:
    """Nothing typed is lost: it is refused in the form, which stays, instead of coming back to read only."""
    sheet = at_stage(store, Stage.ANSWERED)
    noted(store, sheet, 12)
    chat = section(SATO, store)
    page = chat.finds("sheet.fill_page")
    store.change(sheet.key, SECRETARIAT, NOW, "finalise", lambda each: each.finalise(SECRETARIAT, NOW))
    with pytest.raises(Refusal, match=r"store\.final"):
        chat.submits_all({"activity": "途中", "take:activity": ("2020-S31/N12",)})
    with pytest.raises(Refusal, match=r"store\.final"):
        chat.presses("sheet.fill_page", page)
