"""What waits for one step of the year: the sheets, by when each is due, the earliest day first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from commands.kit.card import sheet_row
from commands.kit.dates import due_by
from commands.kit.pages import on_page, turning
from commands.kit.reply import Heading, Note, View
from commands.kit.request import NOTHING, Request
from store.standing import Standing
from store.store import Store
from store.task import Task
from store.text import Text


def queue(command: str, task: Task, waits: Iterable[tuple[Standing, Text]], request: Request, store: Store) -> View:
    """The queue of a command, each sheet with what is said of it; the request's subject holds the page.

    What has no deadline comes last, otherwise the order stays as it was.
    """
    deadlines, page, today = cache(store.deadlines), request.subject.revision, request.now.date()
    dated = [(deadlines(sheet.year).day(task, sheet), sheet, note) for sheet, note in waits]
    dated.sort(key=lambda each: each[0] or date.max)
    rows = [sheet_row(sheet, with_day(note, day, today)) for day, sheet, note in on_page(dated, page)]
    heading = Heading(Text.of(f"{command}.queue", count=len(dated)))
    turns = turning(len(dated), page, f"{command}.turn", NOTHING)
    hint = Note(Text.of(f"{command}.queue_hint" if rows else f"{command}.queue_none"))
    return View(Text.of(f"{command}.queue_title"), (heading, *rows, *turns, hint))


def with_day(note: Text, day: date | None, today: date) -> Text:
    """What is said of a sheet that waits, and by when it is due, if there is such a day."""
    return Text.of("kit.note_and_due", due=due_by(day, today), note=note) if day else note
