"""The page's own sentences, in the acting person's language; they stand in `page.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["ja", "en"]


def language_of(locale: str) -> Language:
    """Return which of the page's languages somebody with a locale such as `ja-JP` reads."""
    return "ja" if locale.startswith("ja") else "en"


class Texts:
    """Says the page's sentences in one language."""

    def __init__(self, language: Language) -> None:
        """Take the language."""
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence; raises KeyError for one that isn't in `page.toml`."""
        return sentences()[key][self.language].format(**values)

    def all_of(self, *keys: str) -> dict[str, str]:
        """Return several sentences by key, for the page's scripts."""
        return {key: self(key) for key in keys}


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Return all sentences: key → language → sentence."""
    return tomllib.loads(Path(__file__).with_name("page.toml").read_text(encoding="utf-8"))
