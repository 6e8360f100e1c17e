"""Buttons in messages, response URLs, message shortcuts, and whom a message notifies."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.workspace import Message, MessageSource, SlackError, Workspace
from bot.local.workspace.responding import respond
from tests.bot.local.tiny import (
    HYOKA,
    SATO,
    SMITH,
    TANAKA,
    Clock,
    FakeApp,
    Json,
    button,
    buttons,
    call,
    field,
    option,
    plain,
    text_input,
    tiny_workspace,
)

KINDS = [option("own", "自治"), option("law", "法定受託")]
CHOICE = {"type": "static_select", "action_id": "kind", "options": KINDS, "initial_option": KINDS[0]}


@pytest.fixture
def workspace() -> Workspace:
    return tiny_workspace()


@pytest.fixture
def app(workspace: Workspace) -> FakeApp:
    return FakeApp(workspace)


def post(workspace: Workspace, *blocks: Json, text: str = "票", **others: Any) -> MessageSource:
    ts = call(workspace, "chat.postMessage", channel=HYOKA.id, text=text, blocks=list(blocks), **others)["ts"]
    return MessageSource(HYOKA.id, ts)


def answer(workspace: Workspace, payload: Json, **body: Any) -> None:
    """Use the payload's response URL."""
    key = payload["response_url"].rsplit("/", 1)[1]
    respond(workspace.core, workspace.core.response_urls.use(key), body)


def last(workspace: Workspace, viewer: str = SATO.id) -> Message:
    return workspace.messages(HYOKA.id, viewer)[-1]


def test_a_button_in_a_message_tells_where_and_what(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace, buttons(button("open", "開く", value="S27|3", style="primary"), CHOICE))
    workspace.press(SATO.id, source, "buttons", "open")
    (payload,) = app.payloads("block_actions")
    assert payload["user"] == {"id": SATO.id, "username": "佐藤", "name": "佐藤", "team_id": "T0LOCAL"}
    assert payload["channel"] == {"id": HYOKA.id, "name": "評価"}
    container = {"type": "message", "message_ts": source.ts, "channel_id": HYOKA.id, "is_ephemeral": False}
    assert payload["container"] == container
    assert (payload["message"]["ts"], payload["message"]["bot_id"]) == (source.ts, "B0LOCAL")
    assert payload["state"]["values"]["buttons"]["kind"]["selected_option"] == KINDS[0]
    (action,) = payload["actions"]
    assert float(action.pop("action_ts")) > float(source.ts)
    assert action == {
        "type": "button",
        "block_id": "buttons",
        "action_id": "open",
        "text": plain("開く"),
        "value": "S27|3",
        "style": "primary",
    }
    assert app.heard[-1]["accepts_response_payload"] is False


def test_each_reader_of_a_message_chooses_for_themselves(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace, buttons(button("open"), CHOICE))
    workspace.press(SATO.id, source, "buttons", "kind", selected_option="law")
    workspace.press(SATO.id, source, "buttons", "open")
    workspace.press(SMITH.id, source, "buttons", "open")
    chosen = [payload["state"]["values"]["buttons"]["kind"] for payload in app.payloads("block_actions")]
    assert [state["selected_option"]["value"] for state in chosen] == ["law", "law", "own"]


@pytest.mark.parametrize(
    ("element", "chosen", "expected"),
    [
        (
            {"type": "overflow", "action_id": "x", "options": KINDS},
            {"selected_option": "法定受託"},
            {"selected_option": KINDS[1]},
        ),
        (CHOICE | {"action_id": "x"}, {"selected_option": {"value": "law"}}, {"selected_option": KINDS[1]}),
        (CHOICE | {"action_id": "x"}, {}, {"selected_option": KINDS[0]}),
        (
            {"type": "static_select", "action_id": "x", "option_groups": [{"label": plain("種"), "options": KINDS}]},
            {"selected_option": "自治"},
            {"selected_option": KINDS[0]},
        ),
        (
            {"type": "multi_static_select", "action_id": "x", "options": KINDS},
            {"selected_options": ["own", "law"]},
            {"selected_options": KINDS},
        ),
        (
            {"type": "datepicker", "action_id": "x"},
            {"selected_date": "2026-11-30"},
            {"selected_date": "2026-11-30"},
        ),
        ({"type": "users_select", "action_id": "x"}, {"selected_user": SMITH.id}, {"selected_user": SMITH.id}),
    ],
)
def test_menus_send_what_was_chosen(
    workspace: Workspace, app: FakeApp, element: Json, chosen: Json, expected: Json
) -> None:
    section = {"type": "section", "block_id": "s", "text": plain("選ぶ"), "accessory": element}
    workspace.press(SATO.id, post(workspace, section), "s", "x", **chosen)
    (action,) = app.payloads("block_actions")[0]["actions"]
    assert {name: action[name] for name in expected} == expected


