"""Modals and the App Home, with Slack's rules for what is typed, submitted and closed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.workspace import AppSettings, SlackError, SubmitOutcome, ViewSource, Workspace
from bot.local.workspace.responding import respond
from tests.bot.local.tiny import (
    HYOKA,
    SATO,
    SMITH,
    Clock,
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


def test_errors_of_the_app_stand_at_inputs_and_keep_what_was_typed(workspace: Workspace, app: FakeApp) -> None:
    app.answer = lambda _: {"response_action": "errors", "errors": {"name": "もう一度"}}
    view = open_modal(workspace, modal())
    outcome = workspace.submit(SATO.id, view["id"], {"name": {"text": "あ"}})
    assert outcome == SubmitOutcome(closed=False, errors={"name": "もう一度"})
    assert workspace.views(SATO.id)[0]["state"]["values"]["name"]["text"]["value"] == "あ"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"response_action": "errors", "errors": {"head": "見出し"}}, "no input blocks in the view: head"),
        ({"response_action": "errors", "errors": {}}, "errors must be an object"),
        ({"response_action": "errors"}, "errors must be an object"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "update"}, "invalid_arguments"),
        ({"response_action": "push", "view": {"type": "home", "blocks": [{"type": "divider"}]}}, "must be modal here"),
        ({"response_action": "open"}, "invalid_response_action: open"),
    ],
)
def test_an_answer_that_slack_ignores_is_a_problem(
    workspace: Workspace, app: FakeApp, answer: Json, problem: str
) -> None:
    app.answer = lambda _: answer
    heading = {"type": "section", "block_id": "head", "text": plain("見出し")}
    view = open_modal(workspace, modal(heading, field("name", text_input())))
    outcome = workspace.submit(SATO.id, view["id"], {"name": {"text": "あ"}})
    assert outcome == SubmitOutcome(closed=False, errors={})
    (told,) = workspace.problems
    assert told.startswith("submission of form: ")
    assert problem in told


def test_answers_update_push_and_clear(workspace: Workspace, app: FakeApp) -> None:
    first = open_modal(workspace, modal(callback_id="first"))
    typed = {"name": {"text": "あ"}}
    app.answer = lambda _: {"response_action": "update", "view": modal(callback_id="second")}
    assert not workspace.submit(SATO.id, first["id"], typed).closed
    (second,) = workspace.views(SATO.id)
    assert (second["id"], second["callback_id"]) == (first["id"], "second")
    assert second["hash"] != first["hash"]
    app.answer = lambda _: {"response_action": "push", "view": modal(callback_id="third")}
    workspace.submit(SATO.id, first["id"], typed)
    under, top = workspace.views(SATO.id)
    assert (top["previous_view_id"], top["root_view_id"]) == (under["id"], under["id"])
    app.answer = lambda _: {}
    assert workspace.submit(SATO.id, top["id"], typed).closed
    assert [view["callback_id"] for view in workspace.views(SATO.id)] == ["second"]
    app.answer = lambda _: {"response_action": "clear"}
    assert workspace.submit(SATO.id, first["id"], typed).closed
    assert workspace.views(SATO.id) == []
    assert workspace.problems == []


def test_only_the_top_modal_with_a_submit_button_is_submitted(workspace: Workspace, app: FakeApp) -> None:
    first = open_modal(workspace, modal())
    heading = {"type": "section", "text": plain("読むだけ")}
    trigger = workspace.core.triggers.issue(SATO.id)
    without_submit = {"type": "modal", "title": plain("読"), "blocks": [heading]}
    top = call(workspace, "views.push", trigger_id=trigger, view=without_submit)["view"]
    for view_id, person in ((first["id"], SATO), (top["id"], SATO), (first["id"], SMITH)):
        with pytest.raises(SlackError, match="not_found"):
            workspace.submit(person.id, view_id, {"name": {"text": "あ"}})
    assert app.payloads("view_submission") == []


def test_a_silent_app_leaves_the_modal_open_with_a_notice() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace, lambda _: None)
    view = open_modal(workspace, modal())
    outcome = workspace.submit(SATO.id, view["id"], {"name": {"text": "あ"}})
    assert outcome == SubmitOutcome(
        False, {}, "アプリから応答がありませんでした（operation_timeout）。もう一度お試しください。"
    )
    assert len(workspace.views(SATO.id)) == 1
    assert workspace.problems == ["submission of form: operation_timeout"]


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


def test_an_update_must_name_the_present_hash_and_an_open_view(workspace: Workspace) -> None:
    view = open_modal(workspace, modal())
    call(workspace, "views.update", view_id=view["id"], hash=view["hash"], view=modal())
    for arguments, error in (
        ({"view_id": view["id"], "hash": view["hash"]}, "hash_conflict"),
        ({"view_id": "V0GONE"}, "not_found"),
        ({"external_id": "nobody"}, "not_found"),
        ({}, "not_found"),
    ):
        with pytest.raises(SlackError) as refused:
            call(workspace, "views.update", view=modal(), **arguments)
        assert refused.value.error == error
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    with pytest.raises(SlackError, match="a modal stays a modal"):
        call(workspace, "views.update", view_id=view["id"], view=home)


def test_external_ids_name_one_view_only(workspace: Workspace) -> None:
    view = open_modal(workspace, modal(external_id="S27"))
    updated = call(workspace, "views.update", external_id="S27", view=modal(external_id="S27"))["view"]
    assert updated["id"] == view["id"]
    with pytest.raises(SlackError, match="duplicate_external_id"):
        open_modal(workspace, modal(external_id="S27"), SMITH)


def test_a_view_may_not_be_too_large(workspace: Workspace) -> None:
    # 100 inputs, each within its own limits, are more than Slack takes together.
    huge = [field(f"b{number}", text_input(initial_value="評" * 1000)) for number in range(100)]
    with pytest.raises(SlackError, match="view_too_large"):
        open_modal(workspace, modal(*huge))


def test_the_stack_holds_three(workspace: Workspace) -> None:
    with pytest.raises(SlackError, match="not_found"):
        call(workspace, "views.push", trigger_id=workspace.core.triggers.issue(SATO.id), view=modal())
    open_modal(workspace, modal())
    for _ in range(2):
        call(workspace, "views.push", trigger_id=workspace.core.triggers.issue(SATO.id), view=modal())
    with pytest.raises(SlackError, match="push_limit_reached"):
        call(workspace, "views.push", trigger_id=workspace.core.triggers.issue(SATO.id), view=modal())
    views = workspace.views(SATO.id)
    assert len(views) == 3
    assert {view["root_view_id"] for view in views} == {views[0]["id"]}
    assert [view["previous_view_id"] for view in views] == [None, views[0]["id"], views[1]["id"]]


def test_a_trigger_lives_three_seconds_and_works_once() -> None:
    clock = Clock()
    workspace = tiny_workspace(clock=clock)
    late, used = workspace.core.triggers.issue(SATO.id), workspace.core.triggers.issue(SATO.id)
    call(workspace, "views.open", trigger_id=used, view=modal())
    clock.now += 3.01
    for trigger_id, error in (
        (late, "expired_trigger_id"),
        (used, "exchanged_trigger_id"),
        ("1.2.3", "invalid_trigger_id"),
        (None, "invalid_trigger_id"),
    ):
        with pytest.raises(SlackError) as refused:
            call(workspace, "views.open", trigger_id=trigger_id, view=modal())
        assert refused.value.error == error


def test_a_refused_view_leaves_the_trigger_unused(workspace: Workspace) -> None:
    trigger_id = workspace.core.triggers.issue(SATO.id)
    with pytest.raises(SlackError) as refused:
        call(
            workspace,
            "views.open",
            trigger_id=trigger_id,
            view=modal(title=plain("二十四字を超える題はモーダルの上には載らないのだ。")),
        )
    assert refused.value.error == "invalid_arguments"
    assert refused.value.details[0].endswith("[json-pointer:/view/title/text]")
    call(workspace, "views.open", trigger_id=trigger_id, view=modal())


def test_closing_is_told_where_the_view_asks_for_it(workspace: Workspace, app: FakeApp) -> None:
    first = open_modal(workspace, modal(callback_id="first", notify_on_close=True))
    for name, notify in (("second", False), ("third", True)):
        view = modal(callback_id=name, notify_on_close=notify)
        call(workspace, "views.push", trigger_id=workspace.core.triggers.issue(SATO.id), view=view)
    third = workspace.views(SATO.id)[-1]
    workspace.close_view(SATO.id, third["id"])
    (closed,) = app.payloads("view_closed")
    assert (closed["view"]["id"], closed["is_cleared"]) == (third["id"], False)
    workspace.close_view(SATO.id, workspace.views(SATO.id)[-1]["id"], everything=True)
    assert workspace.views(SATO.id) == []
    told = app.payloads("view_closed")[1:]
    assert [(payload["view"]["id"], payload["is_cleared"]) for payload in told] == [(first["id"], True)]


def test_clear_on_close_closes_the_whole_stack(workspace: Workspace) -> None:
    open_modal(workspace, modal())
    trigger_id = workspace.core.triggers.issue(SATO.id)
    top = call(workspace, "views.push", trigger_id=trigger_id, view=modal(clear_on_close=True))["view"]
    workspace.close_view(SATO.id, top["id"])
    assert workspace.views(SATO.id) == []


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


def test_opening_a_modal_from_within_a_modal_is_a_problem(workspace: Workspace, app: FakeApp) -> None:
    view = open_modal(workspace, modal(buttons(button("add")), field("name", text_input())))
    workspace.press(SATO.id, ViewSource(view["id"]), "buttons", "add")
    trigger_id = app.payloads("block_actions")[0]["trigger_id"]
    call(workspace, "views.open", trigger_id=trigger_id, view=modal())
    assert workspace.problems == ["views.open from within a modal may show nothing: push or update instead"]


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


def test_the_home_is_published_and_told_of_when_opened(workspace: Workspace, app: FakeApp) -> None:
    home = {"type": "home", "blocks": [buttons(button("turn"))]}

    def publish(payload: Json) -> Json:
        if payload.get("event", {}).get("type") == "app_home_opened":
            call(workspace, "views.publish", user_id=payload["event"]["user"], view=home)
        return {}

    app.answer = publish
    assert workspace.home(SATO.id) is None
    shown = workspace.open_home(SATO.id)
    assert shown is not None
    assert shown["type"] == "home"
    assert workspace.home(SMITH.id) is None
    workspace.open_home(SATO.id)
    first, second = app.payloads("app_home_opened")
    assert (first["tab"], first["user"], first["channel"], "view" in first) == ("home", SATO.id, "D0SATO", False)
    assert second["view"]["id"] == shown["id"]
    workspace.press(SATO.id, ViewSource(shown["id"]), "buttons", "turn")
    trigger_id = app.payloads("block_actions")[0]["trigger_id"]
    call(workspace, "views.open", trigger_id=trigger_id, view=modal())
    with pytest.raises(SlackError, match="hash_conflict"):
        call(workspace, "views.publish", user_id=SATO.id, view=home, hash=shown["hash"])
    assert workspace.problems == []


def test_an_app_without_a_home_tab_publishes_nothing() -> None:
    workspace = tiny_workspace(app=AppSettings(home_tab=False))
    with pytest.raises(SlackError, match="not_enabled"):
        call(workspace, "views.publish", user_id=SATO.id, view={"type": "home", "blocks": []})
