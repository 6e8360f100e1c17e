"""What a message of the chat says, in plain words: no markup, no ids, the signs that people see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rich.emoji import Emoji

from bot.payload import Payload, list_in, map_in, text_in

Named = Callable[[str], str]
"""What a person or channel with this id is called; "" where nobody knows."""

_LINKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_MARKED = [
    re.compile(rf"(?<![\w{sign}]){re.escape(sign)}(?=\S)(.+?)(?<=\S){re.escape(sign)}(?![\w{sign}])") for sign in "*_~"
]
_FENCE = re.compile(r"```\n?(.*?)\n?```|`([^`\n]+)`", re.DOTALL)
_QUOTE = re.compile(r"^(?:&gt;)+ ?", re.MULTILINE)


def typed(text: str, named: Named = lambda _: "") -> str:
    """Words as they were typed: Slack escapes & < > and spells out people, channels and links
    (https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling)."""
    return _unescaped(_LINKED.sub(lambda found: _plainly(found, named), text))


def words_in(message: Payload, named: Named) -> str:
    """What a message says, with the names of its files; "" where it says nothing.

    What people write comes as rich text too, in which nothing has to be guessed. What apps post has blocks of all
    kinds, and a text that says the same. A channel's name stands in the text alone.
    """
    spelt = {found[1][1:]: found[2] for found in _LINKED.finditer(text_in(message, "text")) if found[1][0] == "#"}

    def called(id_: str) -> str:
        return spelt.get(id_) or named(id_)

    blocks = list_in(message, "blocks")
    rich = blocks if all(block.get("type") == "rich_text" for block in blocks) else ()
    said = "\n".join(filter(None, ("".join(_block(block, called)).strip("\n") for block in rich)))
    if not said:
        said = _marked(text_in(message, "text"), named)
    if not said.strip():
        said = "\n".join(
            _marked(text_in(each, "text") or text_in(each, "fallback"), named)
            for each in list_in(message, "attachments")
        )
    names = (text_in(each, "title") or text_in(each, "name") for each in list_in(message, "files"))
    return "\n".join(each for each in (said.strip(), *names) if each)


def _block(block: Payload, named: Named) -> Iterator[str]:
    """https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""
    for element in list_in(block, "elements"):
        match element.get("type"):
            case "rich_text_list":
                lines = (
                    "".join(_block({"elements": [each]}, named)).strip("\n") for each in list_in(element, "elements")
                )
                indent = element.get("indent")
                depth = indent if isinstance(indent, int) and not isinstance(indent, bool) else 0
                numbered = element.get("style") == "ordered"
                yield "".join(
                    f"{'　' * min(depth, 8)}{f'{n}. ' if numbered else '・'}{line}\n" for n, line in enumerate(lines, 1)
                )
            case "rich_text_quote" | "rich_text_preformatted":
                yield f"{''.join(_run(each, named) for each in list_in(element, 'elements'))}\n"
            case _:
                yield "".join(_run(each, named) for each in list_in(element, "elements"))


def _run(run: Payload, named: Named) -> str:
    match run.get("type"):
        case "text":
            return text_in(run, "text")
        case "link":
            return _link(text_in(run, "url"), text_in(run, "text"))
        case "user":
            return f"@{named(text_in(run, 'user_id')) or text_in(run, 'user_id')}"
        case "emoji":
            return _sign(text_in(run, "unicode")) or _emoji(f":{text_in(run, 'name')}:")
        case "broadcast":
            return f"@{text_in(run, 'range')}"
        case "channel":
            return f"#{named(text_in(run, 'channel_id')) or text_in(run, 'channel_id')}"
        case "date":
            return text_in(run, "fallback")
        case _:
            return text_in(run, "text") or text_in(map_in(run, "text"), "text")


def _marked(text: str, named: Named) -> str:
    """A message's own text: markup, in which signs stand for bold and code (https://docs.slack.dev/messaging/formatting-message-text)."""
    code: list[str] = []

    def kept(found: re.Match[str]) -> str:
        code.append(found[1] or found[2] or "")
        return f"\x00{len(code) - 1}\x00"

    bare = _QUOTE.sub("", _FENCE.sub(kept, text.replace("\x00", "")))
    said = _LINKED.sub(lambda found: _plainly(found, named, spelt=True), bare)
    for sign in _MARKED:
        said = sign.sub(r"\1", said)
    return re.sub("\x00(\\d+)\x00", lambda found: typed(code[int(found[1])], named), _unescaped(_emoji(said)))


def _plainly(found: re.Match[str], named: Named, *, spelt: bool = False) -> str:
    target, label = found[1], found[2]
    if target.startswith("@"):
        return f"@{label or named(target[1:]) or target[1:]}"
    if target.startswith("#"):
        return f"#{label or named(target[1:]) or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return _link(target, label or "") if spelt else target.removeprefix("mailto:")


def _link(url: str, label: str) -> str:
    """The address, behind its label where that says something else."""
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in bare or bare.endswith(label):
        return bare
    return f"{label}（{bare}）"


def _emoji(text: str) -> str:
    """Names such as `:tada:` by their signs, where they are known; an office's own ones stay as they are."""
    return Emoji.replace(re.sub(r"(:[^\s:]+:):skin-tone-\d:", r"\1", text)) if ":" in text else text


def _sign(points: str) -> str:
    """The sign of "1f44d-1f3fd"; "" where that is none."""
    if not re.fullmatch(r"[0-9a-f]{1,6}(-[0-9a-f]{1,6})*", points):
        return ""
    numbers = [int(point, 16) for point in points.split("-")]
    return "".join(map(chr, numbers)) if all(0x20 <= n < 0xD800 or 0xE000 <= n < 0x110000 for n in numbers) else ""


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
