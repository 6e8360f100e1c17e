"""Putting off what a reminder tells of: on a later day it is told again, and no earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commands.deadline.message import what
from commands.deadline.reminders import todo_of
from commands.kit.reply import DateInput, Heading, Input, Line, ManyInput, Note, Open, Part, Reply, Return, View
from commands.kit.request import Request, Subject
from store.post import Post
from store.refusal import Refusal
from store.reminding import day_to_be_told
from store.store import Store
from store.text import Said, Text, excerpt

MOST = 100
"""So many are offered to choose from: the first ones of the reminder."""


def show_snoozing(request: Request, store: Store) -> Sequence[Reply]:
    """The form: until when, and which; all, unless somebody says otherwise."""
    post = reminder_of(request, store)
    options = _options(post, store)
    if not options:
        return [Open(View(Text.of("deadline.title"), (Line(Text.of("deadline.nothing_to_put_off")),)))]
    day = store.rules().calendar.after(request.now.date(), 1)
    parts: tuple[Part | Input, ...] = (
        Heading(Text.of("deadline.snooze_title")),
        Line(Text.of("deadline.snooze_what")),
        DateInput("until", Text.of("deadline.until"), day.isoformat(), required=True),
        ManyInput("which", Text.of("deadline.which_items"), tuple(options.items()), tuple(options), required=True),
    )
    return [Open(View(Text.of("deadline.title"), parts, "deadline.snooze", Text.of("kit.save"), Subject(post.key)))]


def snooze(request: Request, store: Store) -> Sequence[Reply]:
    """Keep it. The reminder itself says so within a minute."""
    post, today = reminder_of(request, store), request.now.date()
    until = day_to_be_told(str(request.values.get("until") or ""), today)
    which = request.values.get("which") or ()
    options = _options(post, store)
    chosen = [post.about[int(each)].partition(" ")[2] for each in which if each in options]
    if not chosen:
        raise Refusal("deadline.choose_items", field="which")
    store.put_off(request.who, dict.fromkeys(chosen, until), today)
    calendar = store.rules().calendar
    parts: tuple[Part, ...] = (
        Line(Text.of("deadline.snoozed", count=len(chosen), until=calendar.next_open(until))),
        Note(Text.of("deadline.snoozed_note")),
    )
    return [Return(View(Text.of("deadline.title"), parts))]


def reminder_of(request: Request, store: Store) -> Post:
    """The reminder in which the button stands. Raises Refusal where it is gone, or somebody else's."""
    post = store.post(request.subject.id)
    if post is None or post.to != request.who:
        raise Refusal("deadline.reminder_gone")
    return post


def _options(post: Post, store: Store) -> Mapping[str, Said]:
    """What can be put off, by where in the reminder it stands."""
    found: dict[str, Said] = {}
    items = {key: each for year in store.years_with_deadlines() for key, each in store.open_items(year).items()}
    for place, about in enumerate(post.about):
        key = about.partition(" ")[2]
        if key in items and len(found) < MOST:
            standing, _ = items[key]
            step = what(todo_of(key.rpartition("/")[2]), standing, store)
            found[str(place)] = Text.of(
                "deadline.option", name=excerpt(f"{standing.number} {standing.name}", 40), step=step
            )
    return found
