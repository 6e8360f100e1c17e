"""The process is killed while it sends, and started again: what it was sending stands once before its readers."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.local.server import Server
from bot.local.workspace import AppSettings, Channel, Person, Workspace
from bot.manifest import SCOPES
from bot.send import Courier, Outbox
from bot.slack import web_client
from store.store import Store
from tests.office import open_store
from tests.patience import eventually

CHANNEL, SHEET = "C0JOHO", "2020-S27"


@pytest.fixture
def workspace() -> Workspace:
    channels = [Channel(CHANNEL, "joho", members=("U0BOT",))]
    return Workspace([Person("U0SATO", "佐藤")], channels, app=AppSettings(scopes=frozenset(SCOPES)))


@pytest.fixture
def server(workspace: Workspace) -> Iterator[Server]:
    with Server(workspace) as server:
        yield server


def killed(folder: Path, server: Server, at: Callable[[], bool]) -> None:
    """Start a process that sends, and kill it at some point."""
    command = [sys.executable, "-m", "tests.bot.kept_going", str(folder), server.api_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        eventually(at, 20)
    finally:
        process.kill()
        process.communicate()


def sent_after(store: Store, server: Server) -> None:
    courier = Courier(web_client("xoxb-local", server.api_url, again=False), store, lambda: datetime.now(UTC))
    outbox = Outbox(courier, store, lambda post, code: pytest.fail(f"{post.key}: {code}"), pace=0.05)
    outbox.start()
    assert outbox.stop(10) == 0


def said(folder: Path, to: str = CHANNEL, sheet: str = "") -> None:
    store = open_store(folder)
    for n in range(3):
        root = {"text": "根"} if sheet else None
        store.say(f"k{n}", to, {"text": f"{n}"}, datetime.now(UTC), sheet=sheet, root=root)
    store.close()


def read(workspace: Workspace, channel: str = CHANNEL) -> list[str]:
    roots = workspace.messages(channel, "U0SATO")
    return [each.text for root in roots for each in workspace.thread(channel, root.ts, "U0SATO")]


@pytest.mark.parametrize("nth", [0, 1, 3])
def test_killed_before_slack_takes_it(tmp_path: Path, workspace: Workspace, server: Server, nth: int) -> None:
    said(tmp_path, sheet=SHEET)
    workspace.faults.fail_next("chat.postMessage", times=nth)
    workspace.faults.stall_next("chat.postMessage", 30)
    killed(tmp_path, server, lambda: len([each for each in workspace.calls if each.error == "internal_error"]) == 1)
    store = open_store(tmp_path)
    assert len(store.unsent_posts()) >= 3
    sent_after(store, server)
    store.close()
    assert read(workspace) == ["根", "0", "1", "2"]


@pytest.mark.parametrize("place", ["channel", "thread", "direct"])
def test_killed_between_sending_and_marking(tmp_path: Path, workspace: Workspace, server: Server, place: str) -> None:
    to, channel = ("U0SATO", "D0SATO") if place == "direct" else (CHANNEL, CHANNEL)
    said(tmp_path, to, SHEET if place == "thread" else "")
    workspace.dm_with_bot("U0SATO")
    workspace.faults.stall_next("chat.postMessage", 30, after=True)
    killed(tmp_path, server, lambda: len(workspace.messages(channel, "U0SATO")) == 1)
    store = open_store(tmp_path)
    unsent = store.unsent_posts()
    assert {post.shown for post in unsent} == {0}
    sent_after(store, server)
    store.close()
    assert read(workspace, channel) == [*(["根"] if place == "thread" else []), "0", "1", "2"]


def test_killed_while_it_changes_a_message(tmp_path: Path, workspace: Workspace, server: Server) -> None:
    said(tmp_path)
    store = open_store(tmp_path)
    sent_after(store, server)
    store.say("k1", CHANNEL, {"text": "1 改"}, datetime.now(UTC))
    store.close()
    workspace.faults.stall_next("chat.update", 30, after=True)
    killed(tmp_path, server, lambda: "1 改" in read(workspace))
    store = open_store(tmp_path)
    sent_after(store, server)
    store.close()
    assert read(workspace) == ["0", "1 改", "2"]


def test_killed_again_and_again(tmp_path: Path, workspace: Workspace, server: Server) -> None:
    said(tmp_path, sheet=SHEET)
    for n in range(1, 4):
        workspace.faults.stall_next("chat.postMessage", 30, after=True)
        killed(tmp_path, server, lambda n=n: len(read(workspace)) == n)  # type: ignore[misc]
        time.sleep(0.1)
    store = open_store(tmp_path)
    sent_after(store, server)
    store.close()
    assert read(workspace) == ["根", "0", "1", "2"]
