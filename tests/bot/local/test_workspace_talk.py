"""What people say and read in the local workspace."""

from __future__ import annotations

import pytest

from bot.local.workspace import SLACKBOT, AppSettings, Channel, Person, SlackError, Workspace
from tests.bot.local.tiny import APP, BOT, HYOKA, SATO, SMITH, TANAKA, ZATSUDAN, Clock, FakeApp, call, tiny_workspace


def texts(workspace: Workspace, channel: Channel = HYOKA, viewer: Person = SATO) -> list[str]:
    return [message.text for message in workspace.messages(channel.id, viewer.id)]


def test_a_message_is_escaped_and_its_names_become_links() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    workspace.say(
        SATO.id, HYOKA.id, "@田中さん & @Smith <b> #評価 を見て https://example.jp/a?b=1&c=2 @channel a@Smith.jp"
    )
    (message,) = workspace.messages(HYOKA.id, SATO.id)
    assert message.text == (
        "<@U0TANAKA>さん &amp; <@U0SMITH> &lt;b&gt; <#C0HYOKA|評価> を見て <https://example.jp/a?b=1&amp;c=2> <!channel> a@Smith.jp"
    )
    assert message.mentions == ("U0TANAKA", "U0SMITH", "channel")
    assert (message.user, message.channel, message.thread_ts, message.is_reply) == (SATO.id, HYOKA.id, None, False)


def test_a_message_is_told_to_the_app_where_its_bot_is() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    workspace.say(SATO.id, ZATSUDAN.id, "聞こえない")
    workspace.say(SATO.id, HYOKA.id, "やあ @bot")
    workspace.say(SATO.id, workspace.dm_with_bot(SATO.id).id, "こんにちは @bot")
    told = app.payloads("message")
    assert [(event["channel"], event["channel_type"], event["user"]) for event in told] == [
        (HYOKA.id, "channel", SATO.id),
        ("D0SATO", "im", SATO.id),
    ]
    assert [event["text"] for event in app.payloads("app_mention")] == ["やあ <@U0BOT>"]
    assert workspace.problems == []


def test_nobody_writes_where_slack_shows_no_message_field() -> None:
    workspace = tiny_workspace()
    for person, channel, error in ((TANAKA, HYOKA.id, "not_in_channel"), (SATO, "C0NONE", "channel_not_found")):
        with pytest.raises(SlackError) as refused:
            workspace.say(person.id, channel, "やあ")
        assert refused.value.error == error
    workspace.archive(HYOKA.id)
    with pytest.raises(SlackError, match="is_archived"):
        workspace.say(SATO.id, HYOKA.id, "やあ")


def test_slackbot_answers_for_commands_that_cannot_run() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    root = call(workspace, "chat.postMessage", channel=HYOKA.id, text="根")["ts"]
    workspace.say(SATO.id, HYOKA.id, "/nothing 1")
    workspace.say(SMITH.id, HYOKA.id, "/nothing")
    workspace.say(SATO.id, HYOKA.id, "/sheet S27", thread_ts=root)
    notice, seen_by_smith = workspace.messages(HYOKA.id, SATO.id)[-1], workspace.messages(HYOKA.id, SMITH.id)[-1]
    assert (notice.user, notice.ephemeral_to) == (SLACKBOT.id, SATO.id)
    assert notice.text.startswith("/nothing というコマンドはありません")
    assert seen_by_smith.text.startswith("/nothing is not a command")
    in_thread = workspace.thread(HYOKA.id, root, SATO.id)[-1]
    assert in_thread.text == "/sheet はスレッドでは使えません。"
    assert workspace.thread(HYOKA.id, root, SMITH.id)[0].reply_count == 0
    assert app.payloads("slash_commands") == []


def test_a_wide_space_belongs_to_the_commands_name() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, "/sheet　S27")
    assert texts(workspace)[0].startswith("/sheet　S27 というコマンドはありません")
    assert app.payloads("slash_commands") == []


def test_a_space_before_a_slash_sends_a_message() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, " /sheet S27")
    workspace.say(SATO.id, HYOKA.id, "   ")
    assert texts(workspace) == ["/sheet S27"]


