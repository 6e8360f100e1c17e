"""Socket Mode frame by frame."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.local.server import Server
from bot.local.socket_mode import MAX_CONNECTIONS
from bot.local.workspace import Timing, Workspace
from tests.bot.local.tiny import HYOKA, SATO, Json, tiny_workspace


@pytest.fixture
def workspace() -> Workspace:
    return tiny_workspace(timing=Timing(ack=2.0))


@pytest.fixture
def server(workspace: Workspace) -> Iterator[Server]:
    with Server(workspace) as server:
        yield server


def url(server: Server) -> str:
    return str(WebClient("xapp-1", base_url=server.api_url).apps_connections_open(app_token="xapp-1")["url"])


def hear(socket: ClientConnection) -> Json:
    message: Json = json.loads(socket.recv(timeout=2))
    return message


def test_hello_then_envelopes(server: Server, workspace: Workspace) -> None:
    with connect(url(server)) as socket:
        hello = hear(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": "A0LOCAL"}
        saying = threading.Thread(target=workspace.say, args=(SATO.id, HYOKA.id, "/sheet S27"))
        saying.start()
        envelope = hear(socket)
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert envelope["payload"]["text"] == "S27"
        socket.send(json.dumps({"envelope_id": "another"}))
        socket.send("not json")
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "はい"}}))
        saying.join()
    assert workspace.messages(HYOKA.id, SATO.id)[-1].text == "はい"
    assert workspace.problems == ["Socket Mode: the app sent something that is not JSON"]


def test_a_late_acknowledgement_changes_nothing() -> None:
    workspace = tiny_workspace()
    with Server(workspace) as own, connect(url(own)) as socket:
        hear(socket)
        workspace.say(SATO.id, HYOKA.id, "/sheet")
        socket.send(json.dumps({"envelope_id": hear(socket)["envelope_id"], "payload": {"text": "遅れました"}}))
        assert socket.ping().wait(2)
        assert "operation_timeout" in workspace.messages(HYOKA.id, SATO.id)[-1].text


def test_a_ticket_opens_one_connection(server: Server) -> None:
    once = url(server)
    with connect(once) as socket:
        hear(socket)
        for bad in (once, once.split("?", maxsplit=1)[0]):
            with pytest.raises(Exception, match="403"):
                connect(bad)


def test_there_are_ten_connections_at_most(server: Server) -> None:
    with ExitStack() as open_ones:
        sockets = [open_ones.enter_context(connect(url(server))) for _ in range(MAX_CONNECTIONS)]
        assert [hear(socket)["num_connections"] for socket in sockets] == list(range(1, MAX_CONNECTIONS + 1))
        one_more = open_ones.enter_context(connect(url(server)))
        refused = {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "local"}}
        assert hear(one_more) == refused
        with pytest.raises(ConnectionClosed):
            one_more.recv(timeout=2)


def test_leaving_is_asked_for_and_the_old_connection_still_works(server: Server, workspace: Workspace) -> None:
    with connect(url(server)) as socket:
        hear(socket)
        workspace.faults.disconnect_sockets()
        assert hear(socket)["reason"] == "refresh_requested"
        assert workspace.wait_for_app(0) is False
        workspace.say(SATO.id, HYOKA.id, "最後に")
        envelope = hear(socket)
        assert (envelope["payload"]["event"]["text"], envelope["retry_attempt"]) == ("最後に", 0)
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        assert socket.ping().wait(2)
    assert workspace.problems == []


def test_a_deaf_socket_answers_no_ping(server: Server, workspace: Workspace) -> None:
    with connect(url(server), close_timeout=0.1) as socket:
        hear(socket)
        assert socket.ping().wait(2)
        workspace.faults.freeze_sockets()
        assert not socket.ping().wait(0.1)


def test_a_cut_connection_is_forgotten(server: Server, workspace: Workspace) -> None:
    with connect(url(server)) as socket:
        hear(socket)
        workspace.faults.disconnect_sockets(abruptly=True)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=2)
    with connect(url(server)) as socket:
        assert hear(socket)["num_connections"] == 1
