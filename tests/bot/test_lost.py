"""Whoever asked for what can't be said hears of it once, until the place can be reached again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.languages import Readers
from bot.send import Lost, Reach
from bot.slack import web_client
from commands.kit.reply import Say
from commands.kit.texts import Texts
from store.store import Store
from tests.bot.recording import RecordingSlack
from tests.office import NOW, SATO, SECRETARIAT

JOHO = "C0JOHO"


@pytest.fixture
def lose(slack: RecordingSlack, store: Store, bot_texts: Texts) -> Callable[[str], list[str]]:
    """Loses a message that Sato asked for; answers who is told."""
    client = web_client("xoxb-test", f"{slack.url}/api/")
    told: list[Say] = []
    lost = Lost(Reach(client, bot_texts, Readers(client, "ja")), store, told.append)

    def loses(key: str) -> list[str]:
        told.clear()
        post = store.say(key, JOHO, {"text": key}, NOW, asked=SATO.id)
        assert post is not None
        lost(post, "internal")
        store.keep_lost(key, "internal")
        return [str(say.to) for say in told]

    return loses


def test_who_asked_is_told_once_and_again_after_something_got_there(
    lose: Callable[[str], list[str]], store: Store
) -> None:
    assert lose("one") == [SECRETARIAT.id, SATO.id]
    assert lose("two") == [SECRETARIAT.id]
    assert store.say("three", JOHO, {"text": "three"}, NOW + timedelta(hours=1))
    store.keep_shown("three", 1, JOHO, "3.0")
    assert lose("four") == [SECRETARIAT.id, SATO.id]
    assert lose("five") == [SECRETARIAT.id]
