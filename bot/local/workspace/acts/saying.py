"""Typing something into the message field: a message, or a slash command.

https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import re

from bot.local.workspace.acts.joining import invite_by_command
from bot.local.workspace.core import Core
from bot.local.workspace.delivery import DeliveryError
from bot.local.workspace.model import Channel, Person, SlackError, SlashCommand
from bot.local.workspace.payloads import command as command_payload
from bot.local.workspace.payloads import response_url
from bot.local.workspace.posting import notify, post
from bot.local.workspace.responding import respond

_SPACE = " \t\n"
_COMMAND = re.compile(r"(/[^ \t\n]+)[ \t\n]*(.*)", re.DOTALL)
"""Only the narrow space ends a command's name. The docs are silent on 　: then the strict reading holds."""


def say(core: Core, person_id: str, channel_id: str, text: str, thread_ts: str | None = None) -> None:
    """Send what a person typed; a command blocks until the app has acknowledged it.

    Raises SlackError `not_in_channel`, `is_archived` or `channel_not_found`, where Slack shows no message field.
    """
    channel = writable(core, person_id, channel_id)
    command = _COMMAND.fullmatch(text.rstrip(_SPACE))
    if command is not None:
        _run(core, core.conversations.person(person_id), channel, command, thread_ts)
    elif channel.kind == "dm" and not (core.app.messages_tab and core.app.messages_tab_writable):
        notify(core, channel, core.conversations.person(person_id), "messages_off")
    elif text.strip(_SPACE):
        post(core, channel, person_id, core.wording.message(text.strip(_SPACE)), thread_ts=thread_ts)


def writable(core: Core, person_id: str, channel_id: str) -> Channel:
    """Return a channel in which a person may write; raises SlackError as `say` does."""
    core.conversations.person(person_id)
    with core.lock:
        channel = core.conversations.channel(channel_id)
    if not core.is_member(channel, person_id):
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def _run(core: Core, person: Person, channel: Channel, typed: re.Match[str], thread_ts: str | None) -> None:
    name, text = typed[1], typed[2]
    registered = next((command for command in core.app.commands if command.name == name.lower()), None)
    if name == "/invite":
        invite_by_command(core, person, channel, text)
    elif registered is None:
        notify(core, channel, person, "unknown_command", thread_ts, name=name)
    elif thread_ts is not None:
        notify(core, channel, person, "command_in_thread", thread_ts, name=name)
    else:
        _dispatch(core, person, channel, registered, text)


def _dispatch(core: Core, person: Person, channel: Channel, command: SlashCommand, text: str) -> None:
    escaped = core.wording.command(text) if command.should_escape else text
    payload = command_payload(core, command.name, escaped, person.id, channel)
    with core.lock:
        key = core.response_urls.issue(channel.id, person.id)
        payload["trigger_id"] = core.triggers.issue(person.id)
    payload["response_url"] = response_url(core, key)
    try:
        answer = core.delivery.ask("slash_commands", payload, accepts_payload=True)
    except DeliveryError as error:
        core.report(f"{command.name}: {error.reason}")
        notify(core, channel, person, "command_failed", name=command.name, reason=error.reason)
        return
    if not answer:
        return
    if answer.get("response_type") == "in_channel":
        post(core, channel, person.id, core.wording.message(f"{command.name} {text}".strip()))
    try:
        respond(core, core.response_urls.look_up(key), answer)
    except SlackError as error:
        core.report(f"{command.name}: the acknowledgement was refused, {error}")
