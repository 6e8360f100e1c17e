"""A bot on slack_bolt and slack_sdk meets the local workspace over HTTP and WebSocket, and a person drives it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.local.client import NotThereError, PersonClient
from bot.local.server import Server
from bot.local.workspace import Timing, Workspace
from tests.bot.local.tiny import HYOKA, SATO, SMITH, TANAKA, ZATSUDAN, tiny_workspace
from tests.bot.local.tiny_bolt import TinyBot


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return tiny_workspace(timing=Timing(ack=3.0))


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Server]:
    with Server(workspace, ping_seconds=0.1) as server:
        yield server


@pytest.fixture(scope="module")
def bot(server: Server, workspace: Workspace) -> Iterator[TinyBot]:
    bot = TinyBot(server).start()
    assert workspace.wait_for_app(5)
    yield bot
    bot.stop()


@pytest.fixture
def sato(server: Server, bot: TinyBot) -> PersonClient:
    return PersonClient(server.url, SATO.id)


@pytest.fixture(autouse=True)
def no_problems(workspace: Workspace) -> Iterator[None]:
    """Nothing that the bot does here would be refused by Slack."""
    yield
    problems = workspace.problems
    workspace.core.problems.clear()
    for view in workspace.views(SATO.id)[:1]:
        workspace.close_view(SATO.id, view["id"], everything=True)
    assert problems == []


def test_a_command_opens_a_modal_that_is_submitted(sato: PersonClient, bot: TinyBot) -> None:
    sato.says("/sheet S27", in_="評価")
    assert sato.modal()["callback_id"] == "form"
    assert bot.heard["command"][-1]["text"] == "S27"
    assert sato.submits()["errors"] == {"名": "この項目は必須です。"}
    assert sato.submits({"名": "空"}) == {"closed": False, "errors": {"名": "名を書いてください"}, "notice": ""}
    sato.fills({"名": "佐藤"})
    assert sato.submits()["closed"] is True
    assert sato.views() == []
    assert bot.heard["submitted"][-2:] == ["空", "佐藤"]


def test_a_modal_is_pushed_updated_and_cleared(sato: PersonClient) -> None:
    sato.says("/sheet")
    assert sato.modal()["previous_view_id"] is None
    sato.submits({"名": "続"})
    assert len(sato.views()) == 2
    sato.submits({"名": "続"})
    assert len(sato.views()) == 3
    sato.submits({"名": "改"})
    assert sato.modal()["callback_id"] == "other"
    sato.closes()
    sato.submits({"名": "全"})
    assert sato.views() == []


def test_a_fourth_modal_is_not_pushed(sato: PersonClient, workspace: Workspace) -> None:
    sato.says("/sheet")
    sato.modal()
    for _ in range(3):
        sato.submits({"名": "続"})
    assert len(sato.views()) == 3
    assert workspace.problems == ["submission of form: push_limit_reached"]
    workspace.core.problems.clear()


def test_buttons_answer_through_the_response_url(sato: PersonClient, server: Server) -> None:
    sato.says("/sheet card", in_="評価")
    card = sato.reads("票 S27", in_="評価")
    assert sato.presses("承認", on=card) == ""
    whisper = sato.reads("S27 を承認", in_="評価")
    assert whisper["ephemeral_to"] == SATO.id
    smith = PersonClient(server.url, SMITH.id)
    smith.presses("更新", on=card)
    changed = smith.reads("新しい票", in_="評価")
    assert (changed["ts"], changed["blocks"], changed["edited"]) == (card["ts"], [], True)
    assert "S27 を承認" not in [message["text"] for message in smith.sees("評価")]
    with pytest.raises(NotThereError, match="there is no “承認”"):
        sato.presses("承認", on=changed)


def test_the_home_is_published(sato: PersonClient) -> None:
    home = sato.opens_home()
    assert home["blocks"][0]["text"]["text"] == f"{SATO.id} のホーム"
    assert sato.opens_home()["hash"] != home["hash"]


def test_a_shortcut_beside_a_message(sato: PersonClient) -> None:
    sato.says("残す文", in_="評価")
    assert sato.uses_shortcut("keep", sato.reads("残す文", in_="評価")) == ""
    assert sato.reads("「残す文」を残しました", in_="評価")["ephemeral_to"] == SATO.id
    with pytest.raises(NotThereError, match="not_found"):
        sato.uses_shortcut("gone", sato.reads("残す文", in_="評価"))


def test_messages_and_mentions_are_heard(sato: PersonClient, bot: TinyBot) -> None:
    sato.says("やあ")
    assert sato.reads("はい")["user"] == "U0BOT"
    sato.says("@bot さん", in_="評価")
    bot.waits_for("mention", "<@U0BOT> さん")


def test_the_bot_hears_who_joins(sato: PersonClient, server: Server, bot: TinyBot) -> None:
    sato.says("/invite @bot", in_="雑談")
    PersonClient(server.url, TANAKA.id).joins("雑談")
    bot.waits_for("joined", TANAKA.id)
    bot.waits_for("joined", "U0BOT")
    sato.says("/sheet card", in_=ZATSUDAN.id)
    assert sato.reads("票 S27", in_="雑談")


def test_files_go_both_ways(sato: PersonClient, bot: TinyBot) -> None:
    sato.says("/sheet file", in_="評価")
    message = sato.reads("書き出し", in_="評価")
    (file,) = message["files"]
    assert (file["name"], file["title"], file["size"]) == ("S27.csv", "S27.csv", 11)
    assert sato.downloads(file["id"]) == "番号\r\nS27".encode()
    sato.shares("票.txt", "評価".encode(), in_="評価")
    bot.waits_for("file", "評価".encode())


def test_an_event_that_comes_again_says_so(sato: PersonClient, bot: TinyBot, workspace: Workspace) -> None:
    workspace.faults.redeliver_next_event()
    sato.says("二度", in_="評価")
    bot.waits_for("message", ("二度", ["0"]))
    bot.waits_for("message", ("二度", ["1"]))


def test_a_busy_slack_answers_429(sato: PersonClient, workspace: Workspace) -> None:
    workspace.faults.fail_next("chat.postMessage", retry_after=30)
    sato.says("/sheet busy", in_="評価")
    assert sato.reads("429 30", in_="評価")["ephemeral_to"] == SATO.id


@pytest.mark.parametrize("abruptly", [False, True])
def test_a_bot_comes_back(abruptly: bool) -> None:
    own = tiny_workspace(timing=Timing(ack=3.0))
    with Server(own, ping_seconds=0.1) as there:
        bot = TinyBot(there, ping_interval=0.05).start()
        try:
            assert own.wait_for_app(5)
            own.faults.disconnect_sockets(abruptly=abruptly)
            assert own.wait_for_app(5)
            own.say(SATO.id, HYOKA.id, "/sheet S27")
            assert PersonClient(there.url, SATO.id).modal()["callback_id"] == "form"
            assert own.problems == []
        finally:
            bot.stop()
