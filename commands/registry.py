"""The commands there are. Adding one: its module, its TOML, its test, and one line here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from importlib.resources import files
from importlib.resources.abc import Traversable

from commands import answer, digest, members, opinion, sheet, year
from commands.kit.command import Command
from commands.kit.texts import Texts

COMMANDS: tuple[Command, ...] = (
    sheet.COMMAND,
    opinion.COMMAND,
    answer.COMMAND,
    digest.COMMAND,
    members.COMMAND,
    year.COMMAND,
)


def texts(zone: tzinfo, *more: Traversable) -> Texts:
    """All sentences: of the rules, of the commands, and of `more` files.

    Raises:
        ValueError: a sentence lacks a language, or a key stands twice.
    """
    return Texts([*_files(), *more], zone)


def _files() -> Iterator[Traversable]:
    yield files("store") / "store.toml"
    yield files("store.checks") / "checks.toml"
    here = files("commands")
    for folder in (here, *(each for each in here.iterdir() if each.is_dir())):
        yield from (file for file in folder.iterdir() if file.name.endswith(".toml"))
