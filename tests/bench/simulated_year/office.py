"""The office of the simulation: ten departments of three and a head, three reviewing offices of two, a secretariat of two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tests.bench.simulated_year.staff import OFFICES

DEPARTMENTS = tuple(f"第{n}課" for n in range(1, 11))
SHEETS = tuple(f"2025-S{n}" for n in range(1, 101))
SECRETARIAT = ("U0JIMU1", "U0JIMU2")
DEPUTIES = (
    ("U0D01P1", "U0D02P1", date(2025, 7, 1), date(2025, 7, 25)),
    ("U0D03P2", "U0D04P1", date(2025, 8, 20), date(2025, 9, 30)),
    ("U0FINANCE1", "U0REFORM1", date(2025, 8, 1), date(2025, 8, 29)),
)
"""Who was away, who stood in for them, from when until when."""


@dataclass(frozen=True)
class Subscribed:
    """A digest that comes by itself."""

    id: str
    channel: str
    weekdays: tuple[int, ...]
    at: time


SUBSCRIPTIONS = (
    Subscribed("weekly", "C0ALL", (0,), time(9, 0)),
    Subscribed("daily", "C0ALL2", (0, 1, 2, 3, 4), time(8, 45)),
    Subscribed("friday", "C0D01", (2, 4), time(15, 0)),
)


def owner_of(sheet: str) -> str:
    """The department of a sheet."""
    return DEPARTMENTS[int(sheet.partition("S")[2]) % len(DEPARTMENTS)]


def staff_of(department: str) -> tuple[str, ...]:
    """Who works there."""
    n = DEPARTMENTS.index(department) + 1
    return tuple(f"U0D{n:02d}P{k}" for k in (1, 2, 3))


def head_of(department: str) -> str:
    """Who leads it; no work of the sheets' is theirs."""
    return f"U0D{DEPARTMENTS.index(department) + 1:02d}HEAD"


def reviewers(office: str) -> tuple[str, ...]:
    """Who speaks for a reviewing office."""
    return tuple(f"U0{office.upper()}{k}" for k in (1, 2))


def people_of(task: str, office: str, department: str) -> tuple[str, ...]:
    """Whose part this is."""
    if task in ("submit", "answer"):
        return staff_of(department)
    return reviewers(office) if task == "review" else SECRETARIAT


def everybody() -> tuple[str, ...]:
    """All people, by their ids."""
    departments = [user for each in DEPARTMENTS for user in (*staff_of(each), head_of(each))]
    return (*departments, *(user for each in OFFICES for user in reviewers(each)), *SECRETARIAT)
