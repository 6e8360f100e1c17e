"""Messages of which a place has one a day: said again on the same day, it is written anew where it stands."""

from __future__ import annotations

from datetime import date, datetime

from commands.kit.reply import Once
from store.post import Post
from store.store import Store


def once_a_day(series: str, day: date, to: str, store: Store) -> Once:
    """The day's message of a series in a place. Where one couldn't be said (the bot wasn't there), or stands elsewhere
    (the series has moved since), the next one is another."""
    key = _key(series, day)
    while (post := store.post(key)) and (post.lost or post.to != to):
        key += "~"
    return Once(key, series)


def latest_there(series: str, day: date, to: str, store: Store) -> Post | None:
    """The day's message of a series in a place, the latest where there are several, also one that couldn't be said."""
    key, found = _key(series, day), None
    while post := store.post(key):
        found, key = post if post.to == to else found, f"{key}~"
    return found


def last_before(series: str, day: date, store: Store) -> datetime | None:
    """When the last one before the day's was said; None where there was none."""
    posts = store.series(series)
    return next((post.made for post in reversed(posts) if not post.lost and not _is_of(post.key, series, day)), None)


def _key(series: str, day: date) -> str:
    return f"{series}/{day.isoformat()}"


def _is_of(key: str, series: str, day: date) -> bool:
    return key.rstrip("~") == _key(series, day)
