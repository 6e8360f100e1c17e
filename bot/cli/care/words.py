"""What is told while a journal is taken care of, and asked."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli.codes import OURS
from bot.cli.surroundings import Surroundings, settings, trouble
from store.engine import care
from store.engine.base import Record
from store.kinds import key_of
from store.refusal import Refusal
from store.text import Said, Text

KINDS = ("sheets", "events", "people", "departments", "threads")
"""What is told of all that is kept: the rest is how we find it."""

MOST = 20
"""Documents that are told by name."""

_YES = {"y", "yes", "はい"}
_MISNAMED = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}

Yes = Annotated[bool, typer.Option("--yes", help="確かめずに行う / Don't ask")]


class LastChange:
    """Looks at documents for the time of the last change that anybody made."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self, record: Record) -> None:
        if record.kind != "events":
            return
        try:
            at = datetime.fromisoformat(str(record.body.get("at")))
        except ValueError:
            return
        if at.tzinfo is not None and (self.at is None or at > self.at):
            self.at = at


def contents_told(contents: care.Contents, last: LastChange) -> Text:
    """What is in a journal, and how old it is."""
    at: Said = Text("cli.never") if last.at is None else minute(last.at)
    return Text.of(
        "cli.contents",
        documents=counts_told(contents.documents),
        last=at,
        size=f"{contents.size / 1_000_000:.1f} MB" if contents.size > 100_000 else f"{contents.size / 1_000:.1f} KB",
    )


def counts_told(documents: Mapping[str, int]) -> tuple[Said, ...]:
    """How many documents there are of the kinds that people know."""
    told = tuple(Text(f"cli.count_{kind}", {"count": documents[kind]}) for kind in KINDS if kind in documents)
    return told or (Text("cli.count_nothing"),)


def names_told(names: tuple[care.Name, ...]) -> tuple[Said, ...]:
    """Documents by their names: not more than anybody reads."""
    told: list[Said] = [
        Text(f"cli.name_{kind}", {"name": key}) if kind in KINDS else f"{kind}/{key}" for kind, key in names[:MOST]
    ]
    return (*told, "…") if len(names) > MOST else tuple(told)


def minute(at: datetime) -> str:
    """With its year: backups are kept for long."""
    return f"{at.astimezone(settings().hyoka_timezone):%Y-%m-%d %H:%M}"


def require_yes(command: str, question: Text, *, yes: bool) -> None:
    """Raises Refusal unless whoever typed the command agrees."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refusal("cli.yes_needed", command=command)
    print(Surroundings.say(question), end=" ", flush=True, file=sys.stderr)  # noqa: T201 - a question, and its answer behind it
    answer = sys.stdin.readline()
    if not answer:
        print(file=sys.stderr)  # noqa: T201 - Ctrl-D ends no line
    if key_of(answer) not in _YES:
        raise Refusal("cli.not_agreed")


@contextmanager
def progress_shown(key: str) -> Iterator[care.Progress]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(Surroundings.say(Text(key)), total=None)
        yield lambda done, size: bars.update(bar, completed=done, total=size)


def unreadable(file: Path, error: OSError) -> Refusal:
    return Refusal("cli.file_unreadable", file=str(file), problem=trouble(error))


def fail(key: str, place: Path, error: OSError) -> NoReturn:
    """Raises Refusal where the place is named wrongly; else tells what the machine lacks, and ends."""
    refusal = Refusal(key, place=str(place), problem=trouble(error))
    if error.errno in _MISNAMED:
        raise refusal from error
    Surroundings.tell_refusal(refusal)
    raise typer.Exit(OURS) from error
