"""/deadline (/締切): by when each step of a year is to be done, moved for one sheet or department; and the reminders."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.deadline.history import show_history, turn_history
from commands.deadline.moving import back, move, moving_form, show_moving
from commands.deadline.overview import overview, sheet_view, show, turn
from commands.deadline.reminders import due
from commands.deadline.rules import keep_rules, show_rules
from commands.deadline.setting import set_days, show_setting
from commands.deadline.snoozing import show_snoozing, snooze
from commands.deadline.whole import show_whole, turn_whole
from commands.kit.asked import is_blank, is_help, sheet_asked
from commands.kit.command import Command
from commands.kit.people import asker
from commands.kit.reply import Heading, Line, Open, Reply, Whisper
from commands.kit.request import Request
from store.era import read_year
from store.kinds import key_of
from store.refusal import Refusal
from store.store import Store
from store.text import Text, excerpt


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/deadline` (the year's deadlines), `/deadline 2020`, `/deadline S27` and `/deadline 福祉部長寿課` (to move one)."""
    who = asker(request, store)
    if is_blank(request.words):
        return [Open(overview(who, store, request.now))]
    asked = key_of(request.words)
    if is_help(request.words):
        return [Whisper((Heading(Text.of("deadline.help_title")), Line(Text.of("deadline.help"))))]
    if year := _year(request.words):
        return [Open(overview(who, store, request.now, year=year))]
    standings = store.latest_standings()
    owner = next((each.owner for each in standings if key_of(each.owner) == asked), None)
    if owner is not None:
        moved = moving_form(who, store, department=owner) if who.secretariat else overview(who, store, request.now)
        return [Open(moved)]
    owners = tuple(dict.fromkeys(each.owner for each in standings if each.owner))
    if owners and not any(each.isdecimal() for each in asked):  # the number of a sheet has digits
        raise Refusal("deadline.no_such", asked=excerpt(request.words, 40), examples=owners[:2])
    sheet, _ = sheet_asked(request.words, store)
    return [Open(moving_form(who, store, sheet=sheet) if who.secretariat else sheet_view(sheet, store, request.now))]


def _year(words: str) -> int | None:
    """The year that the words are: 2020, 令和2年度, R2. S27 is a sheet, and no year of the Shōwa era."""
    named = re.fullmatch(r"(?:20\d\d|(?:r|令和)(?:元|\d{1,2}))年?度?", key_of(words))
    return read_year(words) if named else None


COMMAND = Command(
    name="deadline",
    slash=("/deadline", "/締切"),
    run=run,
    steps={
        "show": show,
        "turn": turn,
        "setting": show_setting,
        "set": set_days,
        "moving": show_moving,
        "move": move,
        "back": back,
        "rules": show_rules,
        "keep_rules": keep_rules,
        "history": show_history,
        "turn_history": turn_history,
        "snoozing": show_snoozing,
        "snooze": snooze,
        "whole": show_whole,
        "turn_whole": turn_whole,
    },
    examples=("", "S27", "福祉部長寿課", "help"),
    due=due,
)
