"""The amounts of money on a sheet: by the name of their budget line, and as sentences tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from store.checks.seen import Seen, essence
from store.kinds import NumberKind, plain_number
from store.text import Label

_YEN = {"円": Decimal(1), "千円": Decimal(1000), "万円": Decimal(10_000), "百万円": Decimal(1_000_000)}
_MONEY = re.compile(
    r"(?<![\d.,億万千百])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d+)?)\s*(?P<unit>百万円|万円|千円|円)"
)


@dataclass(frozen=True)
class Amount:
    """One line of money in one place; `yen` is what it comes to, `written` how it stands there."""

    address: str
    place: Label
    name: str
    yen: Decimal
    written: str


def named(seen: Seen) -> Mapping[tuple[str, str], list[Amount]]:
    """Amounts in 費用 and other fields of money, by the item (or field) and the line's name, whatever the period."""
    found: dict[tuple[str, str], list[Amount]] = {}
    for address, leaf in seen.leaves.items():
        value = seen.sheet.values.get(address)
        scope = _scope(address, seen)
        for line in seen.costs(value):
            told = f"{plain_number(line.amount)}千円"
            amount = Amount(address, leaf.full, line.name, line.amount * 1000, told)
            found.setdefault((scope, essence(line.name)), []).append(amount)
        if isinstance(leaf.kind, NumberKind) and leaf.kind.unit in _YEN:
            number = leaf.kind.amount(value)
            if number is not None:
                amount = Amount(address, leaf.full, leaf.label.ja, number * _YEN[leaf.kind.unit], str(value))
                found.setdefault((scope, essence(leaf.label.ja)), []).append(amount)
    return found


def in_words(sentence: str) -> Iterator[tuple[re.Match[str], Decimal]]:
    """The amounts that a flat sentence tells, in 円."""
    for match in _MONEY.finditer(sentence):
        yield match, Decimal(match["number"].replace(",", "")) * _YEN[match["unit"]]


def thousandfold(one: Decimal, other: Decimal) -> bool:
    """Whether the same amount may have been given once in 円 and once in 千円: some thousand times, in like digits.

    1千円 keeps a budget line open until its amount is known (存目), and is no amount.
    """
    small, large = sorted((one, other))
    if small <= 0 or small == 1000 or not 500 <= large / small <= 2000:
        return False
    return 800 <= large / small <= 1250 or _first_digit(small) == _first_digit(large)


def _first_digit(amount: Decimal) -> int:
    return amount.normalize().as_tuple().digits[0]


def _scope(address: str, seen: Seen) -> str:
    """What an amount is compared within: the row of an item (known by its title), or the field alone."""
    table, *rest = address.split("/")
    if len(rest) < 3:
        return address
    title = str(seen.sheet.values.get(f"{table}/{rest[0]}/title", ""))
    return f"{table}/{essence(title) or rest[0]}/{rest[1]}"
