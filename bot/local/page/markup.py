"""HTML that is safe by construction: text becomes markup only by being escaped."""

import html
import re
from collections.abc import Iterable

_VOID = frozenset({"br", "hr", "img", "input"})
_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


class Markup(str):
    """A piece of HTML. Any other string is text, and is escaped where it meets markup."""

    __slots__ = ()


Content = str | Iterable[str] | None


def tag(element: str, *content: Content, **attributes: object) -> Markup:
    """Return an element; strings in `content` are escaped unless they are Markup, None is left out.

    An attribute's underscores become hyphens, one at its end is dropped (`class_`, `for_`). True gives a bare
    attribute; False and None leave it out.
    """
    opening = f"<{element}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if element in _VOID:
        return Markup(opening)
    return Markup(f"{opening}{together(*content)}</{element}>")


def together(*content: Content) -> Markup:
    """Return pieces one after the other, escaped where they are text."""
    return Markup("".join(_pieces(content)))


def lines(text: str) -> Markup:
    """Return text with its line breaks kept."""
    return Markup("<br>".join(html.escape(line) for line in text.split("\n")))


def safe_link(url: object) -> str | None:
    """Return an address that may stand in `href`; None for anything that could run code or is no address."""
    return url if isinstance(url, str) and _LINK.match(url) else None


def _pieces(content: Iterable[Content]) -> Iterable[str]:
    for piece in content:
        if isinstance(piece, Markup):
            yield piece
        elif isinstance(piece, str):
            yield html.escape(piece)
        elif piece is not None:
            yield from _pieces(piece)


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
