"""Two texts compared by words, so that the comparison reads as a person would have marked it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from commands.kit.reply import Piece

_WORD = re.compile(
    r"[一-鿿㐀-䶿豈-﫿々〆ヶ]+|[ぁ-ゖー]+|[ァ-ヺー]+|[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[A-Za-zＡ-Ｚａ-ｚ]+|[^\S\n]+|.",
    re.DOTALL,
)
"""Japanese has no spaces: a word is a run of one script, a number, or a single sign."""

_SENTENCE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")
_STOPS = "。、\n"
_MOST = 100_000
"""So many pairs of equal words are weighed against each other, which takes a blink; beyond, whole sentences are."""

_ISLAND = 2
"""Words of so few characters that stayed between two changes only tear them apart."""

_ALIKE = 0.5
"""Where less than this part of the shorter text stayed, both are shown whole."""

AROUND, LONGEST = 40, 240
"""Characters of an excerpt: on each side of a change, and of what changed."""


@lru_cache(maxsize=512)
def compared(before: str, after: str) -> tuple[Piece, ...]:
    """What stayed, what is gone and what is new, in the order in which it reads."""
    if not before or not after:
        return _joined([Piece(before, "gone"), Piece(after, "new")])
    pieces = _without_islands(_joined(_compared(before, after)))
    stayed = sum(len(piece.words) for piece in pieces if piece.how == "same")
    if stayed < _ALIKE * min(len(before), len(after)):
        return (Piece(before, "gone"), Piece("\n"), Piece(after, "new"))
    return pieces


def excerpted(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The changes with what stands around them, … for what was left out."""
    short: list[Piece] = []
    for n, piece in enumerate(pieces):
        first, last = n == 0, n == len(pieces) - 1
        if piece.how != "same":
            short.append(Piece(_clipped(piece.words, LONGEST), piece.how))
            continue
        tail = "" if last else piece.words[-AROUND:]
        head = "" if first else piece.words[:AROUND]
        whole = len(piece.words) <= len(head) + len(tail) + 1
        short.append(piece if whole else Piece(f"{head}…{tail}"))
    return _within(short, LONGEST * 3)


def _compared(before: str, after: str) -> Iterator[Piece]:
    """By words; where there are too many, by sentences, and by words within each that changed."""
    for pattern in (_WORD, _SENTENCE):
        old, new = pattern.findall(before), pattern.findall(after)
        start = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
        start = min(len(old), len(new)) if start is None else start
        end = 0
        while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
            end += 1
        while end and old[-end] in _STOPS:
            end -= 1  # a stop belongs to the words before it: which one is the same is seen with them
        middle = old[start : len(old) - end], new[start : len(new) - end]
        if _pairs(*middle) <= _MOST:
            yield Piece("".join(old[:start]))
            yield from _matched(*middle, fine=pattern is _WORD)
            yield Piece("".join(old[len(old) - end :]))
            return
    yield Piece(before, "gone")
    yield Piece(after, "new")


def _matched(old: Sequence[str], new: Sequence[str], *, fine: bool) -> Iterator[Piece]:
    for how, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if how == "equal":
            yield Piece(gone)
        elif fine or not (gone and come) or _pairs(_WORD.findall(gone), _WORD.findall(come)) > _MOST // 10:
            yield Piece(gone, "gone")
            yield Piece(come, "new")
        else:
            yield from _matched(_WORD.findall(gone), _WORD.findall(come), fine=True)


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    counts = Counter(new)
    return sum(count * counts[word] for word, count in Counter(old).items())


def _without_islands(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    changed: list[Piece] = []
    for n, piece in enumerate(pieces):
        between = 0 < n < len(pieces) - 1 and piece.how == "same"
        if between and len(piece.words) <= _ISLAND and not any(sign in _STOPS for sign in piece.words):
            changed += [Piece(piece.words, "gone"), Piece(piece.words, "new")]
        else:
            changed.append(piece)
    return _joined(changed)


def _joined(pieces: Iterator[Piece] | Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours made one: of each stretch that changed, first all that is gone, then all that is new."""
    joined: list[Piece] = []
    gone = new = ""

    def settle() -> None:
        joined.extend(Piece(words, how) for words, how in ((gone, "gone"), (new, "new")) if words)

    for piece in pieces:
        if piece.how == "gone":
            gone += piece.words
        elif piece.how == "new":
            new += piece.words
        elif piece.words:
            settle()
            gone = new = ""
            if joined and joined[-1].how == "same":
                joined[-1] = Piece(joined[-1].words + piece.words)
            else:
                joined.append(piece)
    settle()
    return tuple(joined)


def _within(pieces: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    kept: list[Piece] = []
    for piece in pieces:
        if most <= 0:
            return (*kept, Piece("…"))
        kept.append(piece)
        most -= len(piece.words)
    return tuple(kept)


def _clipped(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most // 2]}…{words[-most // 2 :]}"
