"""What reached people, held against what should have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.local.workspace import Workspace
from tests.bench.simulated_year.office import SUBSCRIPTIONS, everybody
from tests.bench.simulated_year.oracle import Oracle


@dataclass
class Figures:
    """What came of it."""

    days: int = 0
    looks: int = 0
    deeds: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    reminders: int = 0
    digests: int = 0
    changed: int = 0
    twice: int = 0
    missed: int = 0
    unexpected: int = 0

    def told(self) -> dict[str, Any]:
        """All of them, by name."""
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in vars(self).items()}


@dataclass
class Watch:
    """Knows which of the bot's messages were there before."""

    workspace: Workspace
    seen: dict[str, int] = field(default_factory=dict)

    def fresh(self) -> Iterator[tuple[str, str]]:
        """The key and the place of each message since the last look."""
        for place, channel, viewer in self.places():
            messages = self.workspace.messages(channel, viewer)
            begin, self.seen[channel] = self.seen.get(channel, 0), len(messages)
            for message in messages[begin:]:
                yield key_of(message), place

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Where the bot may say something: who or which channel, its id, and somebody who sees it."""
        for user in everybody():
            yield user, self.workspace.dm_with_bot(user).id, user
        for each in SUBSCRIPTIONS:
            yield each.id, each.channel, everybody()[0]


def key_of(message: Any) -> str:
    """The key that a message of the bot carries."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("key", ""))


def held(now: datetime, came: Iterable[tuple[str, str]], oracle: Oracle, figures: Figures) -> list[str]:
    """What reached people at a look (keys and places), against what should have."""
    expected = oracle.reminders(now) | oracle.digests(now)
    told = Counter(place for _, place in came)
    twice, missed, unexpected = {each for each in told if told[each] > 1}, expected - set(told), set(told) - expected
    for place in told:
        oracle.heard(place, now.date())
    figures.twice += len(twice)
    figures.missed += len(missed)
    figures.unexpected += len(unexpected)
    figures.reminders += len(set(told) & set(everybody()))
    figures.digests += len(set(told) - set(everybody()))
    found = (
        ("was told twice", twice),
        ("was told nothing", missed),
        ("was told, and should not have been", unexpected),
    )
    return [f"{now}: {place} {what}" for what, places in found for place in sorted(places)]


def at_the_end(posts: Sequence[Any], workspace: Workspace, oracle: Oracle, figures: Figures) -> list[str]:
    """Each message stands once, shows what it should, and names what is still to be done."""
    standing: Counter[str] = Counter()
    for _, channel, viewer in Watch(workspace).places():
        standing.update(key_of(message) for message in workspace.messages(channel, viewer))
    troubles = [
        f"{key or 'a message without a key'} stands {count} times"
        for key, count in standing.items()
        if count > 1 or not key
    ]
    open_now = {(sheet, task, office) for sheet, stands in oracle.stands.items() for task, office in stands.open()}
    for post in posts:
        figures.changed += post["version"] - 1
        if post["lost"] or post["shown"] != post["version"] or standing[post["key"]] != 1:
            troubles.append(
                f"{post['key']}: lost {post['lost']!r}, shows {post['shown']} of {post['version']}, stands {standing[post['key']]} times"
            )
        for waiting in post["waiting"]:
            sheet, _, todo = waiting.partition(" ")[2].partition(" ")[0].rpartition("/")
            task, _, office = todo.partition(":")
            if (sheet, task, office) not in open_now:
                troubles.append(f"{post['key']} waits for {waiting}, which is done")
    return troubles
