"""Which connection carries what, and what Slack sends again."""

from __future__ import annotations

import pytest

from bot.local.workspace import AppSettings, SlackError, Timing, Workspace
from tests.bot.local.tiny import APP, HYOKA, SATO, FakeApp, call, modal, tiny_workspace

MANIFEST = {
    "display_information": {"name": "評価"},
    "features": {
        "bot_user": {"display_name": "hyoka", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
        "slash_commands": [
            {"command": "/評価票", "description": "開く", "usage_hint": "[番号]", "should_escape": True},
            {"command": "/raw", "description": "生"},
        ],
        "shortcuts": [{"name": "残す", "type": "message", "callback_id": "keep", "description": "残す"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def test_connections_take_turns() -> None:
    workspace = tiny_workspace()
    apps = [FakeApp(workspace), FakeApp(workspace)]
    for _ in range(4):
        workspace.say(SATO.id, HYOKA.id, "/sheet")
    assert [len(app.payloads("slash_commands")) for app in apps] == [2, 2]
    assert [app.heard[0]["num_connections"] for app in apps] == [1, 2]


def test_a_connection_that_was_asked_to_leave_is_used_only_while_it_is_alone() -> None:
    workspace = tiny_workspace()
    old = FakeApp(workspace)
    workspace.faults.disconnect_sockets()
    assert workspace.wait_for_app(timeout=0) is False
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    new = FakeApp(workspace)
    assert workspace.wait_for_app(timeout=0) is True
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    assert (len(old.payloads("slash_commands")), len(new.payloads("slash_commands"))) == (1, 1)


def test_a_frozen_connection_makes_people_wait_in_vain() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace, lambda _: None)
    workspace.faults.freeze_sockets()
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    assert workspace.problems == ["/sheet: operation_timeout"]


def test_an_event_is_sent_again_until_it_is_acknowledged() -> None:
    workspace = tiny_workspace(timing=Timing(ack=0.02, event_retries=(0.0, 0.01, 0.01)))
    app = FakeApp(workspace)
    app.answer = lambda _: {} if len(app.payloads("message")) == 3 else None
    workspace.say(SATO.id, HYOKA.id, "聞こえますか")
    app.waits_for("message", 3)
    sent = [envelope for envelope in app.heard if envelope["type"] == "events_api"]
    assert [(envelope["retry_attempt"], envelope["retry_reason"]) for envelope in sent] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
    ]
    assert len({envelope["payload"]["event_id"] for envelope in sent}) == 1
    assert len({envelope["envelope_id"] for envelope in sent}) == 3
    assert workspace.problems == [
        "event message was not acknowledged (attempt 0, timeout)",
        "event message was not acknowledged (attempt 1, timeout)",
    ]


def test_an_event_waits_for_a_connection() -> None:
    workspace = tiny_workspace(timing=Timing(ack=0.5, event_retries=(0.05,)))
    workspace.say(SATO.id, HYOKA.id, "誰か")
    app = FakeApp(workspace)
    app.waits_for("message", 1)
    assert [envelope.get("retry_reason") for envelope in app.heard] == [None, "connection_failed"]
    assert workspace.problems == ["event message was not acknowledged (attempt 0, connection_failed)"]


def test_an_acknowledgement_may_get_lost() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    workspace.faults.redeliver_next_event()
    workspace.say(SATO.id, HYOKA.id, "一")
    workspace.say(SATO.id, HYOKA.id, "二")
    sent = [(envelope["payload"]["event"]["text"], envelope["retry_attempt"]) for envelope in app.heard[1:]]
    assert sent == [("一", 0), ("一", 1), ("二", 0)]
    assert app.heard[1]["payload"]["event_id"] == app.heard[2]["payload"]["event_id"]
    assert workspace.problems == []


def test_events_go_only_to_apps_that_subscribed() -> None:
    workspace = tiny_workspace(app=AppSettings(commands=APP.commands, bot_events=("app_home_opened",)))
    app = FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, "やあ @bot")
    workspace.open_home(SATO.id)
    assert [envelope["payload"]["event"]["type"] for envelope in app.heard[1:]] == ["app_home_opened"]
    workspace = tiny_workspace(app=AppSettings(bot_events=()))
    app = FakeApp(workspace)
    assert workspace.open_home(SATO.id) is None
    assert len(app.heard) == 1


def test_an_app_is_registered_by_its_manifest() -> None:
    workspace = Workspace.from_manifest(MANIFEST, [SATO], [HYOKA])
    app = FakeApp(workspace)
    assert workspace.bot.name == "hyoka"
    assert [(one.name, one.usage_hint, one.should_escape) for one in workspace.commands()] == [
        ("/評価票", "[番号]", True),
        ("/raw", "", False),
    ]
    assert [(one.callback_id, one.name, one.kind) for one in workspace.shortcuts()] == [("keep", "残す", "message")]
    workspace.say(SATO.id, HYOKA.id, "やあ")
    workspace.say(SATO.id, workspace.dm_with_bot(SATO.id).id, "やあ")
    assert workspace.messages("D0SATO", SATO.id)[0].ephemeral_to == SATO.id
    workspace.say(SATO.id, HYOKA.id, "/評価票 S27")
    workspace.open_home(SATO.id)
    kinds = [envelope["type"] for envelope in app.heard]
    assert kinds == ["hello", "slash_commands", "events_api"]


def test_a_manifest_that_slack_refuses_is_not_installed() -> None:
    scopes = {"scopes": {"bot": ["chat:write"]}}
    for manifest, place in (
        (MANIFEST | {"oauth_config": scopes}, "/features/slash_commands"),
        ({"display_information": MANIFEST["display_information"], "features": {"bot_user": {}}}, "display_name"),
    ):
        with pytest.raises(SlackError, match="invalid_manifest") as refused:
            Workspace.from_manifest(manifest, [SATO])
        assert place in refused.value.details[0]
        assert list(refused.value.details) == refused.value.extra["errors"]


def test_an_app_without_interactivity_hears_of_no_button() -> None:
    settings = MANIFEST["settings"] | {"interactivity": {"is_enabled": False}}  # type: ignore[operator]
    workspace = Workspace.from_manifest(MANIFEST | {"settings": settings}, [SATO], [HYOKA])
    app = FakeApp(workspace)
    trigger_id = workspace.core.triggers.issue(SATO.id)
    view = call(workspace, "views.open", trigger_id=trigger_id, view=modal())["view"]
    outcome = workspace.submit(SATO.id, view["id"], {"name": {"text": "あ"}})
    assert "interactivity_disabled" in outcome.notice
    assert app.payloads("view_submission") == []
