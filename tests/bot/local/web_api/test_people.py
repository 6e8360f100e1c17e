"""The people API, through the client that stories use."""

from __future__ import annotations

import threading
import time

import pytest

from bot.local.client import NotThereError, PersonClient, find, shown
from bot.local.server import Server
from bot.local.workspace import Workspace
from tests.bot.local.tiny import (
    HYOKA,
    SATO,
    SMITH,
    FakeApp,
    button,
    buttons,
    call,
    field,
    modal,
    open_modal,
    option,
    plain,
    text_input,
)


@pytest.fixture
def sato(server: Server) -> PersonClient:
    return PersonClient(server.url, SATO.id, patience=0.2)


def test_a_person_says_and_sees(sato: PersonClient, server: Server) -> None:
    sato.says("やあ", in_="評価")
    message = sato.reads("やあ", in_="#評価")
    assert (message["user"], message["channel"], sato.name) == (SATO.id, HYOKA.id, "佐藤")
    sato.says("返事", in_=HYOKA.id, thread=message["ts"])
    smith = PersonClient(server.url, SMITH.id)
    assert [each["text"] for each in smith.sees("評価", thread=message["ts"])] == ["やあ", "返事"]
    assert sato.sees() == []
    with pytest.raises(NotThereError, match="佐藤 waited in vain for “居ない”"):
        sato.reads("居ない", in_="評価")
    with pytest.raises(NotThereError, match="channel_not_found"):
        sato.says("やあ", in_="無い部屋")
    with pytest.raises(NotThereError, match="user_not_found"):
        PersonClient(server.url, "U0NOBODY")


def test_inputs_are_found_by_label_and_buttons_by_text(sato: PersonClient, workspace: Workspace, app: FakeApp) -> None:
    kinds = {"type": "static_select", "action_id": "kind", "options": [option("law", "法定受託")]}
    open_modal(workspace, modal(field("名", text_input()), field("種", kinds), buttons(button("add", "足す"))))
    sato.fills({"名": "佐藤"})
    assert sato.presses("足す") == ""
    assert app.payloads("block_actions")[-1]["view"]["state"]["values"]["名"]["text"]["value"] == "佐藤"
    with pytest.raises(NotThereError, match="there is no “消す” among: "):
        sato.presses("消す")
    with pytest.raises(NotThereError, match="option_not_found"):
        sato.fills({"種": "自治"})
    assert sato.submits({"種": "法定受託"}) == {"closed": True, "errors": {}, "notice": ""}


def test_modals_close_one_by_one_or_all(sato: PersonClient, workspace: Workspace) -> None:
    open_modal(workspace, modal(callback_id="first"))
    for _ in range(2):
        call(workspace, "views.push", trigger_id=workspace.core.triggers.issue(SATO.id), view=modal())
    sato.closes()
    assert len(sato.views()) == 2
    sato.closes(everything=True)
    with pytest.raises(NotThereError, match="a modal"):
        sato.modal()


def test_waiting_ends_with_the_next_change(sato: PersonClient, workspace: Workspace) -> None:
    patient = PersonClient(f"http://{sato._address}", SATO.id, patience=5)
    later = threading.Timer(0.05, lambda: workspace.say(SMITH.id, HYOKA.id, "ただいま"))
    later.start()
    begun = time.monotonic()
    assert patient.reads("ただいま", in_="評価")["user"] == SMITH.id
    assert time.monotonic() - begun < 2
    later.join()


def test_a_home_that_nobody_publishes_is_missed(sato: PersonClient, workspace: Workspace) -> None:
    with pytest.raises(NotThereError, match="the App Home"):
        sato.opens_home()
    call(
        workspace,
        "views.publish",
        user_id=SATO.id,
        view={"type": "home", "blocks": [buttons(button("turn", "めくる"))]},
    )
    home = sato.home()
    assert home is not None
    assert sato.presses("めくる", on=home) == ""


def test_shortcuts_and_files(sato: PersonClient, app: FakeApp, server: Server) -> None:
    file_id = sato.shares("票 27.txt", "評価".encode(), in_="評価")
    assert sato.downloads(file_id) == "評価".encode()
    shared = sato.sees("評価")[-1]
    assert shared["files"][0]["name"] == "票 27.txt"
    assert sato.uses_shortcut("keep", shared) == ""
    assert app.payloads("message_action")[-1]["message_ts"] == shared["ts"]
    assert sato.uses_shortcut("new") == ""
    with pytest.raises(NotThereError, match="file_not_found"):
        sato.downloads("F0NONE")


def test_what_is_unknown_or_missing_is_told(sato: PersonClient) -> None:
    with pytest.raises(NotThereError, match="unknown"):
        sato._post("/sing")
    with pytest.raises(NotThereError, match="unknown"):
        sato._get("/dreams")
    with pytest.raises(NotThereError, match="missing text"):
        sato._post("/say", channel=HYOKA.id)
    with pytest.raises(NotThereError, match="missing channel"):
        sato._get("/messages")


def test_all_that_a_place_shows() -> None:
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "糸"}]}],
    }
    message = {"text": "上", "blocks": [{"type": "section", "text": plain("中")}, rich]}
    assert shown(message) == "上\n中\n糸"
    view = modal(field("名", text_input(initial_value="隠れ")), title=plain("題"))
    assert shown(view).splitlines() == ["題", "保存", "名"]
    assert find(view["blocks"], "名") == {"block_id": "名", "action_id": "text"}
