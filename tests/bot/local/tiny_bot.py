"""A bot that shows every block and element, and modals that refuse, update and push: to try the page by hand.

`python -m tests.bot.local.tiny_bot [port]` serves it until Ctrl+C. It talks to the workspace as any bot talks to Slack:
slack_bolt over Socket Mode and the Web API.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any

from fastapi import FastAPI
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.local import page
from bot.local.server import Server
from bot.local.workspace import AppSettings, Channel, Person, Shortcut, SlashCommand, Timing, Workspace
from tests.bot.local.tiny_blocks import HOME_BLOCKS, MESSAGES
from tests.bot.local.tiny_forms import asking_how, every_input, fields_of_thought, long_modal

SATO = Person("U0SATO", "佐藤 花子", "市長公室情報課")
SMITH = Person("U0SMITH", "John Smith", "福祉部長寿課", locale="en-US")
TANAKA = Person("U0TANAKA", "田中 一郎", "総務部財政課・財政担当")
BOT = "U0BOT"
BOT_TOKEN, APP_TOKEN = "xoxb-tiny", "xapp-tiny"
HYOKA = Channel("C0HYOKA", "評価", members=(SATO.id, SMITH.id, TANAKA.id, BOT), topic="令和2年度の行政評価票")
ZATSUDAN = Channel("C0ZATSU", "雑談", members=(SATO.id, SMITH.id, TANAKA.id))
ALL_HANDS = Channel("C0OSHIRASE", "お知らせ", members=(TANAKA.id,))
PEOPLE = (SATO, SMITH, TANAKA)
CHANNELS = (HYOKA, ZATSUDAN, ALL_HANDS)

COMMANDS = (
    SlashCommand("/show", "すべてのブロックを見せる"),
    SlashCommand("/見本", "すべてのブロックを見せる"),
    SlashCommand("/form", "考えを書く", "[題名]"),
    SlashCommand("/記入", "考えを書く", "[題名]"),
    SlashCommand("/fields", "すべての入力欄を開く"),
    SlashCommand("/echo", "あなただけに返す", "[文]"),
    SlashCommand("/silent", "応答しない"),
    SlashCommand("/stack", "画面を重ねる"),
)
SHORTCUTS = (Shortcut("note", "意見を書く"), Shortcut("check", "確認済みにする"))

Json = dict[str, Any]
Ack = Callable[..., Any]


class _AtWork(ThreadPoolExecutor):
    """The bot's threads; `doing` holds what isn't done yet."""

    def __init__(self) -> None:
        super().__init__(8)
        self.doing: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        self.doing.add(future)
        future.add_done_callback(self.doing.discard)
        return future


class TinyBot:
    """A workspace with its page, and a bot connected to it. `heard` holds what the bot was told, newest last."""

    def __init__(self, port: int = 0, timing: Timing | None = None) -> None:
        """Put everything together; nothing runs before `start`."""
        self.workspace = Workspace(
            PEOPLE,
            CHANNELS,
            app=AppSettings(commands=COMMANDS, shortcuts=SHORTCUTS),
            timing=timing,
        )
        self.heard: list[Json] = []
        site = FastAPI()
        page.mount(site, self.workspace)
        self.server = Server(self.workspace, port, site)

    def start(self) -> TinyBot:
        """Serve the page and connect the bot."""
        self.server.start()
        client = WebClient(token=BOT_TOKEN, base_url=self.server.api_url)
        self._at_work = _AtWork()
        self.bolt = App(client=client, token_verification_enabled=False, listener_executor=self._at_work)
        self.bolt.use(self._hear)
        self._listen()
        told = WebClient(token=APP_TOKEN, base_url=self.server.api_url)
        self._socket = SocketModeHandler(self.bolt, APP_TOKEN, web_client=told)
        self._socket.connect()  # type: ignore[no-untyped-call]
        assert self.workspace.wait_for_app()
        return self

    def stop(self) -> None:
        """Disconnect the bot, stop the server."""
        self._socket.close()  # type: ignore[no-untyped-call]
        self.server.stop()

    def __enter__(self) -> TinyBot:
        """Start."""
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop."""
        self.stop()

    def begin_anew(self) -> None:
        """Forget all that was said and done: the page is one per process, so tests share one bot.

        What it is still saying to whoever has gone would stand in the next test's channel.
        """
        wait(tuple(self._at_work.doing), timeout=10)
        core, clock = self.workspace.core, self.workspace.core.clock
        with core.lock:
            core.conversations.__init__(PEOPLE, self.workspace.bot, CHANNELS, clock)  # type: ignore[misc]
            core.views.__init__(clock)  # type: ignore[misc]
            core.problems.clear()
            core.message_state.clear()
        self.heard.clear()
        core.changes.bump()

    def actions(self) -> list[Json]:
        """Return the actions of all `block_actions` that were heard."""
        return [action for body in self.heard if body.get("type") == "block_actions" for action in body["actions"]]

    def _hear(self, body: Json, next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt's name for it
        self.heard.append(body)
        return next()

    def _listen(self) -> None:
        bolt = self.bolt
        for name in ("/show", "/見本"):
            bolt.command(name)(_show)
        for name in ("/form", "/記入"):
            bolt.command(name)(_open(fields_of_thought()))
        bolt.command("/fields")(_open(every_input()))
        bolt.command("/echo")(lambda ack, command: ack(command["text"]))
        bolt.command("/silent")(lambda: None)
        bolt.command("/stack")(_open(long_modal("first", "一つ目", submit="次へ")))
        bolt.shortcut("note")(_open(fields_of_thought()))
        bolt.shortcut("check")(_check)
        bolt.view("thought")(_thought)
        bolt.view("inputs")(lambda ack: ack())
        bolt.view("first")(lambda ack: ack(response_action="push", view=asking_how("second", "二つ目")))
        bolt.view("second")(_second)
        bolt.view("third")(lambda ack: ack(response_action="clear"))
        bolt.view({"type": "view_closed", "callback_id": "thought"})(lambda ack: ack())
        bolt.action("kind")(_follow_kind)
        bolt.action("slow")(_slow)
        bolt.action("edit")(_edit)
        bolt.action({"type": "block_actions", "action_id": re.compile(".*")})(lambda ack: ack())
        bolt.event("app_home_opened")(_home)
        bolt.event("message")(lambda ack: ack())


def _show(ack: Ack, command: Json, client: WebClient) -> None:
    ack()
    for text, blocks in MESSAGES:
        client.chat_postMessage(channel=command["channel_id"], text=text, blocks=blocks)


def _open(view: Json) -> Callable[..., None]:
    def listener(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    return listener


def _check(ack: Ack, body: Json, client: WebClient) -> None:
    ack()
    client.reactions_add(channel=body["channel"]["id"], name="white_check_mark", timestamp=body["message"]["ts"])


def _thought(ack: Ack, view: Json, body: Json, client: WebClient) -> None:
    values = view["state"]["values"]
    title = values["title"]["text"]["value"]
    if "無応答" in title:
        return
    if "だめ" in title:
        ack(response_action="errors", errors={"title": "この題名は使えません。別の題名を書いてください。"})
        return
    if "続き" in title:
        ack(response_action="update", view=fields_of_thought(title="続き"))
        return
    ack()
    client.chat_postMessage(channel=HYOKA.id, text=f"<@{body['user']['id']}> さんの考え：{title}")


def _second(ack: Ack, view: Json) -> None:
    if view["state"]["values"]["how"]["text"]["value"] == "閉じる":
        ack()
    else:
        ack(response_action="update", view=long_modal("third", "更新後", submit="すべて閉じる"))


def _follow_kind(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
    ack()
    view = fields_of_thought(extra=action["selected_option"]["value"])
    client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


def _slow(ack: Ack) -> None:
    time.sleep(0.8)
    ack()


def _edit(ack: Ack, body: Json, client: WebClient) -> None:
    ack()
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*書き換えました*"}}]
    client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="書き換えました", blocks=blocks)


def _home(event: Json, client: WebClient) -> None:
    if event["tab"] == "home":
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": HOME_BLOCKS})


if __name__ == "__main__":
    with TinyBot(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as running:
        sys.stdout.write(f"{running.server.url}\n")
        sys.stdout.flush()
        while True:
            time.sleep(3600)
