"""Working days beside a second reading: days listed by hand, counted one after the other."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.calendar import Calendar

# 内閣府「国民の祝日」 (https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html), as month and day.
LISTED = {
    2020: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
    2024: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
    2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
}
NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
CLOSED = st.frozensets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=5)
DAYS = st.dates(date(2024, 2, 1), date(2026, 10, 15))


def works(day: date, closed: frozenset[date] = frozenset()) -> bool:
    listed = {tuple(map(int, each.split("/"))) for each in LISTED[day.year].split()}
    month_and_day = (day.month, day.day)
    return f"{day:%a}" not in ("Sat", "Sun") and month_and_day not in listed | NEW_YEAR and day not in closed


@pytest.mark.parametrize("year", LISTED)
def test_every_day_of_these_years_is_as_it_was_listed(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if Calendar().is_open(day) != works(day)] == []


@given(DAYS, st.integers(0, 30), CLOSED)
def test_days_are_counted_as_one_would_on_paper(day: date, count: int, closed: frozenset[date]) -> None:
    calendar = Calendar(closed)
    left, reached = count, day
    while left:
        reached += timedelta(days=1)
        left -= works(reached, closed)
    assert calendar.after(day, count) == reached
    assert calendar.days_after(day, reached) == count
    assert calendar.days_after(reached + timedelta(days=1), day) == 0


@given(DAYS, CLOSED)
def test_the_nearest_working_days_have_none_between(day: date, closed: frozenset[date]) -> None:
    calendar = Calendar(closed)
    before, after = calendar.last_open(day), calendar.next_open(day)
    assert before <= day <= after
    assert works(before, closed)
    assert works(after, closed)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not [each for each in between if works(each, closed)]


@pytest.mark.parametrize(
    ("hour", "is_open"), [((8, 29), False), ((8, 30), True), ((17, 14), True), ((17, 15), False), ((0, 0), False)]
)
def test_hours_begin_with_the_first_minute_and_end_before_the_last(hour: tuple[int, int], is_open: bool) -> None:
    assert Calendar().is_open_at(datetime(2026, 8, 3, *hour)) is is_open  # noqa: DTZ001 - of the office's zone
    assert not Calendar().is_open_at(datetime(2026, 8, 2, *hour))  # noqa: DTZ001 - a Sunday


def test_an_office_that_never_works_finds_no_day_and_ends() -> None:
    everything = frozenset(date(2025, 1, 1) + timedelta(days=n) for n in range(800))
    assert Calendar(everything, time(9), time(10)).next_open(date(2025, 2, 1))
