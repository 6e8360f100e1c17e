"""Pressing everything there is to press: all views and messages that the commands can show to a person."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from commands.kit.command import Handler
from commands.kit.reply import Change, Input, Line, Open, Part, Reply, Return, Say, Thread, View, Whisper
from commands.kit.request import Request, Subject
from commands.registry import COMMANDS
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from tests.commands.chat import controls, handler
from tests.office import LATER

CHANGING = {"remove_item", "nothing", "end_deputy", "undo"}
"""Buttons that change something: pressed last, and once."""


def crawl(who: Person, store: Store, words: tuple[str, ...], most: int = 400) -> Iterator[Reply]:
    """Every reply that this person comes to from these lines and from every control on the way."""
    waiting: deque[tuple[str, Subject]] = deque()
    known: set[tuple[str, str]] = set()

    def taken(replies: list[Reply]) -> Iterator[Reply]:
        for reply in replies:
            yield reply
            for step, subject in controls(_parts(reply)):
                if (step, str(subject)) not in known:
                    known.add((step, str(subject)))
                    (waiting.append if step.split(".")[1] in CHANGING else waiting.appendleft)((step, subject))

    for line in words:
        slash, _, rest = line.partition(" ")
        command = next(each for each in COMMANDS if slash in each.slash)
        yield from taken(_asked(who, store, command.run, words=rest))
    for command in COMMANDS:
        if command.home:
            yield from taken(_asked(who, store, command.home))
    while waiting and len(known) < most:
        step, subject = waiting.popleft()
        yield from taken(_asked(who, store, handler(step), subject=subject))


def _asked(who: Person, store: Store, run: Handler, words: str = "", subject: Subject | None = None) -> list[Reply]:
    request = Request(who.id, LATER, who.name, words, "C0JOHO", subject or Subject())
    try:
        return list(run(request, store))
    except Refusal as refusal:
        return [Whisper(tuple(Line(reason.text) for reason in refusal.reasons))]


def _parts(reply: Reply) -> tuple[Part | Input, ...]:
    match reply:
        case Open(view) | Change(view) | Return(view):
            return view.parts
        case Say(parts, Thread(_, _, root)):
            return (*parts, *root)
        case Say(parts) | Whisper(parts):
            return parts


def view_of(reply: Reply) -> View | None:
    return reply.view if isinstance(reply, Open | Change | Return) else None
