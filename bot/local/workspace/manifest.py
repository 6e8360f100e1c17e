"""Reading how the app is registered from its Slack app manifest.

https://docs.slack.dev/reference/app-manifest
"""

from bot.local.workspace.checks import refuse_manifest
from bot.local.workspace.core import AppSettings
from bot.local.workspace.model import Json, Shortcut, SlashCommand


def settings_of(manifest: Json) -> AppSettings:
    """Return the registration that a manifest describes; raise SlackError `invalid_manifest` where Slack refuses it.

    https://docs.slack.dev/reference/methods/apps.manifest.create#errors
    """
    refuse_manifest(manifest)
    features, settings = manifest["features"], manifest.get("settings", {})
    home = features.get("app_home", {})
    return AppSettings(
        commands=tuple(_command(entry) for entry in features.get("slash_commands", ())),
        shortcuts=tuple(
            Shortcut(entry["callback_id"], entry["name"], entry.get("type", "message"))
            for entry in features.get("shortcuts", ())
        ),
        bot_events=tuple(settings.get("event_subscriptions", {}).get("bot_events", ())),
        scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_tab_writable=not home.get("messages_tab_read_only_enabled"),
    )


def _command(entry: Json) -> SlashCommand:
    return SlashCommand(
        entry["command"], entry.get("description", ""), entry.get("usage_hint", ""), bool(entry.get("should_escape"))
    )
