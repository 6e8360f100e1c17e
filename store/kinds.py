"""What kinds of fields a form can have: how a person's writing is read, and how a value is written.

For every kind `read(write(value)) == value`. A word for "none" (特になし, -, 0) is kept; only an empty field has no value.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from store.refusal import Refusal
from store.text import Label, Said, Text, excerpt

_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
"""Signs without a shape, as they come along when words are copied from a page."""

_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Signs that turn around the order of those after them, beyond the words they stand in."""

_NOISE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_TURNING}\ufdd0-\ufdef\ufffe\uffff]")
_NO_KEY = re.compile(rf"[\s{_UNSEEN}{_TURNING}]+")
_AROUND = _UNSEEN + "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_DIGITS = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
_MINUS = "[-－−‐△▲]"
_NUMBER = re.compile(rf"({_MINUS}?)({_DIGITS})(.*)", re.DOTALL)
_YEN = {"円": Decimal("0.001"), "千円": Decimal(1), "万円": Decimal(10), "百万円": Decimal(1000)}
_PRICE = rf"(?P<minus>{_MINUS}?)[¥￥]?(?P<amount>{_DIGITS})\s*(?P<unit>百万円|万円|千円|円)"
_AMOUNT = re.compile(rf"(?P<name>.*\S)\s+{_PRICE}", re.DOTALL)
_AMOUNT_CLOSE = re.compile(rf"(?P<name>.*?[^\s0-9０-９,，.．¥￥△▲−－‐-]){_PRICE}", re.DOTALL)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LARGEST = Decimal(10) ** 12

LONGEST, LONGEST_LINE, LONGEST_NAME, MOST_NAMES = 10_000, 500, 100, 100
"""Characters of a text, of one that is a single line, and of a department's name; names in a field. Far above what
sheets hold; beyond it, a form with such a field couldn't be shown any more."""

_MOST_DIGITS = 24
"""Signs of a number, commas among them: enough for the largest one, and for all that a Decimal keeps exactly."""


