"""`hyoka` as somebody types it at a terminal: in this process, so that hundreds of lines take seconds."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
import structlog

from bot.cli import main, surroundings
from commands.kit.texts import Language
from tests.stories.witness import OUR_FAULT, sentence

REFUSED, MISUSED = 1, 2


@dataclass(frozen=True)
class Told:
    """What came of a line: the exit code, the result, and the words about it."""

    code: int
    out: str
    words: str
    language: Language

    def says(self, *keys: str) -> None:
        """Assert that each of these sentences was said, in the reader's language."""
        texts = surroundings.texts(ZoneInfo("Asia/Tokyo"))
        for key in keys:
            assert sentence(texts, key, self.language).search(self.out + self.words), f"not {key}: {self.words[-800:]}"


@dataclass
class Terminal:
    """A terminal that stands in a folder of its own, beside a data folder with the sample sheets."""

    folder: Path
    data: Path

    def types(self, *words: str, **environment: str) -> Told:
        """Type `hyoka` and these words."""
        out, words_said = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", ["hyoka", *words])
            for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"):
                patch.delenv(name, raising=False)
            for name, value in {"HYOKA_DATA_DIR": str(self.data), "HYOKA_LANGUAGE": "ja", **environment}.items():
                patch.setenv(name, value)
            surroundings.settings.cache_clear()
            with redirect_stdout(out), redirect_stderr(words_said), pytest.raises(SystemExit) as ended, _own_log():
                main()
        surroundings.settings.cache_clear()
        language: Language = "en" if environment.get("HYOKA_LANGUAGE") == "en" else "ja"
        return Told(int(cast("int", ended.value.code) or 0), out.getvalue(), words_said.getvalue(), language)

    def misused(self, *words: str, **environment: str) -> Told:
        """Type what isn't a line of ours at all."""
        return self._refused(MISUSED, words, environment)

    def refused(self, *words: str, **environment: str) -> Told:
        """Type what can't be done: a sentence says why, nobody sees a traceback, and no document changes."""
        return self._refused(REFUSED, words, environment)

    def _refused(self, code: int, words: Sequence[str], environment: Mapping[str, str]) -> Told:
        before = self._documents()
        told = self.types(*words, **environment)
        assert told.code == code, told.words[-800:]
        assert "Traceback" not in told.out + told.words
        texts = surroundings.texts(ZoneInfo("Asia/Tokyo"))
        for key in OUR_FAULT:
            assert not sentence(texts, key, told.language).search(told.words), told.words
        assert self._documents() == before
        return told

    @contextmanager
    def form(self, content: bytes) -> Iterator[None]:
        """With a form of the city's own in the data folder."""
        file = self.data / "forms" / "own.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        try:
            yield
        finally:
            file.unlink()

    def _documents(self) -> dict[str, bytes]:
        files = self.data.iterdir() if self.data.is_dir() else ()
        return {file.name: file.read_bytes() for file in files if file.is_file() and file.name != "lock"}


@contextmanager
def _own_log() -> Iterator[None]:
    """A command may set up the log of its process, which is ours too."""
    root, configured, kept = logging.getLogger(), structlog.is_configured(), structlog.get_config()
    handlers = root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in (None, *logging.root.manager.loggerDict)}
    try:
        yield
    finally:
        root.handlers = handlers
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.configure(**kept) if configured else structlog.reset_defaults()
