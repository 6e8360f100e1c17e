"""What should have been said about deadlines by now. A question to the documents: nothing is remembered, nothing is timed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache, partial

from commands.deadline.items import HEAD, SERIES, Item, People, Steps, pressing
from commands.deadline.message import Entry, reminder
from commands.kit.command import Apart, together
from commands.kit.reply import Once, Say
from store.deadline import Deadlines
from store.reminding import Snoozes
from store.standing import Standing
from store.store import Store
from store.store.standings import Open
from store.store.told import Series, Told
from store.task import Task, Todo


def due(now: datetime, store: Store, apart: Apart = together) -> Iterator[Say]:
    """The reminders that nobody has said yet, one a day and person at most; and those that say what is no longer so.

    Somebody is reminded when the latest day to tell them of something is later than the last reminder that did: so a
    bot that was down catches up, and a deadline that was set late is told once at once. Only on working days, in
    working hours, from the hour on that the office has settled; a message is mended at any hour.
    """
    look = Look(store, now.date())
    told = store.told(SERIES)
    for name, series in told.items():
        yield from apart(name.removeprefix(SERIES), partial(look.mended, series))
    steps = Steps(store.rules(), look.today)
    if now.time() >= steps.rules.hour and steps.calendar.is_open_at(now):
        look = Look(store, look.today)  # mending may have taken a while, in which something came up
        for user, items in look.people.told(pressing(store, steps, apart)).items():
            yield from apart(user, partial(look.reminded, user, items, told.get(f"{SERIES}{user}", Series())))


@dataclass
class Look:
    """One look at everything, on a day of the office."""

    store: Store
    today: date

    def is_due(self, items: Mapping[str, Item], series: Series, user: str) -> bool:
        """Whether any of these is to be told since a day that is later than the last message which did."""
        put_off = self.snoozes[user].until if user in self.snoozes else {}
        last = series.last
        for entry, item in items.items():
            since = (item.escalated or item.since) if entry.startswith(HEAD) else item.since
            if put_off and (until := put_off.get(item.key)):
                if until > self.today:
                    continue
                since = max(since, until)
            if last.get(entry, "") < f"{SERIES}{since}":
                return True
        return False

    def reminded(self, user: str, items: Mapping[str, Item], series: Series) -> Iterator[Say]:
        """Today's message to somebody, unless it was said, or nothing is due."""
        key = f"{SERIES}{self.today.isoformat()}/{user}"
        if key not in series.posts and self.is_due(items, series, user):
            yield self.say(key, user, tuple(items))

    def mended(self, series: Series) -> Iterator[Say]:
        """The messages of which something was done, came up again, or was put off since they were said."""
        if not self._stands(series):
            for post in unfinished(series):
                if self._waiting(post.about, post.to) != post.waiting:
                    yield self.say(post.key, post.to, post.about)

    def say(self, key: str, user: str, about: tuple[str, ...]) -> Say:
        """The message as it should be now."""
        parts = reminder(key, self.entries(about, user), self.today, self.people, self.store)
        return Say(parts, user, Once(key, f"{SERIES}{user}", about, self._waiting(about, user)))

    def entries(self, about: tuple[str, ...], user: str) -> list[Entry]:
        """What a message tells of, the most pressing first."""
        return sorted((self._entry(each, user) for each in about), key=lambda each: each.order)

    # --- within -------------------------------------------------------------------------------------

    def _stands(self, series: Series) -> bool:
        """Whether all messages of somebody are sure to say what is so, as almost all do."""
        still, done, put_off = _counted(series)
        return not put_off and self.open.keys() >= still and self.open.keys().isdisjoint(done) and self._awake(series)

    def _awake(self, series: Series) -> bool:
        post = next(unfinished(series), None)
        return post is None or post.to not in self.snoozes

    def _waiting(self, about: tuple[str, ...], user: str) -> tuple[str, ...]:
        """What is still to be done, each with the day to which it is put off, if it is."""
        put_off = self.snoozes[user].until if user in self.snoozes else {}
        still = (each for each in about if each.partition(" ")[2] in self.open)
        if not put_off:
            return tuple(still)
        return tuple(f"{each} until {day}" if (day := self._until(each, put_off)) else each for each in still)

    def _until(self, entry: str, put_off: Mapping[str, date]) -> date | None:
        day = put_off.get(entry.partition(" ")[2])
        return day if day and day > self.today else None

    def _entry(self, about: str, user: str) -> Entry:
        why, _, key = about.partition(" ")
        sheet, _, todo = key.rpartition("/")
        put_off = self.snoozes[user].until if user in self.snoozes else {}
        standing = self.open[key][0] if key in self.open else self.standings.get(sheet)
        found = todo_of(todo)
        day = self.deadlines[standing.year].day(found.task, standing) if standing else None
        return Entry(why, key, standing, found, day, done=key not in self.open, until=self._until(about, put_off))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Those with deadlines."""
        return self.store.years_with_deadlines()

    @cached_property
    def open(self) -> Mapping[str, Open]:
        """All that is still to be done in these years."""
        found = [self.store.open_items(year) for year in self.years]
        return found[0] if len(found) == 1 else {key: each for items in found for key, each in items.items()}

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """The sheets of these years, by their keys."""
        return {each.key: each for year in self.years for each in self.store.standings(year)}

    @cached_property
    def deadlines(self) -> Mapping[int, Deadlines]:
        """Those of these years."""
        return {year: self.store.deadlines(year) for year in self.years}

    @cached_property
    def snoozes(self) -> Mapping[str, Snoozes]:
        """What everybody put off."""
        return self.store.all_snoozes()

    @cached_property
    def people(self) -> People:
        """Who works where."""
        return People(self.store, self.today)


def unfinished(series: Series) -> Iterator[Told]:
    """The messages of which something is still to be done, and that somebody can read."""
    return (post for post in series.posts.values() if post.waiting and not post.lost)


@lru_cache(maxsize=1024)
def _counted(series: Series) -> tuple[frozenset[str], frozenset[str], bool]:
    """What messages say is still to be done, what is done, and whether something was put off; once for each state."""
    posts = list(unfinished(series))
    waiting = {each for post in posts for each in post.waiting}
    done = {each for post in posts for each in set(post.about) - set(post.waiting)}
    put_off = any(not set(post.waiting) <= set(post.about) for post in posts)
    still, over = (frozenset(each.partition(" ")[2] for each in found) for found in (waiting, done))
    return still, over, put_off


def todo_of(written: str) -> Todo:
    """Read `str(todo)` back."""
    task, _, office = written.partition(":")
    return Todo(Task(task), office)
