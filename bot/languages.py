"""What language each person reads, and what the workspace calls them: asked once, and hardly waited for."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog
from slack_sdk import WebClient

from bot.slack import code_of
from commands.kit.texts import Language, language_of

log = structlog.get_logger()

KEPT = 24 * 3600.0
"""Seconds for which an answer holds: people change their language, and their name."""

PATIENCE = 0.8
"""Seconds that the first answer to somebody waits for their language: the way to a form is open for three."""

_UNKNOWN = 600.0


@dataclass(frozen=True)
class Reader:
    language: Language
    name: str
    until: float
    sure: bool = True


class Readers:
    """Remembers people. Whom it doesn't get to know within `PATIENCE` reads `default` until it does.

    Args:
        client: asks Slack (https://docs.slack.dev/reference/methods/users.info, scope `users:read`).
        default: the office's language.
    """

    def __init__(self, client: WebClient, default: Language) -> None:
        self._client = client
        self._default = default
        self._known: dict[str, Reader] = {}
        self._asking: set[str] = set()
        self._lock = threading.Lock()
        self._background = ThreadPoolExecutor(4, thread_name_prefix="readers")

    def language(self, user: str) -> Language:
        return self._reader(user).language

    def name(self, user: str) -> str:
        """What the workspace shows for them; "" while that isn't known."""
        return self._reader(user).name

    def called(self, user: str) -> str:
        """What the workspace calls them, asked now where it isn't known: they are named to the bot for the first time."""
        known = self._known.get(user)
        if known is None or known.until < time.monotonic():
            with self._lock:
                self._asking.add(user)
            self._ask(user)
        return self._known[user].name

    def surely(self, user: str) -> Language | None:
        """What they read, asked now where it isn't known; None where that can't be had at the moment."""
        self.called(user)
        known = self._known[user]
        return known.language if known.sure else None

    def close(self) -> None:
        self._background.shutdown(wait=False, cancel_futures=True)

    def _reader(self, user: str) -> Reader:
        known = self._known.get(user)
        asked: Future[None] | None = None
        if known is None or known.until < time.monotonic():
            with self._lock:
                if user and user not in self._asking:
                    self._asking.add(user)
                    asked = self._background.submit(self._ask, user)
        if known is None and asked is not None:
            wait([asked], PATIENCE)
            known = self._known.get(user)
        return known or Reader(self._default, "", 0)

    def _ask(self, user: str) -> None:
        try:
            told = self._client.users_info(user=user, include_locale=True)["user"]
            profile = told.get("profile") or {}
            name = profile.get("display_name") or profile.get("real_name") or told.get("real_name") or told["name"]
            reader = Reader(language_of(told.get("locale") or self._default), name, time.monotonic() + KEPT)
        except Exception as error:  # a courtesy: without it they read the office's language
            log.warning("reader.unknown", user=user, error=code_of(error) or type(error).__name__)
            known = self._known.get(user) or Reader(self._default, "", 0, sure=False)
            reader = Reader(known.language, known.name, time.monotonic() + _UNKNOWN, known.sure)
        with self._lock:
            self._known[user] = reader
            self._asking.discard(user)