def test_a_silent_app_gives_a_notice_and_a_problem() -> None:
    workspace = tiny_workspace()
    source = post(workspace, buttons(button("open")))
    workspace.core.problems.clear()
    FakeApp(workspace, lambda _: None)
    notice = workspace.press(SMITH.id, source, "buttons", "open")
    assert notice == "The app did not answer (operation_timeout). Please try again."
    assert workspace.problems == ["open: operation_timeout"]


def test_a_payload_in_an_acknowledgement_that_takes_none_is_a_problem(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace, buttons(button("open")))
    app.answer = lambda _: {"text": "はい"}
    workspace.press(SATO.id, source, "buttons", "open")
    assert workspace.problems == ["block_actions: the acknowledgement's payload is ignored by Slack"]


def test_an_ephemeral_message_is_its_readers_alone(workspace: Workspace, app: FakeApp) -> None:
    blocks = [buttons(button("open"))]
    ts = call(workspace, "chat.postEphemeral", channel=HYOKA.id, user=SATO.id, text="あなただけに", blocks=blocks)[
        "message_ts"
    ]
    source = MessageSource(HYOKA.id, ts)
    assert workspace.messages(HYOKA.id, SMITH.id) == []
    assert [message.ts for message in workspace.messages(HYOKA.id, SATO.id)] == [ts]
    assert app.payloads("message") == []
    with pytest.raises(SlackError, match="message_not_found"):
        workspace.press(SMITH.id, source, "buttons", "open")
    workspace.press(SATO.id, source, "buttons", "open")
    (payload,) = app.payloads("block_actions")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    for method, arguments in (("chat.update", {"text": "直す"}), ("chat.delete", {})):
        with pytest.raises(SlackError, match="message_not_found"):
            call(workspace, method, channel=HYOKA.id, ts=ts, **arguments)
    with pytest.raises(SlackError, match="cannot_reply_to_message"):
        call(workspace, "chat.postMessage", channel=HYOKA.id, thread_ts=ts, text="返事")
    answer(workspace, payload, text="済み", replace_original=True)
    assert (last(workspace).ts, last(workspace).text, last(workspace).ephemeral_to) == (ts, "済み", SATO.id)
    answer(workspace, payload, delete_original="true")
    assert workspace.messages(HYOKA.id, SATO.id) == []


def test_a_response_url_answers_the_presser_or_everybody(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace, buttons(button("open")))
    workspace.press(SATO.id, source, "buttons", "open")
    (payload,) = app.payloads("block_actions")
    answer(workspace, payload, text="あなたに")
    assert (last(workspace).text, last(workspace).ephemeral_to) == ("あなたに", SATO.id)
    answer(workspace, payload, text="みんなに", response_type="in_channel")
    assert (last(workspace, SMITH.id).text, last(workspace).ephemeral_to) == ("みんなに", None)
    answer(workspace, payload, text="糸に", response_type="in_channel", thread_ts=source.ts)
    assert [message.text for message in workspace.thread(HYOKA.id, source.ts, SMITH.id)] == ["票", "糸に"]
    answer(workspace, payload, text="直した", blocks=[], replace_original=True)
    changed = workspace.messages(HYOKA.id, SATO.id)[0]
    assert (changed.ts, changed.text, changed.blocks, changed.edited) == (source.ts, "直した", (), True)


def test_a_response_url_is_good_for_five_answers_in_half_an_hour() -> None:
    clock = Clock()
    workspace = tiny_workspace(clock=clock)
    app = FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    first, second = app.payloads("slash_commands")
    for number in range(5):
        answer(workspace, first, text=str(number))
    with pytest.raises(SlackError, match="used_url"):
        answer(workspace, first, text="六つ目")
    clock.now += 30 * 60 + 1
    with pytest.raises(SlackError, match="expired_url"):
        answer(workspace, second, text="遅い")