@pytest.mark.parametrize(
    ("typed", "command", "text"),
    [
        ("/sheet", "/sheet", ""),
        ("/SHEET  S27 ", "/sheet", "S27"),
        ("/sheet\nS27\nS28", "/sheet", "S27\nS28"),
        (
            "/sheet 「<1>&」 @田中 #評価 https://a.jp",
            "/sheet",
            "「&lt;1&gt;&amp;」 <@U0TANAKA|田中> <#C0HYOKA|評価> <https://a.jp>",
        ),
        ("/raw <1>& @田中", "/raw", "<1>& @田中"),
    ],
)
def test_a_command_reaches_the_app_as_slack_sends_it(typed: str, command: str, text: str) -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, typed)
    (payload,) = app.payloads("slash_commands")
    trigger_id, response_url = payload.pop("trigger_id"), payload.pop("response_url")
    assert payload == {
        "token": "local",
        "team_id": "T0LOCAL",
        "team_domain": "local",
        "channel_id": HYOKA.id,
        "channel_name": "評価",
        "user_id": SATO.id,
        "user_name": "佐藤",
        "command": command,
        "text": text,
        "api_app_id": "A0LOCAL",
        "is_enterprise_install": "false",
    }
    assert trigger_id.count(".") == 2
    assert response_url.startswith("http://127.0.0.1/respond/")
    assert (app.heard[-1]["type"], app.heard[-1]["accepts_response_payload"]) == ("slash_commands", True)
    assert workspace.messages(HYOKA.id, SATO.id) == []


def test_a_direct_message_has_slacks_own_channel_name() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    workspace.say(SATO.id, workspace.dm_with_bot(SATO.id).id, "/sheet")
    assert app.payloads("slash_commands")[0]["channel_name"] == "directmessage"


def test_the_acknowledgement_may_answer_at_once() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace, lambda _: {"text": "あなただけに"})
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    app.answer = lambda _: {"text": "みんなに", "response_type": "in_channel"}
    workspace.say(SATO.id, HYOKA.id, "/sheet S27")
    app.answer = lambda payload: {} if "event" in payload else {"blocks": [{"type": "nonsense"}]}
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    assert texts(workspace) == ["あなただけに", "/sheet S27", "みんなに"]
    assert texts(workspace, viewer=SMITH) == ["/sheet S27", "みんなに"]
    assert len(workspace.problems) == 1
    assert workspace.problems[0].startswith("/sheet: the acknowledgement was refused, invalid_blocks")


@pytest.mark.parametrize(("connected", "reason"), [(True, "operation_timeout"), (False, "dispatch_failed")])
def test_a_command_that_the_app_does_not_take_fails_visibly(connected: bool, reason: str) -> None:
    workspace = tiny_workspace()
    if connected:
        FakeApp(workspace, lambda _: None)
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    workspace.say(SMITH.id, HYOKA.id, "/sheet")
    assert texts(workspace) == [f"/sheet はエラー「{reason}」で失敗しました。"]
    assert texts(workspace, viewer=SMITH) == [f"/sheet failed with the error “{reason}”."]
    assert workspace.problems == [f"/sheet: {reason}"] * 2


def test_threads_hold_replies_and_count_them() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, "根")
    (root,) = workspace.messages(HYOKA.id, SATO.id)
    workspace.say(SMITH.id, HYOKA.id, "葉", thread_ts=root.ts)
    last = call(workspace, "chat.postMessage", channel=HYOKA.id, text="枝", thread_ts=root.ts)["ts"]
    (root,) = workspace.messages(HYOKA.id, SATO.id)
    assert (root.reply_count, root.thread_ts) == (2, root.ts)
    assert [message.text for message in workspace.thread(HYOKA.id, root.ts, SATO.id)] == ["根", "葉", "枝"]
    call(workspace, "chat.delete", channel=HYOKA.id, ts=last)
    assert workspace.messages(HYOKA.id, SATO.id)[0].reply_count == 1


def test_unread_counts_what_others_said_outside_threads() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    workspace.say(SATO.id, HYOKA.id, "一")
    root = call(workspace, "chat.postMessage", channel=HYOKA.id, text="二")["ts"]
    call(workspace, "chat.postMessage", channel=HYOKA.id, text="返事", thread_ts=root)
    call(workspace, "chat.postEphemeral", channel=HYOKA.id, user=SMITH.id, text="こっそり")
    assert (workspace.unread(HYOKA.id, SATO.id), workspace.unread(HYOKA.id, SMITH.id)) == (1, 2)
    before = workspace.changes.version
    workspace.mark_read(HYOKA.id, SMITH.id)
    workspace.mark_read(HYOKA.id, SMITH.id)
    assert workspace.unread(HYOKA.id, SMITH.id) == 0
    assert workspace.changes.version == before + 1
    call(workspace, "chat.postMessage", channel=HYOKA.id, text="三", thread_ts=root, reply_broadcast=True)
    assert workspace.unread(HYOKA.id, SMITH.id) == 1
    assert texts(workspace) == ["一", "二", "三"]


