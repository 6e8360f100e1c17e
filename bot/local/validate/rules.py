"""Rules between the fields of one object. Each runs only where every field by itself is sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.local.validate.engine import CrossRule, Found, Json, count, refuse

MOST_TABLE_CHARACTERS = 10_000
"""Characters in all cells of one table, and of all tables of one message (data-table-block)."""

# ------------------------------------------------------------------------------------------- which fields go together


def exactly_one(*names: str) -> CrossRule:
    """One of these fields must be given, and one only."""

    def rule(value: Json, at: str, found: Found) -> None:
        if sum(name in value for name in names) != 1:
            refuse(at, f"must define exactly one of {_listed(names)}", found)

    return rule


def at_least_one(*names: str) -> CrossRule:
    """One of these fields must be given."""

    def rule(value: Json, at: str, found: Found) -> None:
        if not any(name in value for name in names):
            refuse(at, f"must define at least one of {_listed(names)}", found)

    return rule


def at_most_one(*names: str) -> CrossRule:
    """No two of these fields may be given."""

    def rule(value: Json, at: str, found: Found) -> None:
        if sum(name in value for name in names) > 1:
            refuse(at, f"must not define more than one of {_listed(names)}", found)

    return rule


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# ------------------------------------------------------------------------------------------------------------ choices


def offered(element: Json) -> list[Json]:
    """All options of a menu, those in its groups too."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def values_differ(element: Json, at: str, found: Found) -> None:
    """The value of an option is unique among those offered together.

    https://docs.slack.dev/reference/block-kit/composition-objects/option-object
    """
    seen: set[str] = set()
    for option in offered(element):
        if option["value"] in seen:
            refuse(at, f"option value `{option['value']}` already exists", found)
        seen.add(option["value"])


def initial_is_offered(element: Json, at: str, found: Found) -> None:
    """What is chosen at the start exactly matches an option that is offered, text and all.

    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
    """
    options = offered(element)
    if "initial_option" in element and element["initial_option"] not in options:
        refuse(f"{at}/initial_option", "must exactly match one of the options", found)
    for index, chosen in enumerate(element.get("initial_options", ())):
        if chosen not in options:
            refuse(f"{at}/initial_options/{index}", "must exactly match one of the options", found)


_INITIALS = ("initial_options", "initial_users", "initial_conversations", "initial_channels")


def initial_within_most(element: Json, at: str, found: Found) -> None:
    """No more is chosen at the start than may be chosen at all. (The docs are silent; a person couldn't submit it.)

    https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
    """
    most = element.get("max_selected_items")
    for name in _INITIALS:
        if most is not None and len(element.get(name, ())) > most:
            refuse(f"{at}/{name}", f"no more than {most} items allowed", found)


# ------------------------------------------------------------------------------------------------------------- inputs


def lengths_agree(element: Json, at: str, found: Found) -> None:
    """min_length is no more than max_length, and the text at the start is no longer than max_length.

    The docs name no limit where max_length is left out, so there the text at the start has none.
    https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
    """
    most = element.get("max_length")
    if most is None:
        return
    if element.get("min_length", 0) > most:
        refuse(f"{at}/min_length", f"must be less than {most + 1}", found)
    if count(element.get("initial_value", "")) > most:
        refuse(f"{at}/initial_value", f"must be less than {most + 1} characters", found)


def numbers_agree(element: Json, at: str, found: Found) -> None:
    """min_value is no more than max_value, the number at the start lies between, and all are whole unless allowed.

    https://docs.slack.dev/reference/block-kit/block-elements/number-input-element
    """
    given = {name: float(element[name]) for name in ("min_value", "initial_value", "max_value") if name in element}
    if not element["is_decimal_allowed"]:
        for name in given:
            if "." in element[name]:
                refuse(f"{at}/{name}", "must be a whole number, as is_decimal_allowed is false", found)
    least, most = given.get("min_value"), given.get("max_value")
    if least is not None and most is not None and least > most:
        refuse(f"{at}/min_value", "cannot be greater than max_value", found)
    start = given.get("initial_value")
    if start is not None and least is not None and start < least:
        refuse(f"{at}/initial_value", "cannot be less than min_value", found)
    if start is not None and most is not None and start > most:
        refuse(f"{at}/initial_value", "cannot be greater than max_value", found)


def files_dispatch_nothing(block: Json, at: str, found: Found) -> None:
    """An input block with a file_input can't dispatch actions; Slack calls the element an unsupported type.

    https://docs.slack.dev/reference/block-kit/blocks/input-block
    """
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        refuse(f"{at}/element/type", "unsupported type: file_input", found)


# -------------------------------------------------------------------------------------------------- tables and charts


def characters(node: Any) -> int:
    """All characters of the texts in a part of a payload: what Slack counts of cells and of messages."""
    if isinstance(node, dict):
        return sum(
            count(each) if name == "text" and isinstance(each, str) else characters(each) for name, each in node.items()
        )
    return sum(map(characters, node)) if isinstance(node, list | tuple) else 0


def rows_are_even(block: Json, at: str, found: Found) -> None:
    """All rows have the same number of cells, and the cells together at most 10,000 characters.

    The page of the plain table is silent on uneven rows; they are refused there as well.
    https://docs.slack.dev/reference/block-kit/blocks/data-table-block
    """
    width = len(block["rows"][0])
    for index, row in enumerate(block["rows"]):
        if len(row) != width:
            refuse(f"{at}/rows/{index}", f"must have {width} cells like the first row", found)
    if characters(block["rows"]) > MOST_TABLE_CHARACTERS:
        refuse(f"{at}/rows", f"must be less than {MOST_TABLE_CHARACTERS + 1} characters", found)


def header_is_plain(block: Json, at: str, found: Found) -> None:
    """Cells of the first row, the header, are no rich text; the column that names the rows exists.

    https://docs.slack.dev/reference/block-kit/blocks/data-table-block
    """
    for index, cell in enumerate(block["rows"][0]):
        if cell["type"] == "rich_text":
            refuse(f"{at}/rows/0/{index}/type", "unsupported type: rich_text", found)
    if block.get("row_header_column_index", 0) >= len(block["rows"][0]):
        refuse(f"{at}/row_header_column_index", f"must be less than {len(block['rows'][0])}", found)


def series_fit_axis(chart: Json, at: str, found: Found) -> None:
    """Names of series differ, categories differ, and each series has exactly one point for each category.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    categories = sorted(chart["axis_config"]["categories"])
    if len(set(categories)) < len(categories):
        refuse(f"{at}/axis_config/categories", "Input contains duplicate items", found)
    names: set[str] = set()
    for index, series in enumerate(chart["series"]):
        if series["name"] in names:
            refuse(f"{at}/series/{index}/name", f"series `{series['name']}` already exists", found)
        names.add(series["name"])
        if sorted(point["label"] for point in series["data"]) != categories:
            refuse(f"{at}/series/{index}/data", "must have exactly one point for each category", found)


def tasks_differ(block: Json, at: str, found: Found) -> None:
    """Tasks of one plan have different ids. (The docs are silent; an id that names two tasks names none.)

    https://docs.slack.dev/reference/block-kit/blocks/plan-block
    """
    seen: set[str] = set()
    for index, task in enumerate(block.get("tasks", ())):
        if task["task_id"] in seen:
            refuse(f"{at}/tasks/{index}/task_id", f"task_id `{task['task_id']}` already exists", found)
        seen.add(task["task_id"])
