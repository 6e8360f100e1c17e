"""Answering an interaction through its response URL, or in the acknowledgement of a slash command.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from bot.local.workspace.checks import refuse_message
from bot.local.workspace.core import Core
from bot.local.workspace.model import Json, Message, SlackError
from bot.local.workspace.posting import change, post, take_back
from bot.local.workspace.tokens import ResponseUrl


def respond(core: Core, grant: ResponseUrl, body: Json) -> None:
    """Post, replace or delete a message, as the body says.

    Raises SlackError where Slack refuses the message.
    """
    with core.lock:
        source = _source(core, grant)
        if is_true(body.get("delete_original")):
            if source is not None:
                take_back(core, source)
            return
        refuse_message(core, body)
        text, blocks = body.get("text") or "", body.get("blocks")
        if is_true(body.get("replace_original")) and source is not None:
            change(core, source, text, blocks)
            return
        everyone = body.get("response_type") == "in_channel"
        post(
            core,
            core.conversations.channel(grant.channel_id),
            core.bot.id,
            text,
            blocks=blocks,
            # Without a thread_ts the answer stands in the channel, even to a button in a thread.
            # https://github.com/slackapi/bolt-js/issues/963
            thread_ts=body.get("thread_ts"),
            metadata=body.get("metadata"),
            ephemeral_to=None if everyone else grant.person_id,
        )


def _source(core: Core, grant: ResponseUrl) -> Message | None:
    try:
        return core.conversations.message(grant.channel_id, grant.source_ts or "")
    except SlackError:
        return None


def is_true(value: object) -> bool:
    """Read a flag as Slack does: SDKs send True, 1, "1" or "true"."""
    return str(value).lower() in {"true", "1"}
