"""Where whoever runs the bot can look: `/healthz` and `/metrics`, on 127.0.0.1."""

from __future__ import annotations

import socket
import threading

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import Health
from bot.slack import trouble
from store.refusal import Refusal


def watching(health: Health) -> list[Route]:
    """`GET /healthz` says 200, or 503 and what is wrong; `GET /metrics` all figures."""

    def healthz(_: Request) -> Response:
        problems = health.problems()
        return PlainTextResponse("\n".join(problems) or "ok", 503 if problems else 200)

    def metrics(_: Request) -> Response:
        return Response(health.exposition(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/metrics", metrics)]


class Window:
    """Serves both from a thread of its own.

    Raises:
        Refusal: the port can't be opened.
    """

    def __init__(self, health: Health, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
            self._socket.listen()
        except OSError as error:
            self._socket.close()
            raise Refusal("bot.metrics_port_unusable", port=str(port), problem=trouble(error)) from error
        self._server = uvicorn.Server(
            uvicorn.Config(Starlette(routes=watching(health)), log_config=None, access_log=False)
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="window", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
