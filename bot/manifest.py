"""The app as Slack is told of it, made from the registry (https://docs.slack.dev/reference/app-manifest)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commands.kit.command import Command
from commands.kit.texts import Texts
from store.text import Text

SCOPES = (
    "chat:write",
    "commands",
    "usergroups:read",
    "users:read",
    "channels:history",
    "groups:history",
    "im:history",
    "im:write",
    "files:write",
    "files:read",
)
"""What the bot may do: post and answer (views need no scope of their own), be called, know who is in which user group,
and whom to address how; see whether a message of its own stands there already, and open direct messages;
upload a chart as a picture, and see when Slack can show it."""

MOST_SHORTCUTS = 10

EVENTS = ("app_home_opened",)


def manifest(commands: Sequence[Command], texts: Texts, name: str = "hyoka") -> dict[str, Any]:
    """The manifest, in Japanese.

    Raises:
        ValueError: more commands than Slack takes, or a name that it doesn't take.
    """
    slash = [_slash(called, command, texts) for command in commands for called in command.slash]
    if len(slash) > 50:
        raise ValueError(f"Slack takes 50 slash commands, not {len(slash)}")
    shortcuts = [_shortcut(step, command, texts) for command in commands for step in command.shortcuts]
    if len(shortcuts) > MOST_SHORTCUTS:
        raise ValueError(f"Slack takes {MOST_SHORTCUTS} shortcuts, not {len(shortcuts)}")
    return {
        "display_information": {"name": name, "description": texts.say(Text("bot.app_description"), "ja")[:140]},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": name, "always_online": True},
            **({"shortcuts": shortcuts} if shortcuts else {}),
            "slash_commands": slash,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _slash(called: str, command: Command, texts: Texts) -> dict[str, Any]:
    if not called.startswith("/") or not 2 <= len(called) <= 32 or any(sign.isspace() for sign in called):
        raise ValueError(f"{called!r} is no name for a command: / and 1 to 31 characters without spaces")
    return {
        "command": called,
        "description": texts.say(Text(f"{command.name}.about"), "ja")[:2000],
        "usage_hint": texts.say(Text(f"{command.name}.usage"), "ja")[:1000],
        "should_escape": True,
    }


def _shortcut(step: str, command: Command, texts: Texts) -> dict[str, Any]:
    """An entry in the menu beside every message (https://docs.slack.dev/interactivity/implementing-shortcuts)."""
    name = texts.say(Text(f"{command.name}.shortcut_{step}"), "ja")
    if step not in command.steps or len(name) > 24:
        raise ValueError(f"{command.name}.{step} is no shortcut: it needs a step, and a name of 24 characters at most")
    about = texts.say(Text(f"{command.name}.shortcut_{step}_about"), "ja")
    return {"name": name, "type": "message", "callback_id": f"{command.name}.{step}", "description": about[:150]}
