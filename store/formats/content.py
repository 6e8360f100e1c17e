"""What a file can say of a sheet: its values and words, without who and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.kinds import Value
from store.sheet import Sheet


@dataclass(frozen=True)
class Reply:
    """An answer in a file: which opinions it is to (counted from 1, as they stand there), and its words."""

    to: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Content:
    """A sheet as a file holds it."""

    form: str
    year: int
    values: Mapping[str, Value]
    opinions: tuple[str, ...] = ()
    answers: tuple[Reply, ...] = ()

    @property
    def number(self) -> str:
        return str(self.values.get("number", ""))


def content_of(sheet: Sheet) -> Content:
    """What a file would say of this sheet. Withdrawn opinions, and answers to them alone, are left out."""
    place = {opinion.id: n for n, opinion in enumerate(sheet.live_opinions, 1)}
    answers = ((tuple(place[each] for each in answer.to if each in place), answer.text) for answer in sheet.answers)
    return Content(
        form=sheet.form,
        year=sheet.year,
        values=dict(sheet.values),
        opinions=tuple(opinion.text for opinion in sheet.live_opinions),
        answers=tuple(Reply(to, text) for to, text in sorted(answers) if to),
    )
