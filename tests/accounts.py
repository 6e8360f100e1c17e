"""Whether what people did is what the store holds: each change once in the sheets and once in their history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.local.workspace import Workspace
from store.event import Event
from store.sheet import Sheet
from store.store import Store
from tests.stories.people import words


@dataclass(frozen=True)
class Done:
    """What somebody did, as they were told that it went.

    Attributes:
        kind: of action; "open" and the like change nothing.
        who: their user id.
        number: of the sheet.
        text: what they wrote, which nobody else writes.
        saved: whether they were told that it is saved; else they kept somebody else's words.
        undone: whether they took it back afterwards.
    """

    kind: str
    who: str
    number: str
    text: str = ""
    saved: bool = False
    undone: bool = False


def troubles_of(store: Store, done: Sequence[Done], before: Mapping[str, int]) -> list[str]:
    """What is lost, doubled, or was done by nobody; `before` is how many events each sheet had."""
    return [
        trouble
        for sheet in store.sheets()
        for trouble in _of_sheet(store, sheet, [each for each in done if each.number == sheet.number], before)
    ]


def _of_sheet(store: Store, sheet: Sheet, done: Sequence[Done], before: Mapping[str, int]) -> Iterator[str]:
    events = store.history(sheet.key)
    for each in done:
        if not each.text:
            continue
        found = [event for event in events if event.action != "undo" and each.text in _written(event)]
        if len(found) != each.saved or any(event.who != each.who for event in found):
            yield f"{each}: in {len(found)} events"
        more = [field for event in found for field in event.fields if event.changed_sheet and len(event.fields) > 1]
        if more:
            yield f"{each}: changed also what they had left alone, {more}"
        changes = {
            event.revision for event in found if event.changed_sheet
        }  # a note has the sheet's revision, and none of its own
        back = [event for event in events if event.of in changes]
        if len(back) != each.undone:
            yield f"{each}: taken back {len(back)} times"
        standing = _standing(store, sheet)[each.text]
        if each.kind in ("opinion", "note") and standing != each.saved:
            yield f"{each}: stands {standing} times"
    many = sum(each.saved + each.undone for each in done)
    if len(events) - before[sheet.key] != many:
        yield f"{sheet.number}: {many} changes were made, {len(events) - before[sheet.key]} are in the history"
    yield from incomplete(sheet, events)


def incomplete(sheet: Sheet, events: Sequence[Event]) -> Iterator[str]:
    """What the history of a sheet lacks: each revision must be there once, each begin where the one before it ended, and
    the last end in how the sheet is."""
    own = [event for event in events if event.changed_sheet]
    if [event.revision for event in own] != list(range(1, sheet.revision + 1)):
        yield f"{sheet.number}: revisions {[event.revision for event in own]}"
    facts: dict[str, Any] = {}
    for event in own:
        for each in event.differences:
            if facts.get(each.field) != each.before:
                yield f"{sheet.number}: change {event.revision} of {each.field} doesn't begin where the last one ended"
            facts[each.field] = each.after
    if {field: fact for field, fact in facts.items() if fact is not None} != dict(sheet.facts):
        yield f"{sheet.number}: its history doesn't lead to how it is"


def told_in_threads(workspace: Workspace, channels: Iterable[str]) -> list[str]:
    """What the departments were told, message by message: the replies in the threads of their sheets."""
    viewer = workspace.bot.id
    roots = [each for channel in channels for each in workspace.messages(channel, viewer)]
    threads = [workspace.thread(each.channel, each.ts, viewer)[1:] for each in roots if each.reply_count]
    own = [each for thread in threads for each in thread if each.user == viewer]
    return ["\n".join(words(list(each.blocks))) for each in own]


def _written(event: Event) -> list[Any]:
    return [_plainly(each.after) for each in event.differences]


def _standing(store: Store, sheet: Sheet) -> Counter[str]:
    """How often each text stands in a sheet, as an opinion, or beside it."""
    return Counter([*(each.text for each in sheet.live_opinions), *(each.text for each in store.notes(sheet))])


def _plainly(fact: Any) -> Any:
    """A fact without who and when."""
    return fact.get("text") if isinstance(fact, dict) else fact
