"""When a digest comes by itself: on its days, at its time, on the next working day, and never for what is past."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from store.refusal import Refusal
from store.reminding import Rules
from store.store import Store
from store.subscription import Scope, Subscription
from tests.office import LATER, NOW, SATO, SECRETARIAT, STRANGER, TANAKA, ZONE, second_content, small_content

MONDAY = date(2020, 7, 20)
WEDNESDAY = MONDAY + timedelta(days=2)


def closed(*days: date) -> Rules:
    """The rules of an office that is closed on some days besides."""
    return Rules(closed=days)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def every(*weekdays: int, hour: int = 9) -> Subscription:
    since = at(MONDAY - timedelta(days=30))
    return Subscription(id="1", channel="C0JOHO", weekdays=weekdays, at=time(hour), since=since)


def test_it_comes_on_its_day_from_its_time_until_the_office_closes() -> None:
    mondays = every(0)
    moments = [at(MONDAY, 8, 59), at(MONDAY), at(MONDAY, 17, 14), at(MONDAY, 17, 15), at(MONDAY + timedelta(days=1))]
    assert [mondays.due(moment, Rules()) for moment in moments] == [None, MONDAY, MONDAY, None, None]


def test_what_falls_on_a_closed_day_comes_on_the_next_working_one() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert every(0).due(at(MONDAY), closed(MONDAY)) is None
    assert every(0).due(at(tuesday), closed(MONDAY)) == tuesday
    assert every(0).due(at(WEDNESDAY), closed(MONDAY, tuesday)) == WEDNESDAY
    assert every(6).due(at(MONDAY), Rules()) == MONDAY  # a Sunday's
    assert every(6).due(at(tuesday), Rules()) is None


def test_a_day_with_its_own_has_one() -> None:
    tuesday = MONDAY + timedelta(days=1)
    both = every(0, 1)
    assert both.due(at(tuesday), closed(MONDAY)) == tuesday
    assert both.next_after(at(tuesday, 10), closed(MONDAY)) == at(MONDAY + timedelta(days=7))


def test_nothing_is_made_up_for_what_lies_before_it_was_set() -> None:
    made = every(0).model_copy(update={"since": at(MONDAY, 10)})
    assert made.due(at(MONDAY, 11), Rules()) is None
    assert made.due(at(MONDAY + timedelta(days=7)), Rules()) is not None


def test_the_next_one_is_known() -> None:
    assert every(0, 3).next_after(at(MONDAY, 8), Rules()) == at(MONDAY)
    assert every(0, 2).next_after(at(MONDAY), Rules()) == at(WEDNESDAY)
    assert every(0, 3).next_after(at(MONDAY), Rules()) == at(MONDAY + timedelta(days=7))  # that Thursday is a holiday
    assert every().next_after(at(MONDAY), Rules()) is None


def test_where_the_hours_have_become_others_it_comes_within_them() -> None:
    hours = Rules()
    assert every(0, hour=7).due(at(MONDAY, 8, 30), hours) == MONDAY
    assert every(0, hour=20).due(at(MONDAY, 8, 30), hours) == MONDAY


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(of="department", value="市長公室:情報課"),
        Scope(of="stage", value="draft"),
        Scope(of="choice", field="goal", value="7:a"),
    ],
)
def test_a_scope_is_read_back(scope: Scope) -> None:
    assert Scope.parse(str(scope)) == scope


def test_a_scope_that_nobody_wrote_is_all() -> None:
    assert [Scope.parse(each) for each in ("", "x:y", "all")] == [Scope()] * 3


CHANGED: dict[str, Any] = {"channel": "C0JOHO", "scope": Scope(), "weekdays": ("0",), "at": "09:00", "rules": Rules()}


@pytest.mark.parametrize(
    ("given", "key", "field"),
    [
        ({"channel": "D0SATO"}, "no_channel", "channel"),
        ({"channel": ""}, "no_channel", "channel"),
        ({"weekdays": ()}, "no_weekday", "weekdays"),
        ({"weekdays": ("9", "x")}, "no_weekday", "weekdays"),
        ({"at": "nine"}, "no_time", "at"),
        ({"at": "06:00"}, "closed", "at"),
        ({"at": "17:15"}, "closed", "at"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(given: dict[str, object], key: str, field: str) -> None:
    new = Subscription(id="1", channel="", since=NOW)
    with pytest.raises(Refusal, match=f"digest_{key}") as refused:
        new.changed(SECRETARIAT, "", NOW, **{**CHANGED, **given})
    assert refused.value.reasons[0].field == field


def test_whoever_works_here_sets_those_of_the_channel_in_which_they_stand() -> None:
    new = Subscription(id="1", channel="", since=NOW)
    made = new.changed(SATO, "C0JOHO", NOW, **CHANGED)
    assert (made.by, made.since) == (SATO.id, NOW)
    made.require(TANAKA, "C0JOHO")
    for who, here, key in ((SATO, "C0CHOJU", "elsewhere"), (STRANGER, "C0JOHO", "not_theirs")):
        with pytest.raises(Refusal, match=key):
            made.changed(who, here, NOW, **CHANGED)
    with pytest.raises(Refusal, match="elsewhere"):
        made.changed(SATO, "C0JOHO", NOW, **{**CHANGED, "channel": "C0CHOJU"})
    assert made.changed(SECRETARIAT, "", NOW, **{**CHANGED, "channel": "C0CHOJU"}).channel == "C0CHOJU"


def test_each_change_is_kept_with_its_event_and_nothing_is_overwritten(store: Store) -> None:
    new = store.subscription("", NOW)
    made = new.changed(SATO, "C0JOHO", NOW, **CHANGED)
    assert store.keep_subscription(new, made, SATO, NOW)
    assert not store.keep_subscription(new, made, SATO, NOW)
    (kept,) = store.subscriptions("C0JOHO")
    assert store.subscriptions("C0CHOJU") == ()
    later = kept.changed(SECRETARIAT, "", LATER, **{**CHANGED, "weekdays": ("4", "0", "4")})
    assert later.weekdays == (0, 4)
    assert store.keep_subscription(kept, later, SECRETARIAT, LATER)
    assert not store.end_subscription(kept, SATO, LATER)
    (kept,) = store.subscriptions()
    assert store.end_subscription(kept, SATO, LATER)
    assert store.subscriptions() == ()
    history = store.office_history(kept)
    assert [each.name for each in history] == [SATO.name, SECRETARIAT.name, SATO.name]
    assert [each.after for each in history[-1].differences] == [None]


def test_the_latest_year_follows_what_is_written(store: Store) -> None:
    assert store.latest_year() is None
    store.add(small_content(), SECRETARIAT, NOW)
    assert store.latest_year() == 2020
    store.add(second_content(), SECRETARIAT, NOW)
    assert store.latest_year() == 2024
