"""Percentages that don't match the fraction they belong to: 414/478 is about 87%, and not 78%.

Nothing is said unless both clearly belong together: they touch each other in one sentence, or they tell the same deed
(受講) of the same subject (e-Learning) in two fields. Nor where any fraction in reach would fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from store.checks.finding import Finding
from store.checks.fractions import FRACTION, PERCENT, Fraction, Percent
from store.checks.seen import Seen
from store.checks.writing import flat, sentences
from store.kinds import key_of
from store.text import Text

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
class Said:
    """A fraction or a percentage, and where it stands."""

    address: str
    sentence: str
    start: int
    end: int
    fraction: Fraction | None = None
    percent: Percent | None = None

    @property
    def words(self) -> str:
        return self.sentence[self.start : self.end].strip()

    @property
    def entry(self) -> str:
        """What is around it in a list: 職員研修（89人） e-Learningの実施（414人/478人中受講）."""
        before = re.split(r"[\s、,;]", self.sentence[: self.start])[-1]
        return before + re.split(r"[\s、,;)]", self.sentence[self.end :])[0]


def percent(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each percentage that none of the fractions it may be of would give."""
    said = [each for address, text in now.texts.items() for each in _said(address, flat(text))]
    fractions = [each for each in said if each.fraction]
    for each in said:
        if each.percent:
            beside = [other for other in fractions if (other.address, other.sentence) == (each.address, each.sentence)]
            near = [other for other in beside if _touch(each, other)]
            meant = near or _of_one_subject(each, fractions, said, now)
            if meant and not any(_fits(each, other) for other in (*meant, *beside)):
                yield _finding(now, each, meant[0])


def _said(address: str, text: str) -> Iterator[Said]:
    for sentence in sentences(text):
        for match in FRACTION.finditer(sentence):
            if fraction := Fraction.read(match):
                yield Said(address, sentence, match.start(), match.end(), fraction=fraction)
        for match in PERCENT.finditer(sentence):
            yield Said(address, sentence, match.start(), match.end(), percent=Percent.read(match))


def _touch(each: Said, other: Said) -> bool:
    """Whether a percentage and a fraction of its sentence stand next to each other, and speak of one thing."""
    if other.end > each.start:
        return bool(_EXPLAINED.fullmatch(each.sentence[each.end : other.start]))
    between, after = each.sentence[other.end : each.start], each.sentence[each.end :]
    return bool(_BRACKET.fullmatch(between) or (_IN_A_ROW.fullmatch(between) and _GOES_ON.match(after)))


def _of_one_subject(each: Said, fractions: Sequence[Said], said: Sequence[Said], now: Seen) -> list[Said]:
    """The fractions in other fields that tell the same deed of the same subject, as facts."""
    others = [other for other in said if other.percent and other.sentence == each.sentence]
    deeds = [
        told[1]
        for told in (_SAYS_BEFORE.search(each.sentence[: each.start]), _SAYS_AFTER.match(each.sentence[each.end :]))
        if told
    ]
    if len(others) > 1 or not deeds or _ELSEWHERE.search(each.sentence) or not _is_fact(each.address, now):
        return []
    subject = _names(each.sentence)
    return [
        other
        for other in fractions
        if other.address != each.address
        and _is_fact(other.address, now)
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


def _fits(each: Said, other: Said) -> bool:
    """The rest of the whole fits, too: then the sentence speaks of those who didn't."""
    if not (each.percent and other.fraction):
        return False
    return each.percent.fits(other.fraction.share) or each.percent.fits(100 - other.fraction.share)


def _finding(now: Seen, each: Said, other: Said) -> Finding:
    share = other.fraction.share if other.fraction else Decimal(0)
    values = {"fraction": other.words, "stated": each.words, "right": share.quantize(Decimal("0.1"), ROUND_HALF_UP)}
    name = now.leaves[each.address].full
    if other.address == each.address:
        return Finding("percent", (each.address,), name, Text.of("checks.percent", **values))
    field = now.leaves[other.address].full
    places = (each.address, other.address)
    return Finding("percent", places, name, Text.of("checks.percent_elsewhere", field=field, **values))
