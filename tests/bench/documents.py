"""Sheets of a realistic size: some 8 KB of JSON, most of it Japanese text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

from store.engine.encode import encode
from store.form import Forms
from store.formats.content import Content
from store.formats.text import decode, parse
from store.samples import FORMS

WANTED = 8_200
"""Bytes."""


def forms() -> Forms:
    """The forms that the samples are written on."""
    return Forms(files("store") / "forms", FORMS)


def contents(count: int, known: Forms) -> Iterator[Content]:
    """So many sheets; no two say the same."""
    sample = parse(decode((files("store.samples") / "S27.txt").read_bytes()), known)
    texts = [address for address, value in sample.values.items() if isinstance(value, str) and len(value) > 40]
    lacking = WANTED - len(encode({address: str(value) for address, value in sample.values.items()}))
    for n in range(1, count + 1):
        own = f"第{n}号の評価票には、{n * 37 % 1000}件の相談と{n * 91 % 500}回の打合せのことを書いています。"
        each = (own * 50)[: lacking // len(texts) // len("字".encode())]
        values: dict[str, Any] = {address: f"{sample.values[address]}{each}" for address in texts}
        yield replace(sample, values={**sample.values, **values, "number": f"S{n}", "activity": own + each})


def bodies(count: int) -> Iterator[dict[str, Any]]:
    """The same as plain documents, for those who know no sheets."""
    for content in contents(count, forms()):
        values = {
            address: value if isinstance(value, str) else [str(part) for part in value]
            for address, value in content.values.items()
        }
        yield {"number": values["number"], "year": content.year, "values": values}
