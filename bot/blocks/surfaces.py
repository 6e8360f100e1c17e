"""Whole messages, views and App Homes, within Slack's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.blocks.charts import CHARTS, TABLES, is_drawable
from bot.blocks.inputs import input_block
from bot.blocks.parts import drawn_blocks, part_blocks, words_of
from bot.blocks.text import BLANK, Block, Say, escaped, first_words, letters, plain, rich, row, run, size
from commands.kit.charts import Chart, Table
from commands.kit.reply import Buttons, Input, Line, Note, Part, View
from store.refusal import Refusal
from store.text import Said, Text

TITLE = 24
"""Characters of a view's title, submit and close (https://docs.slack.dev/reference/views/modal-views)."""

NOTICE = "bot:notice"
"""The block in which a view that stays tells why nothing happened."""


CLOSE, BACK = Text("bot.close"), Text("bot.back")
"""What the button that leaves a view says: of the first view, and of one on top of another."""


@dataclass(frozen=True)
class Room:
    """How much fits: so many blocks, that cost so much together; so many tables and charts that are drawn."""

    blocks: int
    most: int
    cost: Callable[[Block], int]
    tables: int = 0
    charts: int = 0


MESSAGE = Room(50, 13_200, lambda block: 125 + letters(block), TABLES, CHARTS)
"""50 blocks (https://docs.slack.dev/reference/block-kit/blocks). Longer ones Slack refuses as `msg_blocks_too_long`
without saying how long; as others measured it, the characters of all texts count, and each block as 125 more
(https://github.com/slackapi/bolt-js/issues/2509). Tables and charts are drawn in messages alone."""

VIEW = Room(100, 240_000, size)
"""100 blocks, 250 KB (https://docs.slack.dev/reference/methods/views.open), less what is around them."""


def message(parts: Sequence[Part], say: Say) -> dict[str, Any]:
    """`text` and `blocks` of a message; the text is what a phone's notice shows."""
    words = (say(said) for part in parts for said in words_of(part))
    blocks = _fitted(parts, say, MESSAGE, "") or part_blocks(Note(""), say)
    return {"text": first_words(words, 1000), "blocks": blocks}


def naming(sentence: str, channel: str) -> dict[str, Any]:
    """A message of one sentence of ours, in which the channel's id becomes the name that its reader knows."""
    before, _, after = sentence.partition(channel)
    name: Block = {"type": "channel", "channel_id": channel}
    text = f"{escaped(before)}<#{channel}>{escaped(after)}"
    return {"text": text, "blocks": [rich(row(run(before or BLANK), name, run(after or BLANK)))]}


def modal(view: View, say: Say, *, metadata: str, fresh: str = "", close: Said = CLOSE) -> dict[str, Any]:
    """A modal view (https://docs.slack.dev/reference/views/modal-views).

    Raises:
        Refusal: a form holds more than fits.
        ValueError: it has inputs but no step, which is an error of the command.
    """
    has_inputs = any(isinstance(part, Input) for part in view.parts)
    if has_inputs and view.step is None:
        raise ValueError(f"the view {view.title} has inputs and no step")
    built: dict[str, Any] = {
        "type": "modal",
        "title": plain(say(view.title), TITLE),
        "close": plain(say(close), TITLE),
        "private_metadata": metadata,
        "blocks": _blocks(view, say, fresh) or part_blocks(Note(""), say),
    }
    if view.step is not None:
        built["callback_id"] = view.step
        built["submit"] = plain(say(Text("bot.save") if view.submit is None else view.submit), TITLE)
    return built


def home(view: View, say: Say, *, metadata: str) -> dict[str, Any]:
    """A view's parts as App Home, which has no title and no submit (https://docs.slack.dev/reference/views/home-tab-views)."""
    parts = [part for part in view.parts if not isinstance(part, Input)]
    blocks = _fitted(parts, say, VIEW, "") or part_blocks(Note(""), say)
    return {"type": "home", "private_metadata": metadata, "blocks": blocks}


def noticed(standing: Mapping[str, Any], sentence: Said, say: Say) -> dict[str, Any]:
    """The view in which the person stands, as it is, with a sentence on top. What was typed stays."""
    (told,) = part_blocks(Line(sentence), say)[:1]
    kept = [block for block in standing["blocks"] if block.get("block_id") != NOTICE]
    while len(kept) >= VIEW.blocks:
        del kept[max(n for n, block in enumerate(kept) if block["type"] != "input")]
    return _sendable(standing) | {"blocks": [told | {"block_id": NOTICE}, *kept]}


