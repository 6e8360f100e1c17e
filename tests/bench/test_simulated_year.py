"""A year on bad days, a short one: what should reach people does, once; and what goes wrong would be seen."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.bench.simulated_year.closed import is_open, milestone
from tests.bench.simulated_year.office import SHEETS, SUBSCRIPTIONS, owner_of, staff_of
from tests.bench.simulated_year.oracle import Oracle
from tests.bench.simulated_year.staff import DUE, ZONE, Stands
from tests.bench.simulated_year.verdict import Figures, held
from tests.bench.simulated_year.year import run

DEADLINE = datetime.combine(DUE["submit"], time(9, 1), ZONE)


def test_until_the_first_deadline_and_two_weeks_beyond_each_is_told_once(tmp_path: Path) -> None:
    figures, troubles = run(tmp_path, kills=6, seed=3, days=115, trouble=0.1)
    assert troubles == []
    assert figures.kills == 6
    assert figures.reminders > 100
    assert figures.digests > 100


@pytest.fixture
def oracle() -> Oracle:
    """Nobody has handed anything in."""
    return Oracle({sheet: Stands() for sheet in SHEETS})


def everybody_owing() -> list[tuple[str, str]]:
    """What should be told on the day of the deadline at nine: all staff, and two of the digests."""
    people = {user for sheet in SHEETS for user in staff_of(owner_of(sheet))}
    people = (people - {"U0D01P1"}) | {"U0D02P1"}  # one is away, and somebody of another department stands in
    return [("", place) for place in (*people, SUBSCRIPTIONS[1].id)]


def test_what_should_be_told_is_no_trouble(oracle: Oracle) -> None:
    assert held(DEADLINE, everybody_owing(), oracle, Figures()) == []
    assert held(DEADLINE.replace(hour=12), [], oracle, Figures()) == []  # once a day


def test_what_is_missed_doubled_or_out_of_time_is_a_trouble(oracle: Oracle) -> None:
    told = everybody_owing()
    assert len(held(DEADLINE, told[1:], oracle, Figures())) == 1
    oracle = Oracle(oracle.stands)
    assert len(held(DEADLINE, [*told, told[0]], oracle, Figures())) == 1
    assert len(held(DEADLINE.replace(hour=21), told[:1], Oracle(oracle.stands), Figures())) == 1
    assert (
        len(held(datetime(2025, 7, 12, 10, tzinfo=ZONE), told[:1], Oracle(oracle.stands), Figures())) == 1
    )  # a Saturday
    for stands in oracle.stands.values():
        stands.submitted, stands.heard = True, {"planning", "finance", "reform"}
    assert len(held(DEADLINE, told[-1:], Oracle(oracle.stands), Figures())) == 0
    assert len(held(DEADLINE, [told[0], told[-1]], Oracle(oracle.stands), Figures())) == 1  # the work is done


def test_the_second_reading_knows_the_days() -> None:
    due = DUE["submit"]
    assert [milestone(due, date(2025, 7, day)) for day in (3, 4, 7, 8, 9, 10, 11, 14, 15)] == [
        None, *(date(2025, 7, day) for day in (4, 4, 8, 8, 10, 11, 11, 15))
    ]  # fmt: skip
    assert not is_open(date(2025, 11, 24))
    assert not is_open(date(2025, 12, 29))
    assert is_open(date(2026, 1, 5))
