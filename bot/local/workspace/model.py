"""The values of which the local workspace is made: who is there, where one talks, and what was said."""

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
"""A JSON object as it travels between Slack and an app."""

TEAM_ID = "T0LOCAL"
APP_ID = "A0LOCAL"
BOT_ID = "B0LOCAL"


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `title` is the department; `locale` is a BCP 47 tag as `users.info` answers it.

    `deactivated` who has left: what they said stays, and nothing reaches them.
    """

    id: str
    name: str
    title: str = ""
    locale: str = "ja-JP"
    is_bot: bool = False
    deactivated: bool = False


SLACKBOT = Person("USLACKBOT", "Slackbot", is_bot=True)
"""Speaks for Slack itself: notices about commands that failed."""


@dataclass(frozen=True)
class Channel:
    """A public channel, or the direct message between one person and the bot."""

    id: str
    name: str
    kind: Literal["channel", "dm"] = "channel"
    members: tuple[str, ...] = ()
    topic: str = ""
    archived: bool = False


@dataclass(frozen=True)
class Usergroup:
    """A named group of people; `handle` is what one types after @ to mention all of them."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reaction:
    """An emoji's name without colons, and the ids of those who gave it, in order."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """What stands in a channel.

    `ts` is Slack's time stamp (seconds since 1970 with six decimals) and the message's id within its channel.
    `thread_ts` is the root's `ts` for replies and for roots that have replies. `ephemeral_to` names the only reader.
    `mentions` holds whom the text notifies: user ids, user group ids, and `channel`, `here` or `everyone`.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    reply_count: int = 0
    files: tuple[Json, ...] = ()
    metadata: Json | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[str, ...] = ()
    in_channel_too: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether the message stands in a thread below another."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True)
class SlashCommand:
    """A registered command; `name` begins with a slash. Unregistered ones are unknown to Slack."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True


@dataclass(frozen=True)
class Shortcut:
    """A registered shortcut of the menu beside a message (`message`) or of the message field (`global`)."""

    callback_id: str
    name: str
    kind: Literal["message", "global"] = "message"


@dataclass(frozen=True)
class MessageSource:
    """A message as the place where somebody presses a button."""

    channel: str
    ts: str


@dataclass(frozen=True)
class ViewSource:
    """An open modal or the App Home as the place where somebody presses a button."""

    view_id: str


Source = MessageSource | ViewSource


@dataclass(frozen=True)
class SubmitOutcome:
    """What a person sees after pressing a modal's submit button.

    `errors` has one sentence per block id; `notice` is Slack's own sentence at the top of the modal, if it says any.
    """

    closed: bool
    errors: dict[str, str]
    notice: str = ""


class SlackError(Exception):
    """Slack's "no" to a call: `error` is the code of the Web API.

    `details` are sentences for `response_metadata.messages`; `extra` holds further fields of the answer.
    """

    def __init__(self, error: str, *details: str, **extra: Any) -> None:
        super().__init__(": ".join((error, *details)))
        self.error = error
        self.details = details
        self.extra = extra
