"""Words into Slack's text objects: never empty, never too long, never read as markup."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from store.text import Said

Block = dict[str, Any]
Say = Callable[[Said], str]
"""Says a sentence in the reader's language."""

BLANK = "—"
"""Stands where there is nothing to show: Slack refuses a text object without text."""

_JOINER = "\u200d"
_JOINED = frozenset({_JOINER, "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))})
"""What belongs to the sign before it: joiner, variation selectors, skin tones."""


def units(text: str) -> int:
    """Length in UTF-16 units. Slack doesn't say what it counts; this is the longest of what it may count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, limit: int) -> bool:
    """Whether it has at most `limit` units."""
    return 2 * len(text) <= limit or (len(text) <= limit and units(text) <= limit)


def letters(block: Any) -> int:
    """Length of all texts in it."""
    if isinstance(block, dict):
        return sum(
            units(each) if isinstance(each, str) and name == "text" else letters(each) for name, each in block.items()
        )
    return sum(map(letters, block)) if isinstance(block, list) else 0


def size(block: Any) -> int:
    """Bytes of UTF-8 JSON."""
    try:
        return len(orjson.dumps(block))
    except TypeError:  # half of a surrogate pair, which isn't Unicode but can be sent
        return len(json.dumps(block))


def clip(text: str, limit: int) -> str:
    """At most `limit` units, with … where something was cut off."""
    return text if fits(text, limit) else text[: _cut(text, limit - 1)].rstrip() + "…"


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` units that make up the whole text; cut at a line's end where one is near."""
    pieces = []
    while not fits(text, limit):
        end = _cut(text, limit)
        line = text.rfind("\n", end * 3 // 4, end)
        end = line + 1 if line >= 0 else end
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def _cut(text: str, limit: int) -> int:
    """The index of the last cut within `limit` units that leaves no sign in two."""
    end = min(len(text), limit)
    while units(text[:end]) > limit:
        end -= units(text[:end]) - limit
    whole = end
    while 0 < end < len(text) and (_clings(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return end or max(1, whole)


def _clings(sign: str) -> bool:
    return sign in _JOINED or unicodedata.combining(sign) > 0


def pieces_of(text: str, limit: int) -> list[str]:
    """As `split`, without pieces that show nothing; one `BLANK` where nothing would be left."""
    return [piece for piece in split(text, limit) if piece.strip()] or [BLANK]


def plain(text: str, limit: int) -> Block:
    """A text object that shows the words as they stand (https://docs.slack.dev/reference/block-kit/composition-objects/text-object)."""
    return {"type": "plain_text", "text": clip(text if text.strip() else BLANK, limit), "emoji": False}


def escaped(text: str) -> str:
    """For a message's own `text`, where Slack reads `<!channel>` (https://docs.slack.dev/messaging/formatting-message-text#escaping)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich(*elements: Mapping[str, Any]) -> Block:
    """A rich text block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""
    return {"type": "rich_text", "elements": list(elements)}


def run(text: str, *, bold: bool = False, strike: bool = False) -> Block:
    """Some words of one look."""
    style = ({"bold": True} if bold else {}) | ({"strike": True} if strike else {})
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def linked(text: str, url: str) -> Block:
    return {"type": "link", "url": url, "text": text, "style": {"bold": True}}


def is_link(url: str) -> bool:
    """Whether Slack takes it for one: an address of at most 3,000 characters."""
    return url.startswith(("https://", "http://")) and len(url) <= 3000


def row(*runs: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(runs)}


def first_words(words: Iterable[str], limit: int) -> str:
    """The words for a notification, escaped and never empty."""
    first: list[str] = []
    for word in words:
        if sum(map(len, first)) > limit:
            break
        first += [word[: limit + 1]] if word.strip() else []
    return escaped(clip("\n".join(first) or BLANK, limit))
