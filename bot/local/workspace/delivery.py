"""Bringing payloads to the app: which connection carries them, who waits for an answer, and what is sent again."""

import threading
import uuid
from collections.abc import Callable
from typing import Any, Protocol

import orjson

from bot.local.workspace.model import APP_ID, Json


class Connection(Protocol):
    """One open WebSocket of the app. All methods return at once and may be called from any thread."""

    leaving: bool
    deaf: bool

    def send(self, text: str) -> None:
        """Send one frame of text."""

    def leave(self, *, abruptly: bool) -> None:
        """Ask the app to connect anew (and be `leaving` from then on), or cut the TCP connection."""

    def close(self) -> None:
        """Close the WebSocket."""


class Acknowledgement:
    """What the app answered to one envelope; `arrived` is set when it did."""

    def __init__(self, on_arrival: Callable[[], None] | None = None) -> None:
        """Take a function to call on arrival."""
        self.arrived = threading.Event()
        self.payload: Json = {}
        self._on_arrival = on_arrival

    def arrive(self, payload: Json) -> None:
        """Note the answer."""
        self.payload = payload
        self.arrived.set()
        if self._on_arrival is not None:
            self._on_arrival()


class DeliveryError(Exception):
    """No answer came; `reason` is the code that Slack shows to the person who is waiting."""

    def __init__(self, reason: str) -> None:
        """Take e.g. `dispatch_failed` (the app is not connected) or `operation_timeout` (it was silent too long)."""
        super().__init__(reason)
        self.reason = reason


class Delivery:
    """Sends each payload to one of the app's connections, in turn, and matches the answers. Thread-safe.

    https://docs.slack.dev/apis/events-api/using-socket-mode
    """

    def __init__(self, ack_seconds: float, retry_seconds: tuple[float, ...], report: Callable[[str], None]) -> None:
        """Take how long an answer may take, the pauses before each repeat of an event, and where trouble is told."""
        self._ack_seconds = ack_seconds
        self._retry_seconds = retry_seconds
        self._report = report
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._connections: list[Connection] = []
        self._turn = 0
        self._waiting: dict[str, Acknowledgement] = {}
        self._timers: set[threading.Timer] = set()
        self._redeliver = 0

    def attach(self, connection: Connection) -> None:
        """Greet a connection and use it from now on; those that were asked to leave are closed."""
        with self._changed:
            left = [each for each in self._connections if each.leaving]
            hello = {
                "type": "hello",
                "num_connections": len(self._connections) + 1,
                "debug_info": {"host": "local", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP_ID},
            }
            connection.send(orjson.dumps(hello).decode())
            self._connections.append(connection)
            self._changed.notify_all()
        for each in left:
            each.close()

    def detach(self, connection: Connection) -> None:
        """Forget a connection that was closed."""
        with self._changed:
            if connection in self._connections:
                self._connections.remove(connection)
            self._changed.notify_all()

    def connections(self) -> tuple[Connection, ...]:
        """Return the open connections, oldest first."""
        with self._lock:
            return tuple(self._connections)

    def wait_for_app(self, timeout: float) -> bool:
        """Block until a hearing connection is open, at most `timeout` seconds; tells whether there is one."""
        with self._changed:
            return self._changed.wait_for(
                lambda: any(not (each.leaving or each.deaf) for each in self._connections), timeout
            )

    def ask(self, kind: str, payload: Json, *, accepts_payload: bool) -> Json:
        """Send an interactive payload and block until the app acknowledges it; returns what it answered.

        Raises DeliveryError.
        """
        envelope_id, answer = str(uuid.uuid4()), Acknowledgement()
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": accepts_payload,
        }
        try:
            if not self._send(envelope, answer):
                raise DeliveryError("dispatch_failed")
            if not answer.arrived.wait(self._ack_seconds):
                raise DeliveryError("operation_timeout")
        finally:
            with self._lock:
                self._waiting.pop(envelope_id, None)
        if answer.payload and not accepts_payload:
            self._report(f"{payload.get('type', kind)}: the acknowledgement's payload is ignored by Slack")
            return {}
        return answer.payload

    def tell(self, event: Json) -> Acknowledgement:
        """Send an event and repeat it, as Slack does, until it is acknowledged; returns at once."""
        answer = Acknowledgement()
        with self._lock:
            again = self._redeliver > 0
            self._redeliver -= again
        self._deliver(event, answer, 0, "")
        if again:
            self._deliver(event, answer, 1, "timeout")
        return answer

    def redeliver_next(self) -> None:
        """Send the next event twice, as Slack does when an acknowledgement gets lost."""
        with self._lock:
            self._redeliver += 1

    def _deliver(self, event: Json, answer: Acknowledgement, attempt: int, reason: str) -> None:
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": event,
            "type": "events_api",
            "accepts_response_payload": False,
            "retry_attempt": attempt,
            "retry_reason": reason,
        }

        def missed() -> None:
            with self._lock:
                silent = self._waiting.pop(envelope_id, None) is not None
            if silent:
                self._repeat(event, answer, attempt, "timeout")

        def acknowledged() -> None:
            self._drop(timer)
            answer.arrive({})

        timer = self._timer(self._ack_seconds, missed)
        if self._send(envelope, Acknowledgement(acknowledged)):
            timer.start()
        else:
            self._drop(timer)
            self._repeat(event, answer, attempt, "connection_failed")

    def _repeat(self, event: Json, answer: Acknowledgement, attempt: int, reason: str) -> None:
        name = event["event"]["type"]
        self._report(f"event {name} was not acknowledged (attempt {attempt}, {reason})")
        if attempt < len(self._retry_seconds):
            self._timer(self._retry_seconds[attempt], self._deliver, event, answer, attempt + 1, reason).start()

    def _timer(self, seconds: float, action: Callable[..., None], *args: Any) -> threading.Timer:
        def run() -> None:
            with self._lock:
                expected = timer in self._timers
                self._timers.discard(timer)
            if expected:
                action(*args)

        timer = threading.Timer(seconds, run)
        timer.daemon = True
        with self._lock:
            self._timers.add(timer)
        return timer

    def _drop(self, timer: threading.Timer) -> None:
        timer.cancel()
        with self._lock:
            self._timers.discard(timer)

    def _send(self, envelope: Json, answer: Acknowledgement) -> bool:
        with self._lock:
            # A connection that was asked to leave, or that went deaf, is used only while there is no other.
            preferred = [each for each in self._connections if not (each.leaving or each.deaf)]
            candidates = preferred or self._connections
            if not candidates:
                return False
            self._turn += 1
            connection = candidates[self._turn % len(candidates)]
            self._waiting[envelope["envelope_id"]] = answer
        connection.send(orjson.dumps(envelope).decode())
        return True

    def acknowledge(self, envelope_id: object, payload: object) -> None:
        """Take the app's answer to an envelope; one that comes too late changes nothing."""
        with self._lock:
            answer = self._waiting.pop(envelope_id, None) if isinstance(envelope_id, str) else None
        if answer is not None:
            answer.arrive(payload if isinstance(payload, dict) else {})

    def close(self) -> None:
        """Stop all repeats and close all connections."""
        with self._lock:
            timers, connections = tuple(self._timers), tuple(self._connections)
            self._timers.clear()
        for timer in timers:
            timer.cancel()
        for connection in connections:
            connection.close()
