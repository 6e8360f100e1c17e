"""Blocks as parts of a page: HTML, and charts, which ECharts draws.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.local.page.markup import Markup, tag, together
from bot.local.page.render.charts import chart_options
from bot.local.page.render.elements import element, picture, unknown_box
from bot.local.page.render.fields import identifier, text
from bot.local.page.render.rich_text import rich_text
from bot.local.page.render.scope import Json, Scope
from bot.local.page.render.tables import data_table, table

_GROUPS = ("multi_", "radio_", "checkboxes", "file_")
_LEVELS = {"info", "warning", "error", "success"}


@dataclass(frozen=True)
class Html:
    """A part that is HTML."""

    html: Markup


@dataclass(frozen=True)
class Chart:
    """A part that ECharts draws."""

    block_id: str
    options: Json


Part = Html | Chart


def parts(blocks: Iterable[Json], scope: Scope) -> list[Part]:
    """Render blocks, as few parts as possible."""
    return merged(_part(block, scope) for block in blocks)


def merged(found: Iterable[Part]) -> list[Part]:
    """Join neighbouring pieces of HTML."""
    joined: list[Part] = []
    for part in found:
        last = joined[-1] if joined else None
        if isinstance(part, Html) and isinstance(last, Html):
            joined[-1] = Html(together(last.html, part.html))
        else:
            joined.append(part)
    return joined


def _part(block: Json, scope: Scope) -> Part:
    kind = block["type"].replace("_", "-")
    ids: dict[str, object] = {"data_block_id": block["block_id"], "data_key": block["block_id"]}
    match block["type"]:
        case "data_visualization":
            return Chart(block["block_id"], chart_options(block))
        case "divider":
            return Html(tag("hr", class_="kit divider", **ids))
        case "alert":
            level = block.get("level") if block.get("level") in _LEVELS else "default"
            role = "alert" if level in {"warning", "error"} else None
            return Html(tag("div", text(block["text"], scope), class_=f"kit alert {level}", role=role, **ids))
    return Html(tag("div", _content(block, scope), class_=f"kit {kind}", **ids))


def _content(block: Json, scope: Scope) -> Markup:
    render = _BLOCKS.get(block["type"])
    return render(block, scope) if render else unknown_box(block["type"], scope)


def _header(block: Json, scope: Scope) -> Markup:
    return tag("h3", text(block["text"], scope))


def _contexts(block: Json, scope: Scope) -> Markup:
    return together(_context(item, scope) for item in block["elements"])


def _actions(block: Json, scope: Scope) -> Markup:
    return together(element(item, block, scope) for item in block["elements"])


def _image(block: Json, scope: Scope) -> Markup:
    title = tag("p", text(block["title"], scope), class_="title") if block.get("title") else None
    return together(title, picture(block))


def _markdown(block: Json, _: Scope) -> Markup:
    # Few apps send markdown blocks, and the import would cost every start a tenth of a second.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    # markdown-it escapes HTML and refuses addresses that run code; links are made to leave the page alone.
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    return Markup(
        reader.render(block["text"]).replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href=')
    )


def _section(block: Json, scope: Scope) -> Markup:
    fields = (
        tag("div", [tag("div", text(field, scope)) for field in block["fields"]], class_="fields")
        if block.get("fields")
        else None
    )
    words = tag("div", text(block.get("text"), scope) or None, fields, class_="text")
    accessory = (
        tag("div", element(block["accessory"], block, scope), class_="accessory") if block.get("accessory") else None
    )
    return together(words, accessory)


def _context(item: Json, scope: Scope) -> Markup:
    return picture(item) if item["type"] == "image" else tag("span", text(item, scope))


def _input(block: Json, scope: Scope) -> Markup:
    block_id = identifier(scope.uid, block["block_id"])
    optional = tag("span", scope.say("optional"), class_="optional") if block.get("optional") else None
    field_id = identifier(scope.uid, block["block_id"], block["element"]["action_id"])
    error = scope.errors.get(block["block_id"])
    # Only a single control can be labelled by a label; groups point to it by aria-labelledby.
    is_group = block["element"]["type"].startswith(_GROUPS)
    words = (text(block["label"], scope), optional)
    return together(
        tag("div" if is_group else "label", *words, id=f"{block_id}-label", for_=None if is_group else field_id),
        element(block["element"], block, scope),
        tag("p", error, class_="error", id=f"{block_id}-error") if error else None,
        tag("p", text(block["hint"], scope), class_="hint", id=f"{block_id}-hint") if block.get("hint") else None,
    )


_BLOCKS: dict[str, Callable[[Json, Scope], Markup]] = {
    "header": _header,
    "section": _section,
    "context": _contexts,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "rich_text": rich_text,
    "table": table,
    "data_table": data_table,
    "markdown": _markdown,
}
