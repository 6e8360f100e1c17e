"""The Socket Mode connection (https://docs.slack.dev/apis/events-api/using-socket-mode).

Slack's own client of `slack_sdk` isn't used, for what people would feel of it. Its one thread hears the old link for
up to 3 seconds after the new one is open, and what comes over the new one meanwhile is too late for its answer; that
happens whenever Slack refreshes a link, every few hours. It drops messages that a proxy cut into several frames
(https://github.com/slackapi/python-slack-sdk/issues/1124), and can't send one above 64 KB.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
import websocket
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk import WebClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

log = structlog.get_logger()

WORKERS = 20
"""Threads that hold an envelope until it is acknowledged."""

PING, DEAF = 10.0, 30.0
"""Seconds between two pings, and without a sign from Slack before a link counts as deaf."""

PATIENCE = 3.0
"""Seconds for which Slack waits for an answer."""

_LONGEST = 30.0


class Link:
    """One WebSocket. `heard` is when anything last came over it, by the monotonic clock."""

    def __init__(self, url: str, ping: float) -> None:
        context = {"context": ssl.create_default_context()} if url.startswith("wss") else None
        self._socket = websocket.create_connection(url, timeout=ping, sslopt=context)
        self.heard = time.monotonic()
        self._sent: deque[tuple[float, Mapping[str, Any]]] = deque(maxlen=100)

    def next(self) -> str | None:
        """The next message; None for anything else, such as silence, after which it asks for a sign.

        Raises:
            ConnectionError: it was closed.
            OSError: it broke.
        """
        try:
            kind, data = self._socket.recv_data(control_frame=True)
        except websocket.WebSocketTimeoutException:
            self._socket.ping()
            return None
        except websocket.WebSocketException as error:
            raise ConnectionError(str(error)) from error
        self.heard = time.monotonic()
        if kind == websocket.ABNF.OPCODE_CLOSE:
            raise ConnectionError("closed")
        return data.decode("utf-8") if kind == websocket.ABNF.OPCODE_TEXT else None

    def send(self, message: Mapping[str, Any]) -> None:
        try:
            self._socket.send(json.dumps(message, ensure_ascii=False))
        except websocket.WebSocketException as error:
            raise ConnectionError(str(error)) from error
        self._sent.append((time.monotonic(), message))

    def just_sent(self) -> list[Mapping[str, Any]]:
        """What was sent so shortly ago that somebody may still wait for it."""
        since = time.monotonic() - PATIENCE
        return [message for at, message in list(self._sent) if at >= since]

    def close(self) -> None:
        self._socket.close(timeout=1)


class SocketMode:
    """Keeps a link to Slack open, and has Bolt answer what comes over it.

    A link that Slack wants to refresh is heard until Slack closes it, while the new one is already open. One that
    breaks, or over which nothing came for `deaf` seconds, is replaced; where that fails it is tried again.

    Args:
        client: opens links, with the app-level token.
        acknowledged: told of each payload that was answered, and after how many seconds.
    """

    def __init__(
        self,
        bolt: App,
        client: WebClient,
        *,
        ping: float = PING,
        deaf: float = DEAF,
        acknowledged: Callable[[Mapping[str, Any], float], None] = lambda _body, _seconds: None,
    ) -> None:
        self._bolt = bolt
        self._client = client
        self._ping, self._deaf = ping, deaf
        self._acknowledged = acknowledged
        self._link: Link | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="envelope")

    @property
    def heard(self) -> float | None:
        """Seconds since Slack last gave a sign; None while there is no link."""
        link = self._link
        return time.monotonic() - link.heard if link else None

    def connect(self) -> None:
        """Open the first link; threads do the rest.

        Raises:
            SlackApiError: Slack doesn't take the token.
            OSError: Slack can't be reached.
        """
        url = str(self._client.apps_connections_open(app_token=str(self._client.token))["url"])
        try:
            link = Link(url, self._ping)
        except websocket.WebSocketException as error:
            raise ConnectionError(str(error)) from error
        self._link = link
        threading.Thread(target=self._hear, args=(link,), name="socket", daemon=True).start()
        log.info("socket.open")

    def close(self) -> None:
        """Hear nothing new, acknowledge what is under way, and hang up."""
        self._closed.set()
        self._workers.shutdown(wait=True)
        if self._link is not None:
            self._link.close()

    def _hear(self, link: Link) -> None:
        try:
            while not self._closed.is_set():
                message = link.next()
                if message is not None:
                    self._take(link, json.loads(message))
                elif time.monotonic() - link.heard > self._deaf:
                    raise ConnectionError("deaf")
        except Exception as error:  # whatever it was: without a link nobody is heard
            if not self._closed.is_set():
                log.info("socket.closed", reason=str(error))
                link.close()
                self._replace(link)
                for answer in link.just_sent():  # Slack may have closed it before it heard them
                    self._acknowledge(answer)

    def _take(self, link: Link, message: Mapping[str, Any]) -> None:
        if message.get("type") == "disconnect":
            log.info("socket.refresh", reason=message.get("reason"))
            threading.Thread(target=self._replace, args=(link,), name="socket", daemon=True).start()
        elif message.get("envelope_id"):
            self._workers.submit(self._answer, message, time.monotonic())

    def _answer(self, message: Mapping[str, Any], came: float) -> None:
        try:
            request = SocketModeRequest.from_dict(dict(message))
            response = run_bolt_app(self._bolt, request) if request else None
            if request is None or response is None or response.status != 200:
                return
            said = response.body
            payload = json.loads(said) if said.startswith("{") else {"text": said} if said else None
            self._acknowledge(SocketModeResponse(request.envelope_id, payload).to_dict())
            self._acknowledged(request.payload, time.monotonic() - came)
        except Exception:
            log.exception("socket.unanswered")

    def _acknowledge(self, answer: Mapping[str, Any]) -> None:
        """Over the newest link: the one over which the envelope came may be about to close."""
        link = self._link
        try:
            if link is not None:
                link.send(answer)
        except OSError:
            self._replace(link)
            if self._link is not None and self._link is not link:
                self._link.send(answer)

    def _replace(self, link: Link | None) -> None:
        """Open another link in the place of `link`, unless somebody has."""
        wait = 1.0
        with self._lock:
            while self._link is link and not self._closed.is_set():
                try:
                    self.connect()
                except Exception as error:
                    log.warning("socket.unreachable", error=str(error)[:200], again_in=wait)
                    self._closed.wait(wait)
                    wait = min(wait * 2, _LONGEST)
