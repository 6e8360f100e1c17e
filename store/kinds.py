"""What kinds of fields a form can have: how a person's writing is read, and how a value is written.

For every kind `read(write(value)) == value`. A value that means "there is none" (特になし, 無, -, 0) is kept as it
was written; only an empty field has no value.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from store.refusal import Refusal
from store.text import Label

_CONTROL = {"Cc", "Cs", "Co", "Cn"}
_DIGITS = r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?"
_NUMBER = re.compile(rf"\s*({_DIGITS})\s*(.*?)\s*", re.DOTALL)
_YEN = {"円": Decimal("0.001"), "千円": Decimal(1), "万円": Decimal(10), "百万円": Decimal(1000)}
_AMOUNT = re.compile(rf"(?P<name>.*\S)\s+[¥￥]?(?P<amount>{_DIGITS})\s*(?P<unit>百万円|万円|千円|円)", re.DOTALL)
_AMOUNT_CLOSE = re.compile(
    rf"(?P<name>.*?[^\s0-9０-９,，.．¥￥△▲−－-])[¥￥]?(?P<amount>{_DIGITS})\s*(?P<unit>百万円|万円|千円|円)",
    re.DOTALL,
)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LARGEST = Decimal(10) ** 12


class Model(BaseModel):
    """A value: frozen, and strict about names it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CostLine(Model):
    """A budget line (細々節名) and its amount in 千円."""

    name: str
    amount: Decimal


Value = str | tuple[CostLine, ...] | tuple[str, ...]
"""What a field holds: text (as written, or an option's key), cost lines, or names."""


def plain(written: str) -> str:
    """Text as the store keeps it: one kind of line break, nothing unprintable, no space around it."""
    text = written.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _CONTROL)
    return "".join(kept).strip()


def key_of(written: str) -> str:
    """Text made comparable: widths and circled numbers folded, spaces dropped. For keys only, never for values."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).casefold()


def number_of(digits: str) -> Decimal:
    """The number that digits stand for, full-width ones and thousands commas included."""
    return Decimal(unicodedata.normalize("NFKC", digits).replace(",", ""))


def plain_number(number: Decimal) -> str:
    """1234.50 → "1,234.5"."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class TextKind(Model):
    """Free text. `longest` is the form's limit in characters, which a check tells and nothing enforces."""

    kind: Literal["text"] = "text"
    longest: int | None = None
    lines: bool = True

    def read(self, written: str) -> Value | None:
        text = plain(written)
        return (text if self.lines else re.sub(r"\s*[\n\t]\s*", " ", text)) or None

    def write(self, value: Value) -> str:
        return str(value)


class Option(Model):
    """One entry of a closed list: what is stored, and what stands on the sheet."""

    key: str
    label: Label


class ChoiceKind(Model):
    """One of a closed list. With `numbered`, key and label both stand on the sheet ("4 ICTの活用")."""

    kind: Literal["choice"]
    options: tuple[Option, ...]
    numbered: bool = False

    def read(self, written: str) -> Value | None:
        asked = key_of(plain(written))
        if not asked:
            return None
        for option in self.options:
            if asked in {
                key_of(self.write(option.key)),
                key_of(option.label.ja),
                key_of(option.label.en),
                key_of(option.key),
            }:
                return option.key
        raise Refusal(
            "store.not_an_option",
            written=plain(written),
            options=tuple(self.write(o.key) for o in self.options),
        )

    def write(self, value: Value) -> str:
        option = self.option(str(value))
        return f"{option.key} {option.label.ja}" if self.numbered else option.label.ja

    def option(self, key: str) -> Option:
        return next(option for option in self.options if option.key == key)


