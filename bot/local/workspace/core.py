"""The state of the workspace in one place, under one lock; the rules stand in the modules that use it."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local.workspace.conversations import Conversations
from bot.local.workspace.delivery import Delivery
from bot.local.workspace.faults import Faults
from bot.local.workspace.feed import ChangeFeed
from bot.local.workspace.files import Files
from bot.local.workspace.modals import Views
from bot.local.workspace.model import Channel, Json, Person, Shortcut, SlashCommand, Usergroup
from bot.local.workspace.tokens import ResponseUrls, Triggers
from bot.local.workspace.wording import Wording

EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.im",
)


@dataclass(frozen=True)
class AppSettings:
    """How the app is registered: what Slack's app manifest says. `scopes` None means all that a bot may have."""

    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    bot_events: tuple[str, ...] = EVENTS
    scopes: frozenset[str] | None = None
    interactive: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    messages_tab_writable: bool = True


@dataclass(frozen=True)
class Timing:
    """Slack's patience, in seconds; tests shorten it."""

    ack: float = 3.0
    trigger: float = 3.0
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Call:
    """A call of the Web API by the app; `error` is empty where Slack agreed."""

    method: str
    error: str = ""


@dataclass
class Core:
    """Everything that the workspace knows. Whoever reads or changes it holds `lock`; nobody waits while holding it."""

    conversations: Conversations
    app: AppSettings
    usergroups: dict[str, Usergroup]
    timing: Timing
    clock: Callable[[], float] = time.time
    base_url: str = "http://127.0.0.1"
    lock: threading.RLock = field(default_factory=threading.RLock)
    changes: ChangeFeed = field(default_factory=ChangeFeed)
    files: Files = field(default_factory=Files)
    problems: list[str] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=10_000))
    message_state: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = field(default_factory=dict)
    last_post: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.views = Views(self.clock)
        self.triggers = Triggers(self.clock, self.timing.trigger)
        self.response_urls = ResponseUrls(self.clock)
        self.delivery = Delivery(self.timing.ack, self.timing.event_retries, self.report)
        self.faults = Faults(self.delivery, self.clock)
        people = (*self.conversations.people, self.bot)
        named = {channel.id: channel.name for channel in self.conversations.channels() if channel.kind == "channel"}
        self.wording = Wording({person.id: person.name for person in people}, named)

    @property
    def bot(self) -> Person:
        """The app's bot user."""
        return self.conversations.bot

    def report(self, problem: str) -> None:
        """Write down what Slack would have refused, or what left a person waiting."""
        with self.lock:
            self.problems.append(problem)
        self.changes.bump()

    def is_member(self, channel: Channel, person_id: str) -> bool:
        """Whether somebody is in a channel."""
        return person_id in channel.members
