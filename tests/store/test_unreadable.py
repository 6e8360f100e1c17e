"""A document that can't be read keeps no other from being seen, and whoever watches is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from commands.deadline.reminders import due as reminders
from commands.digest.posting import due as digests
from store.engine import Put, Remove
from store.person import Department, Group
from store.store import Store
from store.subscription import Subscription
from store.task import Task
from tests.commands.reminding import at, settle
from tests.office import NOW, SATO, SECRETARIAT, TANAKA, small_content

LISTS: dict[str, Callable[[Store], Iterable[Any]]] = {
    "sheets": lambda store: store.standings(2020),
    "people": lambda store: store.people(),
    "departments": lambda store: store.departments(),
    "groups": lambda store: store.groups(),
    "subscriptions": lambda store: store.subscriptions(),
    "snoozes": lambda store: store.all_snoozes(),
    "deadlines": lambda store: store.years_with_deadlines(),
    "posts": lambda store: store.unsent_posts(),
}

FIELDS = {
    "sheets": "values",
    "people": "departments",
    "departments": "formerly",
    "groups": "office",
    "subscriptions": "weekdays",
    "snoozes": "until",
    "deadlines": "days",
    "posts": "content",
}
"""What is damaged of each."""


def damage(store: Store, kind: str, key: str) -> None:
    """Have it hold what no version of the program ever wrote."""
    record = store.engine.get(kind, key)
    assert record is not None
    store.engine.commit(Put(kind, key, {**record.body, FIELDS[kind]: 20181231}, record.rev))
    store._written([(kind, key)])


@pytest.fixture
def office(store: Store) -> Store:
    """At least two of each."""
    settle(store)
    for number, owner in (("S1", "市長公室情報課"), ("S2", "福祉部長寿課")):
        store.add(small_content(number, owner), SECRETARIAT, NOW)
    standing = store.deadlines(2021)
    days = {Task.SUBMIT: date(2021, 7, 30)}
    assert store.keep_deadlines(standing, standing.model_copy(update={"days": days}), SECRETARIAT, NOW)
    for n in ("1", "2"):
        store.keep_group(Group(id=f"S0{n}", name=n), Group(id=f"S0{n}", name=n, office="finance"), SECRETARIAT, NOW)
        made = Subscription(id=n, channel=f"C0{n}", weekdays=(0, 1, 2, 3, 4), since=NOW, by=SATO.id)
        store.keep_subscription(Subscription(id=n, channel="", since=NOW), made, SECRETARIAT, NOW)
    for who in (SATO, TANAKA):
        store.say(f"k/{who.id}", who.id, {"text": "一"}, NOW)
        store.put_off(who.id, {"2020-S9/submit": date(2020, 8, 3)}, NOW.date())
    return store


@pytest.mark.parametrize("kind", LISTS)
def test_the_others_are_seen(office: Store, kind: str) -> None:
    keys = [record.key for record in office.engine.find(kind)]
    before = len(list(LISTS[kind](office)))
    assert len(keys) == before > 1
    assert office.unreadable() == {}
    damage(office, kind, keys[0])
    assert len(list(LISTS[kind](office))) == before - 1
    ((named, why),) = office.unreadable().items()
    assert named == (kind, keys[0])
    assert FIELDS[kind] in why
    assert "20181231" not in why  # the log holds no words of people's
    record = office.engine.get(kind, keys[0])
    assert record is not None
    office.engine.commit(Remove(kind, keys[0], record.rev))
    assert office.unreadable() == {}


def test_one_that_is_mended_is_back(office: Store) -> None:
    body = {record.key: record.body for record in office.engine.find("sheets")}["2020-S1"]
    damage(office, "sheets", "2020-S1")
    assert [each.number for each in office.standings(2020)] == ["S2"]
    office.engine.commit(Put("sheets", "2020-S1", body, 2))
    office._written([("sheets", "2020-S1")])
    assert [each.number for each in office.standings(2020)] == ["S1", "S2"]
    assert office.unreadable() == {}


@pytest.mark.parametrize(
    ("kind", "key"),
    [("sheets", "2020-S1"), ("people", SATO.id), ("snoozes", SATO.id), ("deadlines", "2021"), ("groups", "S01")],
)
def test_everybody_else_is_reminded(office: Store, kind: str, key: str) -> None:
    damage(office, kind, key)
    told = {say.to: say.once.about for say in reminders(at(8, 4), office) if say.once}
    assert told[TANAKA.id] == ("own 2020-S2/submit",)


def test_every_other_channel_has_its_digest(office: Store) -> None:
    damage(office, "subscriptions", "1")
    assert [say.to for say in digests(NOW + timedelta(days=1), office)] == ["C02"]


def test_a_department_without_its_document_has_no_head(office: Store) -> None:
    office.keep_office([], [Department(name="市長公室情報課", channel="C0JOHO", head="U0HEAD")])
    damage(office, "departments", "市長公室情報課")
    assert SATO.id in {say.to for say in reminders(at(8, 14), office)}
