"""A process that sends what is written down, until it is killed: `python -m tests.bot.kept_going FOLDER URL`."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.send import Courier, Outbox
from bot.slack import web_client
from tests.office import open_store


def main(folder: str, url: str) -> None:
    store = open_store(Path(folder))
    courier = Courier(web_client("xoxb-local", url, again=False, timeout=30), store, lambda: datetime.now(UTC))
    Outbox(courier, store, lambda _post, _code: None, pace=0.05).start()
    print("ready", flush=True)  # noqa: T201 - whoever kills it waits for this
    time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
