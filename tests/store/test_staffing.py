"""Who works where: the rules, what follows a change, and what holds when two people change the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from store.person import Department, Group, Person
from store.refusal import Refusal
from store.store import Store
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
    filled,
    seed_sheet,
    small_content,
    submitted,
)

TODAY = NOW.date()
OWN = "市長公室情報課"
COLLEAGUE = Person(id="U0MATSU", name="松本 事務", secretariat=True)


class Groups:
    """User groups whose members we say; None where Slack doesn't answer."""

    def __init__(self, members: Mapping[str, tuple[str, ...]] | None) -> None:
        self.told = members

    def all(self) -> Mapping[str, str]:
        return dict.fromkeys(self.told or {}, "zaisei")

    def members(self, groups: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        return {each: users for each, users in (self.told or {}).items() if each in groups}


def away(store: Store, absent: Person, deputy: Person, days: int) -> None:
    """They name a deputy for so many days from today."""
    before = store.registered(absent.id)
    until = (TODAY + timedelta(days=days)).isoformat()
    assert store.keep_people([(before, before.deputised(absent, deputy, until, TODAY))], absent, NOW)


# --- roles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [SATO, FINANCE, STRANGER], ids=lambda who: who.name)
def test_only_the_secretariat_says_who_works_where(who: Person) -> None:
    for deed in (
        lambda: SATO.staffed(who, departments=(), offices=(), secretariat=True, others=True),
        lambda: SATO.joined(who, OWN),
        lambda: Department(name=OWN).changed(who, "総務課", ""),
        lambda: Group(id="S1", name="zaisei").tied(who, OWN),
    ):
        with pytest.raises(Refusal, match="secretariat_staffs"):
            deed()


def test_the_last_of_the_secretariat_stays(store: Store) -> None:
    before = store.registered(SECRETARIAT.id)
    with pytest.raises(Refusal, match="last_of_secretariat"):
        before.staffed(SECRETARIAT, departments=(), offices=(), secretariat=False, others=False)


def test_two_of_the_secretariat_do_not_remove_each_other(store: Store) -> None:
    """Each sees the other one stay; whoever is second is told to look again."""
    store.keep_office([COLLEAGUE], [])
    nobody = {"departments": (), "offices": (), "secretariat": False, "others": True}
    first, second = store.registered(SECRETARIAT.id), store.registered(COLLEAGUE.id)
    assert store.keep_people([(first, first.staffed(COLLEAGUE, **nobody))], COLLEAGUE, NOW)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="last_of_secretariat"):
        store.keep_people([(second, second.staffed(SECRETARIAT, **nobody))], SECRETARIAT, NOW)  # type: ignore[arg-type]
    assert [each.id for each in store.secretariat()] == [COLLEAGUE.id]


def test_a_setting_adds_to_the_secretariat_and_is_never_kept(store: Store) -> None:
    store.appointed = frozenset({STRANGER.id})
    assert store.person(STRANGER.id).secretariat
    assert {each.id for each in store.secretariat()} == {STRANGER.id, SECRETARIAT.id}
    assert not store.registered(STRANGER.id).secretariat
    store.appointed = frozenset()
    assert not store.person(STRANGER.id).known


def test_whoever_was_slower_overwrites_nothing(store: Store) -> None:
    seen = store.registered(SATO.id)
    assert store.keep_people([(seen, seen.joined(SECRETARIAT, "福祉部長寿課"))], SECRETARIAT, NOW)
    assert not store.keep_people([(seen, seen.joined(SECRETARIAT, "", "finance"))], SECRETARIAT, LATER)
    assert store.registered(SATO.id).departments == (OWN, "福祉部長寿課")


def test_every_change_is_told_with_what_was_before(store: Store) -> None:
    seen = store.registered(SATO.id)
    store.keep_people([(seen, seen.joined(SECRETARIAT, "", "finance"))], SECRETARIAT, NOW)
    (event,) = store.office_history(seen)
    (change,) = event.differences
    assert (event.name, change.field, change.before, change.after) == (SECRETARIAT.name, "offices", None, ["finance"])


def test_a_department_that_is_gone_takes_nobody(store: Store) -> None:
    seen = store.registered(SATO.id)
    with pytest.raises(Refusal, match="no_such_department"):
        store.keep_people([(seen, seen.joined(SECRETARIAT, "どこにもない課"))], SECRETARIAT, NOW)


# --- departments ------------------------------------------------------------------------------------


def renamed(store: Store, name: str, channel: str = "C0JOHO") -> bool:
    before = store.department(OWN)
    return store.keep_department(before, before.changed(SECRETARIAT, name, channel), SECRETARIAT, NOW)


