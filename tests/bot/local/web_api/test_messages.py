"""Messages over HTTP: posted, changed, deleted and read by Slack's own SDK."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.local.server import Server
from bot.local.workspace import Channel, Workspace
from tests.bot.local.tiny import (
    BOT,
    HYOKA,
    SATO,
    TANAKA,
    ZATSUDAN,
    Clock,
    FakeApp,
    call,
    error_of,
    plain,
    tiny_workspace,
)


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


def test_a_reaction_stands_once(slack: WebClient, workspace: Workspace) -> None:
    ts = slack.chat_postMessage(channel=HYOKA.id, text="票")["ts"]
    slack.reactions_add(channel=HYOKA.id, timestamp=ts, name="white_check_mark")
    assert error_of(slack.reactions_add, channel=HYOKA.id, timestamp=ts, name="white_check_mark") == "already_reacted"
    (reaction,) = workspace.messages(HYOKA.id, SATO.id)[-1].reactions
    assert (reaction.name, reaction.users) == ("white_check_mark", (BOT,))


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


def test_a_channels_name_never_hides_another_channels_id() -> None:
    workspace = Workspace([SATO], [Channel("C0ODD", HYOKA.id, members=(BOT,)), HYOKA])
    FakeApp(workspace)
    assert call(workspace, "chat.postMessage", channel=HYOKA.id, text="票")["channel"] == HYOKA.id
