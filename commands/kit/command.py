"""A command: its names, what handles its words, and the steps that its buttons and forms lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from commands.kit.reply import Reply, Say
from commands.kit.request import Request
from store.store import Store

Handler = Callable[[Request, Store], Sequence[Reply]]

Found = TypeVar("Found")


class Apart(Protocol):
    """Has something done so that whatever goes wrong with it keeps nothing else from being done: then it ends there."""

    def __call__(self, about: str, do: Callable[[], Iterable[Found]]) -> Iterable[Found]:
        """What comes of it; `about` is the id of what it concerns, such as a person's or a channel's."""
        ...


def together(about: str, do: Callable[[], Iterable[Found]]) -> Iterable[Found]:  # noqa: ARG001 - it goes wrong as it does
    """`Apart` for who asks by hand: what goes wrong is raised."""
    return do()


class Due(Protocol):
    """What should have been said by a moment (aware, in the office's zone), unasked; each with its `once`. It is asked
    every minute, changes nothing, and says the same again until it was said. What concerns one person or one channel
    is made apart."""

    def __call__(self, now: datetime, store: Store, apart: Apart, /) -> Iterable[Say]: ...


@dataclass(frozen=True)
class Command:
    """One module of `commands/`.

    Attributes:
        name: the module's name; its sentences stand in `<name>.toml`, its steps are `<name>.<step>`.
        slash: the names it is called by, the Japanese one too. `/` and 1–31 characters each
            (https://docs.slack.dev/interactivity/implementing-slash-commands).
        run: handles the words typed after the name.
        steps: handles its buttons, menus and forms.
        home: draws the person's App Home; at most one command does. Its request's subject is that of the view which
            they were shown there last, so that what it shows is drawn anew where they stand; it changes nothing.
        examples: words that work in the sample office; shown in the help, tried by the tests.
        due: says what should have been said by now.
        shortcuts: those of its steps that the menu beside every message offers, with the message in the request;
            its sentences `shortcut_<step>` and `shortcut_<step>_about` say what they are called and do.
    """

    name: str
    slash: tuple[str, ...]
    run: Handler
    steps: Mapping[str, Handler] = field(default_factory=dict)
    home: Handler | None = None
    examples: tuple[str, ...] = ()
    shortcuts: tuple[str, ...] = ()
    due: Due | None = None
