"""An office with deadlines, and the minutes in which somebody asks what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from commands.deadline.reminders import due
from commands.kit.reply import Once, Part, Say
from store.post import Post
from store.reminding import Rules
from store.store import Store
from store.store.told import Told
from store.task import Task
from tests.office import NOW, SECRETARIAT, ZONE

DAYS = {
    Task.SUBMIT: date(2020, 7, 31),
    Task.REVIEW: date(2020, 8, 7),
    Task.ANSWER: date(2020, 8, 21),
    Task.FINALISE: date(2020, 9, 30),
    Task.PUBLISH: date(2020, 10, 30),
}


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2020) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def settle(store: Store, days: Mapping[Task, date] = DAYS, **rules: object) -> None:
    """The year's deadlines, whatever stood there; and rules, if any."""
    before = store.deadlines(2020)
    assert store.keep_deadlines(before, before.model_copy(update={"days": days}), SECRETARIAT, NOW)
    if rules:
        standing: Rules = store.rules()
        assert store.keep_rules(standing, standing.model_copy(update=rules), SECRETARIAT, NOW)


def say(store: Store, now: datetime) -> list[Say]:
    """Ask, and say what is due; asked again at the same moment, nothing is."""
    found = list(due(now, store))
    for each in found:
        once = once_of(each)
        told = {"series": once.series, "about": once.about, "waiting": once.waiting}
        store.say(once.key, str(each.to), {"parts": str(each.parts)}, now, **told)  # type: ignore[arg-type]
    assert list(due(now, store)) == []
    return found


def once_of(each: Say) -> Once:
    assert each.once is not None
    return each.once


def reminded(store: Store, now: datetime) -> dict[str, tuple[str, ...]]:
    """Who is reminded of what for the first time now, by the person's id."""
    today = f"reminder/{now.date()}/"
    known = {post.key for post in unfinished(store)}
    found = [once for once in map(once_of, say(store, now)) if once.key not in known]
    assert all(once.key.startswith(today) for once in found)
    return {once.key.removeprefix(today): once.about for once in found}


def unfinished(store: Store) -> list[Told]:
    """The messages of which something is still to be done, in the order in which they were said."""
    posts = (post for series in store.told("").values() for post in series.posts.values() if post.waiting)
    return sorted(posts, key=lambda post: post.number)


def days_of(store: Store, user: str, first: date, last: date) -> list[tuple[int, int]]:
    """On which days somebody is reminded, asked at ten each day."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day.month, day.day) for day in days if user in reminded(store, at(day.month, day.day, year=day.year))]


def last_post(store: Store, user: str) -> Post:
    return store.series(f"reminder/{user}")[-1]


def keys_in(parts: tuple[Part, ...]) -> Iterator[str]:
    """The sentences of a message, those within sentences among them."""
    waiting: list[object] = [value for part in parts for value in vars(part).values()]
    while waiting:
        said = waiting.pop(0)
        if isinstance(said, tuple):
            waiting += said
        elif hasattr(said, "key") and hasattr(said, "values"):
            yield said.key
            waiting += said.values.values()
