"""Sentences as values: what is meant, before anybody says it in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict


class Label(BaseModel):
    """A name in both languages, as a form edition gives it (`{ja = "活動状況", en = "Activities"}`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    en: str


@dataclass(frozen=True)
class Text:
    """One of our sentences: the key of its words in a TOML file, and the values that stand in it.

    Values may be `str`, `int`, `Decimal`, `date`, `datetime`, `Label`, another `Text`, or a tuple of these.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        """By the key alone: values may be of any kind."""
        return hash(self.key)

    @classmethod
    def of(cls, key: str, **values: Any) -> Text:
        return cls(key, values)


Said = str | Label | Text
"""Anything that can be said: somebody's own words, a label of a form, a sentence of ours."""


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of a text, in one line of so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"


def around(text: str, word: str, length: int = 60) -> str:
    """The part of a text in which a word stands, in one line of so many characters; its beginning where it isn't seen."""
    line = " ".join(text.split())
    at = line.casefold().find(word.casefold())
    return excerpt(line, length) if at < length // 2 else "…" + excerpt(line[at - length // 3 :], length)
