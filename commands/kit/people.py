"""Who asks, and whom they can ask for help."""

from __future__ import annotations

from commands.kit.reply import Line, Part
from commands.kit.request import Request
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from store.text import Said, Text


def asker(request: Request, store: Store) -> Person:
    """Whoever asks, with all that they may do at this moment: also for whom they stand in."""
    return store.person(request.who, request.name, request.now)


def newcomer(who: Person, store: Store) -> tuple[Part, ...]:
    """What somebody without a role is told: what they may do, and whom to ask; nothing for others."""
    return () if who.known else (Line(_word(who, store)),)


def require_role(who: Person, store: Store) -> None:
    """Raises Refusal for somebody without a role: the same word as `newcomer` says."""
    if not who.known:
        word = _word(who, store)
        raise Refusal(word.key, **word.values)


def names_of_secretariat(store: Store) -> Said:
    """The names of those of the secretariat, as one asks for them."""
    names = tuple(each.name for each in store.secretariat())
    return Text.of("kit.secretariat_names", names=names) if names else Text.of("kit.secretariat_nobody")


def _word(who: Person, store: Store) -> Text:
    return Text.of("kit.newcomer", name=who.name, secretariat=names_of_secretariat(store))
