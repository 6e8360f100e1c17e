"""The HTTP server of the local workspace: Web API, Socket Mode, response URLs, files and the people API on one port."""

import socket
import threading
from collections.abc import Awaitable, Callable
from functools import partial

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.local import web_api
from bot.local.people_api import people_routes
from bot.local.socket_mode import Protocol, SocketMode
from bot.local.web_api.files import download, receive_upload
from bot.local.workspace import SlackError, Workspace
from bot.local.workspace.core import Core
from bot.local.workspace.responding import respond


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return everything that the workspace serves, to be put into an application."""
    core = workspace.core
    sockets = SocketMode(core)
    api = web_api.WebApi(core, sockets.new_url)

    def with_core(handler: Callable[[Core, Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        return partial(handler, core)  # Starlette looks into a partial, not into a lambda, to see that it must await

    return [
        Route("/api/{method}", api.answer, methods=["GET", "POST"]),
        WebSocketRoute("/link/", sockets.serve),
        Route("/respond/{key}", with_core(_respond), methods=["POST"]),
        Route("/upload/{key}", with_core(receive_upload), methods=["POST"]),
        Route("/files-pri/T0LOCAL-{file_id}/{name}", with_core(download)),
        *people_routes(workspace),
    ]


async def _respond(core: Core, request: Request) -> Response:
    """Take an answer to a response URL. https://docs.slack.dev/interactivity/handling-user-interaction"""
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        core.report("response_url: the body is not a JSON object")
        return PlainTextResponse("invalid_payload", 400)
    try:
        with core.lock:
            respond(core, core.response_urls.use(request.path_params["key"]), body)
    except SlackError as error:
        core.report(f"response_url: {error}")
        gone = error.error in {"used_url", "expired_url"}
        return web_api.json_response({"ok": False, "error": error.error}, 404 if gone else 400)
    return PlainTextResponse("ok")


class _Uvicorn(uvicorn.Server):
    """uvicorn, which says when it takes connections, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.decided.set()


class Server:
    """Serves a workspace on 127.0.0.1 from a thread of its own."""

    def __init__(
        self, workspace: Workspace, port: int = 0, app: Starlette | None = None, *, ping_seconds: float = 5.0
    ) -> None:
        """Take the workspace, a port (0: a free one), the application to serve it in, and how often WebSockets ping.

        The page brings its FastAPI application; without a page a bare Starlette does, which starts much faster.
        """
        self._workspace = workspace
        self._app = app or Starlette()
        self._app.router.routes[:0] = routes(workspace)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        workspace.core.base_url = self.url
        config = uvicorn.Config(
            self._app,
            log_level="warning",
            access_log=False,
            ws=Protocol,
            ws_ping_interval=ping_seconds,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
        )
        self._uvicorn = _Uvicorn(config)
        self._thread = threading.Thread(target=self._run, name="local workspace", daemon=True)

    @property
    def url(self) -> str:
        """Where the server is, without a slash at the end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def api_url(self) -> str:
        """The `base_url` for Slack's SDK."""
        return f"{self.url}/api/"

    def start(self) -> "Server":
        """Serve from now on; returns when connections are taken. Raises RuntimeError where the application can't start."""
        self._thread.start()
        self._uvicorn.decided.wait()
        if not self._uvicorn.started:
            raise RuntimeError("the local workspace's server did not start; its log says why")
        return self

    def _run(self) -> None:
        self._uvicorn.run(sockets=[self._socket])

    def stop(self) -> None:
        """Close all connections and wait until the thread has ended."""
        self._workspace.core.delivery.close()
        self._uvicorn.should_exit = True
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> "Server":
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()
