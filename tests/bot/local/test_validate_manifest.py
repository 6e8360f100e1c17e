"""App manifests: what Slack takes and what it refuses, with pointer and code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.local.validate.manifest import check_manifest
from tests.bot.local.test_validate_blocks import FAILED, MISSING, TYPE
from tests.bot.local.test_validate_samples import Gone, Json, nodes, put

COMMAND = {
    "command": "/評価票",
    "description": "評価票を見る",
    "usage_hint": "[整理番号]",
    "should_escape": True,
    "url": "https://example.jp/slack",
}
SHORTCUT = {"name": "意見を書く", "type": "message", "callback_id": "opinion.write", "description": "内部意見を書く"}
MANIFEST: Json = {
    "$schema": "https://example.jp/manifest.schema.json",
    "_metadata": {"schema_version": 1, "min_version": 1, "major_version": 1, "minor_version": 1},
    "display_information": {
        "name": "hyoka",
        "description": "行政評価",
        "long_description": "票" * 175,
        "background_color": "#0a0b0c",
    },
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "hyoka", "always_online": True},
        "shortcuts": [SHORTCUT],
        "slash_commands": [COMMAND, {**COMMAND, "command": "/sheet"}],
        "unfurl_domains": ["example.jp"],
    },
    "oauth_config": {
        "redirect_urls": ["https://example.jp/oauth"],
        "scopes": {"bot": ["commands", "chat:write", "im:history"], "user": ["chat:write"]},
        "token_management_enabled": True,
        "pkce_enabled": False,
    },
    "settings": {
        "allowed_ip_address_ranges": ["192.0.2.0/24"],
        "event_subscriptions": {
            "request_url": "https://example.jp/slack",
            "bot_events": ["app_home_opened", "message.im"],
            "user_events": ["message.channels"],
            "metadata_subscriptions": [{"app_id": "A1", "event_type": "sheet_sent"}],
        },
        "incoming_webhooks": {"incoming_webhooks_enabled": False},
        "interactivity": {
            "is_enabled": True,
            "request_url": "https://example.jp/slack",
            "message_menu_options_url": "https://example.jp/options",
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": True,
        "token_rotation_enabled": False,
        "is_hosted": False,
        "is_mcp_enabled": False,
        "hermes_app_type": "remote",
        "function_runtime": "remote",
    },
}
C, S = "/features/slash_commands", "/features/shortcuts"
EVENTS, SCOPES = "/settings/event_subscriptions/bot_events", "/oauth_config/scopes/bot"


def told(pointer: str, value: Any) -> list[tuple[str, str]]:
    """What is wrong with the sample once its value at `pointer` is changed."""
    return [(each.pointer, each.code) for each in check_manifest(put(MANIFEST, pointer, value))]


def test_manifests_are_taken() -> None:
    assert check_manifest(MANIFEST) == []
    assert check_manifest({"display_information": {"name": "hyoka"}}) == []
    assert check_manifest({**MANIFEST, "functions": {"sum": {"title": "和"}}}) == []


def test_no_value_may_be_null() -> None:
    for pointer, _ in nodes(MANIFEST):
        assert {each for each, _ in told(pointer, None)} == {pointer}


def test_no_object_may_have_an_unknown_field() -> None:
    for pointer, value in [("", MANIFEST), *nodes(MANIFEST)]:
        if isinstance(value, dict):
            assert told(f"{pointer}/colour", "red") == [(pointer, FAILED)]


@pytest.mark.parametrize(
    ("pointer", "least", "most"),
    [
        ("/display_information/name", 1, 35),
        ("/display_information/description", 1, 140),
        ("/display_information/long_description", 175, 4000),
        ("/features/bot_user/display_name", 1, 80),
        (f"{C}/0/description", 1, 2000),
        (f"{C}/0/usage_hint", 1, 1000),
        (f"{S}/0/name", 1, 24),
        (f"{S}/0/callback_id", 1, 255),
        (f"{S}/0/description", 1, 150),
        ("/oauth_config/redirect_urls/0", 1, 2500),
        ("/oauth_config/scopes/user/0", 1, 50),
        ("/settings/event_subscriptions/user_events/0", 1, 50),
        ("/settings/event_subscriptions/metadata_subscriptions/0/event_type", 1, 50),
    ],
)
def test_lengths(pointer: str, least: int, most: int) -> None:
    assert told(pointer, "票" * least) == []
    assert told(pointer, "票" * most) == []
    assert told(pointer, "票" * (least - 1)) == [(pointer, FAILED)]
    assert told(pointer, "票" * (most + 1)) == [(pointer, FAILED)]


@pytest.mark.parametrize("name", ["/s", "/sheets", "/sheet-2_b", "/評価票", "/シート", "/" + "x" * 31])
def test_names_of_commands(name: str) -> None:
    assert told(f"{C}/0/command", name) == []


@pytest.mark.parametrize(
    "name",
    ["", "/", "sheet", "/Sheet", "/my sheet", "/my　sheet", "/sheet!", "/評価・票", "//a", "/" + "x" * 32, "/topic"],
)
def test_names_that_no_command_may_have(name: str) -> None:
    assert told(f"{C}/0/command", name) == [(f"{C}/0/command", FAILED)]


@pytest.mark.parametrize(
    ("pointer", "good", "bad", "code"),
    [
        ("/display_information/background_color", "#FFF", "#ffff", FAILED),
        ("/display_information/background_color", "#012abc", "012abc", FAILED),
        ("/_metadata/major_version", 2, 3, FAILED),
        (f"{C}/0/url", "http://127.0.0.1:3000/", "example.jp", FAILED),
        (f"{C}/0/should_escape", False, "yes", TYPE),
        (f"{S}/0/type", "global", "channel", FAILED),
        ("/features/unfurl_domains/0", "a.jp", "https://a.jp", FAILED),
        ("/features/app_home/home_tab_enabled", False, 0, TYPE),
        (SCOPES, ["commands", "im:history", "files:write"], "commands", TYPE),
        (EVENTS, ["app_home_opened"], ["app_home_opened", "app_home_opened"], FAILED),
        ("/settings/interactivity/request_url", "https://a.jp/", "ftp://a.jp/", FAILED),
        ("/settings/socket_mode_enabled", True, "true", TYPE),
        ("/settings/org_deploy_enabled", True, 1, TYPE),
        ("/settings/token_rotation_enabled", True, "no", TYPE),
    ],
)
def test_values(pointer: str, good: Any, bad: Any, code: str) -> None:
    assert told(pointer, good) == []
    assert told(pointer, bad) == [(pointer, code)]


@pytest.mark.parametrize(
    "pointer",
    [
        "/display_information",
        "/display_information/name",
        "/features/bot_user/display_name",
        f"{C}/0/command",
        f"{C}/0/description",
        f"{S}/0/name",
        f"{S}/0/type",
        f"{S}/0/callback_id",
        f"{S}/0/description",
        "/settings/interactivity/is_enabled",
        "/settings/event_subscriptions/metadata_subscriptions/0/app_id",
        "/settings/event_subscriptions/metadata_subscriptions/0/event_type",
    ],
)
def test_required_fields(pointer: str) -> None:
    assert told(pointer, Gone) == [(pointer.rpartition("/")[0], MISSING)]


@pytest.mark.parametrize(
    ("pointer", "item", "least", "most"),
    [
        (C, lambda index: {**COMMAND, "command": f"/c{index}"}, 1, 50),
        (S, lambda index: {**SHORTCUT, "callback_id": f"s{index}"}, 1, 10),
        ("/features/unfurl_domains", lambda index: f"a{index}.jp", 1, 5),
        ("/oauth_config/redirect_urls", lambda index: f"https://a.jp/{index}", 0, 1000),
        ("/oauth_config/scopes/user", lambda index: f"scope:{index}", 0, 255),
        ("/settings/allowed_ip_address_ranges", lambda index: f"192.0.2.{index}", 1, 50),
        ("/settings/event_subscriptions/user_events", lambda index: f"event_{index}", 0, 100),
        (
            "/settings/event_subscriptions/metadata_subscriptions",
            lambda index: {"app_id": f"A{index}", "event_type": "sent"},
            1,
            20,
        ),
    ],
)
def test_numbers_of_items(pointer: str, item: Callable[[int], Any], least: int, most: int) -> None:
    assert told(pointer, [item(index) for index in range(least)]) == []
    assert told(pointer, [item(index) for index in range(most)]) == []
    assert told(pointer, [item(index) for index in range(most + 1)]) == [(pointer, FAILED)]
    assert least == 0 or told(pointer, []) == [(pointer, FAILED)]
    assert least == 0 or told(pointer, [item(0), item(0)]) != []


def test_a_bot_may_ask_for_nothing() -> None:
    bare = put(put(MANIFEST, EVENTS, []), "/features/slash_commands", Gone)
    assert check_manifest(put(put(bare, "/features/shortcuts", Gone), SCOPES, [])) == []


@pytest.mark.parametrize(
    ("pointer", "most"),
    [(f"{C}/0/url", 3000), ("/settings/interactivity/request_url", 3500)],
)
def test_lengths_of_urls(pointer: str, most: int) -> None:
    start = "https://a.jp/"
    assert told(pointer, start + "a" * (most - len(start))) == []
    assert told(pointer, start + "a" * (most + 1 - len(start))) == [(pointer, FAILED)]


def test_scopes_and_events_that_do_not_exist() -> None:
    assert told(f"{SCOPES}/1", "chat:read") == [(f"{SCOPES}/1", FAILED)]
    assert told(f"{EVENTS}/0", "home_opened") == [(f"{EVENTS}/0", FAILED)]


def test_names_differ() -> None:
    assert told(f"{C}/1/command", "/評価票") == [(f"{C}/1/command", FAILED)]
    assert told(S, [SHORTCUT, SHORTCUT]) == [(f"{S}/1/callback_id", FAILED)]


def test_scopes_suffice() -> None:
    assert told(SCOPES, ["chat:write", "im:history"]) == [(C, FAILED), (S, FAILED)]
    assert told(SCOPES, ["commands"]) == [(f"{EVENTS}/1", FAILED)]
    assert told(f"{EVENTS}/1", "member_joined_channel") == [(f"{EVENTS}/1", FAILED)]
    either_will_do = put(MANIFEST, f"{EVENTS}/1", "member_joined_channel")
    assert check_manifest(put(either_will_do, f"{SCOPES}/2", "groups:read")) == []
    assert told("/features/bot_user", Gone) == [(SCOPES, FAILED)]


def test_without_socket_mode_slack_is_told_where_to_call() -> None:
    http = put(MANIFEST, "/settings/socket_mode_enabled", False)
    assert check_manifest(http) == []
    for pointer, name in ((f"{C}/1", "url"), ("/settings/interactivity", "request_url")):
        found = check_manifest(put(http, f"{pointer}/{name}", Gone))
        assert [(each.pointer, each.message) for each in found] == [(pointer, f"needs {name}, or socket_mode_enabled")]
    found = check_manifest(put(http, "/settings/event_subscriptions/request_url", Gone))
    assert [each.pointer for each in found] == ["/settings/event_subscriptions"]
    assert told("/settings/event_subscriptions/request_url", Gone) == []
