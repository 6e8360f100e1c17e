"""Fractions and percentages in a flat text, and whether one is the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_N = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?![\d.])"
_UNIT = r"(?:人|名|件|課|校|園|社|団体|世帯|か所|カ所|ヶ所|箇所|施設|事業所|事業|項目|台|戸|棟|回|日|問|票|冊|区|地区|市町村|業務|%)"

FRACTION = re.compile(
    rf"""(?<![\d./,-])(?P<part>{_N})\s*(?P<unit>{_UNIT}?)\s*/\s*(?P<whole>{_N})\s*(?P<unit_of_whole>{_UNIT}?)(?![/\d])中?
    | (?<![\d.,])(?P<whole2>{_N})\s*(?P<unit2>{_UNIT})
      (?:の[一-龥ァ-ヶー]{{1,8}})?(?:の?うち|中)、?[^\d。(、]{{0,16}}
      (?P<part2>{_N})\s*(?P=unit2)
    """,
    re.VERBOSE,
)
"""414人/478人中, 414/478, 478人中414人, 478人のうち年度末まで続けた414人."""

PERCENT = re.compile(
    r"""(?P<about>約|ほぼ|およそ|おおよそ|おおむね|概ね)?\s*(?<![\d.,])(?P<number>\d{1,3}(?:\.\d+)?)\s*(?:%|パーセント)(?!ポイント)
        (?P<bound>以上|を?超|強|余|弱|台|程度|ほど|前後|以下|未満|を?下回)?""",
    re.VERBOSE,
)

_LEAST = 32
"""The whole of a fraction without a unit: below it, 11/30 may be a day, and 1/2 a rate."""


def _number(written: str) -> int:
    return int(written.replace(",", ""))


@dataclass(frozen=True)
class Fraction:
    """A part of a whole: 414 of 478."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal:
        """In percent."""
        return Decimal(self.part) * 100 / Decimal(self.whole)

    @classmethod
    def read(cls, match: re.Match[str]) -> Fraction | None:
        """None where it may be a day, a rate, or no part of a whole."""
        if match["part2"]:
            part, whole = _number(match["part2"]), _number(match["whole2"])
            return cls(part, whole) if 0 <= part <= whole and whole else None
        part, whole = _number(match["part"]), _number(match["whole"])
        units = {match["unit"], match["unit_of_whole"]} - {""}
        sure = len(units) == 1 if units else whole >= _LEAST
        return cls(part, whole) if sure and "%" not in units and 0 <= part <= whole and whole else None


@dataclass(frozen=True)
class Percent:
    """A percentage as it is stated: exactly, about, or as a bound."""

    number: Decimal
    digits: int
    about: bool
    bound: str

    @classmethod
    def read(cls, match: re.Match[str]) -> Percent:
        written = match["number"]
        bound = (match["bound"] or "").removeprefix("を")
        about = bool(match["about"]) or bound in ("程度", "ほど", "前後")
        return cls(Decimal(written), len(written.partition(".")[2]), about, bound)

    def fits(self, share: Decimal) -> bool:
        """Whether a share may be stated so: rounded, cut off, and rounded more where it says "about"."""
        step = Decimal(1).scaleb(-self.digits)
        match self.bound:
            case "以上" | "超":
                return share > self.number - step
            case "以下" | "未満" | "下回":
                return share < self.number + step
            case "台":
                width = 10 if self.number % 10 == 0 else 1
                return self.number <= share < self.number + width
            case "強" | "余":
                return self.number - step < share < self.number + 5
            case "弱":
                return self.number - 5 < share < self.number + step
            case _:
                return abs(share - self.number) < self._width(step)

    def _width(self, step: Decimal) -> Decimal:
        if self.about and not self.digits:
            for round_number in (10, 5):
                if self.number % round_number == 0:
                    return Decimal(round_number) / 2 + Decimal("0.01")
        return step
