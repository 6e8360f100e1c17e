"""How long the scheduler's question takes, every minute: what should have been said by now, in a city of 10,000 sheets."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.blocks import message
from commands.deadline.reminders import due
from commands.kit.reply import Say
from commands.kit.texts import Texts
from store.opinion import Mark, Opinion
from store.person import Department, Person
from store.sheet import Sheet
from store.store import Store
from store.store.records import kept
from store.task import Task
from tests.bench.test_sheet_command import measuring
from tests.office import SECRETARIAT, ZONE, open_store, small_content

SHEETS, DEPARTMENTS, PEOPLE = 10_000, 100, 300
WITHIN = 0.1
"""Seconds of a minute in which nothing changed."""

MONDAY = datetime(2020, 8, 3, 10, 0, tzinfo=ZONE)
DAYS = {
    Task.SUBMIT: date(2020, 7, 22),
    Task.REVIEW: date(2020, 8, 7),
    Task.ANSWER: date(2020, 8, 21),
    Task.FINALISE: date(2020, 9, 30),
    Task.PUBLISH: date(2020, 10, 30),
}
_DONE = Mark(by="U0JIMU", at=MONDAY)
_OFFICES = ("planning", "finance", "reform")


def city(folder: Path, sheets: int, departments: int, people: int) -> Store:
    """A third of the sheets is still to be submitted and late, a third is under review, the others are further on."""
    store = open_store(folder)
    names = [f"部課{n:03d}" for n in range(departments)]
    staff = [
        Person(id=f"U{n:04d}", name=f"職員{n}", offices=(_OFFICES[n % 3],))
        if n % 20 == 0
        else Person(id=f"U{n:04d}", name=f"職員{n}", departments=(names[n % departments],))
        for n in range(people)
    ]
    heads = [Department(name=name, head=f"U9{n:03d}") for n, name in enumerate(names)]
    store.keep_office([*staff, SECRETARIAT], heads)
    contents = [small_content(f"S{n}", names[n % departments]) for n in range(1, sheets + 1)]
    added = store.add_all(contents, SECRETARIAT, MONDAY)
    store.engine.commit(*(kept(_further(n, sheet), sheet.revision) for n, sheet in enumerate(added) if n % 3))
    before = store.deadlines(2020)
    after = before.model_copy(update={"days": DAYS})
    assert store.keep_deadlines(before, after, SECRETARIAT, MONDAY)
    return store


def _further(n: int, sheet: Sheet) -> Sheet:
    facts: dict[str, object] = {"submitted": _DONE}
    if n % 3 == 2:
        asked = Opinion(id="O1", office="finance", text="根拠は何ですか。", given=_DONE)
        facts |= {"opinions": (asked,), "nothing_to_say": {"planning": _DONE, "reform": _DONE}}
        facts |= {"opinions": (), "nothing_to_say": dict.fromkeys(_OFFICES, _DONE), "finalised": _DONE} if n % 2 else {}
    return sheet.model_copy(update=facts).at_revision(sheet.revision + 1)


def said(store: Store, texts: Texts, now: datetime) -> Iterator[Say]:
    """Say all that is due, as the scheduler does."""
    say = partial(texts.say, language="ja")
    for each in due(now, store):
        once = each.once
        assert once is not None
        told = {"series": once.series, "about": once.about, "waiting": once.waiting}
        post = store.say(once.key, str(each.to), message(each.parts, say), now, **told)  # type: ignore[arg-type]
        assert post is not None
        store.keep_shown(post.key, post.version, "D1", "1.0")
        yield each


def timed(now: datetime, store: Store) -> tuple[float, int]:
    """Seconds, and how many messages."""
    begun = time.perf_counter()
    count = len(list(due(now, store)))
    return time.perf_counter() - begun, count


def test_the_question_of_every_minute_is_answered_at_once(
    tmp_path: Path, texts: Texts, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = measuring(request.config)
    store = city(tmp_path / "data", *(SHEETS, DEPARTMENTS, PEOPLE) if measured else (60, 5, 40))
    first, count = timed(MONDAY, store)
    assert count
    morning, again = timed(MONDAY, store)
    assert again == count
    for days in (0, 2, 3):  # reminders of some days, as they stand in everybody's messages
        list(said(store, texts, MONDAY + timedelta(days=days)))
    now = MONDAY + timedelta(days=3, minutes=1)
    timed(now, store)
    quiet = [timed(now + timedelta(minutes=n), store) for n in range(15 if measured else 2)]
    assert {n for _, n in quiet} == {0}
    usual = statistics.median(took for took, _ in quiet)
    store.close()
    if measured:
        with capsys.disabled():
            print(  # noqa: T201 - a measurement is read
                f"\ndue() over {SHEETS:,} sheets: {usual * 1e3:.1f} ms where all was said (wanted: {WITHIN * 1e3:g}),"
                f" {morning * 1e3:.0f} ms with {count} messages to say, {first * 1e3:.0f} ms at the first time"
            )
        assert usual <= WITHIN