def unchosen(standing: Mapping[str, Any]) -> dict[str, Any]:
    """The view in which the person stands, as it is, with its menus as if nothing had been chosen from them.

    A menu goes on showing what was chosen, and choosing the same again tells the app nothing. One in a block of
    another id is a new one; inputs keep theirs, and what was typed.
    """
    blocks = [
        block if block["type"] == "input" or "static_select" not in str(block) else _anew(block)
        for block in standing["blocks"]
    ]
    return _sendable(standing) | {"blocks": blocks}


def _anew(block: Mapping[str, Any]) -> Block:
    return {key: value for key, value in block.items() if key != "block_id"}


def beginning(view: Mapping[str, Any], say: Say, limit: int) -> dict[str, Any]:
    """The first blocks of a view, up to `limit` bytes of JSON, with no input: shown until the rest is there."""
    waiting = part_blocks(Note(Text("bot.loading")), say)
    whole = {key: value for key, value in view.items() if key not in ("submit", "callback_id")} | {"blocks": waiting}
    kept: list[Block] = []
    left = limit - size(whole)
    for block in view["blocks"]:
        left -= size(block)
        if left < 0:
            break
        if block["type"] != "input":
            kept.append(block)
    return whole | {"blocks": [*waiting, *kept]}


def _sendable(standing: Mapping[str, Any]) -> dict[str, Any]:
    """A view as Slack returned it, without what Slack doesn't take back."""
    keys = ("type", "callback_id", "title", "submit", "close", "private_metadata", "blocks")
    return {key: standing[key] for key in keys if standing.get(key)}


def _blocks(view: View, say: Say, fresh: str) -> list[Block]:
    """The blocks of a view. Nobody changes a block, so those of one view are drawn once for each voice."""
    return list(_drawn_once(view, say)) if not fresh else _fitted(view.parts, say, VIEW, fresh)


@lru_cache(maxsize=256)
def _drawn_once(view: View, say: Say) -> tuple[Block, ...]:
    return tuple(_fitted(view.parts, say, VIEW, ""))


def _fitted(parts: Sequence[Part | Input], say: Say, room: Room, fresh: str) -> list[Block]:
    """The blocks of all parts; where they don't fit, fewer for each, then the last ones left out and told."""
    natives = {id(part) for part in _natives(parts, room)}
    for narrow in (False, True):
        drawn = [_drawn(part, say, fresh, narrow=narrow, native=id(part) in natives) for part in parts]
        blocks = [block for each in drawn for block in each]
        if len(blocks) <= room.blocks and sum(map(room.cost, blocks)) <= room.most:
            return blocks
    return _clipped(parts, drawn, say, room)


def _clipped(parts: Sequence[Part | Input], drawn: list[list[Block]], say: Say, room: Room) -> list[Block]:
    ways = drawn[-1] if parts and isinstance(parts[-1], Buttons) else []  # they lead to what is left out
    inputs = [block for part, each in zip(parts, drawn, strict=True) if isinstance(part, Input) for block in each]
    told = part_blocks(Note(Text.of("bot.clipped", count=len(parts))), say)
    count = room.blocks - len(inputs) - len(told) - len(ways)
    left = room.most - sum(map(room.cost, [*inputs, *told, *ways]))
    if count < 0 or left < 0:
        raise Refusal("bot.form_too_large")
    kept: list[Block] = []
    full, lost = False, 0
    shown = zip(parts, drawn, strict=True)
    for part, each in list(shown)[:-1] if ways else shown:
        if isinstance(part, Input):
            kept += each
            continue
        for block in each:
            full = full or count == 0 or room.cost(block) > left
            if not full:
                kept.append(block)
                count, left = count - 1, left - room.cost(block)
        lost += full
    return [*kept, *part_blocks(Note(Text.of("bot.clipped", count=lost)), say), *ways]


def _natives(parts: Sequence[Part | Input], room: Room) -> list[Table | Chart]:
    """The tables and charts that are drawn: the first ones, as many as there may be."""
    tables = [part for part in parts if isinstance(part, Table) and is_drawable(part)]
    charts = [part for part in parts if isinstance(part, Chart) and is_drawable(part)]
    return [*tables[: room.tables], *charts[: room.charts]]


def _drawn(part: Part | Input, say: Say, fresh: str, *, narrow: bool, native: bool) -> list[Block]:
    if isinstance(part, Table | Chart) and native:
        return drawn_blocks(part, say)
    return [input_block(part, say, fresh)] if isinstance(part, Input) else part_blocks(part, say, narrow=narrow)
