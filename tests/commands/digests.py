"""An office with deadlines, for the digests: sheets of it are late, or aren't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from commands.kit.charts import Chart, Table
from commands.kit.reply import Facts, Part, Reply, Row, Say, Whisper
from store.deadline import Deadlines
from store.engine import Put
from store.formats.content import Content
from store.sheet import Sheet
from store.store import Store
from store.task import Task
from store.text import Said, Text
from tests.office import NOW, SECRETARIAT, ZONE, small_content

MONDAY = datetime(2020, 7, 20, 9, 0, tzinfo=ZONE)


def set_deadlines(store: Store, days: Mapping[Task, date], year: int = 2020) -> None:
    """The deadlines of a year, as the secretariat would set them."""
    standing = store.engine.get("deadlines", str(year))
    body = Deadlines(year=year, days=days).model_dump(mode="json")
    store._write(Put("deadlines", str(year), body, standing.rev if standing else 0))


def late_office(store: Store, late: int) -> Sequence[Sheet]:
    """So many sheets that should have been submitted three days ago, and two for which there is time."""
    numbers = [f"S{n}" for n in range(1, late + 1)]
    long_ago = NOW - timedelta(days=30)
    sheets = store.add_all([small_content(number) for number in numbers], SECRETARIAT, long_ago)
    timely = [second(f"S{late + n}") for n in (1, 2)]
    store.add_all(timely, SECRETARIAT, long_ago)
    set_deadlines(store, {Task.SUBMIT: NOW.date() - timedelta(days=3), Task.ANSWER: NOW.date()})
    return sheets


def second(number: str) -> Content:
    """A sheet that waits for answers until today, which isn't late."""
    content = small_content(number, "福祉部長寿課")
    return Content(content.form, content.year, content.values, ("根拠は何ですか。",))


def parts_of(replies: Sequence[Reply]) -> tuple[Part, ...]:
    """What is said by the first of them that says anything."""
    return next(reply.parts for reply in replies if isinstance(reply, Say | Whisper))


def table(parts: Sequence[Part]) -> Table | None:
    return next((part for part in parts if isinstance(part, Table)), None)


def charts(parts: Sequence[Part]) -> list[Chart]:
    return [part for part in parts if isinstance(part, Chart)]


def values(parts: Sequence[object], key: str) -> Mapping[str, Any]:
    """What stands in the one sentence with this key, of those that stand alone."""
    (found,) = (
        text.values for part in parts if isinstance(text := getattr(part, "text", None), Text) and text.key == key
    )
    return found


def keys(parts: Sequence[object]) -> list[str]:
    """The keys of the sentences that stand alone."""
    texts = (getattr(part, "text", None) for part in parts)
    return [text.key for text in texts if isinstance(text, Text)]


def pairs(parts: Sequence[Part]) -> list[tuple[Said, Said]]:
    return [pair for part in parts if isinstance(part, Facts) for pair in part.pairs]


def happened(parts: Sequence[Part]) -> dict[str, list[tuple[str, int]]]:
    """What is told of each sheet that changed, by its entry."""
    rows = [part for part in parts if isinstance(part, Row) and isinstance(part.note, Text)]
    return {
        str(row.text): [(did.key, did.values["count"]) for did in row.note.values["happened"]]
        for row in rows
        if isinstance(row.note, Text)
    }
