"""`Workspace`: everything that people do and see, in one thread-safe object."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from bot.local.workspace.acts import joining, pressing, saying, submitting, visiting
from bot.local.workspace.conversations import Conversations
from bot.local.workspace.core import AppSettings, Call, Core, Timing
from bot.local.workspace.faults import Faults
from bot.local.workspace.feed import ChangeFeed
from bot.local.workspace.manifest import settings_of
from bot.local.workspace.model import (
    Channel,
    Json,
    Message,
    Person,
    Shortcut,
    SlashCommand,
    Source,
    SubmitOutcome,
    Usergroup,
)

BOT = Person("U0BOT", "bot", is_bot=True)


class Workspace:
    """A small Slack in memory with one app in it. All methods may be called from any thread.

    `say` with a command, `press`, `submit`, `close_view`, `open_home` and `run_shortcut` block until the app has
    acknowledged, at most `timing.ack` seconds: never call them in the thread of the server's event loop. What isn't on
    the person's screen (an unknown channel, a closed view, a missing option) raises SlackError.
    """

    def __init__(
        self,
        people: Iterable[Person],
        channels: Iterable[Channel] = (),
        *,
        bot: Person = BOT,
        commands: Iterable[SlashCommand] = (),
        shortcuts: Iterable[Shortcut] = (),
        app: AppSettings | None = None,
        usergroups: Iterable[Usergroup] = (),
        timing: Timing | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the people (without the bot), the public channels, the app's registration and Slack's patience.

        `app` holds the whole registration; `commands` and `shortcuts` are the short way for the two.
        """
        self.core = Core(
            conversations=Conversations(people, bot, channels, clock),
            app=app or AppSettings(commands=tuple(commands), shortcuts=tuple(shortcuts)),
            usergroups={group.id: group for group in usergroups},
            timing=timing or Timing(),
            clock=clock,
        )

    @classmethod
    def from_manifest(
        cls, manifest: Json, people: Iterable[Person], channels: Iterable[Channel] = (), **others: Any
    ) -> "Workspace":
        """Install the app of a Slack app manifest: its commands, shortcuts, events, scopes and bot name.

        Raises SlackError `invalid_manifest` with the problems where Slack refuses the manifest.
        """
        app = settings_of(manifest)
        name = manifest["features"]["bot_user"]["display_name"]
        return cls(people, channels, bot=Person(BOT.id, name, is_bot=True), app=app, **others)

    @property
    def bot(self) -> Person:
        """The app's bot user."""
        return self.core.bot

    @property
    def changes(self) -> ChangeFeed:
        """Counts every change that somebody can see."""
        return self.core.changes

    @property
    def problems(self) -> list[str]:
        """What Slack would have refused, and what left people waiting; a copy."""
        with self.core.lock:
            return list(self.core.problems)

    @property
    def calls(self) -> list[Call]:
        """The calls of the Web API so far, oldest first; a copy."""
        return list(self.core.calls)

    @property
    def faults(self) -> Faults:
        """Trouble on demand."""
        return self.core.faults

    def people(self) -> list[Person]:
        """Return the people, without the bot."""
        return list(self.core.conversations.people)

    def person(self, person_id: str) -> Person:
        """Return a person, the bot or Slackbot."""
        return self.core.conversations.person(person_id)

    def commands(self) -> list[SlashCommand]:
        """Return the registered slash commands."""
        return list(self.core.app.commands)

    def shortcuts(self) -> list[Shortcut]:
        """Return the registered shortcuts."""
        return list(self.core.app.shortcuts)

    def wait_for_app(self, timeout: float = 10.0) -> bool:
        """Block until the app is connected, at most `timeout` seconds."""
        return self.core.delivery.wait_for_app(timeout)

    # What a person sees

    def channels(self, person_id: str) -> list[Channel]:
        """Return the public channels and, last, the person's direct message with the bot."""
        with self.core.lock:
            self.core.conversations.direct(person_id)
            everything = self.core.conversations.channels()
        public = [channel for channel in everything if channel.kind == "channel"]
        return public + [channel for channel in everything if channel.kind == "dm" and person_id in channel.members]

    def dm_with_bot(self, person_id: str) -> Channel:
        """Return the direct message between a person and the bot."""
        with self.core.lock:
            return self.core.conversations.direct(person_id)

    def messages(self, channel_id: str, viewer: str) -> list[Message]:
        """Return a channel's messages without replies, oldest first; ephemeral ones only to their reader."""
        with self.core.lock:
            return self.core.conversations.roots(channel_id, viewer)

    def thread(self, channel_id: str, ts: str, viewer: str) -> list[Message]:
        """Return a thread's root and replies, oldest first."""
        with self.core.lock:
            return self.core.conversations.thread(channel_id, ts, viewer)

    def unread(self, channel_id: str, person_id: str) -> int:
        """Count what others said since the person last read here."""
        with self.core.lock:
            return self.core.conversations.unread(channel_id, person_id)

    def mark_read(self, channel_id: str, person_id: str) -> None:
        """Note that the person has seen all there is."""
        with self.core.lock:
            if self.core.conversations.mark_read(channel_id, person_id):
                self.core.changes.bump()

    def views(self, person_id: str) -> list[Json]:
        """Return a person's open modals as Slack shows them to apps, top last, with what was typed so far."""
        with self.core.lock:
            return [view.as_json() for view in self.core.views.stack(person_id)]

    def home(self, person_id: str) -> Json | None:
        """Return what was published to a person's App Home, without opening it."""
        with self.core.lock:
            view = self.core.views.home(person_id)
            return view.as_json() if view else None

    def file(self, file_id: str) -> tuple[str, bytes]:
        """Return a file's name and content."""
        with self.core.lock:
            file = self.core.files.completed(file_id)
            return file.name, file.content or b""

    # What a person does

    def say(self, person_id: str, channel_id: str, text: str, thread_ts: str | None = None) -> None:
        """Send a message, or run a command when the text starts with a slash."""
        saying.say(self.core, person_id, channel_id, text, thread_ts)

    def press(self, person_id: str, source: Source, block_id: str, action_id: str, **chosen: Any) -> str:
        """Use a button or menu; returns Slack's notice where the app didn't answer, else nothing.

        `chosen` is the element's new state: `selected_option="承認"`, `value="…"`, `selected_date="2026-04-01"`.
        """
        return pressing.press(self.core, person_id, source, pressing.Use(block_id, action_id, chosen))

    def type_into(self, person_id: str, view_id: str, values: dict[str, dict[str, Any]]) -> None:
        """Note what a person has typed into a modal so far: block id → action id → state or plain value."""
        submitting.type_into(self.core, person_id, view_id, values)

    def submit(self, person_id: str, view_id: str, values: dict[str, dict[str, Any]] | None = None) -> SubmitOutcome:
        """Submit the top modal with what was typed before and `values`."""
        return submitting.submit(self.core, person_id, view_id, values or {})

    def close_view(self, person_id: str, view_id: str, everything: bool = False) -> None:
        """Close a modal, or all of them."""
        submitting.close(self.core, person_id, view_id, everything=everything)

    def open_home(self, person_id: str) -> Json | None:
        """Open the App Home; returns the view that is published by the time the app has acknowledged."""
        return visiting.open_home(self.core, person_id)

    def run_shortcut(
        self, person_id: str, callback_id: str, channel_id: str | None = None, ts: str | None = None
    ) -> str:
        """Run a shortcut beside a message, or a global one; returns Slack's notice where the app didn't answer."""
        return visiting.run_shortcut(self.core, person_id, callback_id, channel_id, ts)

    def upload(self, person_id: str, channel_id: str, name: str, content: bytes, thread_ts: str | None = None) -> str:
        """Share a file in a channel; returns its id."""
        return visiting.upload(self.core, person_id, channel_id, name, content, thread_ts=thread_ts)

    def join(self, person_id: str, channel_id: str) -> None:
        """Enter a public channel."""
        joining.add_member(self.core, channel_id, person_id)

    def leave(self, person_id: str, channel_id: str) -> None:
        """Leave a channel, or take the bot out of it."""
        joining.remove_member(self.core, channel_id, person_id)

    def set_usergroup(self, group_id: str, users: Iterable[str]) -> None:
        """Put people into a user group, in place of those who are in it."""
        with self.core.lock:
            self.core.usergroups[group_id] = replace(self.core.usergroups[group_id], users=tuple(users))
            self.core.changes.bump()

    def archive(self, channel_id: str, *, archived: bool = True) -> None:
        """Close a channel to new messages, or open it again."""
        with self.core.lock:
            self.core.conversations.archive(channel_id, archived=archived)
            self.core.changes.bump()

    def deactivate(self, person_id: str) -> None:
        """Close the account of somebody who has left."""
        with self.core.lock:
            self.core.conversations.deactivate(person_id)
            self.core.changes.bump()
