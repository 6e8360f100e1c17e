"""Opinions and answers share one cell each on the sheet, as bullets "・". Written and read back without loss."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.formats.content import Reply
from store.kinds import number_of, plain

_START = re.compile(r"(?:^|(?<=\s))・(?!・)")
_INNER = re.compile(r"(^|(?<=\s))(・+)")


def join(texts: Sequence[str]) -> str:
    """One cell for all texts. A bullet inside a text is doubled, so that it isn't taken for the next one."""
    return " ".join(("・ " if text.startswith("・") else "・") + _INNER.sub(r"\1・\2", text) for text in texts)


def split(cell: str) -> tuple[str, ...]:
    """The texts of a cell; text without a bullet is one text. It is split at bullets, never at spaces."""
    texts = (plain(_INNER.sub(lambda match: match[1] + match[2][1:], part)) for part in _START.split(cell))
    return tuple(text for text in texts if text)


def join_answers(answers: Sequence[Reply], opinions: int, sign: str) -> str:
    """Answers as bullets; where their order doesn't tell what they answer, each begins with the form's sign."""
    told = not any(_signed(sign, answer.text) for answer in answers) and (
        [answer.to for answer in answers] in (_one_each(opinions), _one_for_all(opinions))
    )
    signs = ("" if told else sign.format(n="、".join(map(str, answer.to))) for answer in answers)
    return join([mark + answer.text for mark, answer in zip(signs, answers, strict=True)])


def split_answers(cell: str, opinions: int, sign: str) -> tuple[Reply, ...] | None:
    """The answers of a cell; None where it doesn't tell which opinion each of them is to."""
    texts = split(cell)
    for order in (_one_each(opinions), _one_for_all(opinions)):
        if len(texts) == len(order) and not any(_signed(sign, text) for text in texts):
            return tuple(Reply(to, text) for to, text in zip(order, texts, strict=True))
    answers: list[Reply] = []
    for text in texts:
        signed = _signed(sign, text)
        asked = re.split("[、,]", signed[1]) if signed else []
        to = tuple(dict.fromkeys(int(number_of(n)) if len(n) < 9 else 0 for n in asked))
        if signed is None or not signed[2].strip() or not all(1 <= n <= opinions for n in to):
            return None
        answers.append(Reply(to, plain(signed[2])))
    return tuple(answers)


def _signed(sign: str, text: str) -> re.Match[str] | None:
    if not sign:
        return None
    before, after = sign.split("{n}")
    return re.match(rf"{re.escape(before)}(\d+(?:[、,]\d+)*){re.escape(after)}(.*)", text, re.DOTALL)


def _one_each(opinions: int) -> list[tuple[int, ...]]:
    return [(n,) for n in range(1, opinions + 1)]


def _one_for_all(opinions: int) -> list[tuple[int, ...]]:
    return [tuple(range(1, opinions + 1))] if opinions else []
