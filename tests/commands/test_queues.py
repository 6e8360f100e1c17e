"""What waits for an answer or an opinion is listed by when it is due."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.reply import Open, Row
from store.deadline import Moved
from store.opinion import Mark
from store.person import Person
from store.store import Store
from store.task import Task
from store.text import Text
from tests.commands.chat import Chat
from tests.commands.reminding import at, settle
from tests.office import FINANCE, NOW, PLANNER, SATO, SECRETARIAT, small_content, submitted

DAYS = {Task.REVIEW: date(2020, 8, 7), Task.ANSWER: date(2020, 8, 21)}


@pytest.fixture
def three(store: Store) -> Store:
    """Three sheets that wait for the finance office, and for answers to another one."""
    for sheet in store.add_all([small_content(number) for number in ("S1", "S2", "S3")], SECRETARIAT, NOW):
        submitted(store, sheet)
        store.change(sheet.key, PLANNER, NOW, "opinion", lambda each: each.give_opinion(PLANNER, NOW, "planning", "？"))
    return store


def shown(store: Store, who: Person, command: str) -> list[tuple[str, str, date | None]]:
    """Each row's sheet, the key of its note, and the day that the note names."""
    (reply,) = Chat(who, store, at(8, 5)).types(command)
    assert isinstance(reply, Open)
    found = []
    for row in (part for part in reply.view.parts if isinstance(part, Row)):
        assert isinstance(row.note, Text)
        note = row.note.values["note"]
        due = note.values.get("due")
        found.append((str(row.text).split()[0], note.key, due.values["day"] if due else None))
    return found


@pytest.mark.parametrize(
    ("who", "command", "task"), [(FINANCE, "/opinion", Task.REVIEW), (SATO, "/answer", Task.ANSWER)]
)
def test_a_queue_says_by_when_and_begins_with_what_is_due_first(
    three: Store, who: Person, command: str, task: Task
) -> None:
    name = command.removeprefix("/")
    assert shown(three, who, command) == [(number, f"{name}.waits", None) for number in ("S1", "S2", "S3")]
    settle(three, DAYS)
    before, day = three.deadlines(2020), DAYS[task]
    mark = Mark(by=SECRETARIAT.id, at=NOW, reason="国の照会に先立つため")
    moved = Moved(task=task, day=date(2020, 8, 6), set=mark, sheet=three.numbered("S3").key)
    assert three.keep_deadlines(before, before.model_copy(update={"moved": (moved,)}), SECRETARIAT, NOW)
    dues = [("S3", moved.day), ("S1", day), ("S2", day)]
    assert shown(three, who, command) == [(number, "kit.note_and_due", due) for number, due in dues]
