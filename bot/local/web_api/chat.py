"""chat.*: posting, changing and deleting messages. https://docs.slack.dev/reference/methods?family=chat"""

from bot.local.web_api.arguments import Arguments
from bot.local.web_api.conversations import addressed
from bot.local.web_api.registry import may, method
from bot.local.workspace.checks import refuse_message
from bot.local.workspace.core import Core
from bot.local.workspace.model import Channel, Json, Message, SlackError
from bot.local.workspace.payloads import message_as_json
from bot.local.workspace.posting import change, post, take_back


@method("chat.postMessage", "chat:write")
def _post_message(core: Core, arguments: Arguments) -> Json:
    channel = _postable(core, arguments)
    refuse_message(core, arguments.given)
    thread_ts = _root_of(core, channel, arguments.optional_text("thread_ts"))
    _count_post(core, channel)
    message = post(
        core,
        channel,
        core.bot.id,
        arguments.optional_text("text") or "",
        blocks=arguments.value("blocks"),
        thread_ts=thread_ts,
        metadata=arguments.value("metadata"),
        in_channel_too=arguments.flag("reply_broadcast"),
    )
    return {"channel": channel.id, "ts": message.ts, "message": message_as_json(core, message, with_metadata=True)}


def _postable(core: Core, arguments: Arguments) -> Channel:
    channel = addressed(core, arguments.text("channel"))
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "dm" and not core.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    if not core.is_member(channel, core.bot.id) and not may(core, "chat:write.public"):
        raise SlackError("not_in_channel")
    return channel


def _root_of(core: Core, channel: Channel, thread_ts: str | None) -> str | None:
    if thread_ts is None:
        return None
    try:
        target = core.conversations.message(channel.id, thread_ts)
    except SlackError:
        raise SlackError("thread_not_found") from None
    if target.ephemeral_to is not None:
        raise SlackError("cannot_reply_to_message")
    return target.thread_ts or target.ts


def _count_post(core: Core, channel: Channel) -> None:
    """Allow one post per second and channel. https://docs.slack.dev/apis/web-api/rate-limits"""
    now = core.clock()
    if core.faults.limit_posts and now - core.last_post.get(channel.id, 0.0) < 1.0:
        raise SlackError("ratelimited", retry_after=1)
    core.last_post[channel.id] = now


@method("chat.postEphemeral", "chat:write")
def _post_ephemeral(core: Core, arguments: Arguments) -> Json:
    channel = _postable(core, arguments)
    reader = core.conversations.person(arguments.text("user"))
    if not core.is_member(channel, reader.id):
        raise SlackError("user_not_in_channel")
    refuse_message(core, arguments.given)
    thread_ts = _root_of(core, channel, arguments.optional_text("thread_ts"))
    if thread_ts and not core.conversations.message(channel.id, thread_ts).reply_count:
        # https://docs.slack.dev/reference/methods/chat.postEphemeral
        core.report("chat.postEphemeral: shown in a thread only where there is an active one")
    _count_post(core, channel)
    message = post(
        core,
        channel,
        core.bot.id,
        arguments.optional_text("text") or "",
        blocks=arguments.value("blocks"),
        thread_ts=thread_ts,
        ephemeral_to=reader.id,
    )
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def _update(core: Core, arguments: Arguments) -> Json:
    message = _own(core, arguments, "cant_update_message")
    blocks = arguments.value("blocks")
    refuse_message(core, arguments.given)
    metadata = arguments.value("metadata")
    changed = change(
        core,
        message,
        arguments.optional_text("text") or message.text,
        list(message.blocks) if blocks is None else blocks,
        metadata=message.metadata if metadata is None else metadata or None,
    )
    shown = message_as_json(core, changed)
    return {"channel": message.channel, "ts": message.ts, "text": changed.text, "message": shown}


@method("chat.delete", "chat:write")
def _delete(core: Core, arguments: Arguments) -> Json:
    message = _own(core, arguments, "cant_delete_message")
    take_back(core, message)
    return {"channel": message.channel, "ts": message.ts}


def _own(core: Core, arguments: Arguments, refusal: str) -> Message:
    message = core.conversations.message(arguments.text("channel"), arguments.text("ts"))
    if message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != core.bot.id:
        raise SlackError(refusal)
    return message


@method("chat.getPermalink")
def _get_permalink(core: Core, arguments: Arguments) -> Json:
    message = core.conversations.message(arguments.text("channel"), arguments.text("message_ts"))
    link = f"{core.base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return {"channel": message.channel, "permalink": link}


@method("reactions.add", "reactions:write")
def _react(core: Core, arguments: Arguments) -> Json:
    message = core.conversations.message(arguments.text("channel"), arguments.text("timestamp"))
    core.conversations.react(message, arguments.text("name").strip(":"), core.bot.id)
    core.changes.bump()
    return {}
