"""Working days (開庁日) and working hours of the office. Days are days of its own zone; no clock is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from holidays import country_holidays

_DAY = timedelta(days=1)
_SATURDAY = 5
_FARTHEST = 366
"""Days in which an office that is ever open is open once."""


@dataclass(frozen=True)
class Calendar:
    """When the office works: not on Saturdays, Sundays and national holidays, not from 29 December to 3 January (local
    offices close then, by their own ordinances after 地方自治法 4条の2), nor on its own closed days.

    Attributes:
        closed: the office's own closed days.
        opens: from when in the day it works; `closes` until when, exclusively.
    """

    closed: frozenset[date] = frozenset()
    opens: time = time(8, 30)
    closes: time = time(17, 15)

    def is_open(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < _SATURDAY and day not in self.closed and day not in _public(day.year)

    def is_open_at(self, moment: datetime) -> bool:
        """Whether somebody works at this moment (in the office's zone)."""
        return self.opens <= moment.time() < self.closes and self.is_open(moment.date())

    def next_open(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        return self._open(day, _DAY)

    def last_open(self, day: date) -> date:
        """The day itself where it is a working day, else the one before."""
        return self._open(day, -_DAY)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day; the day itself for 0."""
        for _ in range(count):
            day = self.next_open(day + _DAY)
        return day

    def days_after(self, day: date, until: date) -> int:
        """How many working days lie after a day, to `until` and with it; 0 where that isn't later."""
        return sum(self.is_open(day + n * _DAY) for n in range(1, (until - day).days + 1))

    def _open(self, day: date, step: timedelta) -> date:
        first = day
        while not self.is_open(day) and abs((day - first).days) < _FARTHEST:
            day += step
        return day


@lru_cache(maxsize=64)
def _public(year: int) -> frozenset[date]:
    """The national holidays of a year (国民の祝日, with substitutes and days between), and the days around New Year."""
    around = {date(year, 1, 2), date(year, 1, 3), *(date(year, 12, day) for day in (29, 30, 31)), date(year, 1, 1)}
    return frozenset(around | set(country_holidays("JP", years=year)))
