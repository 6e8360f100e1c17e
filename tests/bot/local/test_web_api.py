"""The Web API over HTTP, called by Slack's own SDK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.local.server import Server
from bot.local.workspace import AppSettings, Channel, Workspace
from tests.bot.local.tiny import (
    APP,
    BOT,
    HYOKA,
    SATO,
    SMITH,
    TANAKA,
    ZATSUDAN,
    Clock,
    FakeApp,
    Json,
    call,
    modal,
    plain,
    tiny_workspace,
)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    workspace = tiny_workspace(usergroups={"S0KAZEI": (SATO.id, SMITH.id)})
    FakeApp(workspace)
    return workspace


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Server]:
    with Server(workspace) as server:
        yield server


@pytest.fixture(scope="module")
def slack(server: Server) -> WebClient:
    return WebClient("xoxb-test", base_url=server.api_url)


def error_of(method: Any, *args: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        method(*args, **arguments)
    return str(refused.value.response["error"])


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


def test_posting_returns_the_message_and_keeps_its_metadata(slack: WebClient, workspace: Workspace) -> None:
    metadata = {"event_type": "sheet", "event_payload": {"number": "S27"}}
    posted = slack.chat_postMessage(channel=HYOKA.id, text="票 &amp; <@U0SATO>", metadata=metadata)
    assert posted["channel"] == HYOKA.id
    assert posted["message"]["metadata"] == metadata
    assert posted["message"]["ts"] == posted["ts"]
    message = workspace.messages(HYOKA.id, SATO.id)[-1]
    assert (message.user, message.metadata, message.mentions) == (BOT, metadata, ("U0SATO",))
    history = slack.conversations_history(channel=HYOKA.id, limit=1, include_all_metadata=True)
    assert history["messages"][0]["metadata"] == metadata
    assert "metadata" not in slack.conversations_history(channel=HYOKA.id, limit=1)["messages"][0]


def test_where_the_bot_may_post(slack: WebClient, workspace: Workspace) -> None:
    assert slack.chat_postMessage(channel=SATO.id, text="個別")["channel"] == "D0SATO"
    opened = slack.conversations_open(users=[TANAKA.id])
    assert slack.chat_postMessage(channel=opened["channel"]["id"], text="個別")["channel"] == "D0TANAKA"
    assert slack.chat_postMessage(channel="#評価", text="名前で")["channel"] == HYOKA.id
    assert error_of(slack.chat_postMessage, channel=ZATSUDAN.id, text="やあ") == "not_in_channel"
    assert error_of(slack.chat_postMessage, channel="C0NONE", text="やあ") == "channel_not_found"
    assert error_of(slack.chat_postMessage, channel="U0NOBODY", text="やあ") == "channel_not_found"
    assert error_of(slack.conversations_open, users="U0NOBODY") == "user_not_found"
    assert error_of(slack.chat_postMessage, channel=HYOKA.id, text="や", thread_ts="1.000000") == "thread_not_found"
    assert error_of(slack.chat_postEphemeral, channel=HYOKA.id, user=TANAKA.id, text="や") == "user_not_in_channel"


def test_what_cannot_be_posted_names_the_place(slack: WebClient, workspace: Workspace) -> None:
    with pytest.raises(SlackApiError) as refused:
        slack.chat_postMessage(channel=HYOKA.id, text="票", blocks=[{"type": "section", "text": plain("あ" * 3001)}])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    (sentence,) = answer["response_metadata"]["messages"]
    assert sentence.startswith("[ERROR] ")
    assert sentence.endswith("[json-pointer:/blocks/0/text/text]")
    assert answer["errors"] == [sentence]
    assert error_of(slack.chat_postMessage, channel=HYOKA.id, text="あ" * 40_001) == "msg_too_long"
    assert error_of(slack.api_call, "chat.postMessage", json={"channel": HYOKA.id}) == "no_text"
    assert error_of(slack.api_call, "chat.postMessage", json={"text": "票"}) == "invalid_arguments"
    assert workspace.problems[-4].startswith("chat.postMessage: invalid_blocks: [ERROR]")


def test_a_message_without_text_is_posted_and_a_problem(slack: WebClient, workspace: Workspace) -> None:
    slack.api_call("chat.postMessage", json={"channel": HYOKA.id, "blocks": [{"type": "divider"}]})
    assert workspace.messages(HYOKA.id, SATO.id)[-1].text == ""
    assert workspace.problems[-1].startswith("missing_text_in_message")


def test_messages_are_changed_and_deleted_by_their_author(slack: WebClient, workspace: Workspace) -> None:
    blocks = [{"type": "divider"}]
    ts = slack.chat_postMessage(channel=HYOKA.id, text="前", blocks=blocks)["ts"]
    assert slack.chat_update(channel=HYOKA.id, ts=ts, text="後")["text"] == "後"
    message = workspace.messages(HYOKA.id, SATO.id)[-1]
    assert (message.text, message.edited, [block["type"] for block in message.blocks]) == ("後", True, ["divider"])
    slack.chat_update(channel=HYOKA.id, ts=ts, text="後", blocks=[])
    assert workspace.messages(HYOKA.id, SATO.id)[-1].blocks == ()
    workspace.say(SATO.id, HYOKA.id, "人の文")
    theirs = workspace.messages(HYOKA.id, SATO.id)[-1].ts
    assert error_of(slack.chat_update, channel=HYOKA.id, ts=theirs, text="x") == "cant_update_message"
    assert error_of(slack.chat_delete, channel=HYOKA.id, ts=theirs) == "cant_delete_message"
    slack.chat_delete(channel=HYOKA.id, ts=ts)
    assert error_of(slack.chat_delete, channel=HYOKA.id, ts=ts) == "message_not_found"


def test_history_comes_in_pages_newest_first(server: Server) -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    with Server(workspace) as own:
        slack = WebClient("xoxb-test", base_url=own.api_url)
        stamps = [slack.chat_postMessage(channel=HYOKA.id, text=str(number))["ts"] for number in range(5)]
        slack.chat_postEphemeral(channel=HYOKA.id, user=SATO.id, text="こっそり")
        first = slack.conversations_history(channel=HYOKA.id, limit=2)
        slack.chat_postMessage(channel=HYOKA.id, text="割り込み")
        second = slack.conversations_history(
            channel=HYOKA.id, limit=10, cursor=first["response_metadata"]["next_cursor"]
        )
        assert [each["text"] for each in first["messages"]] == ["4", "3"]
        assert [each["text"] for each in second["messages"]] == ["2", "1", "0"]
        assert (first["has_more"], second["has_more"]) == (True, False)
        between = slack.conversations_history(channel=HYOKA.id, oldest=stamps[1], latest=stamps[3])
        assert [each["text"] for each in between["messages"]] == ["2"]
        inclusive = slack.conversations_history(channel=HYOKA.id, oldest=stamps[1], latest=stamps[3], inclusive=True)
        assert [each["text"] for each in inclusive["messages"]] == ["3", "2", "1"]
        assert error_of(slack.conversations_history, channel=HYOKA.id, cursor="next_ts:1") == "invalid_cursor"
        assert error_of(slack.conversations_history, channel=HYOKA.id, limit=1000) == "invalid_limit"
        assert error_of(slack.conversations_history, channel=HYOKA.id, oldest="昨日") == "invalid_ts_oldest"
        assert error_of(slack.conversations_history, channel=ZATSUDAN.id) == "not_in_channel"


def test_replies_begin_with_their_root(slack: WebClient) -> None:
    root = slack.chat_postMessage(channel=HYOKA.id, text="根")["ts"]
    replies = [slack.chat_postMessage(channel=HYOKA.id, text=t, thread_ts=root)["ts"] for t in ("葉", "枝")]
    answer = slack.conversations_replies(channel=HYOKA.id, ts=root)
    assert [each["text"] for each in answer["messages"]] == ["根", "葉", "枝"]
    assert answer["messages"][0]["reply_count"] == 2
    assert answer["messages"][0]["latest_reply"] == replies[-1]
    late = slack.conversations_replies(channel=HYOKA.id, ts=root, oldest=replies[0])
    assert [each["text"] for each in late["messages"]] == ["根", "枝"]
    link = slack.chat_getPermalink(channel=HYOKA.id, message_ts=replies[0])["permalink"]
    assert link.endswith(f"/archives/{HYOKA.id}/p{replies[0].replace('.', '')}?thread_ts={root}&cid={HYOKA.id}")
    slack.chat_postEphemeral(channel=HYOKA.id, user=SATO.id, text="こっそり", thread_ts=root)
    assert len(slack.conversations_replies(channel=HYOKA.id, ts=root)["messages"]) == 3


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


def test_a_reaction_stands_once(slack: WebClient, workspace: Workspace) -> None:
    ts = slack.chat_postMessage(channel=HYOKA.id, text="票")["ts"]
    slack.reactions_add(channel=HYOKA.id, timestamp=ts, name="white_check_mark")
    assert error_of(slack.reactions_add, channel=HYOKA.id, timestamp=ts, name="white_check_mark") == "already_reacted"
    (reaction,) = workspace.messages(HYOKA.id, SATO.id)[-1].reactions
    assert (reaction.name, reaction.users) == ("white_check_mark", (BOT,))


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


def test_posts_can_be_limited_to_one_per_second_and_channel() -> None:
    clock = Clock()
    workspace = tiny_workspace(clock=clock)
    FakeApp(workspace)
    workspace.faults.limit_posts = True
    with Server(workspace) as server:
        slack = WebClient("xoxb-test", base_url=server.api_url)
        slack.chat_postMessage(channel=HYOKA.id, text="一")
        slack.chat_postMessage(channel=SATO.id, text="他所なら")
        with pytest.raises(SlackApiError) as refused:
            slack.chat_postMessage(channel=HYOKA.id, text="二")
        assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "1")
        clock.now += 1
        slack.chat_postMessage(channel=HYOKA.id, text="二")
    assert workspace.problems == []


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


def test_a_channels_name_never_hides_another_channels_id() -> None:
    workspace = Workspace([SATO], [Channel("C0ODD", HYOKA.id, members=(BOT,)), HYOKA])
    FakeApp(workspace)
    assert call(workspace, "chat.postMessage", channel=HYOKA.id, text="票")["channel"] == HYOKA.id