class Model(BaseModel):
    """A value: frozen, and strict about names it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CostLine(Model):
    """A budget line (細々節名) and its amount in 千円."""

    name: str
    amount: Decimal

    @property
    def as_json(self) -> dict[str, str]:
        """What `model_dump(mode="json")` makes of it, in a sixth of the time: a sheet has dozens of them."""
        return {"name": self.name, "amount": str(self.amount)}


Value = str | tuple[CostLine, ...] | tuple[str, ...]
"""What a field holds: text (as written, or an option's key), cost lines, or names."""


def plain(written: str) -> str:
    """Text as the store keeps it: one kind of line break, nothing that disturbs what is around it, no space around it.

    Signs of the private area stay: offices write rare names with them. So do signs too new for us to know.
    """
    text = written.replace("\r\n", "\n").replace("\r", "\n")
    return _NOISE.sub("", text).strip(_AROUND)


@lru_cache(maxsize=1024)  # numbers and departments are compared again and again
def key_of(written: str) -> str:
    """Text made comparable: widths and circled numbers folded, what can't be seen dropped. For keys, never for values."""
    return _NO_KEY.sub("", unicodedata.normalize("NFKC", _NOISE.sub("", written))).casefold()


def kept_whole(text: str, most: int = LONGEST) -> str:
    """The text itself. Raises Refusal where it has more than `most` characters."""
    if len(text) > most:
        raise Refusal("store.too_long", written=excerpt(text, 20), count=len(text), most=most)
    return text


def or_none(words: tuple[str, ...]) -> Said:
    """What to write where there is nothing to fill in; "" where the form has no word for it."""
    return Text.of("store.or_none", word=words[0]) if words else ""


def number_of(digits: str) -> Decimal:
    """The number that digits stand for, full-width ones and thousands commas included.

    Raises:
        Refusal: there are more of them than any amount needs.
    """
    if len(digits) > _MOST_DIGITS:
        raise Refusal("store.out_of_range", written=excerpt(digits), least=Decimal(0))
    return Decimal(unicodedata.normalize("NFKC", digits).replace(",", ""))


def plain_number(number: Decimal) -> str:
    """1234.50 → "1,234.5"."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class TextKind(Model):
    """Free text. `longest` is the form's limit in characters, which `store.checks` tells and nothing enforces."""

    kind: Literal["text"] = "text"
    longest: int | None = None
    lines: bool = True

    def read(self, written: str) -> Value | None:
        text = plain(written)
        if not self.lines:
            parts = (part.strip() for part in re.split(r"[\n\t]", text))
            text = " ".join(part for part in parts if part)
        return kept_whole(text, LONGEST if self.lines else LONGEST_LINE) or None

    def write(self, value: Value) -> str:
        return str(value)


class Option(Model):
    """One entry of a closed list: what is stored, what stands on the sheet, and what earlier editions called it."""

    key: str
    label: Label
    formerly: tuple[str, ...] = ()


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
            if asked in map(key_of, (self.write(option.key), option.label.ja, option.label.en, option.key)):
                return option.key
        raise Refusal(
            "store.not_an_option",
            written=excerpt(plain(written)),
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
        said, example = excerpt(text), f"120{self.unit}"
        if match is None or key_of(match[3]) not in {"", key_of(self.unit)}:
            raise Refusal("store.not_a_number", written=said, example=example, or_none=or_none(self.words_for_none))
        number = _signed(match)
        if self.whole and number != number.to_integral_value():
            raise Refusal("store.not_whole", written=said, example=example)
        if (self.least is not None and number < self.least) or abs(number) > _LARGEST:
            raise Refusal("store.out_of_range", written=said, least=self.least or Decimal(0))
        return f"{plain_number(number)}{self.unit}"

    def write(self, value: Value) -> str:
        return str(value)

    def amount(self, value: Value | None) -> Decimal | None:
        """The number itself, in `unit`; None where a word stands, or nothing."""
        match = _NUMBER.fullmatch(str(value or ""))
        return _signed(match) if match else None


def _signed(match: re.Match[str]) -> Decimal:
    number = number_of(match[2])
    return -number if match[1] and number else number


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
            raise Refusal("store.not_a_date", written=excerpt(text)) from None

    def write(self, value: Value) -> str:
        return str(value)


class NamesKind(Model):
    """Names of departments, separated by 、 or a line break."""

    kind: Literal["departments"]

    def read(self, written: str) -> Value | None:
        names = (plain(re.sub(r"\s+", " ", name)) for name in re.split(r"[、,，\n]", plain(written)))
        kept = tuple(dict.fromkeys(kept_whole(name, LONGEST_NAME) for name in names if name))
        if len(kept) > MOST_NAMES:
            raise Refusal("store.too_many_names", count=len(kept), most=MOST_NAMES)
        return kept or None

    def write(self, value: Value) -> str:
        return "、".join(str(name) for name in value)


class CostsKind(Model):
    """Cost lines, one a line ("AI活用システム使用料 2,316千円"), or one of the form's words for none.

    Amounts may be given in 円, 千円, 万円 or 百万円; they are kept in 千円.
    """

    kind: Literal["costs"]
    words_for_none: tuple[str, ...] = ()

    def read(self, written: str) -> Value | None:
        text = kept_whole(plain(written))
        if not text or text in self.words_for_none:
            return text or None
        lines = [line for line in text.split("\n") if line.strip()]
        read: list[CostLine] = []
        refusals: list[Refusal] = []
        for line in lines:
            try:
                read.append(self.read_line(line))
            except Refusal as refusal:
                refusals.append(refusal)
        if refused := Refusal.gather(refusals):
            raise refused
        return tuple(read)

    def read_line(self, line: str) -> CostLine:
        """One line. Raises Refusal when it has no name, or no amount with its unit."""
        text = plain(line)
        match = _AMOUNT.fullmatch(text) or _AMOUNT_CLOSE.fullmatch(text)
        if match is None:
            raise Refusal("store.not_a_cost", written=excerpt(text), or_none=or_none(self.words_for_none))
        amount = number_of(match["amount"]) * _YEN[match["unit"]]
        if match["minus"] or amount > _LARGEST:
            raise Refusal("store.out_of_range", written=excerpt(text), least=Decimal(0))
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
