"""How offices write amounts in sentences: what is a number that measures something, and what only looks like one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_ENCLOSED = re.compile(r"[①-⓿㉑-㉟㊱-㊿❶-➓]")

_ERA_YEAR = r"(?:(?:令和|平成|昭和)\s*|(?<![A-Za-z])[RHS])(?:元|\d{1,2}(?!\d))(?:年度|年)?"
_WESTERN_YEAR = r"(?<![\d.,])(?:19|20)\d\d(?:年度|年)|(?<=\()(?:19|20)\d\d(?=\))"
_YEAR = rf"(?:{_ERA_YEAR}|{_WESTERN_YEAR})"
_YEARS = re.compile(_YEAR)

_DEADLINE = re.compile(
    rf"{_YEAR}[^\d\s。、]{{0,6}}?(?:末|まで)|年度[内末中]|年[内末]|四半期|[上下]半期|(?<!\d)(?:1[0-2]|[1-9])月(?!間|例|額|平均)"
)
"""A day to keep: "令和4年度末までに", "10月". One can tell whether it was kept, so a target may be measured by it."""

_NAMING = re.compile(
    r"""第\s*[\d一二三四五六七八九十]+\s*\w?            # 第6次, 第2期: which plan
    | その\s*\d+ | [Nn][Oo]\.?\s*\d+               # その1, No.3: which one
    | (?<!\d)\d{1,9}\s*(?:年後|年目|回目|期目|次|号)  # 3年後: when
    | (?<!\d)\d{1,9}\s*(?:年生|学年|代(?!表|理)|歳児?(?:以上|未満|以下|まで|から)?)   # 1年生, 65歳以上: whom
    | (?<![A-Za-z.-])[A-Za-z][A-Za-z.-]{0,40}\d[\w.]*   # A4, Windows10, COVID-19: names
    | (?<![\d.])[1-9]G(?![A-Za-z])                   # 5G
    """,
    re.VERBOSE,
)
"""Digits that name something, and measure nothing."""

_WORDS = re.compile(
    r"""(?<![安保健万完])全(?!国|般|体|力|面|庁的|く)[^\W\d_]    # 全校, 全職員, 全て
    | すべて | 毎[月週日] | 隔[月週年] | 月に一 | 半[数減] | 倍[増以] | 皆無 | ゼロ | 解消
    | (?<![一-龥])[一二三四五六七八九十百]+(?:回|か所|カ所|箇所|ヶ所|校|園|件|割|人(?!ひとり|一人)|名|団体|地区|分の|倍|冊|台|棟)
    """,
    re.VERBOSE,
)
"""Amounts without a digit. Each of them can be counted; where it is doubtful, nothing is said."""

SENTENCE = re.compile(r"[^。\n！？!?]+")


@lru_cache(maxsize=1024)
def flat(text: str) -> str:
    """A text with narrow digits and signs, to read numbers from; circled ones are no numbers, and become blanks."""
    return unicodedata.normalize("NFKC", _ENCLOSED.sub(" ", text)).replace("−", "-")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a flat text. A line break ends one, too."""
    return (match[0] for match in SENTENCE.finditer(text))


def without_years(text: str) -> str:
    """A flat text in which all years are the same: what is left is what was said."""
    return _YEARS.sub("年", text)


def measures(text: str) -> bool:
    """Whether a target says how much, how often, or by when.

    A year alone doesn't count: the column says it already. 年2回 does, and so does a day to keep (令和4年度末までに, 10月).
    """
    plain = flat(text)
    if _DEADLINE.search(plain) or _WORDS.search(plain):
        return True
    return any(sign.isdecimal() for sign in _NAMING.sub(" ", _YEARS.sub(" ", plain)))
