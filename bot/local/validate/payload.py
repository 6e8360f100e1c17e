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
    for name in ("elements", "actions"):
        if block["type"] in ("actions", "context_actions", "card"):
            for index, element in enumerate(block.get(name, ())):
                yield f"{at}/{name}/{index}", element


def check_together(blocks: Sequence[Json], at: str, surface: Surface, found: Found) -> None:
    """Add what is wrong with `blocks`, which stand together on `surface` at the pointer `at`."""
    placed = list(each_block(blocks, at))
    _block_ids_differ(placed, found)
    focused = False
    for place, block in placed:
        seen: set[str] = set()
        for pointer, element in each_element(block, place) if "type" in block else ():
            _action_ids_differ(pointer, element, seen, found)
            if surface != "modal" or block["type"] != "input":
                _modal_inputs_only(pointer, element, found)
            if element.get("focus_on_load"):
                _one_focus(pointer, focused, found)
                focused = True
    if surface == "message":
        for kind, most in _MOST_PER_MESSAGE.items():
            for pointer, _ in _of(kind, placed)[most:]:
                refuse(pointer, f"no more than {most} {kind} blocks allowed", found)
        _markdown_fits(placed, found)
        _tables_fit(placed, found)


def _block_ids_differ(placed: Sequence[Placed], found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/blocks ("block_id should be unique for each message")"""
    seen: set[str] = set()
    for pointer, block in placed:
        block_id = block.get("block_id")
        if block_id in seen:
            refuse(f"{pointer}/block_id", f"`block_id` {block_id} already exists", found)
        elif block_id is not None:
            seen.add(block_id)


def _action_ids_differ(pointer: str, element: Json, seen: set[str], found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/block-elements/button-element ("unique … in the containing block")"""
    action_id = element.get("action_id")
    if action_id in seen:
        refuse(f"{pointer}/action_id", f"`action_id` {action_id} already exists", found)
    elif action_id is not None:
        seen.add(action_id)


def _modal_inputs_only(pointer: str, element: Json, found: Found) -> None:
    """Files are taken, and a response_url is made, by the inputs of a modal alone.

    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
    """
    if element.get("type") == "file_input":
        refuse(f"{pointer}/type", "unsupported type: file_input", found)
    if element.get("response_url_enabled"):
        refuse(f"{pointer}/response_url_enabled", "only works with menus in input blocks in modals", found)


def _one_focus(pointer: str, focused: bool, found: Found) -> None:
    """https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element ("Only one element")"""
    if focused:
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
