"""Running the bot: in the local workspace, over Socket Mode, over HTTP."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.surroundings import Surroundings, open_store, settings, texts, trouble
from bot.settings import Mode
from store.refusal import Refusal


def register(app: typer.Typer) -> None:
    app.command(help="この端末だけで試す（Slack 不要、見本の評価票つき） / Try it on this machine, without Slack.")(
        demo
    )
    app.command(help="Slack に Socket Mode でつなぐ / Connect to Slack over Socket Mode.")(run)
    app.command(help="Slack からの署名つき HTTP を受ける / Take signed HTTP requests from Slack.")(serve)


def demo(
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="ページのポート（0 は空いているもの） / Port of the page; 0: any free one"),
    ] = 8027,
    empty: Annotated[bool, typer.Option("--empty", help="見本の評価票を入れない / Without the sample sheets")] = False,
) -> None:
    """The bot in a small Slack of our own on 127.0.0.1; documents stay in HYOKA_DATA_DIR."""
    from bot.demo import Demo

    configure_log()
    with open_store(writing=True) as store:
        try:
            running = Demo(store, settings(), texts(settings().hyoka_timezone), port=port, samples=not empty)
        except OSError as error:
            raise Refusal("cli.port_unusable", port=str(port), problem=trouble(error)) from error
        running.start()
        try:
            Surroundings.tell("cli.demo_runs", url=running.url, folder=str(Path(settings().hyoka_data_dir).resolve()))
            _until_stopped()
        finally:
            running.stop()


def run() -> None:
    _connect("run")


def serve() -> None:
    _connect("serve")


def _connect(mode: Mode) -> None:
    from bot.app import build
    from commands.registry import COMMANDS

    settings().need(mode)
    configure_log()
    with open_store(writing=True) as store:
        bot = build(settings(), store, COMMANDS, texts(settings().hyoka_timezone))
        try:
            if mode == "run":
                bot.start_socket_mode()
                Surroundings.tell("cli.runs")
                _until_stopped()
            else:
                Surroundings.tell("cli.serves", port=str(settings().hyoka_port))
                bot.serve()
        finally:
            bot.stop()


def configure_log() -> None:
    from bot.logs import configure

    configure(settings().hyoka_log, settings().hyoka_log_level)


def _until_stopped() -> None:
    """Wait for Ctrl-C or a polite kill."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    asked.wait()
    print(file=sys.stderr)  # noqa: T201 - the line that ^C stands in
    Surroundings.tell("cli.stopping")
