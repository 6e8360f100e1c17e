"""Evidence as the store keeps it: beside the sheet, told by its history, by many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.evidence import Note, Said
from store.form import Forms
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from tests.office import LATER, NOW, SATO, SECRETARIAT, STRANGER, SUZUKI, TANAKA, open_store, small_content

MESSAGE = Said(by=SUZUKI.id, name=SUZUKI.name, at=NOW, source="C0JOHO/1.1", link="https://example.jp/1")


@pytest.fixture
def sheet(store: Store) -> Sheet:
    return store.add(small_content(), SECRETARIAT, NOW)


def kept(
    store: Store, sheet: Sheet, text: str = "来庁者に案内した。", day: str = "2020-07-20", who: Person = SATO
) -> Note:
    return store.keep_note(sheet, who, LATER, text=text, day=day, said=Said(by=who.id, name=who.name, at=LATER))


def test_a_note_is_read_back_as_it_was_kept(store: Store, sheet: Sheet) -> None:
    note = store.keep_note(sheet, SATO, LATER, text="  髙橋さんが①を案内。\r\n－", day="2020/7/19", said=MESSAGE)
    assert store.notes(sheet) == (note,)
    assert store.note(note.key) == note
    assert (note.text, note.day.isoformat(), note.said) == ("髙橋さんが①を案内。\n－", "2020-07-19", MESSAGE)
    assert note.line == "7/19　髙橋さんが①を案内。 －"
    assert store.recorded("C0JOHO/1.1") == (note,)
    assert store.recorded("") == ()


def test_recording_never_gets_in_the_way_of_whoever_writes_the_sheet(store: Store, sheet: Sheet) -> None:
    note = kept(store, sheet)
    filled, clashes = store.fill(sheet.key, SUZUKI, LATER, {"activity": "書いた文"}, sheet.revision)
    assert (filled.revision, clashes) == (sheet.revision + 1, ())
    note = store.remove_note(note.key, SATO, LATER)
    assert note.removed is not None
    assert store.sheet(sheet.key).revision == filled.revision
    again, clashes = store.fill(sheet.key, SATO, LATER, {"activity": "別の文"}, filled.revision)
    assert (again.revision, clashes) == (filled.revision + 1, ())


def test_the_history_tells_each_change_where_it_happened(store: Store, sheet: Sheet) -> None:
    moment = datetime(2020, 7, 21, 0, 0, tzinfo=UTC)
    first = store.keep_note(sheet, SATO, moment, text="一", day="2020-07-20", said=MESSAGE)
    store.fill(sheet.key, SUZUKI, moment, {"activity": "文"}, sheet.revision)
    for n in range(11):
        kept(store, sheet, f"その{n}")
    store.take_notes([first.key], SATO, LATER + timedelta(days=2), store.sheet(sheet.key), "activity")
    store.remove_note(first.key, SUZUKI, LATER + timedelta(days=3))
    store.restore_note(first.key, SATO, LATER + timedelta(days=4))
    events = store.history(sheet.key)
    told = [(event.action, event.revision, event.changed_sheet) for event in events]
    assert told[:3] == [("add", 1, True), ("note", 1, False), ("fill", 2, True)]
    assert told[3:] == [("note", 2, False)] * 11 + [
        (each, 2, False) for each in ("take_note", "remove_note", "restore_note")
    ]
    taken, removed = events[-3].differences[0], events[-2].differences[0]
    assert (taken.field, taken.after["taken"]["field"]) == ("notes/N1", "activity")
    assert "removed" not in removed.before
    assert removed.after["removed"]["by"] == SUZUKI.id
    assert {event.name for event in events[1:2]} == {SATO.name}


def test_a_message_is_recorded_once_for_a_sheet_however_many_try(store: Store, sheet: Sheet) -> None:
    def tries(n: int) -> str:
        who = (SATO, SUZUKI)[n % 2]
        try:
            return store.keep_note(sheet, who, LATER, text=f"その{n}", day="2020-07-20", said=MESSAGE).id
        except Refusal as refusal:
            return refusal.text.key

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(tries, range(8)))
    assert outcomes == ["N1", *["store.note_there"] * 7]
    store.remove_note(f"{sheet.key}/N1", SATO, LATER)
    assert tries(0) == "N2"  # what was removed may be recorded anew


def test_many_record_at_once_and_each_note_stays(store: Store, sheet: Sheet) -> None:
    with ThreadPoolExecutor(6) as pool:
        notes = list(pool.map(lambda n: kept(store, sheet, f"その{n}"), range(12)))
    assert len({note.id for note in notes}) == 12
    assert {note.text for note in store.notes(sheet)} == {f"その{n}" for n in range(12)}


def test_what_happened_last_comes_first_and_removed_notes_are_gone(store: Store, sheet: Sheet) -> None:
    for day in ("2020-06-01", "2020-07-20", "2019-12-24"):
        kept(store, sheet, day, day)
    store.remove_note(f"{sheet.key}/N1", SATO, LATER)
    assert [note.text for note in store.notes(sheet)] == ["2020-07-20", "2019-12-24"]


@pytest.mark.parametrize("who", [TANAKA, STRANGER])
def test_others_neither_record_nor_remove_nor_take_over(store: Store, sheet: Sheet, who: Person) -> None:
    note = kept(store, sheet)
    with pytest.raises(Refusal, match="not_yours_to_note"):
        kept(store, sheet, who=who)
    for act in (store.remove_note, store.restore_note):
        with pytest.raises(Refusal, match="note_not_yours"):
            act(note.key, who, LATER)
    with pytest.raises(Refusal, match="not_yours"):
        store.take_notes([note.key], who, LATER, sheet, "activity")
    assert store.note(note.key) == note
    assert len(store.history(sheet.key)) == 2


def test_what_changes_nothing_is_not_told(store: Store, sheet: Sheet) -> None:
    note = kept(store, sheet)
    store.restore_note(note.key, SATO, LATER)
    store.remove_note(note.key, SATO, LATER)
    store.remove_note(note.key, SUZUKI, LATER)
    assert [event.action for event in store.history(sheet.key)] == ["add", "note", "remove_note"]
    with pytest.raises(Refusal, match="no_such_note"):
        store.note("2020-S31/N9")


def test_notes_outlast_the_program(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    note = store.keep_note(sheet, SECRETARIAT, LATER, text="一", day="2020-07-20", said=MESSAGE)
    store.take_notes([note.key], SECRETARIAT, LATER, sheet, "activity")
    store.close()
    again = open_store(tmp_path)
    (read,) = again.notes(sheet)
    assert read.taken is not None
    assert (read.taken.field, read.taken.sheet, read.revision) == ("activity", sheet.key, 2)
    again.close()


@pytest.mark.parametrize("kind", ['{ kind = "date" }', '{ kind = "text", lines = false }'])
def test_a_form_whose_notes_would_find_no_room_is_refused(tmp_path: Path, kind: str) -> None:
    shipped = Path(__file__).parents[2] / "store/forms/nagakute-s-2020.toml"
    (tmp_path / "f.toml").write_text(
        shipped.read_text("utf-8").replace("  notes = true\n", f"  notes = true\n  kind = {kind}\n"), "utf-8"
    )
    with pytest.raises(Refusal, match="form_unfit") as refused:
        Forms(tmp_path)
    assert refused.value.text.values["reason"].key == "store.form_notes"
