"""What the secretariat writes down before a year is opened: departments that were renamed, and which sheets are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from store.kinds import LONGEST_NAME, key_of, plain
from store.refusal import Refusal
from store.sheet import Sheet
from store.text import excerpt

Renames = tuple[tuple[str, str], ...]
"""Departments by their old and new names."""

_ARROWS = (re.compile("→|⇒|➡|->|=>|－＞|\t"), re.compile("＞|>"))
"""The signs between two names; those of the second kind may stand in a name, where there is one of the first."""

_TOLD = 5
"""Lines that are told when they can't be read; of more, the first ones."""

_MOST = 300
"""Lines: more departments than any city has."""


def read_renames(written: str) -> Renames:
    """Read lines 「旧 → 新」.

    Raises:
        Refusal: a line isn't one, or an old name stands twice; the first such lines, told at "renames".
    """
    lines = [(n, line) for n, line in enumerate(plain(written).split("\n"), 1) if key_of(line)]
    if len(lines) > _MOST:
        raise Refusal("store.rename_too_many", field="renames", count=len(lines), most=_MOST)
    renames: dict[str, tuple[str, str]] = {}
    refusals: list[Refusal] = []
    for n, line in lines:
        arrow = _ARROWS[0] if _ARROWS[0].search(plain(line)) else _ARROWS[1]
        names = tuple(plain(name) for name in arrow.split(plain(line)))
        if len(names) != 2 or not all(map(key_of, names)):
            refusals.append(Refusal("store.rename_unreadable", field="renames", line=n, written=excerpt(line, 40)))
        elif any(len(name) > LONGEST_NAME for name in names):
            refusals.append(Refusal("store.rename_too_long", field="renames", line=n, most=LONGEST_NAME))
        elif key_of(names[0]) in renames:
            refusals.append(Refusal("store.rename_twice", field="renames", line=n, name=names[0]))
        else:
            renames[key_of(names[0])] = (names[0], names[1])
    if refused := Refusal.gather(refusals[:_TOLD]):
        raise refused
    return tuple(renames.values())


def renamed(name: str, renames: Renames) -> str:
    """What a department is called from now on; each is renamed once."""
    return next((new for old, new in renames if key_of(old) == key_of(name)), name)


def chosen(written: str, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets that are meant by numbers and departments' names, separated by 「、」 or line breaks; all, where
    nothing is written.

    Raises:
        Refusal: something is neither a number nor a department of theirs; told at "which".
    """
    asked = [word for word in re.split(r"[、,，\n]", plain(written)) if key_of(word)]
    if not asked:
        return tuple(sheets)
    meant: set[str] = set()
    unknown: list[str] = []
    for word in asked:
        found = set(_meant(word, sheets))
        meant |= found
        unknown += [] if found else [excerpt(plain(word), 40)]
    if unknown:
        known = tuple(dict.fromkeys(sheet.owner for sheet in sheets))[:5]
        raise Refusal("store.which_unknown", field="which", words=tuple(unknown[:10]), known=known)
    return tuple(sheet for sheet in sheets if sheet.key in meant)


def _meant(word: str, sheets: Iterable[Sheet]) -> Iterable[str]:
    asked = key_of(word)
    return (sheet.key for sheet in sheets if asked in (key_of(sheet.number), key_of(sheet.owner)))
