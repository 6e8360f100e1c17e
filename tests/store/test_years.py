"""A year is opened from the one before, once, all or nothing; taken back, everything is as it was."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from store.engine import Conflict
from store.engine.base import Change
from store.refusal import Refusal
from store.store import Store
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    open_store,
    second_content,
    small_content,
    staffed_store,
    submitted,
)

NEXT = "nagakute-s-2021"
OTHER = SECRETARIAT.model_copy(update={"id": "U0JIMU2"})


@pytest.fixture
def opened(store: Store) -> Store:
    """Three sheets of 2020."""
    store.add_all([small_content(number) for number in ("S1", "S2", "S3")], SECRETARIAT, NOW)
    return store


def documents(store: Store, *kinds: str) -> dict[tuple[str, str], Any]:
    """Everything that is kept of these kinds."""
    return {(kind, record.key): (record.rev, dict(record.body)) for kind in kinds for record in store.engine.find(kind)}


def test_the_new_sheets_tell_where_they_come_from(opened: Store) -> None:
    before = documents(opened, "sheets", "events", "numbers")
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT)
    assert documents(opened, "sheets", "events", "numbers") == before
    opening = opened.open_year(plan, SECRETARIAT, LATER)
    assert opening is not None
    sheet = opened.numbered("S2")
    assert (sheet.year, sheet.form, sheet.revision, sheet.owner) == (2021, NEXT, 1, "市長公室情報課")
    (event,) = opened.history(sheet.key)
    assert (event.action, event.name, event.at) == ("carry", SECRETARIAT.name, LATER)
    told = {each.field: each.after for each in event.differences}
    assert told["carried_from"] == {"sheet": "2020-S2", "revision": 1}
    year_before = opened.year_before(sheet)
    assert year_before is not None
    assert year_before.key == "2020-S2"
    assert {
        key: kept for key, kept in documents(opened, "sheets", "events", "numbers").items() if key in before
    } == before


def test_the_way_to_last_year_stays_when_the_number_changes(opened: Store) -> None:
    opened.open_year(opened.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    key = opened.numbered("S1").key
    sheet, _ = opened.fill(key, SECRETARIAT, LATER, {"number": "S101"}, 1)
    year_before = opened.year_before(sheet)
    assert year_before is not None
    assert year_before.number == "S1"


def test_it_is_opened_once(opened: Store) -> None:
    """By whoever is first, however often it is pressed; the other's comparison doesn't hold any more."""
    mine, theirs = opened.keep_plan(SECRETARIAT, 2020, NEXT), opened.keep_plan(OTHER, 2020, NEXT)
    assert opened.open_year(mine, SECRETARIAT, LATER)
    with pytest.raises(Refusal, match="nothing_to_open"):
        opened.open_year(mine, SECRETARIAT, LATER)
    with pytest.raises(Refusal, match="opened_already"):
        opened.open_year(opened.plan(SECRETARIAT), SECRETARIAT, LATER)
    with pytest.raises(Refusal, match="nothing_to_open"):
        opened.open_year(theirs, OTHER, LATER)
    assert len(opened.sheets_of(2021)) == 3


def test_two_at_once_open_it_once(opened: Store) -> None:
    plans = [opened.keep_plan(SECRETARIAT, 2020, NEXT), opened.keep_plan(OTHER, 2020, NEXT)]
    start = threading.Barrier(2)
    outcomes: list[object] = []

    def press(n: int) -> None:
        start.wait()
        try:
            outcomes.append(opened.open_year(plans[n], (SECRETARIAT, OTHER)[n], LATER))
        except Refusal as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(not isinstance(each, Refusal) and each is not None for each in outcomes) == 1
    assert len(opened.sheets_of(2021)) == 3


def test_what_changed_since_the_comparison_is_looked_at_first(opened: Store) -> None:
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT)
    opened.fill("2020-S1", SATO, LATER, {"background": "あとから書いた。"}, 1)
    assert opened.open_year(plan, SECRETARIAT, LATER) is None
    assert opened.sheets_of(2021) == ()
    assert opened.open_year(opened.compared_anew(plan), SECRETARIAT, LATER)
    assert opened.numbered("S1").values["background"] == "あとから書いた。"


def test_what_changes_at_that_very_moment_is_looked_at_first(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT)
    commit = opened.engine.commit

    def meanwhile(*changes: Change) -> None:
        monkeypatch.setattr(opened.engine, "commit", commit)
        opened.fill("2020-S1", SATO, LATER, {"background": "たった今書いた。"}, 1)
        commit(*changes)

    monkeypatch.setattr(opened.engine, "commit", meanwhile)
    assert opened.open_year(plan, SECRETARIAT, LATER) is None
    assert opened.sheets_of(2021) == ()


def test_sheets_that_are_there_already_are_left_alone(opened: Store) -> None:
    opened.add(small_content("Ｓ２", year=2021), SECRETARIAT, NOW)
    standing = opened.numbered("S2", 2021)
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT, which="S1、S2")
    assert [each.number for each in opened.outlook(plan).standing] == ["Ｓ２"]
    opening = opened.open_year(plan, SECRETARIAT, LATER)
    assert opening is not None
    assert opening.sheets == ("2021-S1",)
    assert opened.numbered("S2", 2021) == standing
    rest = opened.open_year(opened.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    assert rest is not None
    assert rest.sheets == ("2021-S3",)


def test_taken_back_everything_is_as_it_was(opened: Store) -> None:
    kinds = ("sheets", "events", "numbers", "threads", "departments", "people")
    before = documents(opened, *kinds)
    opening = opened.open_year(opened.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    assert opening is not None
    undone = opened.take_back(opening.key, SECRETARIAT, LATER)
    assert documents(opened, *kinds) == before
    assert opened.numbered("S1").year == 2020
    assert list(opened.search("窓口")) != []
    assert undone.undone
    assert opened.last_opening() is None
    with pytest.raises(Refusal, match="taken_back_already"):
        opened.take_back(opening.key, SECRETARIAT, LATER)
    with pytest.raises(Refusal, match="no_sheet"):
        opened.fill("2021-S1", SATO, LATER, {"background": "古い画面から"}, 1)
    again = opened.open_year(opened.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    assert again is not None
    assert not set(again.sheets) & set(opening.sheets), "whoever has an old card open would write into another sheet"
    with pytest.raises(Refusal, match="no_sheet"):
        opened.fill(opening.sheets[0], SATO, LATER, {"background": "古い画面から"}, 1)


def test_what_somebody_has_written_into_is_not_taken_back(opened: Store) -> None:
    opening = opened.open_year(opened.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    assert opening is not None
    opened.fill("2021-S2", SATO, LATER, {"activity": "書いた。"}, 1)
    before = documents(opened, "sheets", "events", "numbers", "openings")
    with pytest.raises(Refusal, match="written_since") as refused:
        opened.take_back(opening.key, SECRETARIAT, LATER)
    assert refused.value.text.values["numbers"] == ("S2",)
    assert documents(opened, "sheets", "events", "numbers", "openings") == before


def test_who_writes_while_it_is_taken_back_is_not_lost(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = opened.open_year(opened.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    assert opening is not None
    commit = opened.engine.commit

    def meanwhile(*changes: Change) -> None:
        monkeypatch.setattr(opened.engine, "commit", commit)
        opened.fill("2021-S3", SATO, LATER, {"activity": "その瞬間に書いた。"}, 1)
        commit(*changes)

    monkeypatch.setattr(opened.engine, "commit", meanwhile)
    with pytest.raises(Refusal, match="written_since"):
        opened.take_back(opening.key, SECRETARIAT, LATER)
    assert opened.sheet("2021-S3").values["activity"] == "その瞬間に書いた。"


def test_all_or_nothing_whatever_fails(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT)
    before = documents(opened, "sheets", "events", "numbers", "openings", "plans")

    def fails(*changes: Change) -> None:
        raise Conflict(changes[0])

    monkeypatch.setattr(opened.engine, "commit", fails)
    assert opened.open_year(plan, SECRETARIAT, LATER) is None
    assert documents(opened, "sheets", "events", "numbers", "openings", "plans") == before


def test_it_is_kept_and_read_again(tmp_path: Path) -> None:
    store = staffed_store(tmp_path)
    store.add(small_content("S1"), SECRETARIAT, NOW)
    opening = store.open_year(store.keep_plan(SECRETARIAT, 2020, NEXT), SECRETARIAT, LATER)
    store.close()
    again = open_store(tmp_path)
    assert again.last_opening() == opening
    origin = again.numbered("S1").carried_from
    assert origin is not None
    assert (origin.sheet, origin.revision) == ("2020-S1", 1)
    again.close()


def test_nobody_else_opens_or_takes_back(opened: Store) -> None:
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT)
    opening = opened.open_year(plan, SECRETARIAT, LATER)
    assert opening is not None
    for who in (SATO, FINANCE, STRANGER):
        for attempt in (
            lambda who=who: opened.keep_plan(who, 2020, NEXT),
            lambda who=who: opened.plan(who),
            lambda who=who: opened.open_year(plan, who, LATER),
            lambda who=who: opened.take_back(opening.key, who, LATER),
        ):
            with pytest.raises(Refusal, match="year_is_secretariats"):
                attempt()


def test_everything_that_is_wrong_is_told_at_once(opened: Store) -> None:
    with pytest.raises(Refusal) as refused:
        opened.keep_plan(SECRETARIAT, 2020, "nowhere-1999", "情報課", "S99")
    assert [reason.field for reason in refused.value.reasons] == ["renames", "which", "form"]
    with pytest.raises(Refusal, match="no_year_before"):
        opened.keep_plan(SECRETARIAT, 1999, NEXT)
    with pytest.raises(Refusal, match="no_plan"):
        opened.plan(SECRETARIAT)


def watched(store: Store, which: str = "") -> dict[str, list[str]]:
    plan = store.keep_plan(SECRETARIAT, 2020, "nagakute-s-2020", which=which)
    return {each.before.number: [text.key for text in each.attention] for each in store.outlook(plan).prospects}


def test_last_years_open_ends_are_told(opened: Store) -> None:
    sheet = submitted(opened, opened.sheet("2020-S1"))
    opened.change(
        sheet.key, FINANCE, NOW, "opinion", lambda each: each.give_opinion(FINANCE, NOW, "finance", "なぜか。")
    )
    assert watched(opened) == {
        "S1": ["store.carry_unanswered"],
        "S2": ["store.carry_not_final"],
        "S3": ["store.carry_not_final"],
    }
    opened.answer(sheet.key, SATO, NOW, {("O1",): "理由です。"}, opened.sheet(sheet.key).revision)
    opened.change(
        sheet.key, FINANCE, NOW, "again", lambda each: each.ask_again(FINANCE, NOW, "finance", "O1", "もう一度。")
    )
    assert watched(opened, "S1") == {"S1": ["store.carry_asked_again"]}
    assert opened.open_year(opened.plan(SECRETARIAT), SECRETARIAT, LATER)
    assert opened.numbered("S1").opinions == ()


def test_another_city_opens_its_own_year_beside(opened: Store) -> None:
    opened.add(second_content("K1"), SECRETARIAT, NOW)
    assert opened.years() == (2024, 2020)
    edition = opened.edition_for(2024)
    assert edition is not None
    assert edition.edition == "kazami-2024"
    assert opened.open_year(opened.keep_plan(SECRETARIAT, 2024, edition.edition), SECRETARIAT, LATER)
    assert opened.numbered("K1").year == 2025


def test_the_engine_is_asked_for_one_transaction(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = opened.keep_plan(SECRETARIAT, 2020, NEXT)
    commits: list[int] = []
    commit: Any = opened.engine.commit

    def counted(*changes: Change) -> None:
        commits.append(len(changes))
        commit(*changes)

    monkeypatch.setattr(opened.engine, "commit", counted)
    opening = opened.open_year(plan, SECRETARIAT, LATER)
    assert opening is not None
    opened.take_back(opening.key, SECRETARIAT, LATER)
    assert len(commits) == 2
