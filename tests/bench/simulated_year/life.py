"""One life of the bot, from its start to the moment it is killed: a process that is told the time and what people do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog

import bot.slack
from bot.app import Bot, build
from bot.settings import Settings
from commands.registry import COMMANDS
from commands.registry import texts as all_texts
from store import samples
from store.form import Forms
from store.formats.text import parse
from store.person import Department, Deputy, Person
from store.sheet import Sheet
from store.store import Store
from store.subscription import Scope, Subscription
from store.task import Task
from tests.bench.simulated_year.closed import OWN
from tests.bench.simulated_year.office import (
    DEPARTMENTS,
    SECRETARIAT,
    SHEETS,
    SUBSCRIPTIONS,
    head_of,
    owner_of,
    reviewers,
    staff_of,
)
from tests.bench.simulated_year.staff import DUE, OFFICES, ZONE, Deed

PACE = 0.01
"""Seconds between two messages in one place: a simulated year has no time for Slack's."""

PATIENCE = 0.4
"""Seconds that a call may take."""

BEGIN = datetime(2025, 4, 1, 8, 0, tzinfo=ZONE)


def open_store(folder: Path) -> Store:
    """The documents of the simulation."""
    return Store.open(folder, Forms(files("store") / "forms", samples.FORMS))


def prepare(folder: Path) -> None:
    """The year is opened: everybody is known, the sheets are there and filled in, deadlines and subscriptions are set."""
    store = open_store(folder)
    store.keep_office(_people(), [Department(name=each, head=head_of(each)) for each in DEPARTMENTS])
    real = parse((files("store.samples") / "S27.txt").read_text("utf-8"), store.forms)
    contents = [
        replace(
            real, year=2025, opinions=(), answers=(),
            values={**real.values, "number": key.partition("-")[2], "owner": owner_of(key)},
        )
        for key in SHEETS
    ]  # fmt: skip
    by = store.registered(SECRETARIAT[0])
    store.add_all(contents, by, BEGIN)
    before = store.rules()
    store.keep_rules(before, before.changed(by, {"closed": "\n".join(map(str, OWN))}), by, BEGIN)
    deadlines = store.deadlines(2025)
    days = {Task(task): day.isoformat() for task, day in DUE.items()}
    settled = deadlines.set_days(by, days, store.rules().calendar, BEGIN.date())
    assert store.keep_deadlines(deadlines, settled, by, BEGIN)
    for each in SUBSCRIPTIONS:
        made = Subscription(
            id=each.id, channel=each.channel, scope=Scope(), weekdays=each.weekdays, at=each.at, since=BEGIN
        )
        assert store.keep_subscription(Subscription(id=each.id, channel="", since=BEGIN), made, by, BEGIN)
    store.close()


def live(orders: Connection, clock: Any, folder: str, api_url: str) -> None:
    """Begin, say so, and do as one is told; until it is over."""
    logging.disable(logging.CRITICAL)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    bot.slack.TIMEOUT = PATIENCE  # type: ignore[assignment] # the SDK takes parts of a second as well
    store = open_store(Path(folder))
    tokens = {"slack_bot_token": "xoxb-local", "slack_app_token": "xapp-local"}
    settings = Settings(hyoka_timezone=ZONE, slack_api_url=api_url, **tokens)  # type: ignore[arg-type]
    texts = all_texts(ZONE, files("bot") / "bot.toml")
    living = build(settings, store, COMMANDS, texts, lambda: datetime.fromtimestamp(clock.value, ZONE), pace=PACE)
    orders.send("begun")
    while True:
        what, *about = orders.recv()
        answer: object = None
        match what:
            case "does":
                for deed in about[0]:
                    _does(store, deed)
            case "tick":
                _tick(living, store)
            case "posts":
                answer = [_told(record.body) for record in store.engine.find("posts")]
        orders.send(("done", answer))


def _tick(living: Bot, store: Store) -> None:
    """What the scheduler does every minute; over when all is sent."""
    living.scheduler.tick()
    end = time.monotonic() + 60
    while store.unsent_posts() and time.monotonic() < end:
        time.sleep(0.005)


def _told(post: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: post[name] for name in ("key", "shown", "version", "lost", "waiting")}


# --- people -----------------------------------------------------------------------------------------


def _people() -> list[Person]:
    people = [Person(id=head_of(each), name=f"{each}長") for each in DEPARTMENTS]
    for department in DEPARTMENTS:
        people += [Person(id=user, name=f"職員{user[2:]}", departments=(department,)) for user in staff_of(department)]
    for office in OFFICES:
        people += [Person(id=user, name=f"担当{user[2:]}", offices=(office,)) for user in reviewers(office)]
    people += [Person(id=user, name=f"事務局{user[-1]}", secretariat=True) for user in SECRETARIAT]
    return people


def _does(store: Store, deed: Deed) -> None:
    """Done once, however often it is asked for: whoever asks may not have heard the answer. Deputies come and go on their days."""
    if deed.what == "deputise":
        _deputise(store, deed.sheet, deed.office, deed.at.date())
        return
    sheet, now = store.sheet(deed.sheet), deed.at
    form = store.form(sheet)
    owner = store.registered(staff_of(sheet.owner)[0])
    by = store.registered(SECRETARIAT[0])
    speaker = store.registered(reviewers(deed.office)[0]) if deed.office else by
    rules: Mapping[str, tuple[bool, Person, Callable[[Sheet], Sheet]]] = {
        "submit": (bool(sheet.submitted), owner, lambda each: each.submit(form, owner, now)),
        "return": (not sheet.submitted, by, lambda each: each.give_back(by, now, "数値を加えてください。")),
        "opinion": (
            any(each.office == deed.office for each in sheet.opinions),
            speaker,
            lambda each: each.give_opinion(speaker, now, deed.office, "根拠を示してください。"),
        ),
        "nothing": (
            deed.office in sheet.nothing_to_say,
            speaker,
            lambda each: each.say_nothing(speaker, now, deed.office),
        ),
        "answer": (
            not sheet.open_opinions,
            owner,
            lambda each: each.answer(owner, now, tuple(one.id for one in each.open_opinions), "次年度に示します。"),
        ),
        "finalise": (bool(sheet.finalised), by, lambda each: each.finalise(by, now)),
        "publish": (bool(sheet.published), by, lambda each: each.publish(by, now)),
        "reopen": (not sheet.finalised, by, lambda each: each.reopen(by, now, "誤記を直すため。")),
    }
    done, who, rule = rules[deed.what]
    if not done:
        store.change(deed.sheet, who, now, deed.what, rule)


def _deputise(store: Store, absent: str, deputy: str, until: date) -> None:
    person = store.registered(absent)
    if person.deputy is None:
        named = Deputy(id=deputy, name=store.registered(deputy).name, until=until)
        store.keep_people(
            [(person, person.model_copy(update={"deputy": named}))], store.registered(SECRETARIAT[0]), datetime.now(UTC)
        )
