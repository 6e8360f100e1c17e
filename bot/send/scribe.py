"""Writes down what commands say, each message in the language of who reads it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from bot import blocks
from bot.languages import Readers
from bot.send.outbox import Outbox
from commands.kit.reply import Say, Thread
from commands.kit.texts import LANGUAGES, Language, Texts
from store.post import Post
from store.store import Store


class Scribe:
    """Puts messages into the store, and wakes who sends them. What it has written is said, whatever dies when.

    Args:
        office: the language of channels.
        now: the moment, aware.
    """

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        texts: Texts,
        readers: Readers,
        *,
        office: Language,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._says: Mapping[Language, blocks.Say] = {each: partial(texts.say, language=each) for each in LANGUAGES}
        self._readers = readers
        self._office = office
        self._now = now

    def write(self, say: Say, asked: str = "", *, unasked: bool = False) -> Post | None:
        """Write it down; a message that has no key gets one. Returns it if anything is to be sent.

        Args:
            asked: the person at whose wish it is said, who is told if it can't be.
            unasked: it is said by itself, and nobody waits: a reader's language is asked for where it isn't known yet.
                One that couldn't be asked for doesn't change what stands there in another.

        Raises:
            Refusal: it can't be written down.
        """
        to, sheet = (say.to.channel, say.to.sheet) if isinstance(say.to, Thread) else (say.to, "")
        language = self._language(to, unasked=unasked)
        if language is None:
            if say.once and self._store.post(say.once.key):
                return None
            language = self._office
        voice = self._says[language]
        root = blocks.message(say.to.root, voice) if isinstance(say.to, Thread) else None
        content, once = blocks.message(say.parts, voice), say.once
        now = self._now()
        post = self._store.say(
            once.key if once else f"said/{now:%Y%m%dT%H%M%S}/{secrets.token_hex(8)}",
            to,
            content,
            now,
            sheet=sheet,
            root=root,
            series=once.series if once else "",
            about=once.about if once else (),
            waiting=once.waiting if once else (),
            asked=asked,
        )
        if post is not None:
            self._outbox.put(post)
        return post

    def _language(self, to: str, *, unasked: bool) -> Language | None:
        if not to.startswith(("U", "W")):
            return self._office
        return self._readers.surely(to) if unasked else self._readers.language(to)
