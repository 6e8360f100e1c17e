"""The link to Slack: refreshed without a pause, replaced where it breaks or goes deaf, and of any size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.local.client import PersonClient
from bot.local.server import Server
from bot.local.workspace import Channel, Person, SlashCommand, Workspace
from bot.slack import web_client
from bot.socket_mode import Link, SocketMode
from tests.patience import eventually


class Line:
    """A workspace, an app that answers `/echo`, and the link between them."""

    def __init__(self, server: Server, workspace: Workspace) -> None:
        self.workspace = workspace
        self.url = server.url
        self.took: list[float] = []
        app = App(client=web_client("xoxb-local", server.api_url), signing_secret="x", ssl_check_enabled=False)
        app.command("/echo")(self.echo)
        app.view("form")(self.form)
        self.socket = SocketMode(app, web_client("xapp-local", server.api_url), ping=0.2, deaf=0.6)
        self.socket.connect()
        workspace.wait_for_app()

    def echo(self, ack: Ack, command: dict[str, Any], client: Any) -> None:
        ack(f"{command['text']} を聞きました")
        if command["text"] == "form":
            client.views_open(trigger_id=command["trigger_id"], view=form(""))

    def form(self, ack: Ack, view: dict[str, Any]) -> None:
        ack(response_action="update", view=form(next(iter(view["state"]["values"]["f"].values()))["value"]))

    def says(self, text: str) -> float:
        """Seconds until it was heard and acknowledged."""
        began = time.monotonic()
        sato = PersonClient(self.url, "U0SATO")
        sato.says(f"/echo {text}", "plan")
        took = time.monotonic() - began
        sato.reads(f"{text} を聞きました", "plan")
        return took


def form(text: str) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "a", "multiline": True}
    if text:
        element["initial_value"] = text
    label = {"type": "plain_text", "text": "本文", "emoji": False}
    block = {"type": "input", "block_id": "f", "label": label, "element": element}
    title = {"type": "plain_text", "text": "長い", "emoji": False}
    return {"type": "modal", "callback_id": "form", "title": title, "submit": title, "blocks": [block]}


@pytest.fixture
def line() -> Iterator[Line]:
    people, channels = [Person("U0SATO", "佐藤")], [Channel("C0PLAN", "plan", members=("U0SATO",))]
    workspace = Workspace(people, channels, commands=[SlashCommand("/echo", "x", "x")])
    with Server(workspace) as server:
        made = Line(server, workspace)
        yield made
        made.socket.close()
    assert workspace.problems == []


def test_what_comes_is_heard_and_acknowledged(line: Line) -> None:
    assert line.says("一") < 1.5


def test_while_the_link_is_refreshed_nobody_waits(line: Line) -> None:
    before = line.socket._link
    line.workspace.faults.disconnect_sockets()
    assert max(line.says(str(n)) for n in range(10)) < 1
    eventually(lambda: line.socket._link is not before)
    assert line.says("後") < 1.5


def test_a_link_that_breaks_is_replaced(line: Line) -> None:
    before = line.socket._link
    line.workspace.faults.disconnect_sockets(abruptly=True)
    eventually(lambda: line.socket._link is not before)
    line.workspace.wait_for_app()
    assert line.says("一") < 1.5


def test_a_deaf_link_is_noticed_and_replaced(line: Line) -> None:
    before = line.socket._link
    line.workspace.faults.freeze_sockets()
    eventually(lambda: line.socket._link is not before)
    heard = line.socket.heard
    assert heard is not None
    assert heard < 1.5


def test_where_no_link_can_be_had_it_is_tried_again(line: Line) -> None:
    before = line.socket._link
    line.workspace.faults.fail_next("apps.connections.open", "internal_error", times=1, status=500)
    line.workspace.faults.disconnect_sockets(abruptly=True)
    eventually(lambda: line.socket._link is not before)
    line.workspace.wait_for_app()
    assert line.says("一") < 1.5


def test_a_quiet_link_is_kept(line: Line) -> None:
    before = line.socket._link
    time.sleep(1)
    assert line.socket._link is before
    assert line.says("一") < 1.5


def test_a_form_of_any_length_comes_and_goes(line: Line) -> None:
    line.says("form")
    sato = PersonClient(line.url, "U0SATO")
    long = "長い文。" * 20_000
    sato.submits({"f": long})
    assert sato.modal()["blocks"][0]["element"]["initial_value"] == long


def test_nothing_is_heard_after_hanging_up(line: Line) -> None:
    line.socket.close()
    assert isinstance(line.socket._link, Link)
    with pytest.raises(OSError, match=r".*"):
        line.socket._link.next()
