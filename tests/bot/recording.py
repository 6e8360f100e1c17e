"""A Slack that writes down what it is told, and answers or refuses as a test asks it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Answer = tuple[int, dict[str, Any], dict[str, str]]


@dataclass(frozen=True)
class Call:
    """One call: the Web API's method, or "respond" for a `response_url`."""

    method: str
    params: dict[str, Any]
    at: float = field(default_factory=time.monotonic)


class RecordingSlack:
    """Listens on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refusals: dict[str, list[Answer]] = {}
        self.slow = 0.0  # seconds that a permalink and a person take
        self._lock = threading.Condition()
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                self._answer(path, query.encode(), "")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(self.path, body, self.headers.get("Content-Type", ""))

            def _answer(self, path: str, body: bytes, kind: str) -> None:
                status, answer, headers = slack._take(path, body, kind)
                data = b"ok" if "/respond/" in self.path and status == 200 else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def refuse(
        self, method: str, error: str, *, status: int = 200, retry_after: int | None = None, times: int = 1
    ) -> None:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.refusals.setdefault(method, []).extend([(status, {"ok": False, "error": error}, headers)] * times)

    def of(self, method: str) -> list[dict[str, Any]]:
        return [call.params for call in self.calls if call.method == method]

    def methods(self) -> list[str]:
        """What was called, but for what is asked in the background."""
        return [call.method for call in self.calls if call.method not in ("auth.test", "users.info")]

    def wait(self, met: Callable[[], bool], seconds: float = 5) -> None:
        """Wait until something holds; fails if it never does."""
        with self._lock:
            assert self._lock.wait_for(met, seconds), self.methods()

    def _take(self, path: str, body: bytes, kind: str) -> Answer:
        method = "respond" if "/respond/" in path else path.removeprefix("/api/")
        params = json.loads(body or b"{}") if kind.startswith("application/json") else dict(parse_qsl(body.decode()))
        for name in ("view", "blocks"):
            if isinstance(params.get(name), str):
                params[name] = json.loads(params[name])
        if method == "users.info":
            time.sleep(self.slow)
        with self._lock:
            self.calls.append(Call(method, params))
            self._lock.notify_all()
            waiting = self.refusals.get(method)
            if waiting:
                return waiting.pop(0)
            return 200, self._answer(method, params), {}

    def _answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"ok": True, "url": self.url, "team_id": "T0001", "user_id": "U0BOT", "bot_id": "B0001"}
            case "users.info":
                user = params["user"]
                locale = "en-US" if user == "U0SMITH" else "ja-JP"
                profile = {"display_name": f"{user} さん", "real_name": user}
                return {"ok": True, "user": {"id": user, "name": user, "locale": locale, "profile": profile}}
            case "chat.getPermalink":
                time.sleep(self.slow)
                return {"ok": True, "permalink": f"https://hibarino.slack.com/archives/{params['channel']}/p1"}
            case "chat.postMessage":
                return {"ok": True, "channel": params["channel"], "ts": f"{len(self.calls)}.0"}
            case "chat.update":
                return {"ok": True, "channel": params["channel"], "ts": params["ts"]}
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{params['users'][1:]}"}}
            case "conversations.history" | "conversations.replies":
                return {"ok": True, "messages": [], "has_more": False}
            case "views.publish":
                return {"ok": True, "view": {"id": f"V{params['user_id']}", "hash": f"{len(self.calls)}.home"}}
            case _:
                return {"ok": True}
