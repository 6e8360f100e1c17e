"""/opinion (/内部意見): a reviewing office says what it thinks, asks again, takes back, or has nothing to say."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.asked import is_blank, opinion_asked
from commands.kit.card import stage_of
from commands.kit.command import Command
from commands.kit.people import asker, require_role
from commands.kit.queues import queue
from commands.kit.reply import Change, Open, Reply, View
from commands.kit.request import Request
from commands.opinion.again import AGAIN, WITHDRAW, ask, more_on, show_asking, show_withdrawing, withdraw
from commands.opinion.giving import give, nothing, opinion_on, show_form
from store.kinds import key_of
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from store.task import Task
from store.text import Text


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/opinion` (what waits for my office), `/opinion S27` (a form), `/opinion S27 本文`, `/opinion S27-O1 本文`."""
    who = asker(request, store)
    require_role(who, store)
    if is_blank(request.words):
        return [Open(_queue(who, request, store))]
    sheet, opinion, text = opinion_asked(request.words, store)
    if opinion is not None:
        return more_on(sheet, opinion, text, request, store)
    if key_of(text) in (*AGAIN, *WITHDRAW):
        raise Refusal("opinion.which", sheet=sheet.number)
    return opinion_on(sheet, text, request, store)


def turn(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(_queue(asker(request, store), request, store))]


def _queue(who: Person, request: Request, store: Store) -> View:
    """The sheets that wait for the person's offices."""
    if not who.offices:
        raise Refusal("opinion.no_office")
    waits = (
        (sheet, Text.of("opinion.waits", stage=stage_of(sheet), owner=sheet.owner))
        for sheet in store.all_standings()
        if sheet.offices_to_hear & set(who.offices)
    )
    return queue("opinion", Task.REVIEW, waits, request, store)


COMMAND = Command(
    name="opinion",
    slash=("/opinion", "/内部意見"),
    run=run,
    steps={
        "open": show_form,
        "give": give,
        "nothing": nothing,
        "asking": show_asking,
        "ask": ask,
        "withdrawing": show_withdrawing,
        "withdraw": withdraw,
        "turn": turn,
    },
    examples=("", "S27", "S27 効果を数値で示してください。", "S24-O1 再質問", "S27-O1 取下げ"),
)
