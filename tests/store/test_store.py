"""The store: revisions, history, several people at once, and what is left on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from store.engine import Change, Check, Conflict, JournalEngine, Put, Remove
from store.refusal import Refusal
from store.store import INDEXES, Store
from store.text import Text
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    SATO,
    SECRETARIAT,
    SUZUKI,
    all_forms,
    open_store,
    seed_sheet,
    small_content,
    staffed_store,
    submitted,
)  # fmt: skip


def test_the_history_says_who_when_what_from_what_to_what(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    store.fill(sheet.key, SATO, LATER, {"activity": "勉強会を開いた"}, sheet.revision)
    added, filled = store.history(sheet.key)
    assert added.action == "add"
    assert (filled.who, filled.name, filled.at, filled.revision) == (SATO.id, SATO.name, LATER, 2)
    assert [(each.field, each.before, each.after) for each in filled.differences] == [
        ("activity", None, "勉強会を開いた")
    ]


def test_what_changes_nothing_is_no_event(store: Store) -> None:
    sheet = seed_sheet(store)
    same, _ = store.fill(sheet.key, SATO, LATER, {"activity": sheet.values["activity"]}, sheet.revision)  # type: ignore[dict-item]
    assert same.revision == sheet.revision
    assert len(store.history(sheet.key)) == 1


def test_two_people_in_one_field_clash_and_nothing_is_overwritten(store: Store) -> None:
    sheet = seed_sheet(store)
    store.fill(sheet.key, SUZUKI, NOW, {"activity": "鈴木の文"}, sheet.revision)
    after, clashes = store.fill(
        sheet.key, SATO, LATER, {"activity": "佐藤の文", "improved": "佐藤の改善"}, sheet.revision
    )
    assert [(clash.address, clash.theirs, clash.mine, clash.event.who) for clash in clashes] == [
        ("activity", "鈴木の文", "佐藤の文", SUZUKI.id)
    ]
    assert after.values["activity"] == "鈴木の文"
    assert after.values["improved"] == sheet.values["improved"]
    chosen, none = store.fill(sheet.key, SATO, LATER, {"activity": "佐藤の文"}, after.revision)
    assert (chosen.values["activity"], none) == ("佐藤の文", ())


def test_a_field_left_as_it_was_shown_is_left_to_the_other(store: Store) -> None:
    sheet = seed_sheet(store)
    shown = str(sheet.values["activity"])
    store.fill(sheet.key, SUZUKI, NOW, {"activity": "鈴木の文"}, sheet.revision)
    after, clashes = store.fill(sheet.key, SATO, LATER, {"activity": shown, "improved": "佐藤の改善"}, sheet.revision)
    assert clashes == ()
    assert (after.values["activity"], after.values["improved"]) == ("鈴木の文", "佐藤の改善")


def test_two_answers_to_one_opinion_clash(store: Store) -> None:
    sheet = seed_sheet(store)
    store.answer(sheet.key, SUZUKI, NOW, {("O1",): "鈴木の回答"}, sheet.revision)
    after, clashes = store.answer(sheet.key, SATO, LATER, {("O1",): "佐藤の回答", ("O2",): "二つ目"}, sheet.revision)
    assert [(clash.address, clash.theirs) for clash in clashes] == [("O1", "鈴木の回答")]
    assert [each.text for each in after.answers] == ["鈴木の回答"]


def test_an_answer_left_as_it_was_shown_is_left_to_the_other(store: Store) -> None:
    sheet = seed_sheet(store)
    shown, _ = store.answer(sheet.key, SATO, NOW, {("O1",): "はじめの回答"}, sheet.revision)
    store.answer(sheet.key, SUZUKI, NOW, {("O1",): "鈴木の直した回答"}, shown.revision)
    after, clashes = store.answer(
        sheet.key, SATO, LATER, {("O1",): "はじめの回答", ("O2",): "佐藤の二つ目"}, shown.revision
    )
    assert clashes == ()
    assert [each.text for each in after.answers] == ["鈴木の直した回答", "佐藤の二つ目"]


def test_nothing_is_written_into_an_item_that_took_the_place_of_another(store: Store) -> None:
    content = small_content()
    titles = {f"initiatives/{n}/title": f"取組その{n}" for n in range(1, 5)}
    sheet = store.add(replace(content, values={**content.values, **titles}), SECRETARIAT, NOW)
    store.change(sheet.key, SUZUKI, NOW, "fill", lambda each: each.remove_item(SUZUKI, "initiatives", 2))
    with pytest.raises(Refusal, match="items_moved") as caught:
        store.fill(sheet.key, SATO, LATER, {"initiatives/3/outcome/this": "三番目の目標"}, sheet.revision)
    assert caught.value.reasons[0].field == "initiatives/3/outcome/this"
    assert not any("outcome" in address for address in store.sheet(sheet.key).values)
    before_it = {"initiatives/1/outcome/this": "一番目の目標", "activity": "書いた"}
    after, clashes = store.fill(sheet.key, SATO, LATER, before_it, sheet.revision)
    assert (after.values["initiatives/1/outcome/this"], clashes) == ("一番目の目標", ())


def test_many_at_once_lose_nothing(store: Store) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))

    def give(n: int) -> None:
        store.change(
            sheet.key, FINANCE, NOW, "opinion", lambda each: each.give_opinion(FINANCE, NOW, "finance", f"意見{n}")
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(give, range(40)))
    after = store.sheet(sheet.key)
    assert sorted(each.text for each in after.opinions) == sorted(f"意見{n}" for n in range(40))
    assert [each.id for each in after.opinions] == [f"O{n}" for n in range(1, 41)]
    assert [event.revision for event in store.history(sheet.key)] == list(range(1, after.revision + 1))


def test_a_number_is_given_once_a_year_and_can_be_changed(store: Store) -> None:
    first = store.add(small_content("S31"), SECRETARIAT, NOW)
    store.add(small_content("S32"), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="number_taken"):
        store.add(small_content("Ｓ３１"), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="number_taken"):
        store.fill(first.key, SECRETARIAT, NOW, {"number": "S32"}, 1)
    store.fill(first.key, SECRETARIAT, NOW, {"number": "S99"}, 1)
    assert store.numbered("s９９").key == first.key
    again = store.add(small_content("S31"), SECRETARIAT, NOW)
    assert again.key != first.key
    assert store.numbered("S31").key == again.key


def test_a_number_whose_sheet_was_lost_is_free_again(store: Store) -> None:
    lost = store.add(small_content("S31"), SECRETARIAT, NOW)
    store.engine.commit(Remove("sheets", lost.key, 1))  # as after a repair of a damaged file
    again = store.add(small_content("S31"), SECRETARIAT, NOW)
    assert again.key != lost.key
    assert [event.sheet for event in store.history(again.key)] == [again.key]
    assert store.numbered("S31").key == again.key
    store.fill(again.key, SECRETARIAT, NOW, {"number": "S32"}, 1)
    store.add(small_content("S31"), SECRETARIAT, NOW)
    assert {sheet.number for sheet in store.sheets()} == {"S31", "S32"}


def test_a_sheet_keeps_its_number_though_its_claim_was_lost(store: Store) -> None:
    store.add(small_content("S31"), SECRETARIAT, NOW)
    store.engine.commit(Remove("numbers", "2020/s31", 1))
    with pytest.raises(Refusal, match="number_taken"):
        store.add(small_content("S31"), SECRETARIAT, NOW)


class Overtaken(JournalEngine):
    """An engine to which somebody else commits a moment earlier, once."""

    meanwhile: Callable[[], object] | None = None

    def commit(self, *changes: Change) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        super().commit(*changes)


def test_who_was_second_to_take_a_number_is_told_which(tmp_path: Path) -> None:
    engine = Overtaken(tmp_path, INDEXES)
    store = Store(engine, all_forms())
    engine.meanwhile = lambda: store.add(small_content("S31"), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="number_taken") as caught:
        store.add(small_content("S31"), SECRETARIAT, NOW)
    assert caught.value.text.values["number"] == "S31"


def test_two_long_numbers_that_begin_alike_come_in_at_once(tmp_path: Path) -> None:
    engine = Overtaken(tmp_path, INDEXES)
    store = Store(engine, all_forms())
    first, second = small_content("S" * 40 + "1"), small_content("S" * 40 + "2")
    engine.meanwhile = lambda: store.add(first, SECRETARIAT, NOW)
    store.add(second, SECRETARIAT, NOW)
    assert {sheet.number for sheet in store.sheets()} == {first.number, second.number}


def test_a_thread_is_kept_by_many_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: store.keep_thread("2020-S31", "C0JOHO", f"{n}.0"), range(40)))
    kept = store.thread("2020-S31")
    assert kept is not None
    assert kept[1] in {f"{n}.0" for n in range(40)}


def test_a_file_tells_no_person_of_its_opinions(store: Store) -> None:
    sheet = seed_sheet(store)
    assert {opinion.given.by for opinion in sheet.opinions} == {""}
    assert store.history(sheet.key)[0].who == SECRETARIAT.id


def test_the_latest_year_is_meant_unless_one_is_named(store: Store) -> None:
    old = store.add(small_content(year=2019), SECRETARIAT, NOW)
    new = store.add(small_content(year=2020), SECRETARIAT, NOW)
    assert store.numbered("S31").key == new.key
    assert store.numbered("S31", 2019).key == old.key
    with pytest.raises(Refusal, match="no_sheet"):
        store.numbered("S77")


def test_words_are_found_wherever_they_stand(store: Store) -> None:
    seed_sheet(store)
    store.add(small_content(), SECRETARIAT, NOW)

    def found(words: str) -> list[tuple[str, str]]:
        return [(store.sheet(hit.sheet).number, hit.address) for hit in store.search(words)]

    assert found("標的型　攻撃メール") == [("S27", "initiatives/1/outcome/last")]
    assert found("在宅勤務") == [("S27", "opinions/O2")]
    assert found("ＩＣＴ")[0][0] == "S27"
    assert found("市民から信頼される市政の運営") == [("S27", "goal")]
    assert found("578千円") == [("S27", "initiatives/2/cost/this")]
    assert found("情報課") == [("S27", "owner"), ("S31", "owner")]
    assert found("どこにもない言葉") == found(" ") == []


def test_everything_stands_after_opening_again(tmp_path: Path) -> None:
    store = staffed_store(tmp_path)
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    store.keep_thread(sheet.key, "C0JOHO", "1.5")
    store.close()
    again = open_store(tmp_path, writing=False)
    assert again.sheet(sheet.key) == sheet
    assert len(again.history(sheet.key)) == sheet.revision
    assert again.person(SATO.id) == SATO
    assert again.department("市長公室　情報課").channel == "C0JOHO"
    assert again.thread(sheet.key) == ("C0JOHO", "1.5")


def test_one_process_writes_and_others_are_told_which(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "data"
    with pytest.raises(Refusal) as caught:
        open_store(folder)
    assert str(os.getpid()) in str(caught.value.text.values["holder"])
    assert open_store(folder, writing=False).person(SATO.id) == SATO
    code = "import sys; from tests.office import open_store; from pathlib import Path; open_store(Path(sys.argv[1]))"
    other = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    assert "store.locked" in other.stderr


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = staffed_store(tmp_path)
    store.add(small_content(), SECRETARIAT, NOW)
    store.close()
    file = tmp_path / "documents.journal"
    damaged = file.read_bytes().replace("佐藤".encode(), "伊藤".encode(), 1)
    file.write_bytes(damaged)
    for writing in (True, False):
        with pytest.raises(Refusal, match="damaged") as caught:
            open_store(tmp_path, writing=writing)
        assert caught.value.text.values["line"] == 2
    assert file.read_bytes() == damaged


def test_a_write_that_fails_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", full)
        with pytest.raises(Refusal, match="unwritable") as caught:
            store.fill(sheet.key, SATO, NOW, {"activity": "消えてはいけない"}, 1)
        assert caught.value.text.values["problem"] == Text.of("store.problem_full")
    assert store.sheet(sheet.key) == sheet
    after, _ = store.fill(sheet.key, SATO, NOW, {"activity": "空きができた"}, 1)
    assert after.revision == 2


def test_a_commit_is_all_or_nothing(tmp_path: Path) -> None:
    engine = JournalEngine(tmp_path, {"things": ("colour",)})
    engine.commit(Put("things", "a", {"colour": "red"}, 0), Put("things", "b", {"colour": "red"}, 0))
    for changes in (
        [Put("things", "c", {}, 0), Put("things", "a", {}, 0)],
        [Put("things", "c", {}, 0), Check("things", "b", 7)],
        [Remove("things", "a", 1), Remove("things", "z", 1)],
        [Put("things", "c", {"colour": "green"}, 0), Put("things", "c", {"colour": "blue"}, 0)],
    ):
        with pytest.raises(Conflict):
            engine.commit(*changes)
    assert [record.key for record in engine.find("things")] == ["a", "b"]
    engine.commit(Put("things", "a", {"colour": "blue"}, 1), Check("things", "b", 1), Remove("things", "b", 1))
    assert [record.key for record in engine.find("things", colour="red")] == []
    assert [(record.key, record.rev) for record in engine.find("things", colour="blue")] == [("a", 2)]
    with pytest.raises(KeyError):
        engine.find("things", size=3)