def test_time_stamps_rise_though_the_clock_stands_still() -> None:
    workspace = tiny_workspace(clock=Clock())
    FakeApp(workspace)
    for text in "一二三":
        workspace.say(SATO.id, HYOKA.id, text)
    assert [message.ts for message in workspace.messages(HYOKA.id, SATO.id)] == [
        "1600000000.000000",
        "1600000000.000001",
        "1600000000.000002",
    ]


def test_inviting_the_bot_lets_it_post() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    with pytest.raises(SlackError, match="not_in_channel"):
        call(workspace, "chat.postMessage", channel=ZATSUDAN.id, text="やあ")
    workspace.say(SATO.id, ZATSUDAN.id, "/invite @bot")
    call(workspace, "chat.postMessage", channel=ZATSUDAN.id, text="やあ")
    workspace.join(TANAKA.id, ZATSUDAN.id)
    workspace.join(TANAKA.id, ZATSUDAN.id)
    assert [(event["user"], event.get("inviter")) for event in app.payloads("member_joined_channel")] == [
        (BOT, SATO.id),
        (TANAKA.id, None),
    ]
    workspace.say(SATO.id, ZATSUDAN.id, "/invite")
    assert workspace.messages(ZATSUDAN.id, SATO.id)[-1].text == "誰を招待しますか。例：/invite @bot"
    workspace.leave(BOT, ZATSUDAN.id)
    with pytest.raises(SlackError, match="not_in_channel"):
        call(workspace, "chat.postMessage", channel=ZATSUDAN.id, text="やあ")


def test_channels_are_the_public_ones_and_the_direct_message_last() -> None:
    workspace = tiny_workspace()
    workspace.dm_with_bot(SMITH.id)
    channels = workspace.channels(SATO.id)
    assert [(channel.id, channel.kind) for channel in channels] == [
        (HYOKA.id, "channel"),
        (ZATSUDAN.id, "channel"),
        ("D0SATO", "dm"),
    ]
    assert channels[-1] == workspace.dm_with_bot(SATO.id)
    assert channels[-1].members == (SATO.id, BOT)


def test_files_are_shared_with_the_app_and_kept() -> None:
    workspace = tiny_workspace()
    app = FakeApp(workspace)
    file_id = workspace.upload(SATO.id, HYOKA.id, "S27.txt", "評価".encode())
    assert workspace.file(file_id) == ("S27.txt", "評価".encode())
    (event,) = app.payloads("message")
    assert (event["subtype"], event["files"][0]["id"], event["files"][0]["size"]) == ("file_share", file_id, 6)
    assert event["files"][0]["mimetype"] == "text/plain"
    assert workspace.messages(HYOKA.id, SATO.id)[0].files[0]["name"] == "S27.txt"


def test_a_read_only_messages_tab_takes_nothing() -> None:
    workspace = tiny_workspace(app=AppSettings(commands=APP.commands, messages_tab_writable=False))
    app = FakeApp(workspace)
    here = workspace.dm_with_bot(SATO.id)
    workspace.say(SATO.id, here.id, "やあ")
    assert texts(workspace, here) == ["このアプリへのメッセージの送信はオフになっています。"]
    workspace.say(SATO.id, here.id, "/sheet")
    assert len(app.payloads("slash_commands")) == 1


def test_every_visible_change_is_counted_and_told() -> None:
    workspace = tiny_workspace()
    FakeApp(workspace)
    versions: list[int] = []
    unsubscribe = workspace.changes.subscribe(versions.append)
    workspace.say(SATO.id, HYOKA.id, "一")
    assert versions == [workspace.changes.version]
    assert workspace.changes.wait(since=0, timeout=0) == versions[-1]
    unsubscribe()
    workspace.say(SATO.id, HYOKA.id, "二")
    assert len(versions) == 1
    assert workspace.changes.wait(since=workspace.changes.version, timeout=0.01) == versions[-1] + 1
