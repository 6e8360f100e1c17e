"""What a reminder says: all that waits for a person, the most pressing first, each with the way to do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commands.deadline.items import ALONE, HEAD, OWN, People
from commands.kit.dates import days_left, task_name
from commands.kit.reply import Button, Buttons, Heading, Line, Note, Part, Row
from commands.kit.request import Subject
from store.standing import Standing
from store.store import Store
from store.task import Task, Todo
from store.text import Said, Text, excerpt

MOST = 36
"""Entries and lines between them: with what is around them, a message of 50 blocks and 13,200 characters holds so many."""

_NAME, _OWNER = 44, 30
"""Characters of a sheet's and of a department's name in an entry."""


@dataclass(frozen=True)
class Entry:
    """One thing that a reminder tells of.

    Attributes:
        why: why it is told to this person, as `items` has it.
        key: which it is.
        standing: the sheet; None where it is gone.
        day: by when it is to be done, if it still has a deadline.
        done: nothing is left to do.
        until: the day to which they put it off.
    """

    why: str
    key: str
    standing: Standing | None
    todo: Todo
    day: date | None
    done: bool
    until: date | None

    @property
    def order(self) -> tuple[bool, bool, date]:
        """Where it stands: what is to be done now, then what was put off, then what is done; by its deadline."""
        return (self.done, bool(self.until), self.day or date.max)

    @property
    def name(self) -> str:
        """The sheet's number and name."""
        found = self.standing
        return excerpt(f"{found.number} {found.name}", _NAME) if found else self.key.rpartition("/")[0]


def reminder(key: str, entries: Sequence[Entry], today: date, people: People, store: Store) -> tuple[Part, ...]:
    """The message with this key, as things stand now; the entries are in their order."""
    still = [each for each in entries if not each.done]
    parts: list[Part] = [heading(key, entries)]
    if late := sum(bool(each.day and each.day < today) for each in still):
        parts.append(Line(Text.of("deadline.late", count=late)))
    shown = entries[:MOST]
    rows = list(listed(shown, today, people, store))
    while len(rows) > MOST:
        shown = shown[:-1]
        rows = list(listed(shown, today, people, store))
    parts += rows
    if left := len(entries) - len(shown):
        parts.append(Note(Text.of("deadline.others", count=left)))
    if still:
        ways = [Button(Text.of("deadline.snooze"), "deadline.snoozing", Subject(key))]
        if left:
            ways.append(Button(Text.of("deadline.whole"), "deadline.whole", Subject(key)))
        user = key.split("/")[2]
        has_role = any(user in ids for ids in people.parts.values())
        if has_role or any(each.why != HEAD for each in entries):  # a head without a role has no list, and no deputy
            ways.append(Button(Text.of("deadline.deputy"), "members.deputy"))
            ways.append(Button(Text.of("deadline.mine"), "sheet.turn", Subject(part="mine")))
        parts.append(Buttons(tuple(ways)))
    return tuple(parts)


def heading(key: str, entries: Sequence[Entry]) -> Heading:
    """What stands above these entries of the message with this key."""
    day, still = date.fromisoformat(key.split("/")[1]), sum(not each.done for each in entries)
    if not still:
        return Heading(Text.of("deadline.all_done", day=day, count=len(entries)))
    return Heading(Text.of("deadline.reminder", day=day, count=still))


def what(todo: Todo, standing: Standing | None, store: Store) -> Said:
    """What is to be done, in a word or two."""
    if todo.office and standing:
        form = store.forms.find(standing.form)
        label = form.office(todo.office) if form else todo.office
        return Text.of("deadline.by_office", step=task_name(todo.task), office=label)
    return task_name(todo.task)


def listed(shown: Sequence[Entry], today: date, people: People, store: Store) -> Iterator[Part]:
    """The entries, what is one's own first; each other reason under its own line."""
    groups: dict[str, list[Entry]] = {}
    for each in sorted(shown, key=lambda each: _rank(each.why)):
        groups.setdefault(each.why, []).append(each)
    for why, entries in groups.items():
        if why != OWN:
            yield Line(_because(why, people))
        yield from (_row(each, today, store) for each in entries)
        yield from _staffing(why, entries)


def _rank(why: str) -> tuple[int, str]:
    return (0, "") if why == OWN else (1, why)


def _because(why: str, people: People) -> Text:
    """Why somebody is told of what isn't theirs."""
    kind, _, absent = why.partition(":")
    said = Text.of(f"deadline.because_{kind}")
    if not absent:
        return said
    name = people.name(absent)
    return Text.of("deadline.for", name=name) if kind == OWN else Text.of("deadline.for_as", name=name, because=said)


def _row(entry: Entry, today: date, store: Store) -> Row:
    step = what(entry.todo, entry.standing, store)
    if entry.done:
        return Row(Text.of("deadline.done", name=entry.name), Text.of("deadline.done_note", step=step))
    values: dict[str, Said] = {"step": step, "owner": excerpt(entry.standing.owner, _OWNER) if entry.standing else ""}
    due: Said = Text.of("deadline.no_day")
    if entry.day:
        due = Text.of("deadline.due", day=entry.day, left=days_left(entry.day, today))
    note = Text("deadline.item", {**values, "due": due})
    if entry.until:
        until = store.rules().calendar.next_open(entry.until)  # nobody is told on a closed day
        note = Text.of("deadline.put_off", note=note, until=until)
    return Row(entry.name, note, _button(entry))


def _button(entry: Entry) -> Button:
    """Opens the form in which it is done; the sheet, for whoever only sees to it that it is."""
    found = entry.standing
    if found is None:
        return Button(Text.of("kit.open"), "sheet.card", Subject(entry.key.rpartition("/")[0]))
    subject = Subject(found.key, "", found.revision)
    if not entry.why.startswith(OWN):
        return Button(Text.of("kit.open"), "sheet.card", subject)
    match entry.todo.task:
        case Task.REVIEW:
            return Button(Text.of("kit.give_opinion"), "opinion.open", subject)
        case Task.ANSWER:
            return Button(Text.of("kit.give_answer"), "answer.open", subject)
        case Task.SUBMIT | Task.FINALISE | Task.PUBLISH:
            deed = Subject(found.key, str(entry.todo.task), found.revision)
            return Button(Text.of(f"kit.do_{entry.todo.task}"), "sheet.handing", deed)


def _staffing(why: str, entries: Sequence[Entry]) -> Iterator[Part]:
    """The way to say who works for a department or an office that has nobody."""
    if not why.startswith(ALONE):
        return
    roles: dict[str, None] = {}
    for each in entries:
        if each.standing and not each.done:
            office = each.todo.office
            roles[f"office/{office}" if office else f"department/{each.standing.owner}"] = None
    buttons = tuple(
        Button(
            Text.of("deadline.staff", n=n) if len(roles) > 1 else Text.of("deadline.staff_one"),
            "members.role",
            Subject(part=role),
        )
        for n, role in enumerate(roles, 1)
    )
    if buttons:
        yield Buttons(buttons[:5])
