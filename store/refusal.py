"""The one way to say no: a sentence that tells what to do next, at the field it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from store.text import Text


@dataclass(frozen=True)
class Reason:
    """Why something was refused, and the address of the field it is about (None: the whole)."""

    text: Text
    field: str | None = None


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not an error of the program
    """What a person asked for can't be done. Nothing was changed.

    `reasons` holds one entry for each thing to mend, so that a form shows all of them at once.
    """

    def __init__(self, key: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(key)
        self.reasons: tuple[Reason, ...] = (Reason(Text(key, values), field),)

    @property
    def text(self) -> Text:
        """The first reason's sentence."""
        return self.reasons[0].text

    def at(self, field: str) -> Refusal:
        """The same refusal, told at `field` wherever it names none yet."""
        moved = Refusal(self.text.key)
        moved.reasons = tuple(Reason(each.text, each.field or field) for each in self.reasons)
        return moved

    def __str__(self) -> str:
        return "; ".join(f"{each.text.key} {dict(each.text.values)} ({each.field})" for each in self.reasons)

    @classmethod
    def gather(cls, refusals: Iterable[Refusal]) -> Refusal | None:
        """All reasons of `refusals` as one refusal, or None where there is none."""
        reasons = tuple(reason for refusal in refusals for reason in refusal.reasons)
        if not reasons:
            return None
        gathered = cls(reasons[0].text.key)
        gathered.reasons = reasons
        return gathered
