"""Who is in a channel."""

import re

from bot.local.workspace.core import Core
from bot.local.workspace.model import TEAM_ID, Channel, Person
from bot.local.workspace.payloads import tell
from bot.local.workspace.posting import notify


def add_member(core: Core, channel_id: str, person_id: str, inviter: str | None = None) -> Channel:
    """Put somebody into a channel; the app is told if its bot is there too."""
    core.conversations.person(person_id)
    with core.lock:
        channel = core.conversations.channel(channel_id)
        if core.is_member(channel, person_id):
            return channel
        channel = core.conversations.set_members(channel_id, (*channel.members, person_id))
        core.changes.bump()
        if core.is_member(channel, core.bot.id):
            event = {
                "type": "member_joined_channel",
                "user": person_id,
                "channel": channel_id,
                "channel_type": "C",
                "team": TEAM_ID,
                "event_ts": core.conversations.next_ts(),
            }
            tell(core, "member_joined_channel", event | ({"inviter": inviter} if inviter else {}))
    return channel


def remove_member(core: Core, channel_id: str, person_id: str) -> None:
    """Take somebody out of a channel."""
    with core.lock:
        channel = core.conversations.channel(channel_id)
        core.conversations.set_members(channel_id, tuple(one for one in channel.members if one != person_id))
        core.changes.bump()


def invite_by_command(core: Core, person: Person, channel: Channel, text: str) -> None:
    """Do what Slack's own `/invite @name` does."""
    invited = re.findall(r"<@(\w+)\|", core.wording.command(text))
    if not invited or channel.kind == "dm":
        notify(core, channel, person, "invite_whom", bot=core.bot.name)
    for person_id in invited:
        add_member(core, channel.id, person_id, inviter=person.id)
