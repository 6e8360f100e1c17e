"""Slack's own light markup, `mrkdwn`, and emoji names, as HTML.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from rich.emoji import Emoji

from bot.local.page.markup import Markup, lines, safe_link, tag, together
from bot.local.page.render.scope import Names, Scope
from bot.local.page.times import long_day, short

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
# A style mark counts at the edge of a word only, and letters without spaces between them are one word: in Japanese
# text Slack wants a space around *bold* words too.
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`|<(?P<token>[^<>\n]+)>"
    r"|(?<!\w)(?P<mark>[*_~])(?=\S)(?P<styled>(?:<[^<>\n]*>|(?!(?P=mark))[^\n])+?)(?<=\S)(?P=mark)(?!\w)"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?)）」。、])"
)
_STYLES = {"*": "strong", "_": "em", "~": "del"}
_QUOTE_MARK = re.compile(r"(&gt;|>) ?")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}


def mrkdwn(text: str, scope: Scope) -> Markup:
    """Render a mrkdwn text."""
    pieces = _FENCE.split(text)
    return together(
        tag("pre", _literal(piece, scope.names)) if index % 2 else _paragraphs(piece, scope)
        for index, piece in enumerate(pieces)
        if piece.strip("\n") or len(pieces) == 1
    )


def plain(text: str) -> Markup:
    """Render a plain_text: literally, but for emoji names."""
    return lines(emoji(text))


def emoji(text: str) -> str:
    """Replace names such as `:tada:` by their signs, where they are known."""
    return Emoji.replace(text) if ":" in text else text


def mention(who: str) -> Markup:
    """Render `@somebody`."""
    return tag("span", f"@{who}", class_="mention")


def link(url: str, *label: str) -> Markup:
    """Render a link that opens in a new tab; an address that isn't safe to open is shown as text."""
    target = safe_link(url)
    shown = label or (url,)
    return tag("a", *shown, href=target, target="_blank", rel="noopener noreferrer") if target else together(*shown)


def _paragraphs(text: str, scope: Scope) -> Markup:
    return together(
        tag("blockquote", _inline(part, scope)) if quoted else _inline(part, scope)
        for quoted, part in _quotes(text.strip("\n"))
    )


def _quotes(text: str) -> Iterator[tuple[bool, str]]:
    """Group lines into quoted and unquoted ones; `>>>` quotes all that follows."""
    group: list[str] = []
    quoting = False
    rest = text.split("\n")
    while rest:
        line = rest.pop(0)
        is_rest = line.startswith(("&gt;&gt;&gt;", ">>>"))
        mark = _QUOTE_MARK.match(line)
        if bool(mark) != quoting and group:
            yield quoting, "\n".join(group)
            group = []
        quoting = bool(mark)
        if is_rest:
            yield True, "\n".join([re.sub(r"^(&gt;&gt;&gt;|>>>) ?", "", line), *rest])
            return
        group.append(line[mark.end() :] if mark else line)
    yield quoting, "\n".join(group)


def _inline(text: str, scope: Scope) -> Markup:
    pieces: list[str] = []
    end = 0
    for found in _INLINE.finditer(text):
        pieces.append(_leaf(text[end : found.start()]))
        pieces.append(_marked(found, scope))
        end = found.end()
    pieces.append(_leaf(text[end:]))
    return together(*pieces)


def _marked(found: re.Match[str], scope: Scope) -> Markup:
    if found["code"] is not None:
        return tag("code", _literal(found["code"], scope.names))
    if found["token"] is not None:
        return _token(found["token"], scope)
    if found["url"] is not None:
        return link(_decoded(found["url"]))
    return tag(_STYLES[found["mark"]], _inline(found["styled"], scope))


def _token(token: str, scope: Scope) -> Markup:
    target, bar, label = token.partition("|")
    label = _decoded(label)
    if target.startswith("@"):
        return mention(scope.names.person(target[1:]))
    if target.startswith("#"):
        return channel_link(target[1:], scope.names)
    if target.startswith("!date^"):
        return tag("time", _date(target, label, scope))
    if target.startswith("!subteam^"):
        return mention(label.lstrip("@") or target[9:])
    if target.startswith("!"):
        return mention(target[1:].partition("^")[0])
    url = _decoded(target)
    if safe_link(url) is None:
        return together(f"<{_decoded(token)}>")
    return link(url, emoji(label)) if bar else link(url)


def channel_link(channel_id: str, names: Names) -> Markup:
    """Render `#channel`, which opens it."""
    return tag("a", f"#{names.channel(channel_id)}", href=f"#{channel_id}", data_do="go", data_to=channel_id)


def _date(target: str, fallback: str, scope: Scope) -> str:
    """Render `!date^<seconds>^<format>^<link>`: in the office's zone, in the page's own way of writing times."""
    _, seconds, form, *_ = (*target.split("^"), "")
    if not seconds.isdecimal():
        return fallback
    when = datetime.fromtimestamp(int(seconds), UTC).astimezone(scope.zone)
    day = long_day(when.date(), scope.say.language)
    clock = f"{when:%H:%M}"
    return re.sub(r"\{(\w+)\}", lambda name: clock if name[1].startswith("time") else day, form) or short(
        when, scope.say.language
    )


def _literal(text: str, names: Names) -> Markup:
    """Render code: no style counts, but tokens still stand for what they name."""

    def shown(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target.startswith("@"):
            return f"@{names.person(target[1:])}"
        return label or (target if safe_link(target) else found[0])

    return lines(_decoded(re.sub(r"<([^<>\n]+)>", shown, text)))


def _leaf(text: str) -> Markup:
    return lines(emoji(_decoded(text)))


def _decoded(text: str) -> str:
    return re.sub(r"&(?:amp|lt|gt);", lambda found: _ENTITIES[found[0]], text)