class NumberKind(Model):
    """A number ≥ `least` with its unit ("1,234人"), or one of the form's words for none."""

    kind: Literal["number"]
    unit: str = ""
    least: Decimal | None = Decimal(0)
    whole: bool = False
    words_for_none: tuple[str, ...] = ()

    def read(self, written: str) -> Value | None:
        text = plain(written)
        if not text or text in self.words_for_none:
            return text or None
        match = _NUMBER.fullmatch(text)
        if match is None or key_of(match[2]) not in {"", key_of(self.unit)}:
            raise Refusal("store.not_a_number", written=text, example=f"120{self.unit}")
        number = number_of(match[1])
        if self.whole and number != number.to_integral_value():
            raise Refusal("store.not_whole", written=text, example=f"120{self.unit}")
        if (self.least is not None and number < self.least) or number > _LARGEST:
            raise Refusal("store.out_of_range", written=text, least=self.least or Decimal(0))
        return f"{plain_number(number)}{self.unit}"

    def write(self, value: Value) -> str:
        return str(value)

    def amount(self, value: Value | None) -> Decimal | None:
        """The number itself, in `unit`; None where a word stands, or nothing."""
        match = _NUMBER.fullmatch(str(value or ""))
        return number_of(match[1]) if match else None


class DateKind(Model):
    """A day, stored and written as 2020-11-30; 2020/11/30, 2020年11月30日 and 令和2年11月30日 are read too."""

    kind: Literal["date"]

    def read(self, written: str) -> Value | None:
        text = plain(written)
        if not text:
            return None
        normal = unicodedata.normalize("NFKC", text)
        western = re.sub(
            r"(?:令和|R)(元|\d{1,2})(?=[年/.\-])",
            lambda m: str(2018 + (1 if m[1] == "元" else int(m[1]))),
            normal,
        )
        match = _DATE.fullmatch(western)
        try:
            if match is None:
                raise ValueError(text)
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            raise Refusal("store.not_a_date", written=text) from None

    def write(self, value: Value) -> str:
        return str(value)


class NamesKind(Model):
    """Names of departments, separated by 、 or a line break."""

    kind: Literal["departments"]

    def read(self, written: str) -> Value | None:
        names = (re.sub(r"\s+", " ", name).strip() for name in re.split(r"[、,，\n]", plain(written)))
        return tuple(dict.fromkeys(name for name in names if name)) or None

    def write(self, value: Value) -> str:
        return "、".join(str(name) for name in value)


class CostsKind(Model):
    """Cost lines, one a line ("AI活用システム使用料 2,316千円"), or one of the form's words for none.

    Amounts may be given in 円, 千円, 万円 or 百万円; they are kept in 千円.
    """

    kind: Literal["costs"]
    words_for_none: tuple[str, ...] = ()

    def read(self, written: str) -> Value | None:
        text = plain(written)
        if not text or text in self.words_for_none:
            return text or None
        lines = [line for line in text.split("\n") if line.strip()]
        return tuple(self.read_line(line) for line in lines)

    def read_line(self, line: str) -> CostLine:
        """One line. Raises Refusal when it has no name, or no amount with its unit."""
        text = plain(line)
        match = _AMOUNT.fullmatch(text) or _AMOUNT_CLOSE.fullmatch(text)
        if match is None:
            raise Refusal("store.not_a_cost", written=text)
        amount = number_of(match["amount"]) * _YEN[match["unit"]]
        if amount > _LARGEST:
            raise Refusal("store.out_of_range", written=text, least=Decimal(0))
        return CostLine(name=re.sub(r"\s+", " ", match["name"]).strip(), amount=Decimal(f"{amount.normalize():f}"))

    def write(self, value: Value) -> str:
        return "\n".join(self.write_lines(value))

    def write_lines(self, value: Value) -> tuple[str, ...]:
        """One text for each line, as they stand in the rows of a sheet."""
        if isinstance(value, str):
            return (value,)
        return tuple(f"{line.name} {plain_number(line.amount)}千円" for line in value if isinstance(line, CostLine))

    def total(self, value: Value | None) -> Decimal:
        """The sum in 千円; 0 where a word or nothing stands."""
        lines = value if isinstance(value, tuple) else ()
        return sum((line.amount for line in lines if isinstance(line, CostLine)), Decimal(0))


Kind = Annotated[TextKind | ChoiceKind | NumberKind | DateKind | NamesKind | CostsKind, Field(discriminator="kind")]
