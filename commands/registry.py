"""The commands there are. Adding one: its module, its TOML, its test, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, tzinfo
from importlib.resources import files
from importlib.resources.abc import Traversable

from commands import answer, deadline, digest, members, opinion, sheet, year
from commands.kit.command import Command
from commands.kit.texts import Texts

COMMANDS: tuple[Command, ...] = (
    sheet.COMMAND,
    opinion.COMMAND,
    answer.COMMAND,
    deadline.COMMAND,
    digest.COMMAND,
    members.COMMAND,
    year.COMMAND,
)


def texts(zone: tzinfo, *more: Traversable, today: Callable[[], date] | None = None) -> Texts:
    """All sentences: of the rules, of the commands, and of `more` files, as they are said `today`.

    Raises:
        ValueError: a sentence lacks a language, or a key stands twice.
    """
    return Texts([*_files(), *more], zone, today)


def _files() -> Iterator[Traversable]:
    yield files("store") / "store.toml"
    yield files("store.checks") / "checks.toml"
    here = files("commands")
    for folder in (here, *(each for each in here.iterdir() if each.is_dir())):
        yield from (file for file in folder.iterdir() if file.name.endswith(".toml"))
