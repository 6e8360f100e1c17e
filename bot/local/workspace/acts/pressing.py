"""Using a button, a menu or another interactive element.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.local.workspace.acts.asking import ask
from bot.local.workspace.choices import chosen_option, state_of_choice
from bot.local.workspace.core import Core
from bot.local.workspace.inputs import Element, State, find, state_of
from bot.local.workspace.modals import View
from bot.local.workspace.model import Json, MessageSource, SlackError, Source
from bot.local.workspace.payloads import channel_name, interaction, message_as_json, response_url


@dataclass(frozen=True)
class Use:
    """Which element is used, and what is chosen in it."""

    block_id: str
    action_id: str
    chosen: Json


def press(core: Core, person_id: str, source: Source, use: Use) -> str:
    """Use an element and block until the app has acknowledged.

    Returns the notice that Slack shows where no acknowledgement came, else nothing. Raises SlackError `not_found` or
    `option_not_found` for what isn't on the person's screen.
    """
    with core.lock:
        if isinstance(source, MessageSource):
            payload = _in_message(core, person_id, source, use)
        else:
            payload = _in_view(core, person_id, source.view_id, use)
    if payload is None:
        return ""
    _, notice = ask(core, payload, use.action_id)
    return notice


def _in_message(core: Core, person_id: str, source: MessageSource, use: Use) -> Json | None:
    message = core.conversations.message(source.channel, source.ts)
    each = _element(message.blocks, use)
    if message.ephemeral_to not in {None, person_id}:
        raise SlackError("message_not_found")
    typed = core.message_state.setdefault((message.channel, message.ts, person_id), {})
    _keep(each, typed, use.chosen)
    if not each.acts:
        return None
    channel = core.conversations.channel(message.channel)
    key = core.response_urls.issue(message.channel, person_id, message.ts)
    payload = interaction(core, "block_actions", person_id) | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.ephemeral_to is not None,
        },
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": state_of(message.blocks, typed)},
        "trigger_id": core.triggers.issue(person_id),
        "response_url": response_url(core, key),
        "actions": [_action(core, each, use.chosen)],
    }
    if message.is_reply:
        payload["container"]["thread_ts"] = message.thread_ts
    if message.ephemeral_to is None:
        payload["message"] = message_as_json(core, message)
    return payload


def _in_view(core: Core, person_id: str, view_id: str, use: Use) -> Json | None:
    view = view_of(core, person_id, view_id)
    each = _element(view.blocks, use)
    _keep(each, view.typed, use.chosen)
    core.changes.bump()
    if not each.acts:
        return None
    return interaction(core, "block_actions", person_id) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.as_json(),
        "trigger_id": core.triggers.issue(person_id, view.id if view.type == "modal" else None),
        "actions": [_action(core, each, use.chosen)],
    }


def view_of(core: Core, person_id: str, view_id: str) -> View:
    """Return a view on a person's screen; raises SlackError `not_found`."""
    view = core.views.find(view_id)
    if view is None or view.person_id != person_id:
        raise SlackError("not_found")
    return view


def _element(blocks: Iterable[Json], use: Use) -> Element:
    each = find(blocks, use.block_id, use.action_id)
    if each is None:
        raise SlackError("not_found", f"no element {use.block_id}/{use.action_id}")
    return each


def _keep(each: Element, typed: State, chosen: Json) -> None:
    if each.holds_state and chosen:
        typed.setdefault(each.block_id, {})[each.action_id] = state_of_choice(each, chosen)


def _action(core: Core, each: Element, chosen: Json) -> Json:
    action: Json = {
        "type": each.type,
        "block_id": each.block_id,
        "action_id": each.action_id,
        "action_ts": core.conversations.next_ts(),
    }
    for name in ("text", "value", "style", "placeholder"):
        if name in each.element and not each.holds_state:
            action[name] = each.element[name]
    if each.type == "overflow":
        action["selected_option"] = chosen_option(each, chosen.get("selected_option"))
    elif each.holds_state:
        action |= state_of_choice(each, chosen) if chosen else each.untouched()
    return action
