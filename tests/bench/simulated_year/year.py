"""The year: a clock, a workspace on its bad days, a bot that is killed and started again; and what is held against it."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from itertools import chain, takewhile
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
from tests.bench.simulated_year.process import Life
from tests.bench.simulated_year.staff import ZONE, Deed, Stands, year_of
from tests.bench.simulated_year.verdict import Figures, Watch, at_the_end, held

LOOKS = (time(8, 46), time(9, 1), time(12, 3), time(15, 2), time(17, 30), time(21, 0))
"""When the bot looks what is to be said, each day: before the hour, in it, and when everybody has gone home."""


def run(folder: Path, *, kills: int, seed: int, days: int, trouble: float = 1.0) -> tuple[Figures, list[str]]:
    """Live through so many days of the year. Returns figures, and all that was wrong.

    Args:
        trouble: how often Slack has a bad day, in proportion to the whole year's.
    """
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # it tells of every answer that we cut off
    chance = Random(seed)  # noqa: S311 - chance, not secrets
    figures = Figures(days=days)
    troubles: list[str] = []
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
                    is_due = bool(oracle.reminders(moment.at) or oracle.digests(moment.at))
                    _disturb(workspace, is_due, trouble, chance, figures)
                    bot.does("tick", kill_within=0.6 if n in lives else 0.0)
                    troubles += held(moment.at, watch.fresh(), oracle, figures)
            clock.value += 60
            bot.does("tick")
            troubles += at_the_end(bot.does("posts"), workspace, oracle, figures)
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
        Deed(datetime.combine(until, time(8, 0), ZONE), absent, "deputise", deputy)
        for absent, deputy, _, until in DEPUTIES
    ]
    begins = {absent: datetime.combine(begin, time(8, 1), ZONE) for absent, _, begin, _ in DEPUTIES}
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


def _disturb(workspace: Workspace, is_due: bool, trouble: float, chance: Random, figures: Figures) -> None:
    """A bad day: more often when something is to be said. What nobody met of the last one is over."""
    workspace.faults._failures.clear()
    if chance.random() > (0.5 if is_due else 0.05) * trouble:
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
