"""A store with an outbox before a Slack that writes down what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.send import Courier, Outbox
from bot.send.courier import Plainly, no_plainer
from bot.slack import web_client
from store.post import Content, Post
from store.store import Store
from tests.bot.recording import RecordingSlack
from tests.office import NOW

PACE = 0.1
SHEET = "2020-S27"


@dataclass
class Sent:
    """A store with an outbox, and the posts that it gave up."""

    slack: RecordingSlack
    store: Store
    lost: list[tuple[str, str]] = field(default_factory=list)
    plainly: Plainly = no_plainer
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        client = web_client("xoxb-test", f"{self.slack.url}/api/", again=False)
        courier = Courier(client, self.store, lambda: NOW, lambda drawn, error: self.plainly(drawn, error))  # noqa: PLW0108 - tests set it later
        self.outbox = Outbox(courier, self.store, self.give_up, pace=PACE)

    def give_up(self, post: Post, code: str) -> None:
        self.lost.append((post.to, code))

    def say(self, text: str, to: str = "C0JOHO", key: str = "", sheet: str = "") -> None:
        root = content(f"root of {sheet}") if sheet else None
        post = self.store.say(key or text, to, content(text), NOW, sheet=sheet, root=root)
        if post is not None:
            self.outbox.put(post)

    def texts(self, channel: str = "C0JOHO") -> list[str]:
        return [sent["text"] for sent in self.slack.of("chat.postMessage") if sent["channel"] == channel]


def content(text: str) -> Content:
    return {"text": text, "blocks": []}
