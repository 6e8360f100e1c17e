"""A workspace of three people with an app that does what a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.local.web_api.arguments import Arguments
from bot.local.web_api.registry import METHODS
from bot.local.workspace import AppSettings, Channel, Person, Shortcut, SlashCommand, Timing, Workspace

Json = dict[str, Any]

SATO = Person("U0SATO", "佐藤", "市長公室情報課")
SMITH = Person("U0SMITH", "Smith", "福祉部長寿課", locale="en-US")
TANAKA = Person("U0TANAKA", "田中")
BOT = "U0BOT"
HYOKA = Channel("C0HYOKA", "評価", members=(SATO.id, SMITH.id, BOT))
ZATSUDAN = Channel("C0ZATSU", "雑談", members=(SATO.id,))
QUICK = Timing(ack=0.05, trigger=3.0, event_retries=())
APP = AppSettings(
    commands=(SlashCommand("/sheet", "評価票を開く", "[番号]"), SlashCommand("/raw", should_escape=False)),
    shortcuts=(Shortcut("keep", "残す"), Shortcut("new", "新しく", "global")),
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_600_000_000.0

    def __call__(self) -> float:
        return self.now


def tiny_workspace(*, app: AppSettings = APP, timing: Timing = QUICK, **others: Any) -> Workspace:
    return Workspace((SATO, SMITH, TANAKA), (HYOKA, ZATSUDAN), app=app, timing=timing, **others)


class FakeApp:
    """An app at the other end of a connection, without network: it answers within `send`.

    `answer` returns the acknowledgement's payload, or None for silence.
    """

    def __init__(self, workspace: Workspace, answer: Callable[[Json], Json | None] | None = None) -> None:
        self.leaving = False
        self.deaf = False
        self.heard: list[Json] = []
        self.answer = answer or (lambda _: {})
        self._news = threading.Condition()
        self._workspace = workspace
        workspace.core.delivery.attach(self)

    def send(self, text: str) -> None:
        envelope = json.loads(text)
        with self._news:
            self.heard.append(envelope)
            self._news.notify_all()
        if envelope["type"] != "hello":
            answer = self.answer(envelope["payload"])
            if answer is not None:
                self._workspace.core.delivery.acknowledge(envelope["envelope_id"], answer)

    def leave(self, *, abruptly: bool) -> None:
        self.leaving = True
        if abruptly:
            self.close()

    def close(self) -> None:
        self._workspace.core.delivery.detach(self)

    def waits_for(self, type_: str, count: int) -> list[Json]:
        """Block until so many payloads of a kind were heard, and return them."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.payloads(type_)) >= count, 2)
        return self.payloads(type_)

    def payloads(self, type_: str) -> list[Json]:
        """What was heard of a kind: an interaction's type, an event's type, or `slash_commands`."""
        found = []
        for envelope in self.heard:
            payload = envelope.get("payload", {})
            event = payload.get("event", {})
            if type_ in {envelope["type"], payload.get("type"), event.get("type")}:
                found.append(event or payload)
        return found


def call(workspace: Workspace, method: str, **arguments: Any) -> Json:
    """Call a Web API method as the server does, without HTTP; raises SlackError."""
    return METHODS[method](workspace.core, Arguments(arguments))


def error_of(method: Any, *args: Any, **arguments: Any) -> str:
    """Call a method of the SDK that Slack refuses, and return the error's code."""
    with pytest.raises(SlackApiError) as refused:
        method(*args, **arguments)
    return str(refused.value.response["error"])


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, label: str | None = None) -> Json:
    return {"text": plain(label or value), "value": value}


def field(block_id: str, element: Json, **others: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **others}


def text_input(action_id: str = "text", **others: Any) -> Json:
    return {"type": "plain_text_input", "action_id": action_id, **others}


def button(action_id: str, text: str = "押す", **others: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **others}


def buttons(*elements: Json, block_id: str = "buttons") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def modal(*blocks: Json, callback_id: str = "form", **others: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("評価票"),
        "submit": plain("保存"),
        "blocks": list(blocks) or [field("name", text_input())],
        **others,
    }


def open_modal(workspace: Workspace, view: Json, person: Person = SATO) -> Json:
    """Open a modal for somebody, and return it."""
    trigger_id = workspace.core.triggers.issue(person.id)
    shown: Json = call(workspace, "views.open", trigger_id=trigger_id, view=view)["view"]
    return shown