def test_a_renamed_department_takes_everything_of_this_year_with_it(store: Store) -> None:
    old = store.add(small_content("S31", year=2019), SECRETARIAT, NOW)
    sheet = store.add(small_content("S31"), SECRETARIAT, NOW)
    other = store.add(small_content("S32", "福祉部長寿課"), SECRETARIAT, NOW)
    store.fill(other.key, SECRETARIAT, NOW, {"related": (OWN,)}, other.revision)
    store.keep_group(Group(id="S1", name="joho"), Group(id="S1", name="joho", department=OWN), SECRETARIAT, NOW)
    assert renamed(store, "DX推進課")
    assert store.sheet(sheet.key).owner == "DX推進課"
    assert store.sheet(other.key).values["related"] == ("DX推進課",)
    assert store.sheet(old.key).owner == OWN
    assert store.person(SATO.id).departments == ("DX推進課",)
    assert [each.department for each in store.groups()] == ["DX推進課"]
    assert [each.name for each in store.departments()] == ["DX推進課", "福祉部長寿課"]
    assert [each.key for each in store.sheets() if each.owner == "DX推進課"] == [sheet.key]
    last = store.history(sheet.key)[-1]
    assert [(each.before, each.after) for each in last.differences] == [(OWN, "DX推進課")]


def test_a_final_sheet_keeps_the_name_it_was_made_final_under(store: Store) -> None:
    sheet = submitted(store, store.add(small_content("S31"), SECRETARIAT, NOW))
    for office in sheet.offices:
        person = Person(id="U0", name="-", offices=(office,))
        store.change(sheet.key, person, NOW, "opinion", lambda each, o=office, p=person: each.say_nothing(p, NOW, o))  # type: ignore[misc]
    store.change(sheet.key, SECRETARIAT, NOW, "finalise", lambda each: each.finalise(SECRETARIAT, NOW))
    assert renamed(store, "DX推進課")
    assert store.sheet(sheet.key).owner == OWN


def test_a_former_name_still_leads_to_the_channel(store: Store) -> None:
    assert renamed(store, "DX推進課", "C0DX")
    assert store.department(OWN).channel == "C0DX"
    assert renamed(store, "情報政策課", "C0DX")
    assert store.department("DX推進課").name == "情報政策課"
    history = store.office_history(store.department("情報政策課"))
    assert [event.differences[0].after for event in history] == ["DX推進課", "情報政策課"]


def test_a_name_is_taken_once(store: Store) -> None:
    with pytest.raises(Refusal, match="department_taken"):
        renamed(store, "福祉部 長寿課")
    assert store.department(OWN).name == OWN


