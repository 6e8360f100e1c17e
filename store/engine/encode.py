"""A document as the bytes that are kept: JSON by orjson, which is fast, made strict.

orjson alone writes `null` for NaN and the infinities, and text for a date: what came back would differ from what
went in, and nobody would have been told. Such a document is refused, before anything is written.
"""

from __future__ import annotations

import math
from typing import Any

import orjson

_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encode(document: Any, *, any_key: bool = False) -> bytes:
    """The document as JSON, its keys in the order they stand in; with `any_key`, a key such as 1 becomes text.

    Raises:
        TypeError: it holds what JSON has no word for: a key that is no text, an object, an integer beyond 64 bits,
            half of a surrogate pair.
        ValueError: it holds a number that isn't finite.
    """
    encoded = orjson.dumps(document, option=_OPTIONS | orjson.OPT_NON_STR_KEYS if any_key else _OPTIONS)
    if b"null" in encoded:  # where no null was written, none was written for a number
        _require_finite(document)
    return encoded


def decode(encoded: bytes | memoryview) -> Any:
    """The document that `encode` was given; a new one each time.

    Raises:
        ValueError: it isn't JSON.
    """
    return orjson.loads(encoded)


def _require_finite(value: Any) -> None:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"JSON has no number {value}")
    elif isinstance(value, dict):
        for each in value.values():
            _require_finite(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _require_finite(each)
