"""conversations.*: channels, direct messages and their history.

https://docs.slack.dev/reference/methods?family=conversations
"""

from bot.local.web_api.arguments import Arguments, page
from bot.local.web_api.registry import method, need, need_for
from bot.local.workspace.acts.joining import add_member
from bot.local.workspace.core import Core
from bot.local.workspace.model import Channel, Json, Message, SlackError
from bot.local.workspace.payloads import message_as_json


def addressed(core: Core, channel: str) -> Channel:
    """Return the channel meant by an id, a name, or a person's id (the direct message with that person)."""
    if channel.startswith(("U", "W")):
        try:
            return core.conversations.direct(channel)
        except SlackError:
            raise SlackError("channel_not_found") from None
    try:
        return core.conversations.channel(channel)
    except SlackError:
        for one in core.conversations.channels():
            if one.kind == "channel" and one.name == channel.lstrip("#"):
                return one
        raise


def channel_as_json(core: Core, channel: Channel) -> Json:
    """Return a conversation object."""
    is_dm = channel.kind == "dm"
    shown: Json = {
        "id": channel.id,
        "is_channel": not is_dm,
        "is_group": False,
        "is_im": is_dm,
        "is_mpim": False,
        "is_private": is_dm,
        "is_archived": channel.archived,
    }
    if is_dm:
        return shown | {"user": channel.members[0]}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": core.is_member(channel, core.bot.id),
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
    }


def of_types(core: Core, arguments: Arguments) -> list[Channel]:
    """Return the channels of the wanted `types`, each of which needs its scope; of direct messages only the bot's."""
    types = arguments.items("types") or ["public_channel"]
    kinds = []
    for kind, type_, scope in (("channel", "public_channel", "channels:read"), ("dm", "im", "im:read")):
        if type_ in types:
            need(core, scope)
            kinds.append(kind)
    return [
        channel
        for channel in core.conversations.channels()
        if channel.kind in kinds and not (channel.archived and arguments.flag("exclude_archived"))
    ]


@method("conversations.list")
def _list(core: Core, arguments: Arguments) -> Json:
    channels, cursor = page(of_types(core, arguments), arguments)
    shown = [channel_as_json(core, channel) for channel in channels]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


@method("conversations.info")
def _info(core: Core, arguments: Arguments) -> Json:
    channel = core.conversations.channel(arguments.text("channel"))
    need_for(core, channel, "read")
    return {"channel": channel_as_json(core, channel)}


@method("conversations.members")
def _members(core: Core, arguments: Arguments) -> Json:
    channel = core.conversations.channel(arguments.text("channel"))
    need_for(core, channel, "read")
    members, cursor = page(list(channel.members), arguments)
    return {"members": members, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channels:join")
def _join(core: Core, arguments: Arguments) -> Json:
    channel = core.conversations.channel(arguments.text("channel"))
    if channel.kind == "dm":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    there_already = core.is_member(channel, core.bot.id)
    joined = add_member(core, channel.id, core.bot.id)
    return {"channel": channel_as_json(core, joined)} | ({"warning": "already_in_channel"} if there_already else {})


@method("conversations.open", "im:write")
def _open(core: Core, arguments: Arguments) -> Json:
    users = arguments.items("users")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type", "group direct messages don't exist here")
    there = core.conversations
    if users and there.person(users[0]).deactivated:
        # Posting to their id succeeds all the same: https://github.com/slackapi/python-slack-sdk/issues/1156
        raise SlackError("user_disabled")
    channel = there.direct(users[0]) if users else there.channel(arguments.text("channel"))
    return {"channel": channel_as_json(core, channel) if arguments.flag("return_im") else {"id": channel.id}}


@method("conversations.history")
def _history(core: Core, arguments: Arguments) -> Json:
    channel = _readable(core, arguments)
    newest_first = core.conversations.roots(channel.id, None)[::-1]
    return _messages(core, [message for message in newest_first if _within(message, arguments)], arguments)


@method("conversations.replies")
def _replies(core: Core, arguments: Arguments) -> Json:
    channel = _readable(core, arguments)
    asked = core.conversations.message(channel.id, arguments.text("ts"))
    root, *replies = core.conversations.thread(channel.id, asked.thread_ts or asked.ts, None) or [asked]
    if root.ephemeral_to is not None:
        raise SlackError("thread_not_found")
    return _messages(core, [root, *(reply for reply in replies if _within(reply, arguments))], arguments)


def _readable(core: Core, arguments: Arguments) -> Channel:
    channel = core.conversations.channel(arguments.text("channel"))
    need_for(core, channel, "history")
    if not core.is_member(channel, core.bot.id):
        raise SlackError("not_in_channel")
    return channel


def _within(message: Message, arguments: Arguments) -> bool:
    ts, oldest, latest = float(message.ts), arguments.stamp("oldest"), arguments.stamp("latest")
    if ts in {oldest, latest}:
        return arguments.flag("inclusive")
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _messages(core: Core, messages: list[Message], arguments: Arguments) -> Json:
    # The cursor names the next message, so that pages don't shift when something is said meanwhile.
    limit = arguments.number("limit", 100)
    if not 0 < limit < 1000:
        raise SlackError("invalid_limit")
    start = 0
    if cursor := arguments.optional_text("cursor"):
        stamps = [message.ts for message in messages]
        if cursor.removeprefix("next_ts:") not in stamps:
            raise SlackError("invalid_cursor")
        start = stamps.index(cursor.removeprefix("next_ts:"))
    shown, rest = messages[start : start + limit], messages[start + limit :]
    with_metadata = arguments.flag("include_all_metadata")
    return {
        "messages": [message_as_json(core, message, with_metadata=with_metadata) for message in shown],
        "has_more": bool(rest),
        "response_metadata": {"next_cursor": f"next_ts:{rest[0].ts}" if rest else ""},
    }
