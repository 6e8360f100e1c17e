"""Characters that CP932 can't hold: files for the office's other programs would lose them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from store.checks.finding import Finding
from store.checks.seen import Seen
from store.text import Said, Text

SHOWN = 10

_INSTEAD = {"㎥": "立方メートル", "—": "―", "–": "－", "‑": "‐", "•": "・", "✓": "○", "㎢": "平方キロメートル"}
"""What to write instead. 髙, 﨑, ～ and … need nothing: CP932 has them. So does Python's for the wave dash 〜."""


def signs(now: Seen, _before: Seen | None) -> Iterator[Finding]:
    """One finding for each field, which names the characters."""
    for address, leaf in now.leaves.items():
        value = now.sheet.values.get(address)
        lost = [] if value is None else [sign for sign in dict.fromkeys(leaf.kind.write(value)) if not _fits(sign)]
        if lost:
            named = tuple(_named(sign) for sign in lost[:SHOWN])
            yield now.finding("signs", (address,), Text.of("checks.signs", count=len(lost), signs=named))


def _fits(sign: str) -> bool:
    return sign.encode("cp932", "ignore") != b""


def _named(sign: str) -> Said:
    if sign in _INSTEAD:
        return Text.of("checks.sign_instead", sign=sign, other=_INSTEAD[sign])
    if unicodedata.category(sign)[0] in "CZM":  # nothing to see, or nothing by itself
        return Text.of("checks.sign_unseen", code=f"U+{ord(sign):04X}")
    return Text.of("checks.sign", sign=sign)
