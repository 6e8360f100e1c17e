"""Who is there, and what was said where. Not thread-safe by itself: its owner holds the lock."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.local.workspace.model import SLACKBOT, Channel, Message, Person, Reaction, SlackError


class Conversations:
    """The people, channels and messages of the workspace, and how far each person has read."""

    def __init__(
        self, people: Iterable[Person], bot: Person, channels: Iterable[Channel], clock: Callable[[], float]
    ) -> None:
        """Take the people (without the bot), the app's bot user, and a clock in seconds since 1970."""
        self.people = tuple(people)
        self.bot = bot
        self._everyone = {person.id: person for person in (*self.people, bot, SLACKBOT)}
        self._channels = {channel.id: channel for channel in channels}
        self._messages: dict[str, dict[str, Message]] = {id_: {} for id_ in self._channels}
        self._replies: dict[tuple[str, str], list[str]] = {}
        self._read: dict[tuple[str, str], str] = {}
        self._clock = clock
        self._last_microsecond = 0

    def person(self, person_id: str) -> Person:
        """Return a person, the bot or Slackbot; raises SlackError `user_not_found`."""
        try:
            return self._everyone[person_id]
        except KeyError:
            raise SlackError("user_not_found") from None

    def deactivate(self, person_id: str) -> None:
        """Close somebody's account; they stay in lists, marked so."""
        gone = replace(self.person(person_id), deactivated=True)
        self._everyone[person_id] = gone
        self.people = tuple(gone if each.id == person_id else each for each in self.people)

    def channel(self, channel_id: str) -> Channel:
        """Return a channel; raises SlackError `channel_not_found`."""
        try:
            return self._channels[channel_id]
        except KeyError:
            raise SlackError("channel_not_found") from None

    def channels(self) -> tuple[Channel, ...]:
        """Return all channels and opened direct messages, in the order in which they came to be."""
        return tuple(self._channels.values())

    def direct(self, person_id: str) -> Channel:
        """Return the direct message between a person and the bot, opening it if need be."""
        person = self.person(person_id)
        channel_id = f"D{person.id[1:]}"
        if channel_id not in self._channels:
            members = (person.id, self.bot.id)
            self._channels[channel_id] = Channel(channel_id, self.bot.name, "dm", members)
            self._messages[channel_id] = {}
        return self._channels[channel_id]

    def set_members(self, channel_id: str, members: tuple[str, ...]) -> Channel:
        """Replace who is in a channel."""
        return self._keep(replace(self.channel(channel_id), members=members))

    def archive(self, channel_id: str, *, archived: bool = True) -> Channel:
        """Close a channel to new messages, or open it again."""
        return self._keep(replace(self.channel(channel_id), archived=archived))

    def _keep(self, channel: Channel) -> Channel:
        self._channels[channel.id] = channel
        return channel

    def next_ts(self) -> str:
        """Return a time stamp later than any before it."""
        self._last_microsecond = max(int(self._clock() * 1_000_000), self._last_microsecond + 1)
        seconds, rest = divmod(self._last_microsecond, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def add(self, message: Message) -> None:
        """Put a new message at the end of its channel, and count it at its thread's root."""
        self._messages[message.channel][message.ts] = message
        if message.thread_ts is None or not message.is_reply:
            return
        self._replies.setdefault((message.channel, message.thread_ts), []).append(message.ts)
        root = self._messages[message.channel].get(message.thread_ts)
        if root is not None and message.ephemeral_to is None:
            count = root.reply_count + 1
            self._messages[message.channel][root.ts] = replace(root, thread_ts=root.ts, reply_count=count)

    def message(self, channel_id: str, ts: str) -> Message:
        """Return one message; raises SlackError `channel_not_found` or `message_not_found`."""
        self.channel(channel_id)
        try:
            return self._messages[channel_id][ts]
        except KeyError:
            raise SlackError("message_not_found") from None

    def change(self, message: Message, **changes: Any) -> Message:
        """Replace fields of a message that is there already, and return it as it is now."""
        changed = replace(self.message(message.channel, message.ts), **changes)
        self._messages[message.channel][message.ts] = changed
        return changed

    def remove(self, message: Message) -> None:
        """Take a message away."""
        del self._messages[message.channel][message.ts]
        if message.thread_ts is None or not message.is_reply:
            return
        self._replies[message.channel, message.thread_ts].remove(message.ts)
        root = self._messages[message.channel].get(message.thread_ts)
        if root is not None and message.ephemeral_to is None:
            left = root.reply_count - 1
            self.change(root, reply_count=left, thread_ts=root.ts if left else None)

    def react(self, message: Message, name: str, person_id: str) -> None:
        """Give a message an emoji; raises SlackError `already_reacted`."""
        given = {reaction.name: reaction.users for reaction in message.reactions}
        users = given.get(name, ())
        if person_id in users:
            raise SlackError("already_reacted")
        given[name] = (*users, person_id)
        self.change(message, reactions=tuple(Reaction(*pair) for pair in given.items()))

    def roots(self, channel_id: str, viewer: str | None) -> list[Message]:
        """Return a channel's messages, oldest first, without replies; `viewer` None sees no ephemeral one."""
        self.channel(channel_id)
        return [
            message
            for message in self._messages[channel_id].values()
            if (not message.is_reply or message.in_channel_too) and _visible(message, viewer)
        ]

    def thread(self, channel_id: str, root_ts: str, viewer: str | None) -> list[Message]:
        """Return a thread's root and replies, oldest first."""
        here = self._messages[self.channel(channel_id).id]
        stamps = itertools.chain((root_ts,), self._replies.get((channel_id, root_ts), ()))
        return [here[ts] for ts in stamps if ts in here and _visible(here[ts], viewer)]

    def unread(self, channel_id: str, person_id: str) -> int:
        """Count the messages of others since the person last read here; replies in threads don't count."""
        return sum(
            message.user != person_id and message.ephemeral_to is None
            for message in self._since(channel_id, self._read.get((channel_id, person_id), ""))
            if not message.is_reply or message.in_channel_too
        )

    def _since(self, channel_id: str, ts: str) -> Iterator[Message]:
        self.channel(channel_id)
        newest_first = reversed(self._messages[channel_id].values())
        return itertools.takewhile(lambda message: message.ts > ts, newest_first)

    def mark_read(self, channel_id: str, person_id: str) -> bool:
        """Remember that the person has seen all there is; False if that was so already."""
        had_unread = self.unread(channel_id, person_id) > 0
        self._read[channel_id, person_id] = next(reversed(self._messages[channel_id]), "")
        return had_unread


def _visible(message: Message, viewer: str | None) -> bool:
    return message.ephemeral_to is None or message.ephemeral_to == viewer
