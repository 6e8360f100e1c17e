"""The views that the commands' examples open, to be looked at by Slack's own checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from commands.kit.reply import Open, View
from commands.kit.request import Request
from commands.registry import COMMANDS
from store import samples
from store.form import Forms
from store.person import Person
from store.store import Store


def example_views(folder: Path, forms: Forms) -> Iterator[tuple[str, View]]:
    """Every view that the commands' examples open in the sample office, with the line that opens it."""
    store = Store.open(folder, forms)
    now = datetime.fromisoformat("2020-09-01T10:00:00+09:00")
    samples.fill(store, now)
    everything = Person(
        id="U0ALL", name="-", departments=tuple(each.name for each in store.departments()),
        offices=("planning", "finance", "reform"), secretariat=True,
    )  # fmt: skip
    store.keep_office([everything], [])
    for command in COMMANDS:
        for example in command.examples:
            for reply in command.run(Request(everything.id, now, words=example), store):
                if isinstance(reply, Open):
                    yield f"{command.slash[0]} {example}", reply.view
    store.close()
