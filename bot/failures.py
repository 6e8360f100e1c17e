"""The one path of everything that goes wrong: people get a sentence, the log gets the rest."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import structlog

from bot.receive import Place
from bot.send import Desk
from bot.slack import code_of
from store.refusal import Refusal
from store.text import Text

log = structlog.get_logger()


class Failures:
    """Tells people what went wrong, where they stand.

    Args:
        desk: reaches them.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def refused(self, refusal: Refusal, place: Place) -> None:
        """Say no: the sentence tells what to do next."""
        if not place.reachable:
            log.warning("untold", error="nobody is named", surface=place.surface.value, key=refusal.text.key)
            return
        try:
            self._desk.tell(self._desk.sentence(refusal, place), place)
        except Exception as error:
            self._untold(error, place)

    def unforeseen(self, error: BaseException, place: Place, key: str = "bot.failed") -> str:
        """Our fault. Nobody sees a traceback, everybody gets its number; returns that number.

        `key` names the sentence: `bot.failed` while nothing is saved, `bot.unsent` after.
        """
        ref = self.noted(error, place)
        try:
            self._desk.tell(Text.of(key, ref=ref), place)
        except Exception as worse:
            self._untold(worse, place, ref)
        return ref

    def in_form(self, error: BaseException, place: Place, key: str = "bot.failed") -> tuple[Mapping[str, Any], str]:
        """The answer to a form in which something of ours went wrong: it stays, with all that was typed."""
        ref = self.noted(error, place)
        return self._desk.refuse(Refusal(key, ref=ref), place), ref

    def noted(self, error: BaseException, place: Place) -> str:
        """Log it with its traceback, under a number of four hexadecimal digits."""
        ref = secrets.token_hex(2).upper()
        surface = place.surface.value
        log.error("failed", ref=ref, who=place.who, surface=surface, slack=code_of(error) or None, exc_info=error)
        return ref

    def _untold(self, error: Exception, place: Place, ref: str = "") -> None:
        log.error("untold", ref=ref, who=place.who, error=code_of(error) or type(error).__name__, exc_info=error)
