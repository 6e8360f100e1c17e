"""What Slack sends, as it sends it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Body = dict[str, Any]
TEAM = {"id": "T0001", "domain": "hibarino"}
SATO = {"id": "U0SATO", "username": "sato", "name": "sato", "team_id": "T0001"}


def command(name: str, text: str = "", *, channel: str = "C0PLAN", response_url: str = "") -> Body:
    """https://docs.slack.dev/interactivity/implementing-slash-commands"""
    return {
        "token": "none",
        "team_id": "T0001",
        "team_domain": "hibarino",
        "channel_id": channel,
        "channel_name": "plan",
        "user_id": "U0SATO",
        "user_name": "sato",
        "command": name,
        "text": text,
        "api_app_id": "A0001",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": "1.2.command",
    }


def view(
    *,
    callback_id: str = "memo.save",
    subject: str = "S27|note|3",
    channel: str = "C0PLAN",
    inputs: Sequence[str] = ("note",),
    values: Mapping[str, Mapping[str, Any]] | None = None,
    previous: str | None = None,
    root: str = "V1",
    id_: str = "V1",
    kind: str = "modal",
) -> Body:
    kinds = {key: str(state.get("type", "")) for key, state in (values or {}).items()}
    blocks = [
        {
            "type": "input",
            "block_id": key,
            "label": {"type": "plain_text", "text": key, "emoji": False},
            "optional": True,
            "element": {"type": kinds.get(key) or "plain_text_input", "action_id": "given"},
        }
        for key in inputs
    ]
    untouched = {"type": "plain_text_input", "value": None}
    held = {**dict.fromkeys(inputs, untouched), **(values or {})}
    first = {"type": "section", "block_id": "x1", "text": {"type": "plain_text", "text": "本文", "emoji": False}}
    return {
        "id": id_,
        "team_id": "T0001",
        "type": kind,
        "blocks": [first, *blocks],
        "private_metadata": json.dumps({"subject": subject, "channel": channel}),
        "callback_id": callback_id,
        "state": {"values": {key: {"given": dict(state)} for key, state in held.items()}},
        "hash": "156.abc",
        "title": {"type": "plain_text", "text": "メモ", "emoji": False},
        "clear_on_close": False,
        "notify_on_close": False,
        "close": {"type": "plain_text", "text": "閉じる", "emoji": False},
        "submit": {"type": "plain_text", "text": "保存", "emoji": False} if inputs else None,
        "previous_view_id": previous,
        "root_view_id": root,
        "app_id": "A0001",
        "external_id": "",
        "app_installed_team_id": "T0001",
        "bot_id": "B0001",
    }


def submission(shown: Body | None = None) -> Body:
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
    return {
        "type": "view_submission",
        "team": TEAM,
        "user": SATO,
        "api_app_id": "A0001",
        "token": "none",
        "trigger_id": "1.2.submission",
        "view": shown or view(),
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def press(
    action_id: str = "memo.open",
    value: str | None = "S27||3",
    *,
    shown: Body | None = None,
    thread: str = "",
    response_url: str = "",
    chosen: bool = False,
) -> Body:
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    action: Body = {"action_id": action_id, "block_id": "b1", "type": "button", "action_ts": "1.0"}
    if chosen:
        text = {"type": "plain_text", "text": "x", "emoji": False}
        action |= {"type": "static_select", "selected_option": {"text": text, "value": value}}
    elif value is not None:
        action["value"] = value
    body: Body = {
        "type": "block_actions",
        "user": SATO,
        "api_app_id": "A0001",
        "token": "none",
        "team": TEAM,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": "1.2.press",
        "actions": [action],
    }
    if shown is not None:
        return body | {"view": shown, "container": {"type": "view", "view_id": shown["id"]}, "state": shown["state"]}
    message = {"type": "message", "ts": "99.1", "text": "…", "bot_id": "B0001"}
    if thread:
        message["thread_ts"] = thread
    container = {"type": "message", "message_ts": "99.1", "channel_id": "C0PLAN", "is_ephemeral": False}
    if thread:
        container["thread_ts"] = thread
    return body | {
        "container": container,
        "channel": {"id": "C0PLAN", "name": "plan"},
        "message": message,
        "state": {"values": {}},
        "response_url": response_url,
    }


def message_action(
    callback_id: str = "memo.keep",
    *,
    message: Mapping[str, Any] | None = None,
    channel: str = "C0PLAN",
    name: str = "plan",
    response_url: str = "",
) -> Body:
    """Chosen from the menu of a message that somebody wrote in a client
    (https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload)."""
    said = {
        "client_msg_id": "0f1e2d3c-0000-4000-8000-000000000001",
        "type": "message",
        "user": "U0SUZUKI",
        "text": "勉強会に *41人* が参加しました",
        "ts": "1595200000.000100",
        "team": "T0001",
    }
    return {
        "type": "message_action",
        "token": "none",
        "action_ts": "1595200100.000000",
        "team": TEAM,
        "user": SATO,
        "channel": {"id": channel, "name": name},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback_id,
        "trigger_id": "1.2.shortcut",
        "response_url": response_url,
        "message_ts": "1595200000.000100",
        "message": said | dict(message or {}),
    }


def home_opened(event_id: str = "Ev1", tab: str = "home") -> Body:
    """https://docs.slack.dev/reference/events/app_home_opened"""
    return {
        "token": "none",
        "team_id": "T0001",
        "api_app_id": "A0001",
        "event": {"type": "app_home_opened", "user": "U0SATO", "channel": "D0SATO", "tab": tab, "event_ts": "1.0"},
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1,
        "authorizations": [{"team_id": "T0001", "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}],
    }
