"""Socket Mode: the WebSockets over which the app hears from Slack.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import secrets
from typing import TYPE_CHECKING

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from bot.local.workspace.core import Core

_SECONDS_TO_LEAVE = 10.0
"""After this an old connection is closed, whether or not the app has made a new one."""
if TYPE_CHECKING:
    from websockets.http11 import Request

MAX_CONNECTIONS = 10
_PROTOCOL = "hyoka.protocol"


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which can also go deaf: then not even a ping is answered."""

    deaf = False

    def handle_connect(self, event: "Request") -> None:
        """Accept, and let the application find this object, from which the network's faults are made."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"][_PROTOCOL] = self  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Hear what the client says, unless deaf."""
        if not self.deaf:
            super().data_received(data)

    def send_keepalive_ping(self) -> None:
        """Ping the client, unless deaf."""
        if not self.deaf:
            super().send_keepalive_ping()


class Socket:
    """One WebSocket of the app, as the workspace's delivery sees it."""

    def __init__(self, websocket: WebSocket) -> None:
        """Take an accepted WebSocket; call from the event loop's thread."""
        self.leaving = False
        self._websocket = websocket
        self._loop = asyncio.get_running_loop()
        self._protocol: Protocol | None = websocket.scope["extensions"].get(_PROTOCOL)
        self._outgoing: asyncio.Queue[str | None] = asyncio.Queue()

    @property
    def deaf(self) -> bool:
        """Whether nothing goes in or out any more, though the connection stays open."""
        return self._protocol is not None and self._protocol.deaf

    @deaf.setter
    def deaf(self, deaf: bool) -> None:
        if self._protocol is not None:
            self._protocol.deaf = deaf

    def send(self, text: str) -> None:
        """Send a frame of text; returns at once."""
        self._put(text)

    def leave(self, *, abruptly: bool) -> None:
        """Ask the app to connect anew, or cut the TCP connection."""
        self.leaving = True
        if abruptly:
            self._loop.call_soon_threadsafe(self._cut)
        else:
            self._put(_disconnect("refresh_requested"))
            self._loop.call_soon_threadsafe(self._loop.call_later, _SECONDS_TO_LEAVE, self.close)

    def close(self) -> None:
        """Close the WebSocket."""
        self._put(None)

    def _cut(self) -> None:
        if self._protocol is not None:
            self._protocol.transport.abort()

    def _put(self, text: str | None) -> None:
        self._loop.call_soon_threadsafe(self._outgoing.put_nowait, text)

    async def pump(self) -> None:
        """Send what was put, in order, until the end."""
        while (text := await self._outgoing.get()) is not None:
            if not self.deaf:
                await self._websocket.send_text(text)
        await self._websocket.close()


def _disconnect(reason: str) -> str:
    return orjson.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}).decode()


class SocketMode:
    """Hands out WebSocket URLs and serves them; each URL works once."""

    def __init__(self, core: Core) -> None:
        """Take the workspace's state."""
        self._core = core
        self._tickets: set[str] = set()

    def new_url(self) -> str:
        """Return a URL for one connection, as `apps.connections.open` answers it."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self._core.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}"

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one connection until it closes."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close()
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        if len(self._core.delivery.connections()) >= MAX_CONNECTIONS:
            await websocket.send_text(_disconnect("too_many_websockets"))
            await websocket.close()
            return
        socket = Socket(websocket)
        pump = asyncio.create_task(socket.pump())
        self._core.delivery.attach(socket)
        try:
            while True:
                self._hear(await websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._core.delivery.detach(socket)
            pump.cancel()

    def _hear(self, text: str) -> None:
        try:
            answer = orjson.loads(text)
        except orjson.JSONDecodeError:
            self._core.report("Socket Mode: the app sent something that is not JSON")
            return
        if isinstance(answer, dict):
            self._core.delivery.acknowledge(answer.get("envelope_id"), answer.get("payload"))
