"""Sums: a cost line that is the total of the others, and totals that a sentence gives after its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from store.checks.amounts import in_words
from store.checks.finding import Finding
from store.checks.seen import Seen, essence
from store.checks.writing import flat, sentences
from store.kinds import CostLine, plain_number
from store.text import Text

_TOTALS = {"合計", "計", "総計", "総合計", "総額", "合計額", "合計金額", "費用合計", "費用計"}
_SUBTOTALS = {"小計"}

_TOTAL = re.compile(r"(?:合計|総計|総額|合わせて|あわせて|(?<![一-龥])計)(?:額|金額)?[はがでの:、]?\s*約?\Z")
_APART = re.compile("うち|差|前年|昨年|当たり|あたり|につき|ほか|他|など|等|増|減|残|予算|[×*]|から")
"""A sentence with one of these does more than add up."""


def sums(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding at most for each field: the first sum in it that is wrong."""
    for address in now.leaves:
        if text := _of_lines(now.costs(now.sheet.values.get(address))):
            yield now.finding("sums", (address,), text)
    for address, said in now.texts.items():
        for sentence in sentences(flat(said)):
            if text := _of_words(sentence):
                yield now.finding("sums", (address,), text)


def _of_lines(lines: Sequence[CostLine]) -> Text | None:
    """A total that isn't one; or one that is, and would be counted twice where costs are added up."""
    parts = [line.amount for line in lines if essence(line.name) not in _TOTALS | _SUBTOTALS]
    named: CostLine | None = None
    since: list[Decimal] = []
    above: list[Decimal] = []
    for line in lines:
        key = essence(line.name)
        if key in _TOTALS | _SUBTOTALS and parts:
            named = named or line
            right = sum(since if key in _SUBTOTALS else parts, Decimal(0))
            if line.amount not in (right, sum(above, Decimal(0))):
                values = {"name": line.name, "stated": f"{plain_number(line.amount)}千円"}
                return Text.of("checks.sum", right=f"{plain_number(right)}千円", **values)
            since = []
        else:
            since.append(line.amount)
            above.append(line.amount)
    return Text.of("checks.sum_line", name=named.name) if named else None


def _of_words(sentence: str) -> Text | None:
    """使用料 2,316千円と設定委託 578千円の合計 2,894千円: at least two amounts, then their total."""
    told = list(in_words(sentence))
    if any(match["unit"] in ("万円", "百万円") for match, _ in told):
        return None  # rounded: they needn't add up
    for n, (match, stated) in enumerate(told):
        parts = [yen for _, yen in told[:n]]
        if n < 2 or not _TOTAL.search(sentence[: match.start()]) or _APART.search(sentence):
            continue
        if stated not in {sum(parts[start:], Decimal(0)) for start in range(n - 1)}:
            right = sum(parts, Decimal(0)) / 1000
            return Text.of("checks.sum_told", stated=match[0], right=f"{plain_number(right)}千円")
    return None
