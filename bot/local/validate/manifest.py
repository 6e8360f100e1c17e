"""What Slack would refuse of an app manifest.

https://docs.slack.dev/reference/app-manifest, whose machine-readable half is https://github.com/slackapi/manifest-schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.local.validate.engine import (
    Anything,
    Fields,
    Flag,
    Found,
    Items,
    Json,
    Need,
    OneOf,
    Problem,
    Shape,
    Text,
    Whole,
    refuse,
    shape,
)
from bot.local.validate.names import BOT_EVENTS, BOT_SCOPES, BUILT_IN_COMMANDS

_PAGE = "https://docs.slack.dev/reference/app-manifest"


def _command_is_free(command: Json, at: str, found: Found) -> None:
    """A command is in lower case and not one of Slack's own.

    The manifest's page is silent on signs; letters and digits of any script (`/評価票`), hyphens and underscores pass.
    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    name = command["command"]
    if name != name.lower():
        refuse(f"{at}/command", "must be in lower case", found)
    if name in BUILT_IN_COMMANDS:
        refuse(f"{at}/command", "must not be one of Slack's own commands", found)


_HTTP = re.compile(r"https?://\S+")


def _url(most: int) -> Text:
    return Text(most, pattern=_HTTP, meant="a URL that begins with http:// or https://")


_COMMAND = shape(
    _PAGE,
    command=Need(
        Text(32, least=2, pattern=re.compile(r"/[\w-]+"), meant="/ and letters, digits, hyphens or underscores")
    ),
    url=_url(3000),
    description=Need(Text(2000)),
    usage_hint=Text(1000),
    should_escape=Flag(),
).and_also(_command_is_free)

_SHORTCUT = shape(
    _PAGE,
    name=Need(Text(24)),
    type=Need(OneOf(("message", "global"))),
    callback_id=Need(Text(255)),
    description=Need(Text(150)),
)

_DOMAIN = Text(255, pattern=re.compile(r"(?![.-])[-a-z0-9.]+[a-z0-9]"), meant="a domain")


def _group(**fields: Any) -> Shape:
    return shape(_PAGE, **fields)


_DISPLAY = _group(
    name=Need(Text(35)),
    description=Text(140),
    long_description=Text(4000, least=175),
    background_color=Text(
        7, least=4, pattern=re.compile("#([0-9A-Fa-f]{3}){1,2}"), meant="a color like #fff or #0a0b0c"
    ),
)

# Known to Slack and not read here: what the bot of a city doesn't use.
_UNREAD: Fields = {name: Anything() for name in ("functions", "workflow_steps", "assistant_view", "agent_view")}

_FEATURES = _group(
    app_home=_group(home_tab_enabled=Flag(), messages_tab_enabled=Flag(), messages_tab_read_only_enabled=Flag()),
    bot_user=_group(display_name=Need(Text(80)), always_online=Flag()),
    shortcuts=Items(_SHORTCUT, most=10),
    slash_commands=Items(_COMMAND, most=50),
    unfurl_domains=Items(_DOMAIN, most=5, distinct=True),
    **_UNREAD,
)

# Slack takes 255 scopes and 100 events; fewer exist.
_BOT_SCOPES = Items(OneOf(tuple(sorted(BOT_SCOPES))), least=0, distinct=True)
_USER_SCOPES = Items(Text(50), least=0, most=255, distinct=True)
_OAUTH = _group(
    redirect_urls=Items(Text(2500), least=0, most=1000, distinct=True),
    scopes=_group(bot=_BOT_SCOPES, bot_optional=_BOT_SCOPES, user=_USER_SCOPES, user_optional=_USER_SCOPES),
    token_management_enabled=Flag(),
    pkce_enabled=Flag(),
)

_RECEIVER = _url(3500)
_SETTINGS = _group(
    allowed_ip_address_ranges=Items(Text(), most=50, distinct=True),
    event_subscriptions=_group(
        request_url=_RECEIVER,
        bot_events=Items(OneOf(tuple(sorted(BOT_EVENTS))), least=0, distinct=True),
        user_events=Items(Text(50), least=0, most=100, distinct=True),
        metadata_subscriptions=Items(_group(app_id=Need(Text()), event_type=Need(Text(50))), most=20, distinct=True),
    ),
    incoming_webhooks=_group(incoming_webhooks_enabled=Flag()),
    interactivity=_group(is_enabled=Need(Flag()), request_url=_RECEIVER, message_menu_options_url=_RECEIVER),
    org_deploy_enabled=Flag(),
    socket_mode_enabled=Flag(),
    token_rotation_enabled=Flag(),
    is_hosted=Flag(),
    is_mcp_enabled=Flag(),
    hermes_app_type=Text(),
    function_runtime=Text(),
    siws_links=Anything(),
)