@pytest.mark.parametrize(
    ("name", "why"), [("", "unnamed"), (" 　", "unnamed"), ("総務課、人事課", "comma"), ("課" * 101, "too_long")]
)
def test_a_name_that_can_be_written_on_a_sheet(name: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        Department(name=OWN).changed(SECRETARIAT, name, "")
    assert refused.value.reasons[0].field == "name"


def test_a_department_is_never_renamed_by_somebody_who_saw_another_one(store: Store) -> None:
    seen = store.department(OWN)
    assert renamed(store, OWN, "C0ANOTHER")
    assert not store.keep_department(seen, seen.changed(SECRETARIAT, "DX推進課", ""), SECRETARIAT, NOW)
    assert store.department(OWN).channel == "C0ANOTHER"


# --- user groups ------------------------------------------------------------------------------------


def test_members_of_a_group_may_what_it_is_tied_to(store: Store) -> None:
    store.keep_group(Group(id="S1", name="zaisei"), Group(id="S1", name="zaisei", office="finance"), SECRETARIAT, NOW)
    store.usergroups = Groups({"S1": (STRANGER.id,)})
    assert store.person(STRANGER.id).offices == ("finance",)
    assert store.registered(STRANGER.id).offices == ()
    store.usergroups = Groups(None)  # Slack doesn't answer: the last known membership holds
    assert store.person(STRANGER.id).offices == ("finance",)
    store.usergroups = Groups({"S1": ()})
    assert not store.person(STRANGER.id).known
    store.usergroups = Groups(None)
    assert not store.person(STRANGER.id).known


# --- deputies ---------------------------------------------------------------------------------------


def test_a_deputy_may_what_the_absent_may_until_the_day_is_over(store: Store) -> None:
    away(store, SATO, STRANGER, days=2)
    for days, may in [(0, True), (2, True), (3, False)]:
        acting = store.person(STRANGER.id, "", NOW + timedelta(days=days))
        assert acting.works_for(OWN) is may
    assert not store.person(STRANGER.id).known  # by themselves they have no role


def test_who_stands_in_for_whom_is_read_once_a_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Counter[str]()
    people = store.people
    monkeypatch.setattr(store, "people", lambda: read.update(["people"]) or people())
    assert not store.person(TANAKA.id, now=NOW).stands_in
    away(store, SATO, TANAKA, 1)
    for _ in range(3):
        assert [each.id for each in store.person(TANAKA.id, now=NOW).stands_in] == [SATO.id]
    before = store.registered(SATO.id)
    assert store.keep_people([(before, before.back(SATO))], SATO, NOW)
    assert not store.person(TANAKA.id, now=NOW).stands_in
    assert read["people"] == 3


def test_a_deputy_of_a_deputy_is_nobodys_deputy(store: Store) -> None:
    away(store, SATO, TANAKA, days=2)
    away(store, TANAKA, STRANGER, days=2)
    assert store.person(STRANGER.id, "", NOW).departments == ("福祉部長寿課",)


def test_the_history_names_both(store: Store) -> None:
    sheet = store.add(small_content("S31"), SECRETARIAT, NOW)
    away(store, SATO, STRANGER, days=2)
    store.fill(sheet.key, store.person(STRANGER.id, "客野 人", NOW), NOW, {"activity": "した。"}, sheet.revision)
    last = store.history(sheet.key)[-1]
    assert (last.who, last.name, last.for_whom) == (STRANGER.id, "客野 人", SATO.name)
    assert store.person(STRANGER.id).name == "客野 人"  # who did something is known by name


def test_what_they_may_themselves_is_done_for_nobody(store: Store) -> None:
    sheet = store.add(small_content("S31"), SECRETARIAT, NOW)
    away(store, SATO, SUZUKI, days=2)
    away(store, FINANCE, SUZUKI, days=2)
    acting = store.person(SUZUKI.id, "", NOW)
    store.fill(sheet.key, acting, NOW, {"activity": "した。"}, sheet.revision)
    assert store.history(sheet.key)[-1].for_whom == ""
    sheet = submitted(store, filled(store, store.sheet(sheet.key)))
    given = store.change(
        sheet.key, acting, NOW, "opinion", lambda each: each.give_opinion(acting, NOW, "finance", "数を。")
    )
    assert store.history(sheet.key)[-1].for_whom == FINANCE.name
    store.undo(sheet.key, acting, NOW, given.revision)
    assert store.history(sheet.key)[-1].for_whom == FINANCE.name


def test_what_a_deputy_undoes_is_undone_for_whom_they_did_it(store: Store) -> None:
    sheet = filled(store, store.add(small_content("S31"), SECRETARIAT, NOW))
    away(store, SATO, TANAKA, days=2)
    acting = store.person(TANAKA.id, "", NOW)
    done = [
        store.fill(sheet.key, acting, NOW, {"activity": "した。"}, sheet.revision)[0],
        store.change(sheet.key, acting, NOW, "submit", lambda each: each.submit(store.form(each), acting, NOW)),
    ]
    for each in reversed(done):
        store.undo(sheet.key, acting, NOW, each.revision)
        assert store.history(sheet.key)[-1].for_whom == SATO.name


def test_a_deputy_asks_again_about_a_paper_opinion_for_the_office_that_is_away(store: Store) -> None:
    sheet = seed_sheet(store)
    away(store, FINANCE, TANAKA, days=2)
    acting = store.person(TANAKA.id, "", NOW)
    answered = lambda each: each.answer(SECRETARIAT, NOW, ("O1",), "示します。")  # noqa: E731
    store.change(sheet.key, SECRETARIAT, NOW, "answer", answered)
    store.change(sheet.key, acting, NOW, "opinion", lambda each: each.ask_again(acting, NOW, "finance", "O1", "額は？"))
    assert store.history(sheet.key)[-1].for_whom == FINANCE.name


@pytest.mark.parametrize(
    ("by", "deputy", "until", "why"),
    [
        (SUZUKI, TANAKA, "2020-07-21", "deputy_not_theirs"),
        (SATO, SATO, "2020-07-21", "deputy_is_self"),
        (SATO, TANAKA, "2020-07-19", "deputy_past"),
        (SATO, TANAKA, "そのうち", "not_a_date"),
        (SATO, TANAKA, "2020-02-30", "not_a_date"),
        (SATO, TANAKA, "", "deputy_past"),
    ],
)
def test_who_cannot_be_named(by: Person, deputy: Person, until: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        SATO.deputised(by, deputy, until, TODAY)


def test_the_secretariat_names_deputies_for_others() -> None:
    absent = SATO.deputised(SECRETARIAT, TANAKA, TODAY.isoformat(), TODAY)
    assert absent.deputy_on(TODAY) is not None
    assert absent.back(SECRETARIAT).deputy is None
