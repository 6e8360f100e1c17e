"""A document as bytes of JSON, and back. What JSON can't hold is refused before it comes near a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

import orjson

_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
"""What would come back as something else is refused, as `json` refuses it."""


def encode(document: Any, *, any_key: bool = False) -> bytes:
    """UTF-8 JSON in one line, keys in their order; with `any_key`, keys such as 1 become text, as in `json`.

    Raises:
        TypeError: a value that JSON can't hold, a key that is no text, a number of more than 64 bits, half a surrogate.
        ValueError: NaN or infinity. orjson would write `null` for them, and nobody would ever know.
    """
    encoded = orjson.dumps(document, option=_STRICT | (orjson.OPT_NON_STR_KEYS if any_key else 0))
    if b"null" in encoded and not _is_finite(document):
        raise ValueError("NaN and infinity can't be kept: JSON has no word for them")
    return encoded


def decode(encoded: bytes) -> Any:
    """The document: a new one each time, so that whoever gets it may change it.

    Raises:
        ValueError: these bytes are no JSON.
    """
    return orjson.loads(encoded)


def _is_finite(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, Mapping):
        return all(_is_finite(each) for each in value.values())
    return isinstance(value, str | bytes) or not isinstance(value, Iterable) or all(_is_finite(each) for each in value)
