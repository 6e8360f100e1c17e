"""What a story test drives: one person at the people API, in plain calls."""

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

T = TypeVar("T")
Json = dict[str, Any]


class NotThereError(AssertionError):
    """What a story expected did not come, or is not on the person's screen."""


class PersonClient:
    """One person in the local workspace. Every act returns when the bot has acknowledged it."""

    def __init__(self, base_url: str, person_id: str, patience: float = 5.0) -> None:
        """Take the server's URL, the person's id, and how many seconds `waits_for` may take."""
        self._address = urlsplit(base_url).netloc
        self._path = f"/people/{person_id}"
        self._patience = patience
        about = self._get("")
        self.id, self.name = person_id, str(about["person"]["name"])
        self._dm = str(about["dm"])
        public = [channel for channel in about["channels"] if channel["kind"] == "channel"]
        self._channels: dict[str, str] = {channel["name"]: channel["id"] for channel in public}

    # What the person sees

    def sees(self, in_: str | None = None, thread: str | None = None) -> list[Json]:
        """Return the messages of a channel (by name or id; None: the direct message with the bot), or of a thread."""
        return list(self._get("/messages", channel=self.channel(in_), **({"thread": thread} if thread else {})))

    def channel(self, name: str | None) -> str:
        """Return the id of a channel by its name or id; None is the direct message with the bot."""
        return self._dm if name is None else self._channels.get(name.lstrip("#"), name)

    def views(self) -> list[Json]:
        """Return the open modals, top last."""
        return list(self._get("/views"))

    def modal(self) -> Json:
        """Return the modal on top, waiting for it if need be; raises NotThereError."""
        return self.waits_for(self.views, "a modal")[-1]

    def home(self) -> Json | None:
        """Return what is published to the App Home."""
        home: Json | None = self._get("/home")
        return home

    def waits_for(self, look: Callable[[], T], what: str = "a change") -> T:
        """Look again after each change until there is something to see, and return it; raises NotThereError."""
        until = time.monotonic() + self._patience
        while True:
            # The version is read before looking: a change in between makes the wait return at once.
            version = self._wait(-1, 0)
            seen = look()
            if seen:
                return seen
            left = until - time.monotonic()
            if left <= 0:
                raise NotThereError(f"{self.name} waited in vain for {what}")
            self._wait(version, left)

    def reads(self, part: str, in_: str | None = None, thread: str | None = None) -> Json:
        """Return the newest message that shows `part`, waiting for it if need be; raises NotThereError."""

        def look() -> Json | None:
            return next((each for each in reversed(self.sees(in_, thread)) if part in shown(each)), None)

        message = self.waits_for(look, f"“{part}”")
        assert message is not None  # noqa: S101 — waits_for returns nothing empty
        return message

    # What the person does

    def says(self, text: str, in_: str | None = None, thread: str | None = None) -> None:
        """Send a message or run a command."""
        self._post("/say", channel=self.channel(in_), text=text, thread_ts=thread)

    def presses(self, label: str, on: Json | None = None, **chosen: Any) -> str:
        """Press a button or use a menu, found by its text, label or action id; returns Slack's notice, if any.

        `on` is a message or view as seen; None is the modal on top. Raises NotThereError.
        """
        place = on or self.modal()
        ids = find(place["blocks"], label)
        where = {"view_id": place["id"]} if "id" in place else {"channel": place["channel"], "ts": place["ts"]}
        return str(self._post("/press", **where, **ids, chosen=chosen)["notice"])

    def fills(self, values: dict[str, Any]) -> None:
        """Type into inputs of the top modal, found by label or block id."""
        view = self.modal()
        self._post("/type", view_id=view["id"], values=_values(view, values))

    def submits(self, values: dict[str, Any] | None = None) -> Json:
        """Submit the top modal; returns `closed`, `errors` by block id, and Slack's `notice`."""
        view = self.modal()
        outcome: Json = self._post("/submit", view_id=view["id"], values=_values(view, values or {}))
        return outcome

    def closes(self, *, everything: bool = False) -> None:
        """Close the top modal, or all."""
        self._post("/close", view_id=self.modal()["id"], everything=everything)

    def opens_home(self) -> Json:
        """Open the App Home and return what the bot publishes; raises NotThereError."""
        before = self.home()
        opened = self._post("/home")
        if opened and (before is None or opened["hash"] != before["hash"]):
            return dict(opened)
        fresh = self.waits_for(lambda: _other(self.home(), before), "the App Home")
        assert fresh is not None  # noqa: S101 — waits_for returns nothing empty
        return fresh

    def uses_shortcut(self, callback_id: str, message: Json | None = None) -> str:
        """Run a shortcut, beside a message if one is given; returns Slack's notice, if any."""
        where = {"channel": message["channel"], "ts": message["ts"]} if message else {}
        return str(self._post("/shortcut", callback_id=callback_id, **where)["notice"])

    def shares(self, name: str, content: bytes, in_: str | None = None) -> str:
        """Share a file in a channel; returns its id."""
        query = urlencode({"channel": self.channel(in_), "name": name})
        return str(self._call(f"/upload?{query}", content)["file"])

    def downloads(self, file_id: str) -> bytes:
        """Return a file's content."""
        return self._raw(f"/files/{file_id}", None)

    def joins(self, channel: str) -> None:
        """Enter a public channel."""
        self._post("/join", channel=self.channel(channel))

    # HTTP

    def _wait(self, since: int, timeout: float) -> int:
        return int(self._get("/wait", since=str(since), timeout=str(timeout))["version"])

    def _get(self, path: str, **query: str) -> Any:
        return self._call(f"{path}?{urlencode(query)}" if query else path, None)

    def _post(self, path: str, **given: Any) -> Any:
        return self._call(path, json.dumps(given).encode())

    def _call(self, path: str, body: bytes | None) -> Any:
        return json.loads(self._raw(path, body))

    def _raw(self, path: str, body: bytes | None) -> bytes:
        connection = HTTPConnection(self._address)
        try:
            connection.request("GET" if body is None else "POST", self._path + quote(path, "/?=&%+"), body)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise NotThereError(f"{self._path}{path}: {content.decode()}")
        return content


def shown(place: Json) -> str:
    """Return all text that a message or view shows, one line per text."""
    return "\n".join(filter(None, _texts(place)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            elif key not in {"state", "private_metadata"}:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def find(blocks: list[Json], label: str) -> Json:
    """Return `block_id` and `action_id` of what carries a text, a label or an action id; raises NotThereError."""
    for block in blocks:
        inside = [block.get("element"), block.get("accessory"), *(block.get("elements") or ())]
        for element in inside:
            if not isinstance(element, dict) or "action_id" not in element:
                continue
            names = {element["action_id"], *_texts(element.get("text")), *_texts(element.get("placeholder"))}
            if block["type"] == "input":
                names |= {block["block_id"], *_texts(block["label"])}
            if label in names:
                return {"block_id": block["block_id"], "action_id": element["action_id"]}
    raise NotThereError(f"there is no “{label}” among: {', '.join(_texts(blocks))}")


def _values(view: Json, values: dict[str, Any]) -> Json:
    named: Json = {}
    for label, value in values.items():
        ids = find(view["blocks"], label)
        named.setdefault(ids["block_id"], {})[ids["action_id"]] = value
    return named


def _other(home: Json | None, before: Json | None) -> Json | None:
    return home if home and (before is None or home["hash"] != before["hash"]) else None
