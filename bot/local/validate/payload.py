"""Rules over all blocks of one message or view. They run only where every block by itself is sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.local.validate.blocks import Surface
from bot.local.validate.engine import Found, Json, count, refuse
from bot.local.validate.rules import MOST_TABLE_CHARACTERS, characters

Placed = tuple[str, Json]
"""A block or element, after its pointer."""

MOST_MARKDOWN = 12_000

_INNER_BLOCKS = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}
_ELEMENT_LISTS = {"actions": "elements", "context_actions": "elements", "card": "actions"}


def each_block(blocks: Sequence[Json], at: str) -> Iterator[Placed]:
    """All blocks, those inside of others too."""
    for index, block in enumerate(blocks):
        yield f"{at}/{index}", block
        inner = _INNER_BLOCKS.get(block.get("type", ""))
        if inner in block:
            yield from each_block(block[inner], f"{at}/{index}/{inner}")


def each_element(block: Json, at: str) -> Iterator[Placed]:
    """The interactive elements and images of one block."""
    for name in ("accessory", "element"):
        if name in block:
            yield f"{at}/{name}", block[name]
    listed = _ELEMENT_LISTS.get(block.get("type", ""))
    if listed in block:
        for index, element in enumerate(block[listed]):
            yield f"{at}/{listed}/{index}", element


def check_together(blocks: Sequence[Json], at: str, surface: Surface, found: Found) -> None:
    """Add what is wrong with `blocks`, which stand together on `surface` at the pointer `at`."""
    placed = list(each_block(blocks, at))
    _ids_differ("block_id", placed, found)
    focused: list[str] = []
    for place, block in placed:
        elements = list(each_element(block, place))
        _ids_differ("action_id", elements, found)
        if surface != "modal" or block.get("type") != "input":
            _modal_inputs_only(elements, found)
        focused += [pointer for pointer, element in elements if element.get("focus_on_load")]
    _one_focus(focused, found)
    if surface == "message":
        for kind, most in _MOST_PER_MESSAGE.items():
            for pointer, _ in _of(kind, placed)[most:]:
                refuse(pointer, f"no more than {most} {kind} blocks allowed", found)
        _markdown_fits(placed, found)
        _tables_fit(placed, found)


def _ids_differ(name: str, placed: Sequence[Placed], found: Found) -> None:
    """block_ids differ on a surface, action_ids within a block. (Slack says "should be"; what is sent back names one.)

    https://docs.slack.dev/reference/block-kit/blocks/section-block
    https://docs.slack.dev/reference/block-kit/block-elements/button-element
    """
    seen: set[str] = set()
    for pointer, each in placed:
        if name in each:
            if each[name] in seen:
                refuse(f"{pointer}/{name}", f"`{name}` {each[name]} already exists", found)
            seen.add(each[name])


def _modal_inputs_only(elements: Sequence[Placed], found: Found) -> None:
    """Files are taken, and a response_url is made, by the inputs of a modal alone.

    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
    """
    for pointer, element in elements:
        if element["type"] == "file_input":
            refuse(f"{pointer}/type", "unsupported type: file_input", found)
        if element.get("response_url_enabled"):
            refuse(f"{pointer}/response_url_enabled", "only works with menus in input blocks in modals", found)


def _one_focus(focused: Sequence[str], found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element ("Only one element")"""
    for pointer in focused[1:]:
        refuse(f"{pointer}/focus_on_load", "only one element can be set to true", found)


# ------------------------------------------------------------------------------------------------------- messages only


_MOST_PER_MESSAGE = {
    "table": 1,  # https://docs.slack.dev/reference/block-kit/blocks/table-block
    "data_visualization": 2,  # https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    "plan": 1,  # https://docs.slack.dev/reference/block-kit/blocks/plan-block is silent; developers report the refusal
}


def _of(kind: str, placed: Sequence[Placed]) -> list[Placed]:
    return [each for each in placed if each[1].get("type") == kind]


def _markdown_fits(placed: Sequence[Placed], found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/markdown-block ("cumulative limit … 12,000 characters")"""
    total = 0
    for pointer, block in _of("markdown", placed):
        total += count(block["text"])
        if total > MOST_MARKDOWN:
            refuse(f"{pointer}/text", f"all markdown blocks must be less than {MOST_MARKDOWN + 1} characters", found)


def _tables_fit(placed: Sequence[Placed], found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/data-table-block ("the aggregate character count")"""
    total = 0
    for pointer, block in (*_of("table", placed), *_of("data_table", placed)):
        total += characters(block["rows"])
        if total > MOST_TABLE_CHARACTERS:
            refuse(f"{pointer}/rows", f"all tables must be less than {MOST_TABLE_CHARACTERS + 1} characters", found)
