"""The state and rules of a small Slack workspace, in memory, thread-safe, without HTTP."""

from bot.local.workspace.core import AppSettings, Timing
from bot.local.workspace.model import (
    SLACKBOT,
    Channel,
    Message,
    MessageSource,
    Person,
    Shortcut,
    SlackError,
    SlashCommand,
    SubmitOutcome,
    Usergroup,
    ViewSource,
)
from bot.local.workspace.workspace import Workspace

__all__ = [
    "SLACKBOT",
    "AppSettings",
    "Channel",
    "Message",
    "MessageSource",
    "Person",
    "Shortcut",
    "SlackError",
    "SlashCommand",
    "SubmitOutcome",
    "Timing",
    "Usergroup",
    "ViewSource",
    "Workspace",
]
