"""Amounts that jump by a thousand, where 円 was written for 千円, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from store.checks.amounts import Amount, in_words, named, thousandfold
from store.checks.finding import Finding
from store.checks.seen import Seen
from store.checks.writing import flat, sentences
from store.text import Said, Text

_AGAIN = re.compile(r"\s?[(=]\s?")
_OF = re.compile(r"(?:は|が|の|に|:|\(|、|\s){0,2}約?")


def thousand(now: Seen, before: Seen | None) -> Iterator[Finding]:
    """Amounts of a budget line beside each other, beside last year's, and beside what the texts tell of them."""
    amounts, then = named(now), named(before) if before else {}
    for scope, found in amounts.items():
        yield from _within(now, found) or _since(now, found, then.get(scope, ()))
    lines = [amount for found in amounts.values() for amount in found]
    for address, text in now.texts.items():
        for sentence in sentences(flat(text)):
            yield from _told_twice(address, sentence, now)
            yield from _told_otherwise(address, sentence, lines, now)


def _within(now: Seen, found: Sequence[Amount]) -> list[Finding]:
    """The same budget line across periods: the few that differ from the many, else the larger ones."""
    if not (leap := next(_leaps(found, found), None)):
        return []
    small, large = sorted(leap, key=lambda amount: amount.yen)
    lower = [each for each in found if each.yen * 30 < large.yen]
    upper = [each for each in found if each not in lower]
    odd, usual = (lower, large) if len(lower) < len(upper) else (upper, small)
    return [_finding(now, odd, usual, usual.place)]


def _since(now: Seen, found: Sequence[Amount], then: Sequence[Amount]) -> list[Finding]:
    """The same budget line on last year's sheet, where neither sheet contradicts itself."""
    leap = next(_leaps(found, then), None)
    if leap is None or any(_leaps(then, then)) or not all(any(_leaps([each], then)) for each in found):
        return []
    return [_finding(now, found, leap[1], Text.of("checks.last_years", field=leap[1].place))]


def _leaps(some: Sequence[Amount], others: Sequence[Amount]) -> Iterator[tuple[Amount, Amount]]:
    """Pairs that are a thousand times apart, of different amounts."""
    ones, twos = ({amount.yen: amount for amount in reversed(amounts)}.values() for amounts in (some, others))
    return ((one, other) for one in ones for other in twos if thousandfold(one.yen, other.yen))


def _finding(now: Seen, odd: Sequence[Amount], usual: Amount, field: Said) -> Finding:
    values = {"name": odd[0].name, "amount": odd[0].written, "other": usual.written, "field": field}
    places = tuple(dict.fromkeys(amount.address for amount in odd))
    return now.finding("thousand", places, Text.of("checks.thousand", **values))


def _told_twice(address: str, sentence: str, now: Seen) -> Iterator[Finding]:
    """An amount and the same again in brackets: 2,316千円（2,316円）."""
    told = list(in_words(sentence))
    for (one, yen), (other, yen_again) in pairwise(told):
        if _AGAIN.fullmatch(sentence[one.end() : other.start()]) and thousandfold(yen, yen_again):
            text = Text.of("checks.thousand_twice", amount=one[0], other=other[0])
            yield now.finding("thousand", (address,), text)


def _told_otherwise(address: str, sentence: str, lines: Sequence[Amount], now: Seen) -> Iterator[Finding]:
    """A sentence that gives a budget line by its name, in the same digits and another unit."""
    for match, yen in in_words(sentence):
        of_name = [each for each in lines if _ends_with(sentence[: match.start()], flat(each.name))]
        wrong = next((each for each in of_name if each.yen in (yen * 1000, yen / 1000)), None)
        if wrong and all(thousandfold(yen, each.yen) for each in of_name):
            values = {"name": wrong.name, "amount": match[0], "other": wrong.written, "field": wrong.place}
            yield now.finding("thousand", (address,), Text.of("checks.thousand", **values), others=(wrong.address,))


def _ends_with(words: str, name: str) -> bool:
    at = words.rfind(name)
    return len(name) >= 3 and at >= 0 and bool(_OF.fullmatch(words[at + len(name) :]))
