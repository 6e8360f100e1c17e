"""The `table` and `data_table` blocks as HTML.

https://docs.slack.dev/reference/block-kit/blocks/table-block and
https://docs.slack.dev/reference/block-kit/blocks/data-table-block
"""

from bot.local.page.markup import Markup, lines, tag, together
from bot.local.page.render.rich_text import rich_text
from bot.local.page.render.scope import Json, Scope


def table(block: Json, scope: Scope) -> Markup:
    """Render a table block; its first row is its heading."""
    settings = block.get("column_settings") or []
    first, *rest = block["rows"]
    head = tag("thead", _row("th", first, settings, scope))
    body = tag("tbody", [_row("td", row, settings, scope) for row in rest])
    return tag(
        "div", tag("table", head, body), class_="wide", tabindex="0", role="region", aria_label=scope.say("table")
    )


def _row(name: str, cells: list[Json], settings: list[Json | None], scope: Scope) -> Markup:
    shown = []
    for index, cell in enumerate(cells):
        setting = (settings[index] if index < len(settings) else None) or {}
        classes = [f"to-{setting['align']}"] if setting.get("align") else []
        classes += ["wraps"] if setting.get("is_wrapped") else []
        shown.append(tag(name, _cell(cell, scope), class_=" ".join(classes) or None))
    return tag("tr", shown)


def _cell(cell: Json, scope: Scope) -> Markup:
    if cell["type"] == "rich_text":
        return rich_text(cell, scope)
    return lines(str(cell.get("text", cell.get("value", ""))))


def data_table(block: Json, scope: Scope) -> Markup:
    """Render a data_table block: sorted by a click on a heading, turned page by page."""
    size = block.get("page_size", 5)
    head, *rows = block["rows"]
    row_head = block.get("row_header_column_index", 0)
    headings = [
        tag("th", tag("button", _cell(cell, scope), type="button", data_sort=str(index)), scope="col", aria_sort="none")
        for index, cell in enumerate(head)
    ]
    body = [
        tag("tr", [_data_cell(cell, scope, is_head=i == row_head) for i, cell in enumerate(row)], hidden=n >= size)
        for n, row in enumerate(rows)
    ]
    caption = tag("caption", lines(block["caption"]))
    shown = tag("table", caption, tag("thead", tag("tr", headings)), tag("tbody", body))
    region = tag("div", shown, class_="wide", tabindex="0", role="region", aria_label=block["caption"])
    return together(region, _pager(len(rows), size, scope) if len(rows) > size else None)


def _data_cell(cell: Json, scope: Scope, *, is_head: bool) -> Markup:
    number = cell["value"] if cell["type"] == "raw_number" else None
    attributes = {"data_number": number, "class_": None if number is None else "to-right"}
    return tag("th" if is_head else "td", _cell(cell, scope), **attributes, scope="row" if is_head else None)


def _pager(rows: int, size: int, scope: Scope) -> Markup:
    return tag(
        "div",
        tag(
            "button",
            "‹",
            type="button",
            class_="button",
            data_turn="-1",
            aria_label=scope.say("previous_page"),
            disabled=True,
        ),
        tag("span", f"1–{size} / {rows}", data_js=True, aria_live="polite"),
        tag("button", "›", type="button", class_="button", data_turn="1", aria_label=scope.say("next_page")),
        class_="pager",
        data_size=size,
        data_js=True,
    )
