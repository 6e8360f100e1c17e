"""The year: a clock, a workspace on its bad days, a bot that is killed and started again; and what is held against it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as Time
from importlib.resources import files
from itertools import chain, takewhile
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random
from typing import Any

from bot.local.server import Server
from bot.local.workspace import Channel, Workspace
from bot.local.workspace import Person as Colleague
from bot.manifest import manifest
from commands.registry import COMMANDS
from commands.registry import texts as all_texts
from tests.bench.simulated_year import life
from tests.bench.simulated_year.closed import FIRST, is_open
from tests.bench.simulated_year.office import DEPUTIES, SHEETS, SUBSCRIPTIONS, everybody
from tests.bench.simulated_year.oracle import CLOSES, OPENS, Oracle
from tests.bench.simulated_year.staff import ZONE, Deed, Stands, year_of

LOOKS = (Time(8, 46), Time(9, 1), Time(12, 3), Time(15, 2), Time(17, 30), Time(21, 0))
"""When the bot looks what is to be said, each day: before the hour, in it, and when everybody has gone home."""

QUIET = 0.05
"""Seconds after which nothing of a killed process is under way any more."""


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


class Life:
    """The bot's process, started again whenever it is gone."""

    def __init__(self, context: ForkServerContext, clock: Any, folder: Path, api_url: str, chance: Random) -> None:
        self._context = context
        self._clock = clock
        self._folder = folder
        self._api_url = api_url
        self._chance = chance
        self._process: Any = None
        self._orders: Connection | None = None
        self.kills = 0

    def does(self, *order: Any, kill_within: float = 0.0) -> Any:
        """Have it do something; killed on the way within so many seconds at random, it does it in its next life."""
        while True:
            if self._process is None and not self._begin(kill_within):
                kill_within = 0.0
                continue
            assert self._orders is not None
            self._orders.send(order)
            if kill_within:
                time.sleep(self._chance.random() * kill_within)
                kill_within = 0.0
                self._kill()
                continue
            return self._answer()

    def end(self) -> None:
        """Kill it for good."""
        if self._process is not None:
            self._kill()
            self.kills -= 1

    def _begin(self, kill_within: float) -> bool:
        """Start it; one of five that are to be killed is killed while it starts."""
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._clock, str(self._folder), self._api_url)
        self._process = self._context.Process(target=life.live, args=arguments)
        self._process.start()
        theirs.close()
        self._orders = ours
        if kill_within and self._chance.random() < 0.2:
            time.sleep(self._chance.random() * 0.5)
            self._kill()
            return False
        begun = ours.recv()
        assert begun == "begun"
        return True

    def _answer(self) -> Any:
        assert self._orders is not None
        if not self._orders.poll(90):
            raise RuntimeError("the bot hangs")
        done, answer = self._orders.recv()
        assert done == "done"
        return answer

    def _kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()
        if self._orders:
            self._orders.close()
        self._process, self._orders = None, None
        self.kills += 1
        time.sleep(QUIET)


def run(folder: Path, *, kills: int, seed: int, days: int) -> tuple[Figures, list[str]]:
    """Live through so many days of the year. Returns figures, and all that was wrong."""
    chance = Random(seed)  # noqa: S311 - chance, not secrets
    figures, troubles = Figures(days=days), []  # type: tuple[Figures, list[str]]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.bench.simulated_year.life"])
    clock = context.Value("d", life.BEGIN.timestamp(), lock=False)
    life.prepare(folder / "data")
    workspace = _workspace(clock)
    oracle = Oracle({sheet: Stands() for sheet in SHEETS})
    moments = list(_moments(days, chance))
    lives = _deaths(moments, kills, chance)
    with Server(workspace) as server:
        bot = Life(context, clock, folder / "data", server.api_url, chance)
        watch = Watch(workspace)
        try:
            for n, moment in enumerate(moments):
                clock.value = moment.at.timestamp()
                figures.deeds += len(moment.deeds)
                if moment.deeds:
                    bot.does("does", moment.deeds, kill_within=0.02 if n in lives and not moment.look else 0.0)
                    for deed in moment.deeds:
                        if deed.sheet in oracle.stands:
                            oracle.stands[deed.sheet].does(deed)
                if moment.look:
                    figures.looks += 1
                    people, subscribed = oracle.reminders(moment.at), oracle.digests(moment.at)
                    _disturb(workspace, people or subscribed, chance, figures)
                    bot.does("tick", kill_within=0.6 if n in lives else 0.0)
                    troubles += _held(moment.at, people, subscribed, watch, oracle, figures)
            clock.value += 60
            bot.does("tick")
            troubles += _at_the_end(bot.does("posts"), workspace, oracle, figures)
        finally:
            figures.kills = bot.kills
            bot.end()
    return figures, troubles + [f"Slack: {each}" for each in workspace.problems]


