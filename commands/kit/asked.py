"""Reading what was typed after a command: which sheet, and which portion of it."""

from __future__ import annotations

import re
import unicodedata

from store.era import read_year
from store.form import Portion
from store.kinds import key_of
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store

_DASH = "[-‐‑–—―−ー]"
_LETTER = re.compile("[A-ZＡ-Ｚ]", re.IGNORECASE)
_OPINION = re.compile(rf"(.+){_DASH}(o\d+)", re.IGNORECASE)
_YEAR = re.compile(
    rf"((?:(?:19|20)\d\d|(?:R|令和|H|平成)(?:元|\d{{1,2}}))(?:年度?)?){_DASH}(.+)",
    re.IGNORECASE,
)


def is_help(words: str) -> bool:
    """Whether they ask how the command is used."""
    return key_of(words) in ("help", "ヘルプ", "使い方")


def is_blank(words: str) -> bool:
    """Whether nothing in them can be seen."""
    return not key_of(words)


def words_of(words: str) -> tuple[str, str]:
    """The first word, and the rest as it was typed (line breaks and all)."""
    first, *rest = words.split(maxsplit=1)
    return first, rest[0] if rest else ""


def sheet_asked(words: str, store: Store) -> tuple[Sheet, str]:
    """The sheet that the words begin with, and the words after it.

    "S27", "s２７", "S 27" and "2020-S27" name one; so does one of its opinions, "S27-O1".

    Raises:
        Refusal: there is no such sheet; the sentence names some that exist.
    """
    sheet, _, rest = opinion_asked(words, store)
    return sheet, rest


def opinion_asked(words: str, store: Store) -> tuple[Sheet, str | None, str]:
    """The sheet, the id of an opinion where one is named ("S27-O1"), and the words after it.

    Raises:
        Refusal: there is no such sheet; the sentence names some that exist.
    """
    first, rest = words_of(words)
    if _LETTER.fullmatch(first) and rest[:1].isdecimal():
        more, rest = words_of(rest)
        first += more
    number, opinion = unicodedata.normalize("NFKC", first), None
    if named := _OPINION.fullmatch(number):
        number, opinion = named[1], named[2].upper()
    dated = _YEAR.fullmatch(number)
    year = read_year(dated[1]) if dated else None
    return store.numbered(dated[2] if dated and year else number, year), opinion, rest


def portions_asked(words: str, portions: tuple[Portion, ...]) -> tuple[Portion, ...]:
    """The portions that the words may mean, the likeliest first: "活動状況", "取組② R2", "施策の意図"."""
    asked = [key_of(word) for word in words.split()]
    whole = key_of(words)

    def names(portion: Portion) -> list[str]:
        return [key_of(name) for name in (portion.label.ja, portion.label.en, portion.key)]

    def fields(portion: Portion) -> list[str]:
        return [key_of(name) for leaf in portion.leaves for name in (leaf.label.ja, leaf.label.en)]

    exact = tuple(each for each in portions if whole in names(each))
    if exact:
        return exact[:1]
    if in_fields := tuple(each for each in portions if whole in fields(each)):
        return in_fields  # 費用 stands in every period of every initiative: which one, the person says
    by_name = [each for each in portions if any(all(word in name for word in asked) for name in names(each))]
    by_field = [each for each in portions if all(any(word in name for name in fields(each)) for word in asked)]
    shortest = sorted(by_name, key=lambda each: len(each.label.ja))
    items = [each for each in shortest if each.key == each.item and shortest[0].item]
    named = [each for each in items if any(name.endswith(whole) for name in names(each))]  # 取組① alone, not 取組⑪
    return tuple(named or items or shortest or by_field)


def portion_of(sheet: Sheet, store: Store, key: str) -> Portion:
    """The portion with this key. Raises Refusal where the sheet has none (any more)."""
    for portion in sheet.portions(store.form(sheet)):
        if portion.key == key:
            return portion
    raise Refusal("kit.portion_gone", sheet=sheet.number)
