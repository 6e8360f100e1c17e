"""Messages, events and interactions as Slack sends them to an app.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events
"""

import secrets

from bot.local.workspace.core import Core
from bot.local.workspace.delivery import Acknowledgement
from bot.local.workspace.model import APP_ID, BOT_ID, TEAM_ID, Channel, Json, Message

TEAM_DOMAIN = "local"
_TOKEN = "local"  # noqa: S105 — Slack's deprecated verification token, which nothing checks


def message_as_json(core: Core, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message as the Web API, events and interactions show it."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM_ID,
        "blocks": list(message.blocks),
    }
    if message.user == core.bot.id:
        profile = {"id": BOT_ID, "app_id": APP_ID, "name": core.bot.name, "deleted": False, "team_id": TEAM_ID}
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": profile}
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.ts}
    if message.files:
        shown |= {"files": list(message.files), "upload": True}
    if message.reactions:
        given = message.reactions
        shown["reactions"] = [{"name": one.name, "users": list(one.users), "count": len(one.users)} for one in given]
    if message.metadata is not None and with_metadata:
        shown["metadata"] = message.metadata
    if message.thread_ts is not None:
        shown["thread_ts"] = message.thread_ts
    if message.thread_ts == message.ts:
        replies = core.conversations.thread(message.channel, message.ts, None)[1:]
        shown |= {
            "reply_count": message.reply_count,
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts if replies else message.ts,
        }
    return shown


def interaction(core: Core, kind: str, person_id: str) -> Json:
    """Return what all interaction payloads have in common."""
    person = core.conversations.person(person_id)
    return {
        "type": kind,
        "token": _TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID},
    }


def channel_name(channel: Channel) -> str:
    """Return the name of a channel as payloads give it."""
    return "directmessage" if channel.kind == "dm" else channel.name


def command(core: Core, name: str, text: str, person_id: str, channel: Channel) -> Json:
    """Return the payload of a slash command, without its trigger and response URL."""
    return {
        "token": _TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person_id,
        "user_name": core.conversations.person(person_id).name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    }


def response_url(core: Core, key: str) -> str:
    """Return a response URL in full."""
    return f"{core.base_url}/respond/{key}"


def tell(core: Core, subscription: str, event: Json) -> Acknowledgement | None:
    """Send an event, if the app subscribed to it, without waiting; returns what to wait for."""
    if subscription not in core.app.bot_events:
        return None
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": core.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return core.delivery.tell(
        {
            "token": _TOKEN,
            "team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(6).upper()}",
            "event_time": int(core.clock()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }
    )


def tell_of_message(core: Core, channel: Channel, event: Json) -> None:
    """Send a message event, if the bot is there to see it; mentions of the bot are told as `app_mention` too."""
    if core.bot.id not in channel.members:
        return
    is_dm = channel.kind == "dm"
    there = {"channel": channel.id, "channel_type": "im" if is_dm else "channel"}
    event = {**event, **there, "event_ts": event.get("event_ts", event["ts"])}
    tell(core, "message.im" if is_dm else "message.channels", event)
    if f"<@{core.bot.id}>" in event.get("text", "") and not is_dm and event.get("user") != core.bot.id:
        tell(core, "app_mention", {**event, "type": "app_mention"})
