"""What every command of the command line stands in: settings, store, and a voice."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings import Settings
from commands.kit.texts import Language, Texts, language_of
from commands.registry import texts as all_texts
from store import samples
from store.engine import Engine, JournalEngine
from store.form import Forms
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from store.text import Said, Text


@cache
def settings() -> Settings:
    """Raises Refusal where the environment can't be read."""
    return Settings.load()


@cache
def texts(zone: ZoneInfo) -> Texts:
    more = (files("bot") / "bot.toml", files("bot.cli") / "cli.toml")
    return all_texts(zone, *more, today=lambda: datetime.now(zone).date())


class Surroundings:
    """Where a command stands."""

    @staticmethod
    def language() -> Language:
        """HYOKA_LANGUAGE, also while other settings are wrong."""
        try:
            return settings().hyoka_language
        except Refusal:
            return language_of(os.environ.get("HYOKA_LANGUAGE", "ja"))

    @classmethod
    def say(cls, said: Said) -> str:
        try:
            zone = settings().hyoka_timezone
        except Refusal:
            zone = ZoneInfo("Asia/Tokyo")
        return texts(zone).say(said, cls.language())

    @classmethod
    def tell(cls, key: str, **values: Any) -> None:
        """A sentence to standard error."""
        cls.tell_text(Text(key, values))

    @classmethod
    def tell_text(cls, text: Said) -> None:
        print(cls.say(text), file=sys.stderr)  # noqa: T201 - this is the voice

    @classmethod
    def tell_refusal(cls, refusal: Refusal) -> None:
        for reason in refusal.reasons:
            cls.tell_text(reason.text)

    @classmethod
    def give(cls, result: str) -> None:
        """A result to standard output, ending in one line break."""
        sys.stdout.write(result if result.endswith("\n") else result + "\n")


def forms() -> Forms:
    """The shipped form editions, the sample's, and the city's own in `forms/` of the data folder."""
    known = Forms(files("store") / "forms", samples.FORMS)
    own = settings().hyoka_data_dir / "forms"
    if own.is_dir():
        for file in sorted(own.glob("*.toml")):
            if file.is_file():
                known.add(file)
    return known


@contextmanager
def open_store(*, writing: bool) -> Iterator[Store]:
    """The store of the data folder. What was put aside or taken over at opening it is told, once: it is gone then.

    Raises:
        Refusal: it is no folder to work in, another process writes there, or what it holds is damaged.
    """
    known, folder = forms(), settings().hyoka_data_dir
    try:
        store = Store.open(folder, known, writing=writing, secretariat=settings().secretariat)
    except OSError as error:
        raise Refusal("cli.folder_unusable", folder=str(folder), problem=trouble(error)) from error
    _tell_opening(store.engine)
    try:
        yield store
    finally:
        store.close()


def _tell_opening(engine: Engine) -> None:
    if isinstance(engine, JournalEngine) and engine.torn is not None:
        Surroundings.tell("cli.torn", file=str(engine.torn))
    if isinstance(engine, JournalEngine) and engine.taken_over is not None:
        Surroundings.tell("cli.taken_over", file=str(engine.taken_over))


_TROUBLES = {
    errno.ENOENT: "missing",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "forbidden",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EADDRINUSE: "port_taken",
    errno.ENAMETOOLONG: "name_too_long",
    errno.ELOOP: "loop",
}


def trouble(error: OSError) -> Said:
    """What the system said, in our words where we have any."""
    known = _TROUBLES.get(error.errno or 0)
    return Text(f"cli.trouble_{known}") if known else errno.errorcode.get(error.errno or 0, "?")


def now() -> datetime:
    return datetime.now(settings().hyoka_timezone)


def operator() -> Person:
    """Whoever runs the command line acts for the secretariat."""
    return Person(id="", name=Surroundings.say(Text("cli.operator")), secretariat=True)
