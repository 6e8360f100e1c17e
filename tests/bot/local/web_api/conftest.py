"""A small workspace behind its Web API, for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.local.server import Server
from bot.local.workspace import Usergroup, Workspace
from tests.bot.local.tiny import SATO, SMITH, FakeApp, tiny_workspace


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return tiny_workspace(usergroups=[Usergroup("S0KAZEI", "kazei", "課税課", (SATO.id, SMITH.id))])


@pytest.fixture(scope="module")
def app(workspace: Workspace) -> FakeApp:
    return FakeApp(workspace)


@pytest.fixture(scope="module")
def server(workspace: Workspace, app: FakeApp) -> Iterator[Server]:
    with Server(workspace) as server:
        yield server


@pytest.fixture(scope="module")
def slack(server: Server) -> WebClient:
    return WebClient("xoxb-test", base_url=server.api_url)
