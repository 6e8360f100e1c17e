"""A small bot on Slack's own SDKs, for tests of the local workspace: it knows nothing of hyoka."""

from __future__ import annotations

import logging
import threading
from typing import Any
from urllib.request import Request, urlopen

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.local.server import Server
from tests.bot.local.tiny import button, buttons, field, modal, plain, text_input

TOKEN = "xoxb-tiny"


class TinyBot:
    """Connects on `start`; `heard` holds what its listeners were told, by listener."""

    def __init__(self, server: Server, ping_interval: float = 10) -> None:
        self.heard: dict[str, list[Any]] = {}
        self._news = threading.Condition()
        quiet = logging.getLogger("tiny bot")
        quiet.setLevel(logging.CRITICAL)
        client = WebClient(TOKEN, base_url=server.api_url, logger=quiet)
        self.app = App(client=client, logger=quiet)
        self._listen_to_commands()
        self._listen_to_views()
        self._listen_to_messages()
        self._listen_to_events()
        self._handler = SocketModeHandler(
            self.app,
            "xapp-tiny",
            logger=quiet,
            web_client=WebClient("xapp-tiny", base_url=server.api_url, logger=quiet),
            ping_interval=ping_interval,
        )

    def start(self) -> TinyBot:
        self._handler.client.connect()
        return self

    def stop(self) -> None:
        self._handler.client.close()

    def _note(self, name: str, what: Any) -> None:
        with self._news:
            self.heard.setdefault(name, []).append(what)
            self._news.notify_all()

    def waits_for(self, name: str, what: Any, times: int = 1) -> None:
        """Block until a listener was told something so many times."""
        with self._news:
            assert self._news.wait_for(lambda: self.heard.get(name, []).count(what) >= times, 2)

    def _listen_to_commands(self) -> None:
        app = self.app

        @app.command("/sheet")
        def sheet(ack: Any, body: Any, client: Any, respond: Any) -> None:
            ack()
            self._note("command", body)
            if body["text"] == "card":
                blocks = [buttons(button("approve", "承認", value="S27"), button("refresh", "更新"))]
                client.chat_postMessage(channel=body["channel_id"], text="票 S27", blocks=blocks)
            elif body["text"] == "busy":
                try:
                    client.chat_postMessage(channel=body["channel_id"], text="混雑")
                except SlackApiError as error:
                    respond(f"{error.response.status_code} {error.response.headers['Retry-After']}")
            elif body["text"] == "file":
                client.files_upload_v2(
                    channel=body["channel_id"], filename="S27.csv", content="番号\r\nS27", initial_comment="書き出し"
                )
            else:
                client.views_open(trigger_id=body["trigger_id"], view=modal(field("名", text_input())))

    def _listen_to_views(self) -> None:
        app = self.app

        @app.view("form")
        def form(ack: Any, view: Any) -> None:
            typed = view["state"]["values"]["名"]["text"]["value"]
            self._note("submitted", typed)
            if typed == "空":
                ack(response_action="errors", errors={"名": "名を書いてください"})
            elif typed == "続":
                ack(response_action="push", view=modal(field("名", text_input()), callback_id="form"))
            elif typed == "改":
                ack(response_action="update", view=modal(field("別", text_input()), callback_id="other"))
            elif typed == "全":
                ack(response_action="clear")
            else:
                ack()

    def _listen_to_messages(self) -> None:
        app = self.app

        @app.action("approve")
        def approve(ack: Any, respond: Any, action: Any) -> None:
            ack()
            respond(text=f"{action['value']} を承認", replace_original=False)

        @app.action("refresh")
        def refresh(ack: Any, respond: Any) -> None:
            ack()
            respond(text="新しい票", replace_original=True)

        @app.shortcut("keep")
        def keep(ack: Any, shortcut: Any, respond: Any) -> None:
            ack()
            respond(f"「{shortcut['message']['text']}」を残しました")

    def _listen_to_events(self) -> None:
        app = self.app

        @app.event("app_home_opened")
        def home(event: Any, client: Any) -> None:
            text = {"type": "section", "text": plain(f"{event['user']} のホーム")}
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [text]})

        @app.event("message")
        def message(event: Any, body: Any, request: Any, say: Any) -> None:
            self._note("message", (event.get("text"), request.headers.get("x-slack-retry-num")))
            for file in event.get("files", ()):
                bearer = {"Authorization": f"Bearer {TOKEN}"}
                with urlopen(Request(file["url_private"], headers=bearer)) as response:  # noqa: S310 — our own server
                    self._note("file", response.read())
            if event.get("text") == "やあ":
                say("はい")

        @app.event("app_mention")
        def mention(event: Any) -> None:
            self._note("mention", event["text"])

        @app.event("member_joined_channel")
        def joined(event: Any) -> None:
            self._note("joined", event["user"])