_HOSTED: Fields = {
    name: Anything()
    for name in (
        "app_directory",
        "functions",
        "workflows",
        "datastores",
        "outgoing_domains",
        "types",
        "external_auth_providers",
        "mcp_servers",
    )
}


# ---------------------------------------------------------------------------------------------- rules between the groups


def _listed(manifest: Json, *path: str) -> list[Any]:
    """The array at `path`, empty where it is not given."""
    node: Any = manifest
    for name in path:
        node = node.get(name, {} if name != path[-1] else [])
    return list(node)


def _names_differ(manifest: Json, at: str, found: Found) -> None:
    """Commands have different names, shortcuts different ids. (The page is silent; Slack couldn't tell them apart.)"""
    for group, name in (("slash_commands", "command"), ("shortcuts", "callback_id")):
        seen: set[str] = set()
        for index, each in enumerate(_listed(manifest, "features", group)):
            if each[name] in seen:
                refuse(f"{at}/features/{group}/{index}/{name}", f"`{each[name]}` already exists", found)
            seen.add(each[name])


def _scopes_suffice(manifest: Json, at: str, found: Found) -> None:
    """Commands and shortcuts need the scope `commands`, an event one of its scopes, and any of them a bot user.

    https://docs.slack.dev/reference/scopes/commands and the page of each event
    """
    scopes = {
        *_listed(manifest, "oauth_config", "scopes", "bot"),
        *_listed(manifest, "oauth_config", "scopes", "bot_optional"),
    }
    for group in ("slash_commands", "shortcuts"):
        if _listed(manifest, "features", group) and "commands" not in scopes:
            refuse(f"{at}/features/{group}", "needs the bot scope commands", found)
    for index, event in enumerate(_listed(manifest, "settings", "event_subscriptions", "bot_events")):
        needed = BOT_EVENTS[event]
        if needed and not scopes.intersection(needed):
            pointer = f"{at}/settings/event_subscriptions/bot_events/{index}"
            refuse(pointer, f"needs the bot scope {' or '.join(needed)}", found)
    if scopes and "bot_user" not in manifest.get("features", {}):
        refuse(f"{at}/oauth_config/scopes/bot", "needs features.bot_user", found)


def _addresses_are_given(manifest: Json, at: str, found: Found) -> None:
    """Without Socket Mode, Slack must be told where to send commands, events and interactions.

    https://docs.slack.dev/apis/events-api/using-socket-mode
    """
    settings = manifest.get("settings", {})
    if not settings.get("socket_mode_enabled"):
        for pointer, node, name in _receivers(manifest, settings):
            if name not in node:
                refuse(at + pointer, f"needs {name}, or socket_mode_enabled", found)


def _receivers(manifest: Json, settings: Json) -> Iterator[tuple[str, Json, str]]:
    for index, command in enumerate(_listed(manifest, "features", "slash_commands")):
        yield f"/features/slash_commands/{index}", command, "url"
    if settings.get("interactivity", {}).get("is_enabled"):
        yield "/settings/interactivity", settings["interactivity"], "request_url"
    if _listed(manifest, "settings", "event_subscriptions", "bot_events"):
        yield "/settings/event_subscriptions", settings["event_subscriptions"], "request_url"


_MANIFEST = _group(
    **{"$schema": Text()},
    _metadata=_group(schema_version=Whole(), min_version=Whole(), major_version=Whole(1, 2), minor_version=Whole()),
    display_information=Need(_DISPLAY),
    features=_FEATURES,
    oauth_config=_OAUTH,
    settings=_SETTINGS,
    **_HOSTED,
).and_also(_names_differ, _scopes_suffice, _addresses_are_given)


def check_manifest(manifest: Mapping[str, Any]) -> list[Problem]:
    """What Slack would refuse of a manifest, given as to `apps.manifest.create`; pointers start at the manifest itself."""
    found: Found = []
    _MANIFEST.check(dict(manifest), "", found)
    return found
