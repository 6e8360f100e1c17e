"""The sentences: read from the TOML files beside the modules, said in the reader's language.

A file `sheet.toml` holds tables such as `[saved]` with `ja = "…"` and `en = "…"`; its key is `sheet.saved`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Any, Literal

from store.text import Label, Said, Text

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
"""Said by name in English: 9/11 is one day in London, and another in New York."""

NEAR = timedelta(days=182)
"""A day no further off than this can't be taken for the same day of another year."""

_WEEKDAYS: Mapping[Language, Sequence[str]] = {
    "ja": "月火水木金土日",
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
_COMMA: Mapping[Language, str] = {"ja": "、", "en": ", "}


def language_of(locale: str) -> Language:
    """The language we speak to someone with this locale ("en-US"); Japanese unless it is English."""
    return "en" if locale.lower().startswith("en") else "ja"


class Texts:
    """All sentences, by key and language.

    Args:
        today: the day on which they are said; a day that isn't near it is said with its year. Without it, none is.

    Raises:
        ValueError: a sentence lacks a language, or its languages name different placeholders.
    """

    def __init__(self, files: Iterable[Traversable], zone: tzinfo, today: Callable[[], date] | None = None) -> None:
        self.zone = zone
        self._today = today
        self._words: dict[str, Mapping[str, str]] = {}
        for file in files:
            stem = file.name.removesuffix(".toml")
            for key, words in tomllib.loads(file.read_text("utf-8")).items():
                self._add(f"{stem}.{key}", words)

    def _add(self, key: str, words: Mapping[str, str]) -> None:
        if set(words) != set(LANGUAGES):
            raise ValueError(f"{key}: needs exactly {', '.join(LANGUAGES)}, has {', '.join(words)}")
        holes = {language: placeholders(words[language]) for language in LANGUAGES}
        if len(set(map(frozenset, holes.values()))) > 1:
            raise ValueError(f"{key}: the languages name different placeholders: {holes}")
        if key in self._words:
            raise ValueError(f"{key}: stands twice")
        self._words[key] = words

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def keys(self) -> frozenset[str]:
        return frozenset(self._words)

    def placeholders(self, key: str) -> frozenset[str]:
        """The names that the sentence `key` needs values for."""
        return placeholders(self._words[key]["ja"])

    def say(self, said: Said, language: Language) -> str:
        """The words for `said`. Raises KeyError for a sentence nobody wrote, or a value nobody gave."""
        return self._value(said, language)

    def _value(self, value: Any, language: Language) -> str:
        match value:
            case str():
                return value
            case Text():
                filled = {name: self._value(given, language) for name, given in value.values.items()}
                return self._words[value.key][language].format_map(filled)
            case Label():
                return getattr(value, language)  # type: ignore[no-any-return]
            case datetime():
                local = value.astimezone(self.zone)
                return f"{self._day(local.date(), language)} {local:%H:%M}"
            case date():
                return self._day(value, language)
            case bool():
                raise TypeError("a yes or no has no words of its own; give a Text")
            case int() | Decimal():
                return f"{value:,}"
            case tuple():
                return _COMMA[language].join(self._value(each, language) for each in value)
            case _:
                raise TypeError(f"{type(value).__name__} can't be said")

    def _day(self, day: date, language: Language) -> str:
        """In English with the month's name: some read 11/12 as the 11th of December, some as November the 12th."""
        far = self._today is not None and abs(day - self._today()) > NEAR
        weekday = _WEEKDAYS[language][day.weekday()]
        if language == "ja":
            return f"{f'{day.year}/' if far else ''}{day.month}/{day.day}({weekday})"
        return f"{weekday} {day.day} {MONTHS[day.month - 1]}{f' {day.year}' if far else ''}"


def placeholders(sentence: str) -> frozenset[str]:
    """Names in braces in a sentence."""
    return frozenset(re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(sentence) if name)
