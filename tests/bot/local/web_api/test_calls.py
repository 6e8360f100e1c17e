"""The Web API over HTTP, called by Slack's own SDK."""

from __future__ import annotations

import json
import time
from http.client import HTTPException
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.local.server import Server
from bot.local.workspace import AppSettings, Workspace
from tests.bot.local.tiny import (
    APP,
    BOT,
    HYOKA,
    SATO,
    SMITH,
    TANAKA,
    ZATSUDAN,
    FakeApp,
    Json,
    error_of,
    modal,
    plain,
    tiny_workspace,
)


def raw(server: Server, method: str, body: bytes, headers: dict[str, str]) -> Json:
    with urlopen(Request(f"{server.api_url}{method}", body, headers)) as response:  # noqa: S310 — our own server
        answer: Json = json.loads(response.read())
        return answer


def test_who_am_i(slack: WebClient, server: Server) -> None:
    who = slack.auth_test()
    assert (who["user_id"], who["bot_id"], who["team_id"], who["url"]) == (BOT, "B0LOCAL", "T0LOCAL", f"{server.url}/")
    assert slack.api_test(foo="票")["args"] == {"foo": "票"}


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("secret", "auth.test", "invalid_auth"),
        ("xapp-1", "auth.test", "not_allowed_token_type"),
        ("xoxb-1", "apps.connections.open", "not_allowed_token_type"),
    ],
)
def test_tokens_are_looked_at(server: Server, token: str, method: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert raw(server, method, b"", headers) == {"ok": False, "error": error}


def test_json_and_forms_are_read_alike(server: Server, workspace: Workspace) -> None:
    blocks = '[{"type": "section", "text": {"type": "plain_text", "text": "b"}}]'
    form = f"token=xoxb-1&channel={HYOKA.id}&text=form&blocks={blocks}".encode()
    posted = raw(server, "chat.postMessage", form, {"Content-Type": "application/x-www-form-urlencoded"})
    assert posted["message"]["blocks"][0]["text"]["text"] == "b"
    body = json.dumps({"channel": HYOKA.id, "text": "json", "blocks": json.loads(blocks)}).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer xoxb-1"}
    assert raw(server, "chat.postMessage", body, headers)["message"]["text"] == "json"
    assert raw(server, "chat.postMessage", b"{", headers)["error"] == "invalid_json"
    assert raw(server, "chat.postMessage", b"[]", headers)["error"] == "json_not_object"
    broken = form.replace(b"]", b"")
    assert raw(server, "chat.postMessage", broken, {"Content-Type": "application/x-www-form-urlencoded"}) == {
        "ok": False,
        "error": "invalid_blocks_format",
        "response_metadata": {"messages": ["[ERROR] must be valid JSON [json-pointer:/blocks]"]},
    }


def test_an_unknown_method_is_a_problem(slack: WebClient, workspace: Workspace) -> None:
    assert error_of(slack.api_call, "sheets.open") == "unknown_method"
    assert workspace.problems[-1] == "sheets.open: unknown_method"


def test_people_come_in_pages(slack: WebClient) -> None:
    pages = [page["members"] for page in slack.users_list(limit=2)]
    assert [len(page) for page in pages] == [2, 2, 1]
    people = [person for page in pages for person in page]
    assert [person["id"] for person in people] == [SATO.id, SMITH.id, TANAKA.id, BOT, "USLACKBOT"]
    assert [person["is_bot"] for person in people] == [False, False, False, True, False]
    assert people[0]["profile"]["title"] == "市長公室情報課"
    assert "locale" not in slack.users_info(user=SMITH.id)["user"]
    assert slack.users_info(user=SMITH.id, include_locale=True)["user"]["locale"] == "en-US"
    assert error_of(slack.users_info, user="U0NOBODY") == "user_not_found"
    assert slack.usergroups_users_list(usergroup="S0KAZEI")["users"] == [SATO.id, SMITH.id]
    assert error_of(slack.usergroups_users_list, usergroup="S0NONE") == "no_such_subteam"
    (group,) = slack.usergroups_list()["usergroups"]
    assert (group["id"], group["handle"], group["name"], "users" in group) == ("S0KAZEI", "kazei", "課税課", False)
    (group,) = slack.usergroups_list(include_users=True, include_count=True)["usergroups"]
    assert (group["users"], group["user_count"]) == ([SATO.id, SMITH.id], 2)
    assert error_of(slack.users_list, cursor="somewhere") == "invalid_cursor"
    assert error_of(slack.users_list, limit=1001) == "invalid_limit"


def test_channels_are_listed_shown_and_joined() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    with Server(workspace) as server:
        slack = WebClient("xoxb-test", base_url=server.api_url)
        everywhere = slack.conversations_list(types="public_channel,im")["channels"]
        assert [channel["id"] for channel in everywhere] == [HYOKA.id, ZATSUDAN.id]
        assert [channel["id"] for channel in slack.users_conversations()["channels"]] == [HYOKA.id]
        assert [channel["id"] for channel in slack.users_conversations(user=SATO.id)["channels"]] == [
            HYOKA.id,
            ZATSUDAN.id,
        ]
        assert slack.conversations_members(channel=HYOKA.id)["members"] == [SATO.id, SMITH.id, BOT]
        assert slack.conversations_info(channel=ZATSUDAN.id)["channel"]["is_member"] is False
        joined = slack.conversations_join(channel=ZATSUDAN.id)
        assert (joined["channel"]["is_member"], joined.get("warning")) == (True, None)
        assert slack.conversations_join(channel=ZATSUDAN.id)["warning"] == "already_in_channel"
        direct = slack.conversations_open(users=SATO.id, return_im=True)["channel"]
        assert (direct["is_im"], direct["user"]) == (True, SATO.id)
        assert error_of(slack.conversations_join, channel=direct["id"]) == "method_not_supported_for_channel_type"
        workspace.archive(ZATSUDAN.id)
        assert error_of(slack.chat_postMessage, channel=ZATSUDAN.id, text="や") == "is_archived"
        assert error_of(slack.conversations_join, channel=ZATSUDAN.id) == "is_archived"
        assert [one["id"] for one in slack.conversations_list(exclude_archived=True)["channels"]] == [HYOKA.id]


def test_views_travel_as_slack_sends_them(slack: WebClient, workspace: Workspace) -> None:
    trigger_id = workspace.core.triggers.issue(SATO.id)
    view = slack.views_open(trigger_id=trigger_id, view=modal(private_metadata="S27"))["view"]
    expected = {"team_id": "T0LOCAL", "app_id": "A0LOCAL", "bot_id": "B0LOCAL", "type": "modal", "callback_id": "form"}
    assert {name: view[name] for name in expected} == expected
    assert (view["private_metadata"], view["previous_view_id"], view["root_view_id"]) == ("S27", None, view["id"])
    updated = slack.views_update(view_id=view["id"], hash=view["hash"], view=modal(close=plain("閉じる")))["view"]
    assert updated["close"]["text"] == "閉じる"
    assert error_of(slack.views_update, view_id=view["id"], hash=view["hash"], view=modal()) == "hash_conflict"
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    published = slack.views_publish(user_id=SATO.id, view=home)["view"]
    assert (published["type"], workspace.home(SATO.id)) == ("home", published)
    assert error_of(slack.views_publish, user_id=SATO.id, view=modal()) == "invalid_arguments"


def test_blocks_are_validated_on_request(slack: WebClient) -> None:
    good, bad = [{"type": "divider"}], [{"type": "section", "text": plain("")}]
    for kind, content in (("blocks", good), ("message", {"text": "票", "blocks": good}), ("view", modal())):
        assert slack.api_call("blocks.validate", json={kind: content})["ok"] is True
    with pytest.raises(SlackApiError) as refused:
        slack.api_call("blocks.validate", params={"blocks": json.dumps(bad)})
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert (answer["errors"][0]["pointer"], answer["errors"][0]["code"]) == ("/0/text/text", "failed_constraint")
    assert error_of(slack.api_call, "blocks.validate", json={"message": {"blocks": bad}}) == "invalid_message"
    assert error_of(slack.api_call, "blocks.validate", json={"view": {"type": "modal"}}) == "invalid_view"
    assert error_of(slack.api_call, "blocks.validate", json={"view": [1]}) == "invalid_view"
    assert error_of(slack.api_call, "blocks.validate", json={}) == "invalid_arguments"


def test_a_message_whose_blocks_are_sound_is_valid_though_it_lacks_a_text(slack: WebClient) -> None:
    assert slack.api_call("blocks.validate", json={"message": {"blocks": [{"type": "divider"}]}})["ok"] is True


def test_failures_come_on_demand(slack: WebClient, workspace: Workspace) -> None:
    before = workspace.problems
    workspace.faults.fail_next("auth.test", retry_after=7, times=2)
    workspace.faults.fail_next("auth.test", error="internal_error", status=500)
    for status, retry_after in ((429, "7"), (429, "7"), (500, None)):
        with pytest.raises(SlackApiError) as refused:
            slack.auth_test()
        response = refused.value.response
        assert (response.status_code, response.headers.get("Retry-After")) == (status, retry_after)
    assert slack.auth_test()["ok"] is True
    assert [one.error for one in workspace.calls][-4:] == ["ratelimited", "ratelimited", "internal_error", ""]
    assert workspace.problems == before


def test_a_call_may_be_carried_out_although_nobody_hears_of_it(slack: WebClient, workspace: Workspace) -> None:
    alone = WebClient("xoxb-test", base_url=slack.base_url, timeout=1, retry_handlers=[])
    faults, before = workspace.faults, len(workspace.messages(HYOKA.id, SATO.id))

    def said() -> list[str]:
        return [each.text for each in workspace.messages(HYOKA.id, SATO.id)[before:]]

    for after in (False, True):
        faults.fail_next("chat.postMessage", "internal_error", status=500, after=after)
        with pytest.raises(SlackApiError):
            alone.chat_postMessage(channel=HYOKA.id, text=f"500 {after}")
        faults.cut_next("chat.postMessage", after=after)
        with pytest.raises((OSError, HTTPException)):
            alone.chat_postMessage(channel=HYOKA.id, text=f"cut {after}")
        faults.stall_next("chat.postMessage", 1.5, after=after)
        with pytest.raises(TimeoutError):
            alone.chat_postMessage(channel=HYOKA.id, text=f"late {after}")
    assert said() == ["500 True", "cut True", "late True"]
    assert alone.chat_postMessage(channel=HYOKA.id, text="then")["ok"] is True


def test_a_limit_may_be_one_of_a_method(server: Server, slack: WebClient, workspace: Workspace) -> None:
    workspace.faults.limit_method("chat.postMessage", 0.3)
    for channel in (HYOKA.id, SATO.id):
        with pytest.raises(SlackApiError) as refused:
            slack.chat_postMessage(channel=channel, text="やあ")
        assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "1")
    time.sleep(0.3)
    assert slack.chat_postMessage(channel=HYOKA.id, text="やあ")["ok"] is True


