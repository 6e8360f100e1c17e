"""Text on the wire: how Slack escapes what people type, and which text of a message notifies somebody.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_MENTION = re.compile(
    r"<(?:@(?P<user>[UW][A-Z0-9]+)|!subteam\^(?P<group>S[A-Z0-9]+)|!(?P<all>channel|here|everyone))[|>]"
)
_BARE_BROADCAST = re.compile(r"(?<![\w.])@(channel|here|everyone)\b")
_URL = re.compile(r"https?://[^\s<>|]+")


def escape(text: str) -> str:
    """Replace the three characters that Slack uses as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Wording:
    """Knows the names of people and channels, which a typed `@name` and `#name` refer to."""

    def __init__(self, people: Mapping[str, str], channels: Mapping[str, str]) -> None:
        """Take names by id."""
        self._people = {name: id_ for id_, name in people.items()}
        self._channels = {name: id_ for id_, name in channels.items()}
        self._at = _names("@", self._people)
        self._hash = _names("#", self._channels)

    def message(self, typed: str) -> str:
        """Escape what a person types as a message: `@name` → `<@U1>`, `@channel` → `<!channel>`."""
        text = self._linked(typed)
        text = self._at.sub(lambda found: f"<@{self._people[found[1]]}>", text)
        return _BARE_BROADCAST.sub(r"<!\1>", text)

    def command(self, typed: str) -> str:
        """Escape what a person types behind a command with `should_escape`: `@name` → `<@U1|name>`."""
        return self._at.sub(lambda found: f"<@{self._people[found[1]]}|{found[1]}>", self._linked(typed))

    def _linked(self, typed: str) -> str:
        text = _URL.sub(r"<\g<0>>", escape(typed))
        return self._hash.sub(lambda found: f"<#{self._channels[found[1]]}|{found[1]}>", text)


def _names(sign: str, names: Iterable[str]) -> re.Pattern[str]:
    # Japanese has no spaces between words, so the longest known name wins and nothing need follow it.
    longest_first = sorted((re.escape(escape(name)) for name in names), key=len, reverse=True)
    alternatives = "|".join(longest_first) or "(?!)"
    return re.compile(rf"(?<![A-Za-z0-9._<]){sign}({alternatives})")


def mentions(text: str, blocks: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return whom a message notifies, each once, in order of appearance.

    Counted are mentions in the top-level text, in mrkdwn and markdown text, and the elements of rich text. A mrkdwn
    object that isn't `verbatim` also turns a plain `@channel` into a mention
    (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
    """
    found = list(_marked(text))
    for block in blocks:
        found.extend(_in_object(block))
    return tuple(dict.fromkeys(found))


def _marked(text: str) -> Iterator[str]:
    for found in _MENTION.finditer(text):
        yield found["user"] or found["group"] or found["all"]


def _in_object(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        match value:
            case {"type": "mrkdwn", "text": str(text)}:
                yield from _marked(text)
                if not value.get("verbatim"):
                    yield from _BARE_BROADCAST.findall(text)
            case {"type": "markdown", "text": str(text)}:
                yield from _marked(text)
            case {"type": "user", "user_id": str(id_)} | {"type": "usergroup", "usergroup_id": str(id_)}:
                yield id_
            case {"type": "broadcast", "range": str(range_)}:
                yield range_
            case _:
                for inner in value.values():
                    yield from _in_object(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _in_object(inner)
