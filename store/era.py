"""Years as a Japanese office writes them. A year here is a fiscal year (1 April–31 March) by its starting year."""

from __future__ import annotations

import re
import unicodedata

_ERAS = (("R", "令和", 2018), ("H", "平成", 1988), ("S", "昭和", 1925))
_ERA = re.compile(r"(R|令和|H|平成|S|昭和)\s*(元|\d{1,2})(?:年度?)?", re.IGNORECASE)
_WESTERN = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def era(year: int) -> str:
    """2020 → "R2", 2018 → "H30": the short name of a fiscal year. H31/R1 is R1, as offices count it."""
    letter, _, before = next(row for row in _ERAS if year > row[2])
    return f"{letter}{year - before}"


def read_year(written: str) -> int | None:
    """The fiscal year that a text names: "R1年度（2019）", "令和元", "Ｈ31", "平成31年度", "2019".

    None where it names no year or one beyond 2099, or where the era and the western year in it contradict each other.
    """
    text = unicodedata.normalize("NFKC", written)
    named: set[int] = {int(found) for found in _WESTERN.findall(text)}
    for letter, number in _ERA.findall(text):
        before = next(row[2] for row in _ERAS if letter.upper() == row[0] or letter == row[1])
        named.add(before + (1 if number == "元" else int(number)))
    year = named.pop() if len(named) == 1 else None
    return year if year is not None and year < 2100 else None