def test_who_has_left_can_not_be_talked_to(server: Server) -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    workspace.deactivate(TANAKA.id)
    with Server(workspace) as own:
        slack = WebClient("xoxb-test", base_url=own.api_url)
        assert slack.users_info(user=TANAKA.id)["user"]["deleted"] is True
        assert error_of(slack.conversations_open, users=TANAKA.id) == "user_disabled"
        assert slack.chat_postMessage(channel=TANAKA.id, text="やあ")["ok"] is True  # and nobody reads it
    assert workspace.problems == []


def test_every_answer_names_the_scopes(server: Server) -> None:
    with Server(tiny_workspace(app=AppSettings(scopes=frozenset({"chat:write", "commands"})))) as own:
        headers = WebClient("xoxb-test", base_url=own.api_url).auth_test().headers
    assert headers["x-oauth-scopes"] == "chat:write,commands"


def test_an_app_may_do_only_what_its_scopes_allow() -> None:
    scopes = frozenset({"chat:write", "im:history", "im:write"})
    workspace = tiny_workspace(app=AppSettings(commands=APP.commands, scopes=scopes, messages_tab=False))
    FakeApp(workspace)
    with Server(workspace) as server:
        slack = WebClient("xoxb-test", base_url=server.api_url)
        slack.chat_postMessage(channel=HYOKA.id, text="票")
        with pytest.raises(SlackApiError) as refused:
            slack.users_info(user=SATO.id)
        assert refused.value.response["error"] == "missing_scope"
        assert refused.value.response["needed"] == "users:read"
        assert refused.value.response["provided"] == "chat:write,im:history,im:write"
        assert error_of(slack.conversations_history, channel=HYOKA.id) == "missing_scope"
        direct = slack.conversations_open(users=SATO.id)["channel"]["id"]
        assert slack.conversations_history(channel=direct)["messages"] == []
        assert error_of(slack.conversations_list, types="im") == "missing_scope"
        assert error_of(slack.chat_postMessage, channel=SATO.id, text="票") == "messages_tab_disabled"
    public = frozenset({"chat:write", "chat:write.public"})
    workspace = tiny_workspace(app=AppSettings(scopes=public, bot_events=()))
    with Server(workspace) as server:
        WebClient("xoxb-test", base_url=server.api_url).chat_postMessage(channel=ZATSUDAN.id, text="入らずに")
    assert [message.text for message in workspace.messages(ZATSUDAN.id, SATO.id)] == ["入らずに"]
