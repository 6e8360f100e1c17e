"""What people type, as the rich text in which Slack's clients send it along with the text.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Iterator

from rich.emoji import Emoji

from bot.local.workspace.model import Json

_TOKEN = re.compile(
    r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>|:(?P<emoji>[a-z0-9_+'-]+):"
    r"|(?<!\w)(?P<sign>[*_~`])(?=\S)(?P<styled>[^*_~`\n]+)(?<=\S)(?P=sign)(?!\w)"
)
_STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}


def rich_text(text: str) -> Json:
    """Return a message's text as a block: mentions, links, emoji and styled words are elements of their own."""
    runs = list(_runs(text, {}))
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]}


def _runs(text: str, style: Json) -> Iterator[Json]:
    end = 0
    for found in _TOKEN.finditer(text):
        runs = list(_elements(found, style))
        if runs:
            yield from _plain(text[end : found.start()], style)
            yield from runs
            end = found.end()
    yield from _plain(text[end:], style)


def _elements(found: re.Match[str], style: Json) -> Iterator[Json]:
    """The elements for what was found; none where it is nothing but text, such as the time 10:30:00."""
    target, name = found["target"], found["emoji"]
    if name:
        sign = Emoji.replace(f":{name}:")
        if sign != f":{name}:":
            yield {"type": "emoji", "name": name, "unicode": "-".join(f"{ord(each):x}" for each in sign)}
    elif found["sign"]:
        yield from _runs(found["styled"], style | {_STYLES[found["sign"]]: True})
    elif target.startswith("@"):
        yield {"type": "user", "user_id": target[1:]}
    elif target.startswith("#"):
        yield {"type": "channel", "channel_id": target[1:]}
    elif target.startswith("!"):
        yield {"type": "broadcast", "range": target[1:]}
    else:
        yield {"type": "link", "url": _unescaped(target)} | ({"text": found["label"]} if found["label"] else {})


def _plain(text: str, style: Json) -> Iterator[Json]:
    if text:
        yield {"type": "text", "text": _unescaped(text)} | ({"style": style} if style else {})


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
