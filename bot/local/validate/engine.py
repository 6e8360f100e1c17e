"""The engine: a schema is a tree of rules, and a rule tells what is wrong with a value, and where.

Codes and sentences are those of Slack's own validator (https://docs.slack.dev/reference/methods/blocks.validate; the
library behind it is public: https://github.com/slackhq/hack-json-schema), so that a developer meets nothing new later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from re import Pattern
from typing import Any, Protocol

MISSING_FIELD = "missing_field"
INVALID_TYPE = "invalid_type"
FAILED_CONSTRAINT = "failed_constraint"
SCHEMA_CODES = frozenset({MISSING_FIELD, INVALID_TYPE, FAILED_CONSTRAINT})
"""The codes of `blocks.validate`. Any other code of a problem is the error that `chat.postMessage` itself answers."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that Slack would refuse.

    `pointer` is a JSON pointer into the payload that was checked (`/blocks/0/text/text`, "" for the whole), `code` is
    Slack's, `message` an English sentence for the developer.
    """

    pointer: str
    code: str
    message: str


Json = dict[str, Any]
Found = list[Problem]
CrossRule = Callable[[Json, str, Found], None]
"""A rule between the fields of one object: called with the object, its pointer and the list to add to."""


class Rule(Protocol):
    """What a value must be."""

    def check(self, value: Any, at: str, found: Found) -> None:
        """Add to `found` what is wrong with `value`, which stands at the pointer `at`."""


def count(text: str) -> int:
    """The length of `text` as Slack might count it, at the most: in UTF-16 code units.

    Slack's validator counts code points (`mb_strlen`), its clients run JavaScript and count UTF-16 code units, and the
    docs say only "characters". The larger count is safe with both: an emoji outside the basic plane counts two.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that is known to Slack and not read here."""

    def check(self, value: Any, at: str, found: Found) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `least` to `most` characters (None: no upper limit), of a pattern that `meant` names.

    Where the docs are silent on a lower limit it is 1: Slack refuses an empty string in most places.
    """

    most: int | None = None
    least: int = 1
    pattern: Pattern[str] | None = None
    meant: str = ""

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, str):
            found.append(Problem(at, INVALID_TYPE, "must provide a string"))
        elif len(value) < self.least:
            found.append(Problem(at, FAILED_CONSTRAINT, f"must be more than {self.least - 1} characters"))
        elif self.most is not None and 2 * len(value) > self.most and count(value) > self.most:
            found.append(Problem(at, FAILED_CONSTRAINT, f"must be less than {self.most + 1} characters"))
        elif self.pattern and not self.pattern.fullmatch(value):
            found.append(Problem(at, FAILED_CONSTRAINT, f"must be {self.meant}"))


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, bool):
            found.append(Problem(at, INVALID_TYPE, "must be a boolean"))


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer from `least` to `most`."""

    least: int = 0
    most: int | None = None

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            found.append(Problem(at, INVALID_TYPE, "must provide an integer"))
        elif value < self.least:
            found.append(Problem(at, FAILED_CONSTRAINT, f"must be greater than {self.least - 1}"))
        elif self.most is not None and value > self.most:
            found.append(Problem(at, FAILED_CONSTRAINT, f"must be less than {self.most + 1}"))


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, greater than `above` where that is given."""

    above: float | None = None

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            found.append(Problem(at, INVALID_TYPE, "must provide a number"))
        elif self.above is not None and value <= self.above:
            found.append(Problem(at, FAILED_CONSTRAINT, f"must be greater than {self.above:g}"))


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few values."""

    values: tuple[str | int, ...]

    def check(self, value: Any, at: str, found: Found) -> None:
        if isinstance(value, bool) or value not in self.values:
            found.append(Problem(at, FAILED_CONSTRAINT, "must be a valid enum value"))


@dataclass(frozen=True, slots=True)
class Items:
    """An array of `least` to `most` values that each keep `rule`, all different where `distinct`."""

    rule: Rule
    least: int = 1
    most: int | None = None
    distinct: bool = False

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, list | tuple):
            found.append(Problem(at, INVALID_TYPE, "must provide an array"))
            return
        if len(value) < self.least:
            found.append(Problem(at, FAILED_CONSTRAINT, f"must provide at least {self.least} items"))
        if self.most is not None and len(value) > self.most:
            found.append(Problem(at, FAILED_CONSTRAINT, f"no more than {self.most} items allowed"))
        if self.distinct and any(each in value[:index] for index, each in enumerate(value)):
            found.append(Problem(at, FAILED_CONSTRAINT, "Input contains duplicate items"))
        check = self.rule.check
        for index, each in enumerate(value):
            check(each, f"{at}/{index}", found)


@dataclass(frozen=True, slots=True)
class Need:
    """Marks a field of a shape that must be there."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of known fields, documented at the URL `docs`, whose `type` is always `kind` (it has none where empty).

    Other fields are refused, unless `extra` (for what Slack ignores, or we leave unread). `also` runs once the fields
    are sound. `where` names the surfaces or places where the object may stand.
    """

    docs: str
    kind: str
    fields: Mapping[str, Rule]
    required: tuple[str, ...]
    also: tuple[CrossRule, ...] = ()
    extra: bool = False
    where: frozenset[str] = frozenset()

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            found.append(Problem(at, INVALID_TYPE, "must provide an object"))
            return
        before = len(found)
        for name in self.required:
            if name not in value:
                found.append(Problem(at, MISSING_FIELD, f"missing required field: {name}"))
        fields = self.fields
        for name, each in value.items():
            rule = fields.get(name)
            if rule is not None:
                rule.check(each, f"{at}/{name}", found)
            elif not self.extra:
                found.append(Problem(at, FAILED_CONSTRAINT, f"invalid additional property: {name}"))
        if len(found) == before:  # rules between fields may then trust what each field is
            for also in self.also:
                also(value, at, found)

    def and_also(self, *rules: CrossRule) -> Shape:
        """The same shape with more rules between its fields."""
        return replace(self, also=(*self.also, *rules))

    def standing(self, where: frozenset[str]) -> Shape:
        """The same shape, which may stand on these surfaces or in these places."""
        return replace(self, where=where)

    def with_extra(self) -> Shape:
        """The same shape, whose unknown fields are let pass."""
        return replace(self, extra=True)


Fields = dict[str, Rule | Need]


def shape(docs: str, kind: str = "", /, **fields: Rule | Need) -> Shape:
    """A shape of these fields; see Shape for `docs` and `kind`."""
    if kind:
        fields = {"type": Need(OneOf((kind,))), **fields}
    required = tuple(name for name, each in fields.items() if isinstance(each, Need))
    rules = {name: each.rule if isinstance(each, Need) else each for name, each in fields.items()}
    return Shape(docs, kind, rules, required)


class ByType:
    """An object whose `type` tells which of several shapes it has."""

    def __init__(self, *shapes: Shape) -> None:
        self.shapes = {each.kind: each for each in shapes}

    def check(self, value: Any, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            found.append(Problem(at, INVALID_TYPE, "must provide an object"))
        elif "type" not in value:
            found.append(Problem(at, MISSING_FIELD, "missing required field: type"))
        elif not isinstance(value["type"], str):
            found.append(Problem(f"{at}/type", INVALID_TYPE, "must provide a string"))
        elif chosen := self.shapes.get(value["type"]):
            chosen.check(value, at, found)
        else:
            found.append(Problem(f"{at}/type", FAILED_CONSTRAINT, f"unsupported type: {value['type']}"))


def refuse(pointer: str, message: str, found: Found) -> None:
    """Add a failed constraint."""
    found.append(Problem(pointer, FAILED_CONSTRAINT, message))
