"""/year (/年度更新): the secretariat opens the next year from this one, and takes that back while nobody has written."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.asked import is_blank
from commands.kit.command import Command
from commands.kit.people import asker
from commands.kit.reply import Open, Reply
from commands.kit.request import Request
from commands.year.comparing import begin, compare, turn
from commands.year.form import year_form
from commands.year.opening import open_year, show_undoing, undo, undoing_form
from store.kinds import key_of
from store.refusal import Refusal
from store.store import Store
from store.text import excerpt

UNDO = ("undo", "取り消し", "取消し", "取消", "取り消す", "とりけし")


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/year` (what to carry over), `/year undo` (take the last opening back)."""
    who = asker(request, store)
    if is_blank(request.words):
        return [Open(year_form(who, store))]
    if key_of(request.words) in UNDO:
        return [Open(undoing_form(who, store))]
    raise Refusal("year.unknown", asked=excerpt(request.words, 40))


COMMAND = Command(
    name="year",
    slash=("/year", "/年度更新"),
    run=run,
    steps={
        "begin": begin,
        "compare": compare,
        "turn": turn,
        "open": open_year,
        "undoing": show_undoing,
        "undo": undo,
    },
    examples=("",),
)
