"""The days of one fiscal year on which the city is closed, read from the law and not from the program.

Holidays as the Cabinet Office lists them (https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html).
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)

_HOLIDAYS = frozenset(
    {
        date(2025, 4, 29), date(2025, 5, 3), date(2025, 5, 4), date(2025, 5, 5), date(2025, 5, 6),
        date(2025, 7, 21), date(2025, 8, 11), date(2025, 9, 15), date(2025, 9, 23), date(2025, 10, 13),
        date(2025, 11, 3), date(2025, 11, 23), date(2025, 11, 24), date(2026, 1, 1), date(2026, 1, 12),
        date(2026, 2, 11), date(2026, 2, 23), date(2026, 3, 20),
    }
)  # fmt: skip
OWN = (date(2025, 10, 1), date(2025, 8, 13))
"""The city's foundation day, and one in summer: its own days."""


def is_open(day: date) -> bool:
    """Whether the city works on this day."""
    if day.weekday() >= 5 or day in _HOLIDAYS or day in OWN:
        return False
    return (day.month, day.day) < (12, 29) and (day.month, day.day) > (1, 3)


def open_or_before(day: date) -> date:
    """The day, or the last open one before it."""
    while not is_open(day):
        day -= timedelta(days=1)
    return day


def open_or_after(day: date) -> date:
    """The day, or the next open one after it."""
    while not is_open(day):
        day += timedelta(days=1)
    return day


def open_days_after(due: date, day: date) -> int:
    """How many open days lie after `due`, up to and with `day`."""
    return sum(is_open(due + timedelta(days=n)) for n in range(1, (day - due).days + 1))


def milestone(due: date, day: date) -> date | None:
    """The last day, up to this one, on which something due then is to be reminded of: 7, 3 and 1 days before, on the
    day, then every second working day."""
    found = [open_or_before(due - timedelta(days=n)) for n in (7, 3, 1, 0)]
    late, at = 0, due
    while at < day:
        at += timedelta(days=1)
        if is_open(at):
            late += 1
            if late % 2 == 0:
                found.append(at)
    return max((each for each in found if each <= day), default=None)