# --- the clock --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """A time at which people have done something, or the bot looks."""

    at: datetime
    deeds: tuple[Deed, ...] = ()
    look: bool = False


def _moments(days: int, chance: Random) -> Iterator[Moment]:
    last = FIRST + timedelta(days=days - 1)
    deeds = sorted(chain.from_iterable(_deeds(sheet, last, chance) for sheet in SHEETS))
    deeds += [
        Deed(datetime.combine(until, Time(8, 0), ZONE), absent, "deputise", deputy)
        for absent, deputy, _, until in DEPUTIES
    ]
    begins = {absent: datetime.combine(begin, Time(8, 1), ZONE) for absent, _, begin, _ in DEPUTIES}
    times = [(begins.get(deed.sheet, deed.at), deed) for deed in deeds]
    looks = [datetime.combine(FIRST + timedelta(days=n), look, ZONE) for n in range(days) for look in LOOKS]
    found = [Moment(at, (deed,)) for at, deed in times if at.date() <= last] + [Moment(at, look=True) for at in looks]
    return iter(sorted(found, key=lambda moment: moment.at))


def _deeds(sheet: str, last: date, chance: Random) -> Iterator[Deed]:
    return takewhile(lambda deed: deed.at.date() <= last, year_of(sheet, chance))


def _deaths(moments: Sequence[Moment], kills: int, chance: Random) -> set[int]:
    """At which moments it is killed: mostly when something may be on its way."""
    looks = [
        n
        for n, each in enumerate(moments)
        if each.look and is_open(each.at.date()) and OPENS <= each.at.time() < CLOSES
    ]
    others = [n for n in range(len(moments)) if n not in set(looks)]
    return set(chance.sample(looks, kills - kills // 5) + chance.sample(others, kills // 5))


# --- Slack ------------------------------------------------------------------------------------------


def _workspace(clock: Any) -> Workspace:
    people = [Colleague(user, f"氏名{user[2:]}") for user in everybody()]
    channels = [Channel(each.channel, each.id, members=everybody()) for each in SUBSCRIPTIONS]
    texts = all_texts(ZONE, files("bot") / "bot.toml")
    workspace = Workspace.from_manifest(manifest(COMMANDS, texts), people, channels, clock=lambda: float(clock.value))
    for channel in channels:
        workspace.join(workspace.bot.id, channel.id)
    return workspace


def _disturb(workspace: Workspace, due: object, chance: Random, figures: Figures) -> None:
    """A bad day: more often when something is to be said. What nobody met of the last one is over."""
    workspace.faults._failures.clear()
    if chance.random() > (0.5 if due else 0.05):
        return
    faults, after = workspace.faults, chance.random() < 0.5
    method = chance.choice(("chat.postMessage",) * 4 + ("chat.update", "conversations.open", "conversations.history"))
    for _ in range(chance.randint(1, 3)):
        kind = chance.choice(("429", "500", "timeout", "cut"))
        figures.faults[f"{kind}{', taken all the same' if after and kind != '429' else ''}"] += 1
        match kind:
            case "429":
                faults.fail_next(method, retry_after=1)
            case "500":
                faults.fail_next(method, "internal_error", status=500, after=after)
            case "timeout":
                faults.stall_next(method, life.PATIENCE * 2, after=after)
            case "cut":
                faults.cut_next(method, after=after)


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


# --- what is held against it ------------------------------------------------------------------------


def _held(
    now: datetime, people: set[str], subscribed: set[str], watch: Watch, oracle: Oracle, figures: Figures
) -> list[str]:
    """What reached people at this look, against what should have."""
    came = Counter(place for _, place in watch.fresh())
    troubles = [f"{now}: {place} was told {count} times" for place, count in came.items() if count > 1]
    figures.twice += len(troubles)
    reminded, digested = set(came) & set(everybody()), set(came) - set(everybody())
    for wrong, what in ((people - reminded, "missed"), (subscribed - digested, "missed")):
        figures.missed += len(wrong)
        troubles += [f"{now}: {each} {what}" for each in sorted(wrong)]
    for wrong in (reminded - people, digested - subscribed):
        figures.unexpected += len(wrong)
        troubles += [f"{now}: {each} was told, and should not have been" for each in sorted(wrong)]
    for user in reminded:
        oracle.heard(user, now.date())
    oracle.digested |= {(each, now.date()) for each in digested}
    figures.reminders += len(reminded)
    figures.digests += len(digested)
    return troubles


def _at_the_end(posts: Sequence[Any], workspace: Workspace, oracle: Oracle, figures: Figures) -> list[str]:
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
