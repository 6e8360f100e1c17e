"""Reminders over any run of days, with any work done, put off and handed over in between."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.store import Store
from store.task import Task
from tests.commands.reminding import DAYS, once_of, say, settle
from tests.office import EVERYBODY, SATO, SECRETARIAT, SUZUKI, TANAKA, ZONE, small_content, staffed_store, submitted
from tests.store.test_calendar import works

FIRST = date(2020, 7, 13)
NUMBERS = ("S1", "S2", "S3", "S4")
OWNERS = ("市長公室情報課", "福祉部長寿課", "市長公室情報課", "どこかの課")
STAFF = {"市長公室情報課": {SATO.id, SUZUKI.id}, "福祉部長寿課": {TANAKA.id}, "どこかの課": {SECRETARIAT.id}}

DEEDS = st.tuples(
    st.sampled_from(["submit", "return", "put off", "away", "nothing"]),
    st.integers(0, len(NUMBERS) - 1),
    st.integers(1, 9),
)
HOURS = st.sets(st.integers(0, 23), max_size=4)
RUNS = st.lists(st.tuples(HOURS, DEEDS), min_size=5, max_size=45)


@dataclass
class Heard:
    """What everybody was told, as they saw it come in."""

    days: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def do(store: Store, deed: tuple[str, int, int], now: datetime) -> None:
    """Something that people do on a day, where it can be done."""
    what, which, days = deed
    sheet = store.sheet(f"2020-{NUMBERS[which]}")
    if what == "submit" and not sheet.submitted:
        submitted(store, sheet)
    elif what == "return" and sheet.submitted:
        store.change(sheet.key, SECRETARIAT, now, "return", lambda each: each.give_back(SECRETARIAT, now, "数値を"))
    elif what == "put off":
        until = now.date() + timedelta(days=days)
        store.put_off(EVERYBODY[which].id, {f"{sheet.key}/submit": until}, now.date())
    elif what == "away":
        before = store.registered(SATO.id)
        last = (now.date() + timedelta(days=days)).isoformat()
        store.keep_people([(before, before.deputised(SECRETARIAT, TANAKA, last, now.date()))], SECRETARIAT, now)


def look(store: Store, now: datetime, heard: Heard) -> None:
    """One minute: what comes in new is as it must be, what is mended is no message."""
    known = {post.key for user in store.told("reminder/").values() for post in user.posts.values()}
    for each in say(store, now):  # which asks once more, and gets nothing
        once, user = once_of(each), str(each.to)
        if once.key in known:
            continue
        assert works(now.date())
        assert (9, 0) <= (now.hour, now.minute) < (17, 15)
        assert now.date() not in heard.days[user]
        assert once.waiting
        heard.days[user].append(now.date())
        heard.items[user] |= {about.partition(" ")[2] for about in once.about}


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(RUNS)
def test_whatever_happens_people_are_told_at_the_right_times_and_nobody_who_is_late_is_forgotten(
    run: list[tuple[set[int], tuple[str, int, int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = staffed_store(Path(folder) / "data")
        store.add_all(map(small_content, NUMBERS, OWNERS), SECRETARIAT, datetime(2020, 7, 1, 9, 0, tzinfo=ZONE))
        settle(store, {Task.SUBMIT: DAYS[Task.SUBMIT], Task.REVIEW: DAYS[Task.REVIEW]})
        heard = Heard()
        for n, (hours, deed) in enumerate(run):
            morning = datetime.combine(FIRST + timedelta(days=n), datetime.min.time(), ZONE)
            for hour in sorted(hours):
                look(store, morning.replace(hour=hour, minute=7), heard)
            do(store, deed, morning.replace(hour=18))
        end = datetime(2020, 9, 30, 10, 0, tzinfo=ZONE)  # all that was put off or handed over has ended
        look(store, end, heard)
        for number, owner in zip(NUMBERS, OWNERS, strict=True):
            sheet = store.sheet(f"2020-{number}")
            if not sheet.submitted:
                assert all(f"{sheet.key}/submit" in heard.items[user] for user in STAFF[owner])
        store.close()
