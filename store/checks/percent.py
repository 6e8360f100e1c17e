"""Percentages that don't match the fraction they belong to: 414/478 is about 87%, and not 78%.

Nothing is said unless both clearly belong together: they touch each other in one sentence, or they tell the same deed
(受講) of the same subject (e-Learning) in two fields. Nor where any fraction in reach would fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Generic, TypeVar

from store.checks.finding import Finding
from store.checks.fractions import FRACTION, PERCENT, Fraction, Percent
from store.checks.seen import Seen
from store.checks.writing import flat, sentences
from store.kinds import key_of
from store.text import Text

NEAR = 40
"""Characters within which words belong to a number."""

Number = TypeVar("Number", Fraction, Percent)

_DEED = (
    "受講|参加|出席|受診|接種|利用|回答|回収|提出|登録|加入|修了|合格|就職|実施|整備|完了|報告|継続|就業|導入|改修|設置"
)
_RATE = rf"(?:(?:{_DEED})率は?|割合は?|全体の)?"

_BRACKET = re.compile(rf"(?:が|は)?(?:{_DEED})?(?:し|した|済み?)?\s?\({_RATE}[、,:]?")
_IN_A_ROW = re.compile(rf"(?:が|は)?(?:{_DEED})?(?:し|した|済み?)?[、,=:→\s]*(?:で|の)?[、,]?{_RATE}")
_GOES_ON = re.compile(rf"[)。、]|$|[のが](?:{_DEED})|で|とな|に当|を占|だ")
"""After the fraction, in brackets: 414人/478人（約87%）. Or in a row, where the sentence then ends or tells the deed:
478人のうち414人、約87%が受講した. In 414人が受講し、95%が満足した the percentage is of something else."""

_EXPLAINED = re.compile(r"\s?\((?:対象者?|全体?)?")
"""Before the fraction, which explains it in brackets: 約87%（414人/478人）."""

_SAYS_BEFORE = re.compile(rf"({_DEED})率?[はがも:]?(?:全体で|職員の)?\Z")
_SAYS_AFTER = re.compile(rf"[のがを]({_DEED})")
"""The deed that a percentage is of: 受講率は約87%, 約87%の受講."""

_ELSEWHERE = re.compile(
    "前年|昨年|前回|目標|目指|予定|見込|計画|今後|させ|したい|向上|引き上げ|次年|来年|翌年|残り|以外|うち|未|ない|なかった|増|減|から|平均|年度|[県国]"
)
"""A sentence that holds one of these may speak of another year, of a wish, or of a part."""

_NAME = re.compile(r"[A-Za-z][A-Za-z-]{3,}|[ァ-ヶー]{4,}|[一-龥々]{4,}")
_GENERAL = {"アンケート", "セミナー", "イベント", "システム", "サービス", "センター", "ボランティア", "ホームページ"}
"""Names, and words of that length that are none."""


@dataclass(frozen=True)
class Sentence:
    """What one sentence of a field tells in numbers."""

    address: str
    words: str

    @cached_property
    def fractions(self) -> tuple[Told[Fraction], ...]:
        read = ((match, Fraction.read(match)) for match in FRACTION.finditer(self.words))
        return tuple(Told(self, match.start(), match.end(), fraction) for match, fraction in read if fraction)

    @cached_property
    def percents(self) -> tuple[Told[Percent], ...]:
        found = PERCENT.finditer(self.words)
        return tuple(Told(self, match.start(), match.end(), Percent.read(match)) for match in found)


@dataclass(frozen=True)
class Told(Generic[Number]):
    """A fraction or a percentage, and where it stands."""

    sentence: Sentence
    start: int
    end: int
    number: Number

    @property
    def words(self) -> str:
        return self.sentence.words[self.start : self.end].strip()

    @property
    def before(self) -> str:
        """What stands right before it."""
        return self.sentence.words[max(0, self.start - NEAR) : self.start]

    @property
    def after(self) -> str:
        return self.sentence.words[self.end : self.end + NEAR]

    @property
    def entry(self) -> str:
        """What is around it in a list: 職員研修（89人） e-Learningの実施（414人/478人中受講）."""
        return re.split(r"[\s、,;]", self.before)[-1] + re.split(r"[\s、,;)]", self.after)[0]


def percent(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each percentage that none of the fractions it may be of would give; the same one is told once."""
    told = [
        Sentence(address, words)
        for address, text in now.texts.items()
        for words in dict.fromkeys(sentences(flat(text)))
    ]
    facts = [each for sentence in told if _is_fact(sentence.address, now) for each in sentence.fractions]
    for sentence in told:
        for each in sentence.percents:
            near = [other for other in sentence.fractions if _touch(each, other)]
            meant = near or _of_one_subject(each, facts, now)
            if meant and not any(_fits(each.number, other.number) for other in (*meant, *sentence.fractions)):
                yield _finding(now, each, meant[0])


def _touch(each: Told[Percent], other: Told[Fraction]) -> bool:
    """Whether a percentage and a fraction of its sentence stand next to each other, and speak of one thing."""
    words = each.sentence.words
    if other.end > each.start:
        return other.start - each.end < NEAR and bool(_EXPLAINED.fullmatch(words[each.end : other.start]))
    if each.start - other.end > NEAR:
        return False
    between = words[other.end : each.start]
    return bool(_BRACKET.fullmatch(between) or (_IN_A_ROW.fullmatch(between) and _GOES_ON.match(each.after)))


def _of_one_subject(each: Told[Percent], facts: Sequence[Told[Fraction]], now: Seen) -> list[Told[Fraction]]:
    """The fractions in other fields that tell the same deed of the same subject, as facts."""
    sentence = each.sentence
    if len(sentence.percents) > 1 or _ELSEWHERE.search(sentence.words) or not _is_fact(sentence.address, now):
        return []
    deeds = [said[1] for said in (_SAYS_BEFORE.search(each.before), _SAYS_AFTER.match(each.after)) if said]
    subject = _names(sentence.words)
    return [
        other
        for other in facts
        if other.sentence.address != sentence.address
        and any(deed in other.entry for deed in deeds)
        and any(_is_of_one_item(name, now) for name in _names(other.entry) & subject)
    ]


def _names(text: str) -> set[str]:
    return {key_of(name) for name in _NAME.findall(text) if name not in _GENERAL}


def _is_fact(address: str, now: Seen) -> bool:
    """Whether a place tells what happened, and not what is planned."""
    return all(cell.address != address or cell.period.tense == "actual" for line in now.lines for cell in line.cells)


def _is_of_one_item(name: str, now: Seen) -> bool:
    """Whether no second item speaks of this subject: then it would be doubtful which of them is meant."""
    items = {"/".join(at.split("/")[:2]) for at, text in now.texts.items() if "/" in at and name in key_of(text)}
    return len(items) == 1


def _fits(stated: Percent, fraction: Fraction) -> bool:
    """The rest of the whole fits, too: then the sentence speaks of those who didn't."""
    return stated.fits(fraction.share) or stated.fits(100 - fraction.share)


def _finding(now: Seen, each: Told[Percent], other: Told[Fraction]) -> Finding:
    right = other.number.share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    values = {"fraction": other.words, "stated": each.words, "right": right}
    address, source = each.sentence.address, other.sentence.address
    if source == address:
        return now.finding("percent", (address,), Text.of("checks.percent", **values))
    text = Text.of("checks.percent_elsewhere", field=now.leaves[source].full, **values)
    return now.finding("percent", (address,), text, others=(source,))
