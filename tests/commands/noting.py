"""What the tests of evidence have in common: recording something, and reading the window on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from commands.kit.reply import (
    Input,
    Reply,
)
from commands.kit.request import Message, Request
from store.person import Person
from store.sheet import Sheet
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, handler, inputs
from tests.office import (
    LATER,
    NOW,
    SUZUKI,
)  # fmt: skip

SAID = Message("C0JOHO", "1595200000.000100", NOW, author=SUZUKI.id, name="suzuki", text="勉強会に41人が参加しました。")


def from_message(who: Person, store: Store, message: Message | None = SAID) -> Chat:
    """They choose it from the menu beside the message."""
    chat = Chat(who, store)
    chat._sees(handler("sheet.record")(Request(who.id, LATER, who.name, channel="C0JOHO", message=message), store))
    return chat


def sends(
    chat: Chat, link: str = "https://example.slack.com/archives/C0JOHO/p1", **typed: str | None
) -> Sequence[Reply]:
    """They send the form; the message comes along, with its link and without its words."""
    assert chat.view is not None
    assert chat.view.step == "sheet.keep_note"
    message = chat.view.message
    assert message is not None
    values = {each.key: each.initial or None for each in inputs(chat.view)} | typed
    about = Message(message.channel, message.ts, message.at, message.thread, message.author, message.name, link=link)
    return chat._sees(
        handler(chat.view.step)(Request(chat.who.id, LATER, chat.who.name, values=values, message=about), chat.store)
    )


def noted(store: Store, sheet: Sheet, count: int) -> None:
    """So many notes, one a day up to the day of the tests."""
    for n in range(count):
        chat = Chat(SUZUKI, store)
        chat.types(f"/sheet {sheet.number} 記録")
        chat.submits(text=f"記録その{n + 1}。", day=(NOW - timedelta(days=count - n)).date().isoformat())


def shown(chat: Chat) -> tuple[Any, ...]:
    """The parts of the window on the screen."""
    assert chat.view is not None
    return chat.view.parts


def keys_of(part: Any) -> str:
    """The key of the sentence of ours that a part says; "" where it is none."""
    text = getattr(part, "text", "")
    return text.key if isinstance(text, Text) else ""


def keys(chat: Chat) -> list[str]:
    return [keys_of(part) for part in shown(chat)]


def input_keys(chat: Chat) -> list[str]:
    assert chat.view is not None
    return [each.key for each in inputs(chat.view)]


def the_input(chat: Chat, key: str) -> Input:
    assert chat.view is not None
    return next(each for each in inputs(chat.view) if each.key == key)
