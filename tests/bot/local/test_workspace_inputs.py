"""What is typed and chosen in a modal: what inputs hold, and which of it Slack takes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.workspace import MessageSource, SlackError, SubmitOutcome, ViewSource, Workspace
from bot.local.workspace.responding import respond
from tests.bot.local.tiny import (
    HYOKA,
    SATO,
    SMITH,
    FakeApp,
    Json,
    button,
    buttons,
    call,
    field,
    modal,
    open_modal,
    option,
    plain,
    text_input,
    tiny_workspace,
)

KINDS = [option("own", "自治"), option("law", "法定受託")]


@pytest.fixture
def workspace() -> Workspace:
    return tiny_workspace()


@pytest.fixture
def app(workspace: Workspace) -> FakeApp:
    return FakeApp(workspace)


def every_input() -> list[Json]:
    """One input of each kind, optional."""
    return [
        field("文", text_input(), optional=True),
        field("数", {"type": "number_input", "action_id": "a", "is_decimal_allowed": False}, optional=True),
        field("メール", {"type": "email_text_input", "action_id": "a"}, optional=True),
        field("URL", {"type": "url_text_input", "action_id": "a"}, optional=True),
        field("書式", {"type": "rich_text_input", "action_id": "a"}, optional=True),
        field("日", {"type": "datepicker", "action_id": "a"}, optional=True),
        field("時", {"type": "timepicker", "action_id": "a"}, optional=True),
        field("日時", {"type": "datetimepicker", "action_id": "a"}, optional=True),
        field("選", {"type": "static_select", "action_id": "a", "options": KINDS}, optional=True),
        field("複", {"type": "multi_static_select", "action_id": "a", "options": KINDS}, optional=True),
        field("丸", {"type": "radio_buttons", "action_id": "a", "options": KINDS}, optional=True),
        field("印", {"type": "checkboxes", "action_id": "a", "options": KINDS}, optional=True),
        field("人", {"type": "users_select", "action_id": "a"}, optional=True),
        field("人々", {"type": "multi_users_select", "action_id": "a"}, optional=True),
        field("場", {"type": "conversations_select", "action_id": "a"}, optional=True),
        field("所", {"type": "channels_select", "action_id": "a"}, optional=True),
        field("紙", {"type": "file_input", "action_id": "a"}, optional=True),
    ]


def test_untouched_inputs_are_null_or_empty_lists(workspace: Workspace, app: FakeApp) -> None:
    view = open_modal(workspace, modal(*every_input()))
    assert workspace.submit(SATO.id, view["id"]) == SubmitOutcome(closed=True, errors={})
    (payload,) = app.payloads("view_submission")
    states = {block: next(iter(actions.values())) for block, actions in payload["view"]["state"]["values"].items()}
    assert states == {
        "文": {"type": "plain_text_input", "value": None},
        "数": {"type": "number_input", "value": None},
        "メール": {"type": "email_text_input", "value": None},
        "URL": {"type": "url_text_input", "value": None},
        "書式": {"type": "rich_text_input", "rich_text_value": None},
        "日": {"type": "datepicker", "selected_date": None},
        "時": {"type": "timepicker", "selected_time": None},
        "日時": {"type": "datetimepicker", "selected_date_time": None},
        "選": {"type": "static_select", "selected_option": None},
        "複": {"type": "multi_static_select", "selected_options": []},
        "丸": {"type": "radio_buttons", "selected_option": None},
        "印": {"type": "checkboxes", "selected_options": []},
        "人": {"type": "users_select", "selected_user": None},
        "人々": {"type": "multi_users_select", "selected_users": []},
        "場": {"type": "conversations_select", "selected_conversation": None},
        "所": {"type": "channels_select", "selected_channel": None},
        "紙": {"type": "file_input", "files": []},
    }
    assert workspace.problems == []


def test_initial_values_are_submitted_unless_touched(workspace: Workspace, app: FakeApp) -> None:
    view = open_modal(
        workspace,
        modal(
            field("a", text_input(initial_value="去年の文")),
            field("b", text_input(initial_value="消す文"), optional=True),
            field("c", {"type": "static_select", "action_id": "x", "options": KINDS, "initial_option": KINDS[1]}),
            field("d", {"type": "checkboxes", "action_id": "x", "options": KINDS, "initial_options": KINDS}),
        ),
    )
    workspace.submit(SATO.id, view["id"], {"b": {"text": ""}, "d": {"x": ["自治"]}})
    values = app.payloads("view_submission")[0]["view"]["state"]["values"]
    assert values["a"]["text"]["value"] == "去年の文"
    assert values["b"]["text"]["value"] is None
    assert values["c"]["x"]["selected_option"] == KINDS[1]
    assert values["d"]["x"]["selected_options"] == [KINDS[0]]


@pytest.mark.parametrize(
    ("block", "typed", "sentence"),
    [
        (field("x", text_input()), None, "この項目は必須です。"),
        (field("x", text_input()), "", "この項目は必須です。"),
        (field("x", {"type": "checkboxes", "action_id": "text", "options": KINDS}), [], "この項目は必須です。"),
        (field("x", text_input(min_length=3)), "短い", "文字数が足りません。"),
        (field("x", text_input(max_length=3)), "長い文章", "文字数が多すぎます。"),
        (field("x", {"type": "number_input", "action_id": "text", "is_decimal_allowed": False}), "1.5", "数値を"),
        (field("x", {"type": "number_input", "action_id": "text", "is_decimal_allowed": True}), "１", "数値を"),
        (
            field("x", {"type": "number_input", "action_id": "text", "is_decimal_allowed": False, "min_value": "0"}),
            "-1",
            "値が小さ",
        ),
        (
            field("x", {"type": "number_input", "action_id": "text", "is_decimal_allowed": False, "max_value": "9"}),
            "10",
            "値が大き",
        ),
        (field("x", {"type": "email_text_input", "action_id": "text"}), "sato@", "メールアドレスを"),
        (field("x", {"type": "url_text_input", "action_id": "text"}), "example.jp", "URL を"),
        (
            field("x", {"type": "multi_static_select", "action_id": "text", "options": KINDS, "max_selected_items": 1}),
            ["own", "law"],
            "選んだ数が多すぎます。",
        ),
    ],
)
def test_slack_refuses_by_itself_what_the_app_never_hears_of(
    workspace: Workspace, app: FakeApp, block: Json, typed: Any, sentence: str
) -> None:
    view = open_modal(workspace, modal(block))
    outcome = workspace.submit(SATO.id, view["id"], {"x": {"text": typed}})
    assert not outcome.closed
    assert list(outcome.errors) == ["x"]
    assert outcome.errors["x"].startswith(sentence)
    assert app.payloads("view_submission") == []
    assert len(workspace.views(SATO.id)) == 1


def test_an_update_keeps_what_was_typed_where_the_ids_are_the_same(workspace: Workspace) -> None:
    before = modal(
        field("same", text_input(initial_value="古")),
        field("renamed", text_input("a")),
        field("retyped", text_input("a")),
    )
    view = open_modal(workspace, before)
    typed = {"same": {"text": "打った"}, "renamed": {"a": "打った"}, "retyped": {"a": "打った"}}
    workspace.type_into(SATO.id, view["id"], typed)
    after = modal(
        field("same", text_input(initial_value="新")),
        field("renamed", text_input("b", initial_value="新")),
        field("retyped", {"type": "email_text_input", "action_id": "a"}),
    )
    updated = call(workspace, "views.update", view_id=view["id"], view=after)["view"]
    values = updated["state"]["values"]
    assert values["same"]["text"]["value"] == "打った"
    assert values["renamed"] == {"b": {"type": "plain_text_input", "value": "新"}}
    assert values["retyped"] == {"a": {"type": "email_text_input", "value": None}}


def test_a_button_in_a_modal_carries_what_was_typed(workspace: Workspace, app: FakeApp) -> None:
    view = open_modal(workspace, modal(field("name", text_input()), buttons(button("add", value="S27|3"))))
    workspace.type_into(SATO.id, view["id"], {"name": {"text": "途中"}})
    assert workspace.press(SATO.id, ViewSource(view["id"]), "buttons", "add") == ""
    (payload,) = app.payloads("block_actions")
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["state"]["values"]["name"]["text"]["value"] == "途中"
    assert payload["view"]["private_metadata"] == ""
    (action,) = payload["actions"]
    assert (action["action_id"], action["value"], action["text"]["text"]) == ("add", "S27|3", "押す")
    assert "response_url" not in payload
    call(workspace, "views.push", trigger_id=payload["trigger_id"], view=modal())
    assert len(workspace.views(SATO.id)) == 2


def test_an_input_acts_only_where_it_dispatches(workspace: Workspace, app: FakeApp) -> None:
    choose = {"type": "static_select", "action_id": "x", "options": KINDS}
    view = open_modal(workspace, modal(field("quiet", choose), field("loud", choose, dispatch_action=True)))
    for block_id in ("quiet", "loud"):
        workspace.press(SATO.id, ViewSource(view["id"]), block_id, "x", selected_option="法定受託")
    (payload,) = app.payloads("block_actions")
    assert payload["actions"][0]["selected_option"] == KINDS[1]
    values = payload["view"]["state"]["values"]
    assert values["quiet"]["x"]["selected_option"] == values["loud"]["x"]["selected_option"] == KINDS[1]


def test_nobody_uses_what_is_not_on_the_screen(workspace: Workspace) -> None:
    choose = {"type": "static_select", "action_id": "x", "options": KINDS}
    view = open_modal(workspace, modal(field("a", choose)))
    source = ViewSource(view["id"])
    for person, block_id, chosen, error in (
        (SMITH, "a", {}, "not_found"),
        (SATO, "b", {}, "not_found"),
        (SATO, "a", {"selected_option": "無い"}, "option_not_found"),
    ):
        with pytest.raises(SlackError) as refused:
            workspace.press(person.id, source, block_id, "x", **chosen)
        assert refused.value.error == error
    with pytest.raises(SlackError, match="no input b/x"):
        workspace.type_into(SATO.id, view["id"], {"b": {"x": "あ"}})


def test_choices_are_given_in_short_or_as_slacks_state(workspace: Workspace) -> None:
    rich = {"type": "rich_text", "elements": []}
    view = open_modal(workspace, modal(*every_input()))
    given: dict[str, Any] = {
        "文": "短い",
        "書式": rich,
        "選": {"type": "static_select", "selected_option": KINDS[0]},
        "丸": {"type": "radio_buttons", "selected_option": None},
        "印": ["自治", KINDS[1]],
        "人々": {"selected_users": [SATO.id]},
        "日": {"type": "datepicker"},
    }
    by_block = {block["block_id"]: block["element"]["action_id"] for block in view["blocks"]}
    values = {block_id: {by_block[block_id]: value} for block_id, value in given.items()}
    workspace.type_into(SATO.id, view["id"], values)
    state = workspace.views(SATO.id)[0]["state"]["values"]
    held = {
        block_id: next(value for key, value in state[block_id][by_block[block_id]].items() if key != "type")
        for block_id in given
    }
    assert held == {
        "文": "短い",
        "書式": rich,
        "選": KINDS[0],
        "丸": None,
        "印": KINDS,
        "人々": [SATO.id],
        "日": None,
    }


def test_a_chosen_channel_may_bring_a_response_url(workspace: Workspace, app: FakeApp) -> None:
    where = {"type": "conversations_select", "action_id": "x", "response_url_enabled": True}
    view = open_modal(workspace, modal(field("where", where)))
    workspace.submit(SATO.id, view["id"], {"where": {"x": HYOKA.id}})
    (url,) = app.payloads("view_submission")[0]["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("where", "x", HYOKA.id)
    key = url["response_url"].rsplit("/", 1)[1]
    respond(workspace.core, workspace.core.response_urls.use(key), {"text": "届いた", "response_type": "in_channel"})
    assert workspace.messages(HYOKA.id, SMITH.id)[-1].text == "届いた"


def test_ids_are_given_where_the_app_gave_none(workspace: Workspace) -> None:
    view = open_modal(
        workspace, modal({"type": "input", "label": plain("名"), "element": {"type": "plain_text_input"}})
    )
    (block,) = view["blocks"]
    assert block["block_id"]
    assert block["element"]["action_id"]
    assert view["state"]["values"] == {
        block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": None}}
    }


def test_elements_of_blocks_within_blocks_are_found(workspace: Workspace, app: FakeApp) -> None:
    inner = [buttons(button("in"), block_id="inner"), {"type": "divider"}]
    card = {"type": "card", "block_id": "card", "title": plain("S27"), "actions": [button("of")]}
    blocks = [
        {"type": "container", "title": plain("箱"), "child_blocks": inner},
        {"type": "carousel", "elements": [card]},
    ]
    posted = call(workspace, "chat.postMessage", channel=HYOKA.id, text="票", blocks=blocks)
    assert posted["message"]["blocks"][0]["child_blocks"][1]["block_id"]
    source = MessageSource(HYOKA.id, posted["ts"])
    for block_id, action_id in (("inner", "in"), ("card", "of")):
        workspace.press(SATO.id, source, block_id, action_id)
    pressed = [payload["actions"][0] for payload in app.payloads("block_actions")]
    assert [(each["block_id"], each["action_id"]) for each in pressed] == [("inner", "in"), ("card", "of")]
