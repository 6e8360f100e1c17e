"""What people look at most, the overview and the queues, costs what waits for them, not what the city has."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from commands.answer import COMMAND as ANSWER
from commands.kit.command import Command
from commands.kit.reply import Open
from commands.kit.request import Request
from commands.opinion import COMMAND as OPINION
from commands.sheet import COMMAND as SHEET
from store.store import Store
from tests.bench.test_due import MONDAY, city
from tests.bench.test_sheet_command import measuring
from tests.office import SECRETARIAT

SHEETS, DEPARTMENTS, PEOPLE = 10_000, 100, 300
SHARE = 0.2
"""At most so much of the time that reading every sheet takes, however many wait for the person."""

LOOKS: Mapping[str, tuple[Command, str, str]] = {
    "overview, staff": (SHEET, "", "U0001"),
    "answers, staff": (ANSWER, "", "U0001"),
    "overview, secretariat": (SHEET, "", SECRETARIAT.id),
    "all sheets, staff": (SHEET, "list", "U0001"),
    "opinions, office": (OPINION, "", "U0000"),
}


def timed(store: Store, times: int) -> dict[str, float]:
    """Seconds of each look, in the middle of so many, each after a change of one sheet."""
    found: dict[str, list[float]] = {name: [] for name in LOOKS}
    for n in range(times + 1):
        sheet = store.numbered("S3")
        store.fill(sheet.key, SECRETARIAT, MONDAY, {"activity": f"{n}回目の研修を行った。"}, sheet.revision)
        for name, (command, words, user) in LOOKS.items():
            request = Request(who=user, now=MONDAY, words=words)
            took = _seconds(partial(command.run, request, store))
            found[name] += [took] if n else []  # all sheets are read at the first one
    return {name: statistics.median(each) for name, each in found.items()}


def _seconds(look: Callable[[], object]) -> float:
    begun = time.perf_counter()
    shown = look()
    took = time.perf_counter() - begun
    assert isinstance(shown, list)
    assert isinstance(shown[0], Open)
    return took


def test_many_sheets_of_others_make_nobody_wait(
    tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = measuring(request.config)
    store = city(tmp_path / "data", *(SHEETS, DEPARTMENTS, PEOPLE) if measured else (60, 6, 40))
    begun = time.perf_counter()
    assert len(list(store.sheets())) == (SHEETS if measured else 60)
    everything = time.perf_counter() - begun
    looks = timed(store, 9 if measured else 1)
    store.close()
    if measured:
        with capsys.disabled():
            print(f"\n{SHEETS:,} sheets, all read: {everything * 1e3:.0f} ms")  # noqa: T201 - a measurement is read
            for name, took in looks.items():
                print(f"{name:<24}{took * 1e3:7.1f} ms{took / everything:8.3f}")  # noqa: T201 - the same
        assert max(looks.values()) <= SHARE * everything
