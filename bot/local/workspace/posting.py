"""Saying, changing and taking back messages, with the events that tell the app of it."""

from typing import Any

from bot.local.workspace.core import Core
from bot.local.workspace.inputs import with_ids
from bot.local.workspace.model import SLACKBOT, Channel, Json, Message, Person
from bot.local.workspace.notices import Notice, notice
from bot.local.workspace.payloads import message_as_json, tell_of_message
from bot.local.workspace.wording import mentions


def post(
    core: Core,
    channel: Channel,
    user: str,
    text: str,
    *,
    blocks: list[Json] | None = None,
    thread_ts: str | None = None,
    files: tuple[Json, ...] = (),
    metadata: Json | None = None,
    ephemeral_to: str | None = None,
    in_channel_too: bool = False,
) -> Message:
    """Put a message into a channel, show it, and tell the app; the caller has checked that it may stand there."""
    shown = tuple(with_ids(blocks or ()))
    with core.lock:
        message = Message(
            ts=core.conversations.next_ts(),
            channel=channel.id,
            user=user,
            text=text,
            blocks=shown,
            thread_ts=thread_ts,
            files=files,
            metadata=metadata,
            ephemeral_to=ephemeral_to,
            mentions=mentions(text, shown),
            in_channel_too=in_channel_too,
        )
        core.conversations.add(message)
        core.changes.bump()
        if ephemeral_to is None:
            event = message_as_json(core, message, with_metadata=True)
            tell_of_message(core, channel, event | {"subtype": "file_share"} if files else event)
    return message


def change(core: Core, message: Message, text: str, blocks: list[Json] | None, **others: Any) -> Message:
    """Replace a message's text and blocks."""
    shown = tuple(with_ids(blocks or ()))
    with core.lock:
        before = message_as_json(core, message)
        changed = core.conversations.change(
            message, text=text, blocks=shown, mentions=mentions(text, shown), edited=True, **others
        )
        core.changes.bump()
        if message.ephemeral_to is None:
            event = {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "message": message_as_json(core, changed, with_metadata=True),
                "previous_message": before,
                "ts": core.conversations.next_ts(),
            }
            tell_of_message(core, core.conversations.channel(message.channel), event)
    return changed


def take_back(core: Core, message: Message) -> None:
    """Delete a message."""
    with core.lock:
        before = message_as_json(core, message)
        core.conversations.remove(message)
        core.changes.bump()
        if message.ephemeral_to is None:
            event = {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": message.ts,
                "previous_message": before,
                "ts": core.conversations.next_ts(),
            }
            tell_of_message(core, core.conversations.channel(message.channel), event)


def notify(
    core: Core, channel: Channel, to: Person, which: Notice, thread_ts: str | None = None, **values: str
) -> None:
    """Let Slackbot tell one person something in a channel."""
    post(core, channel, SLACKBOT.id, notice(to, which, **values), ephemeral_to=to.id, thread_ts=thread_ts)
