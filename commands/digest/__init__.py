"""/digest (/集計): how far the year's sheets are, what is late and what changed: now, or by itself in a channel."""

from __future__ import annotations

from collections.abc import Sequence

from commands.digest.posting import digest_for, due, post, show
from commands.digest.scopes import scope_asked
from commands.digest.settings import edit, end, keep, settings_view, show_settings, turn_settings
from commands.kit.asked import is_blank, is_help
from commands.kit.command import Command
from commands.kit.reply import Button, Heading, Line, Open, Reply, Row, Whisper
from commands.kit.request import Request, Subject
from store.kinds import key_of
from store.store import Store
from store.subscription import Scope
from store.text import Text, excerpt

SETTINGS = ("設定", "定期配信", "settings", "schedule")

MOST = 20
"""So many meanings of the words are offered."""


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/digest` (all sheets), `/digest 福祉部長寿課`, `/digest 回答待ち`, `/digest 基本目標 7`, `/digest settings` and
    `/digest help`, which is never taken for a goal that helps somebody."""
    if is_blank(request.words):
        return [Whisper(digest_for(Scope(), request, store))]
    if is_help(request.words):
        return [Whisper((Heading(Text.of("digest.help_title")), Line(Text.of("digest.help"))))]
    if key_of(request.words) in SETTINGS:
        return [Open(settings_view(request, store))]
    found = scope_asked(request.words, store)
    if len(found) == 1:
        return [Whisper(digest_for(found[0].scope, request, store))]
    rows = (
        Row(each.said, None, Button(Text.of("digest.this"), "digest.show", Subject(part=str(each.scope))))
        for each in found[:MOST]
    )
    return [Whisper((Heading(Text.of("digest.which", asked=excerpt(request.words, 40))), *rows))]


COMMAND = Command(
    name="digest",
    slash=("/digest", "/集計"),
    run=run,
    steps={
        "show": show,
        "post": post,
        "settings": show_settings,
        "turn_settings": turn_settings,
        "edit": edit,
        "keep": keep,
        "end": end,
    },
    examples=("", "福祉部長寿課", "回答待ち", "設定", "help"),
    due=due,
)
