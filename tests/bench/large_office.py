"""An office of any size for measuring: two departments whose staff write, three offices that review, sheets under review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from bot.app import build
from bot.local.server import Server
from bot.local.workspace import Channel, Workspace
from bot.local.workspace import Person as Colleague
from bot.manifest import manifest
from bot.settings import Settings
from commands.registry import COMMANDS
from commands.registry import texts as all_texts
from store import samples
from store.form import Forms
from store.formats.text import parse
from store.person import Department, Person
from store.sheet import Sheet
from store.store import Store
from tests.office import NOW, PLANNER, SECRETARIAT, ZONE

DEPARTMENTS = (Department(name="市長公室情報課", channel="C0JOHO"), Department(name="福祉部長寿課", channel="C0CHOJU"))
OFFICES = ("planning", "finance", "reform")
SHEETS = 10
"""Of each department."""


def people(count: int) -> list[Person]:
    """Two of three are staff of a department, in turn; every third reviews."""
    found = []
    for n in range(count):
        role = {"offices": (OFFICES[n // 3 % 3],)} if n % 3 == 2 else {"departments": (DEPARTMENTS[n % 2].name,)}
        found.append(Person.model_validate({"id": f"U0{n + 1:02d}", "name": f"職員{n + 1:02d}", **role}))
    return found


@contextmanager
def large_office(folder: Path, count: int) -> Iterator[tuple[Store, Workspace]]:
    """A store with sheets that are under review, a workspace with these people, and the bot in it."""
    store = Store.open(folder / "data", Forms(files("store") / "forms", samples.FORMS))
    everybody = people(count)
    store.keep_office([*everybody, PLANNER, SECRETARIAT], DEPARTMENTS)
    _reviewed(store)
    colleagues = [Colleague(each.id, each.name) for each in everybody]
    channels = [Channel(each.channel, each.name, members=tuple(one.id for one in everybody)) for each in DEPARTMENTS]
    texts = all_texts(ZONE, files("bot") / "bot.toml")
    workspace = Workspace.from_manifest(manifest(COMMANDS, texts), colleagues, channels)
    for channel in channels:
        workspace.join(workspace.bot.id, channel.id)
    with Server(workspace) as there:
        tokens = {"slack_bot_token": "xoxb-local", "slack_app_token": "xapp-local"}
        settings = Settings(hyoka_timezone=ZONE, slack_api_url=there.api_url, **tokens)  # type: ignore[arg-type]
        bot = build(settings, store, COMMANDS, texts)
        bot.start_socket_mode()
        workspace.wait_for_app()
        try:
            yield store, workspace
        finally:
            bot.outbox._pace = 0.0  # what it still has to tell, one message a second, would take minutes
            bot.stop(seconds=60)
    store.close()


def _reviewed(store: Store) -> None:
    """Sheets of each department, handed in, with two opinions that wait for an answer."""
    real = parse((files("store.samples") / "S27.txt").read_text("utf-8"), store.forms)
    contents = (
        replace(real, values={**real.values, "number": f"S{place * SHEETS + n}", "owner": department.name})
        for place, department in enumerate(DEPARTMENTS)
        for n in range(1, SHEETS + 1)
    )
    for sheet in store.add_all(contents, SECRETARIAT, NOW):
        _hand_in(store, sheet)
        for office in OFFICES[:2]:
            _ask(store, sheet, office)


def _hand_in(store: Store, sheet: Sheet) -> None:
    form, who = store.form(sheet), SECRETARIAT
    store.change(sheet.key, who, NOW, "submit", lambda each: each.submit(form, who, NOW))


def _ask(store: Store, sheet: Sheet, office: str) -> None:
    who = PLANNER.model_copy(update={"offices": OFFICES})
    store.change(sheet.key, who, NOW, "opinion", lambda each: each.give_opinion(who, NOW, office, "根拠は何ですか。"))
