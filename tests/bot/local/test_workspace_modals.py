"""Modals and the App Home, with Slack's rules for what is opened, answered and closed."""

from __future__ import annotations

import pytest

from bot.local.workspace import AppSettings, SlackError, SubmitOutcome, ViewSource, Workspace
from tests.bot.local.tiny import (
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
    plain,
    text_input,
    tiny_workspace,
)


@pytest.fixture
def workspace() -> Workspace:
    return tiny_workspace()


@pytest.fixture
def app(workspace: Workspace) -> FakeApp:
    return FakeApp(workspace)


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


def test_opening_a_modal_from_within_a_modal_is_a_problem(workspace: Workspace, app: FakeApp) -> None:
    view = open_modal(workspace, modal(buttons(button("add")), field("name", text_input())))
    workspace.press(SATO.id, ViewSource(view["id"]), "buttons", "add")
    trigger_id = app.payloads("block_actions")[0]["trigger_id"]
    call(workspace, "views.open", trigger_id=trigger_id, view=modal())
    assert workspace.problems == ["views.open from within a modal may show nothing: push or update instead"]


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
