"""All that a reminder tells of, a page at a time: a message has room for thirty-odd entries."""

from __future__ import annotations

from collections.abc import Sequence

from commands.deadline.message import heading, listed
from commands.deadline.reminders import Look
from commands.deadline.snoozing import reminder_of
from commands.kit.pages import on_page, turning
from commands.kit.reply import Change, Open, Reply, View
from commands.kit.request import Request, Subject
from store.store import Store
from store.text import Text


def show_whole(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(_view(request, store, 0))]


def turn_whole(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(_view(request, store, request.subject.revision))]


def _view(request: Request, store: Store, page: int) -> View:
    """As things stand now; who turns a page sees what is done by then as done, and the order changes with it."""
    post, look = reminder_of(request, store), Look(store, request.now.date())
    entries = look.entries(post.about, post.to)
    shown = listed(on_page(entries, page), look.today, look.people, store)
    turns = turning(len(entries), page, "deadline.turn_whole", Subject(post.key))
    return View(Text.of("deadline.title"), (heading(post.key, entries), *shown, *turns))
