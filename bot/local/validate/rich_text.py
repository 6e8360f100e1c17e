"""Rich text: sections, lists, quotes and preformatted parts, and what stands in them.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
The page is silent on empty parts and empty texts; both are refused.
"""

from __future__ import annotations

import re

from bot.local.validate.engine import ByType, Flag, Items, Need, OneOf, Rule, Shape, Text, Whole, shape
from bot.local.validate.objects import DOCS, ID, URL

_PAGE = DOCS + "blocks/rich-text-block"


def _flags(*names: str) -> Shape:
    return shape(_PAGE, **{name: Flag() for name in names})


_STYLE = _flags("bold", "italic", "strike", "code", "underline")
_MENTION_STYLE = _flags("bold", "italic", "strike", "highlight", "client_highlight", "unlink")


def _leaf(kind: str, style: Rule = _STYLE, **fields: Rule | Need) -> Shape:
    return shape(_PAGE, kind, style=style, **fields)


_TEXT = _leaf("text", text=Need(Text()))
_LINK = _leaf("link", url=Need(URL), text=Text(), unsafe=Flag())
_LEAVES = ByType(
    _TEXT,
    _LINK,
    _leaf("user", _MENTION_STYLE, user_id=Need(Text())),
    _leaf("usergroup", _MENTION_STYLE, usergroup_id=Need(Text())),
    _leaf("team", _MENTION_STYLE, team_id=Need(Text())),
    _leaf("channel", _MENTION_STYLE, channel_id=Need(Text())),
    _leaf("broadcast", range=Need(OneOf(("here", "channel", "everyone")))),
    _leaf("emoji", name=Need(Text()), unicode=Text(), skin_tone=Whole(1, 6), url=URL),
    _leaf("date", timestamp=Need(Whole()), format=Need(Text()), url=URL, fallback=Text()),
    _leaf("color", value=Need(Text(pattern=re.compile("#?[0-9A-Fa-f]{6}"), meant="a color like #F405B3"))),
)

_BORDER = OneOf((0, 1))
_SECTION = shape(_PAGE, "rich_text_section", elements=Need(Items(_LEAVES)))
_PARTS = ByType(
    _SECTION,
    shape(
        _PAGE,
        "rich_text_list",
        style=Need(OneOf(("bullet", "ordered"))),
        elements=Need(Items(_SECTION)),
        indent=Whole(0, 8),
        offset=Whole(),
        border=_BORDER,
    ),
    shape(_PAGE, "rich_text_quote", elements=Need(Items(_LEAVES)), border=_BORDER),
    shape(_PAGE, "rich_text_preformatted", elements=Need(Items(ByType(_TEXT, _LINK))), border=_BORDER),
)

RICH_TEXT = shape(_PAGE, "rich_text", elements=Need(Items(_PARTS)), block_id=ID).standing(
    frozenset({"message", "modal", "home"})
)
