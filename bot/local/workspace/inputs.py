"""The interactive elements of blocks: which there are, what they hold, and what Slack's client checks by itself.

https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
import secrets
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import orjson

from bot.local.workspace.model import Json
from bot.local.workspace.notices import Objection

State = dict[str, dict[str, Json]]
"""What elements hold: block id → action id → `{"type": …, "value": …}`, as in `view.state.values`."""

_HOLDS: dict[str, tuple[str, str | None, Any]] = {
    # element type: (key in the state, key of the initial value, value where nothing was chosen)
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "file_input": ("files", None, []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "radio_buttons": ("selected_option", "initial_option", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
}

_INNER_BLOCKS = {"container": "child_blocks", "carousel": "elements"}


@dataclass(frozen=True)
class Element:
    """An interactive element and the block in which it stands."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id within its block."""
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        """The element's type, e.g. `static_select`."""
        return str(self.element["type"])

    @property
    def is_input(self) -> bool:
        """Whether it stands in an input block, whose value is sent when the view is submitted."""
        return bool(self.block["type"] == "input")

    @property
    def holds_state(self) -> bool:
        """Whether it has a value at all; buttons and overflow menus have none."""
        return self.type in _HOLDS

    @property
    def acts(self) -> bool:
        """Whether using it sends a `block_actions` payload."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def key(self) -> str:
        """The key of its value in the state."""
        return _HOLDS[self.type][0]

    def untouched(self) -> Json:
        """Return its state before anybody touched it: the initial value, else null or an empty list."""
        key, initial, empty = _HOLDS[self.type]
        value = self.element.get(initial, empty) if initial else empty
        return {"type": self.type, key: deepcopy(value)}

    def is_empty(self, state: Json) -> bool:
        """Whether a state of it says nothing."""
        return state[self.key] in (None, "", [])


def with_ids(blocks: Iterable[Json]) -> list[Json]:
    """Copy blocks and give each block and interactive element without an id a random one, as Slack does."""
    copied: list[Json] = orjson.loads(orjson.dumps(list(blocks)))
    for block in _each(copied):
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in _inside(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return copied


def elements(blocks: Iterable[Json]) -> Iterator[Element]:
    """Walk over the interactive elements of blocks that went through `with_ids`."""
    for block in _each(blocks):
        for element in _inside(block):
            yield Element(block, element)


def _each(blocks: Iterable[Json]) -> Iterator[Json]:
    """All blocks, those inside of others too."""
    for block in blocks:
        yield block
        yield from _each(block.get(_INNER_BLOCKS.get(block["type"], ""), ()))


def _inside(block: Json) -> Iterator[Json]:
    candidates = [block.get("element"), block.get("accessory")]
    for key in ("elements", "actions"):
        if isinstance(block.get(key), list):
            candidates.extend(block[key])
    for element in candidates:
        if isinstance(element, dict) and (element.get("type") in _HOLDS or _only_acts(element)):
            yield element


def _only_acts(element: Json) -> bool:
    return element.get("type") in {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"}


def state_of(blocks: Iterable[Json], typed: State) -> State:
    """Return what every element holds: what was typed, else its initial value, else null or an empty list."""
    values: State = {}
    for each in elements(blocks):
        if each.holds_state:
            state = typed.get(each.block_id, {}).get(each.action_id) or each.untouched()
            values.setdefault(each.block_id, {})[each.action_id] = state
    return values


def still_typed(blocks: Iterable[Json], typed: State) -> State:
    """Return the part of `typed` that survives when a view is updated: same block id, action id and type.

    https://docs.slack.dev/reference/views/modal-views
    """
    kept: State = {}
    for each in elements(blocks):
        state = typed.get(each.block_id, {}).get(each.action_id)
        if state is not None and state["type"] == each.type:
            kept.setdefault(each.block_id, {})[each.action_id] = state
    return kept


def find(blocks: Iterable[Json], block_id: str, action_id: str) -> Element | None:
    """Return the element with these ids, if there is one."""
    return next((each for each in elements(blocks) if (each.block_id, each.action_id) == (block_id, action_id)), None)


def objections(blocks: Iterable[Json], values: State) -> dict[str, Objection]:
    """Return the code of the first objection of Slack's client to each input block, by block id.

    These keep a view from being submitted at all: the app never hears of it.
    """
    found: dict[str, Objection] = {}
    for each in elements(blocks):
        if each.is_input:
            state = values[each.block_id][each.action_id]
            code = _empty_objection(each) if each.is_empty(state) else _objection(each, state[each.key])
            if code:
                found.setdefault(each.block_id, code)
    return found


def _empty_objection(each: Element) -> Objection | None:
    return None if each.block.get("optional") else "required"


def _objection(each: Element, value: Any) -> Objection | None:
    limits = each.element
    match each.type:
        case "plain_text_input" if len(value) < limits.get("min_length", 0):
            return "too_short"
        case "plain_text_input" if len(value) > limits.get("max_length", len(value)):
            return "too_long"
        case "number_input":
            return _number_objection(limits, str(value))
        case "email_text_input" if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            return "not_email"
        case "url_text_input" if not re.fullmatch(r"https?://\S+", value):
            return "not_url"
        case "file_input" if len(value) > limits.get("max_files", 10):
            return "too_many"
    if isinstance(value, list) and len(value) > limits.get("max_selected_items", len(value)):
        return "too_many"
    return None


def _number_objection(limits: Json, value: str) -> Objection | None:
    pattern = r"-?\d+(\.\d+)?" if limits.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value, re.ASCII):
        return "not_number"
    number = float(value)
    if number < float(limits.get("min_value", number)):
        return "too_small"
    if number > float(limits.get("max_value", number)):
        return "too_large"
    return None