def test_a_response_url_refuses_what_slack_refuses(workspace: Workspace, app: FakeApp) -> None:
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    (payload,) = app.payloads("slash_commands")
    for body, error in (({}, "no_text"), ({"text": "票", "blocks": [{"type": "nonsense"}]}, "invalid_blocks")):
        with pytest.raises(SlackError) as refused:
            answer(workspace, payload, **body)
        assert refused.value.error == error


def test_a_shortcut_beside_a_message(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace)
    assert workspace.run_shortcut(SMITH.id, "keep", source.channel, source.ts) == ""
    (payload,) = app.payloads("message_action")
    assert (payload["callback_id"], payload["message_ts"], payload["message"]["text"]) == ("keep", source.ts, "票")
    assert payload["channel"] == {"id": HYOKA.id, "name": "評価"}
    assert payload["message"]["bot_profile"]["name"] == workspace.bot.name
    answer(workspace, payload, text="残しました")
    assert last(workspace, SMITH.id).ephemeral_to == SMITH.id
    assert workspace.run_shortcut(SMITH.id, "new") == ""
    (payload,) = app.payloads("shortcut")
    assert "channel" not in payload
    for callback_id, ts in (
        ("gone", source.ts),
        ("new", source.ts),
        ("keep", None),
        ("keep", last(workspace, SMITH.id).ts),
    ):
        with pytest.raises(SlackError, match="not_found"):
            workspace.run_shortcut(SMITH.id, callback_id, HYOKA.id, ts)


@pytest.mark.parametrize(
    ("text", "blocks", "expected"),
    [
        ("<@U0SATO|佐藤> <!here> <!subteam^S0KAZEI> @channel", [], ("U0SATO", "here", "S0KAZEI")),
        ("&lt;!channel&gt; &lt;@U0SATO&gt;", [], ()),
        (
            "票",
            [{"type": "section", "text": {"type": "mrkdwn", "text": "<@U0SMITH> @channel"}}],
            ("U0SMITH", "channel"),
        ),
        ("票", [{"type": "section", "text": {"type": "mrkdwn", "text": "@channel", "verbatim": True}}], ()),
        ("票", [{"type": "section", "text": plain("<@U0SMITH> <!channel> @here")}], ()),
        ("票", [{"type": "markdown", "text": "<!everyone>"}], ("everyone",)),
        (
            "票",
            [
                {
                    "type": "rich_text",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "<!channel> <@U0SATO>"},
                                {"type": "user", "user_id": "U0TANAKA"},
                                {"type": "usergroup", "usergroup_id": "S0KAZEI"},
                                {"type": "broadcast", "range": "here"},
                            ],
                        }
                    ],
                }
            ],
            ("U0TANAKA", "S0KAZEI", "here"),
        ),
    ],
)
def test_whom_a_message_notifies(
    workspace: Workspace, text: str, blocks: list[Json], expected: tuple[str, ...]
) -> None:
    FakeApp(workspace)
    post(workspace, *blocks, text=text)
    assert last(workspace).mentions == expected
    assert workspace.problems == []


def test_changes_of_messages_are_told(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace)
    call(workspace, "chat.update", channel=source.channel, ts=source.ts, text="直した")
    call(workspace, "chat.delete", channel=source.channel, ts=source.ts)
    posted, changed, deleted = app.payloads("message")
    assert (posted["bot_id"], posted["text"]) == ("B0LOCAL", "票")
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "直した",
        "票",
    )
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", source.ts)
    assert workspace.messages(HYOKA.id, SATO.id) == []


def test_an_input_in_a_message_holds_its_value_for_the_next_button(workspace: Workspace, app: FakeApp) -> None:
    source = post(workspace, field("reason", text_input()), buttons(button("send")))
    workspace.press(SATO.id, source, "reason", "text", value="締切が近い")
    workspace.press(SATO.id, source, "buttons", "send")
    (payload,) = app.payloads("block_actions")
    assert payload["state"]["values"]["reason"]["text"]["value"] == "締切が近い"
    with pytest.raises(SlackError, match="not_found"):
        workspace.press(TANAKA.id, source, "buttons", "gone")
