"""What a person does to an element, as a state that Slack's client would produce.

A choice may be given as Slack's own state (`{"selected_option": {…}}`), or in short: a text, an option's value or
label, or a list of these.
"""

from typing import Any

from bot.local.workspace.inputs import Element, State, elements
from bot.local.workspace.model import Json, SlackError

_WITH_OPTIONS = {"static_select", "multi_static_select", "radio_buttons", "checkboxes"}


def state_of_choice(each: Element, given: Any) -> Json:
    """Return the state that an element has after a choice; raises SlackError `option_not_found`."""
    is_state = isinstance(given, dict) and (each.key in given or given.get("type") == each.type)
    raw = given.get(each.key) if is_state else given
    if raw in (None, "", [], {}):
        return {"type": each.type, each.key: [] if each.key.endswith("s") else None}
    if each.type in _WITH_OPTIONS:
        raw = [chosen_option(each, one) for one in raw] if isinstance(raw, list) else chosen_option(each, raw)
    return {"type": each.type, each.key: raw}


def chosen_option(each: Element, given: Any) -> Json:
    """Return the element's option for an option object, a value or a label; raises SlackError `option_not_found`."""
    wanted = given.get("value") if isinstance(given, dict) else given
    options = list(each.element.get("options", ()))
    for group in each.element.get("option_groups", ()):
        options.extend(group["options"])
    for key in ("value", "label"):
        for option in options:
            if wanted == (option.get("value") if key == "value" else option["text"]["text"]):
                found: Json = option
                return found
    raise SlackError("option_not_found", f"{each.block_id}/{each.action_id}: {wanted}")


def merge(blocks: list[Json], typed: State, values: dict[str, dict[str, Any]]) -> State:
    """Return `typed` with further values on top; raises SlackError `not_found` for an input that isn't there."""
    merged = {block_id: dict(actions) for block_id, actions in typed.items()}
    by_ids = {(each.block_id, each.action_id): each for each in elements(blocks) if each.holds_state}
    for block_id, actions in values.items():
        for action_id, given in actions.items():
            each = by_ids.get((block_id, action_id))
            if each is None:
                raise SlackError("not_found", f"no input {block_id}/{action_id}")
            merged.setdefault(block_id, {})[action_id] = state_of_choice(each, given)
    return merged
