"""The lines of a journal: JSON that `jq` and `less` show, made so that documents can be cut out without reading them.

    {"sum":"1a2b3c4d","n":0,"format":"hyoka-journal","version":1,"through":7,"folded":2}
    {"sum":"…","n":1,"ops":[{"put":"sheets","id":"2020-S27","size":6171,"doc":{…}}]}
    {"sum":"…","n":2,"ops":[{"put":"people","id":"U0SATO","size":94,"doc":{…}}]}
    {"sum":"…","n":8,"ops":[{"put":"sheets","id":"2020-S27","size":6190,"doc":{…}},{"remove":"people","id":"U0SATO"}]}

The first line is the head. It says how many folded lines follow (a document each, numbered from 1), and the number of
the last commit that they hold. After them, each line is one group of commits, numbered on from there. `sum` is the
CRC-32 of what stands between it and the end of the line; `size` is the length of `doc` in bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from zlib import crc32

import orjson

FORMAT, VERSION = "hyoka-journal", 1

BEGINNING = b'{"sum":"'
"""How every line begins."""

_UNSHARED = 4096
"""Bytes that are summed at once: of more than 5 KB, Python lets other threads run meanwhile, and a commit that others
wait for would have to wait for them (https://docs.python.org/3/library/zlib.html, zlibmodule.c)."""

_SUMMED = len(BEGINNING + b'00000000",')
_NUMBER = re.compile(rb'"n":(\d+),"(?:ops|format)":')
_STRING = rb'"(?:[^"\\]|\\.)*"'
_OP = re.compile(
    rb'\{"(put|remove|create|drop)":(' + _STRING + rb')(?:,"id":(' + _STRING + rb'))?(?:,"size":(\d+),"doc":|\})'
)


Pieces = tuple[bytes, ...]
"""A part of a line, not put together yet: a document is copied once, into the line, on its way to the disk."""


class Op(NamedTuple):
    """One step of a commit: put or remove a document, create or drop a whole table. `doc` is JSON."""

    what: Literal["put", "remove", "create", "drop"]
    table: str
    id: str = ""
    doc: bytes = b""


@dataclass(frozen=True)
class Head:
    """The first line: the number of the last commit that is folded in, and how many lines that made."""

    through: int
    folded: int
    version: int = VERSION


_WORDS: Mapping[bytes, Literal["put", "remove", "create", "drop"]] = {
    b"put": "put",
    b"remove": "remove",
    b"create": "create",
    b"drop": "drop",
}


class BadLine(ValueError):  # noqa: N818 - what was found, to be told as damage or as a torn write
    """These bytes are no line of a journal."""


def head_line(head: Head) -> bytes:
    """The first line of a file, with its line break."""
    told = {"format": FORMAT, "version": head.version, "through": head.through, "folded": head.folded}
    return _summed([b'"n":0,', orjson.dumps(told)[1:]])


def line(n: int, ops: Iterable[Pieces]) -> bytes:
    """The line of a group of commits, with its line break."""
    pieces = [b'"n":%d,"ops":[' % n]
    for each in ops:
        pieces += each
        pieces.append(b",")
    if len(pieces) > 1:
        pieces.pop()
    pieces.append(b"]}")
    return _summed(pieces)


def written(op: Op) -> Pieces:
    """An op as it stands in its line."""
    if op.what == "put":
        head = b'{"put":%b,"id":%b,"size":%d,"doc":' % (_quoted(op.table), _quoted(op.id), len(op.doc))
        return (head, op.doc, b"}")
    if op.what == "remove":
        return (b'{"remove":%b,"id":%b}' % (_quoted(op.table), _quoted(op.id)),)
    return (b'{"%b":%b}' % (op.what.encode(), _quoted(op.table)),)


def is_whole(content: bytes) -> bool:
    """Whether these bytes are a line as it was written, to the last one."""
    return (
        content.startswith(BEGINNING)
        and content.endswith(b"}\n")
        and content[8:_SUMMED] == b'%08x",' % crc32(memoryview(content)[_SUMMED:-1])
    )


def holds_whole(content: bytes) -> bool:
    """Whether a whole line stands at its beginning or its end: a line break between two was lost, no write cut off."""
    begin = content.find(BEGINNING, 1)
    while begin > 0:
        if is_whole(content[begin:]) or is_whole(content[: begin - 1] + b"\n"):
            return True
        begin = content.find(BEGINNING, begin + 1)
    return False


def whole_beginning(content: bytes) -> bytes:
    """The whole line that these bytes begin with, where another byte stands for its line break, or none; else b""."""
    summed, at = 0, _SUMMED
    for found in re.finditer(rb"\}", content):
        if found.end() <= at:
            continue
        summed, at = crc32(memoryview(content)[at : found.end()], summed), found.end()
        if content[8:_SUMMED] == b'%08x",' % summed:
            return content[:at] + b"\n"
    return b""


def is_readable(content: bytes) -> bool:
    """Whether it is JSON all the same: a line that somebody edited, not one that a power cut left unfinished."""
    try:
        orjson.loads(content)
    except ValueError:
        return False
    return content.endswith(b"\n")


def read_head(content: bytes) -> Head:
    """The head that a whole line tells.

    Raises:
        BadLine: it is no head.
    """
    try:
        told = orjson.loads(content)
        if told["format"] != FORMAT:
            raise BadLine(told["format"])
        return Head(int(told["through"]), int(told["folded"]), int(told["version"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadLine("no head") from error


def number_of(content: bytes) -> int:
    """The number of a whole line; 0 where it is a head.

    Raises:
        BadLine: it has none.
    """
    found = _NUMBER.match(content, _SUMMED)
    if found is None:
        raise BadLine("no number")
    return int(found[1])


def read_ops(content: bytes, n: int) -> tuple[Op, ...]:
    """What the whole line number `n` says. Documents are cut out by their size; nothing of them is read.

    Raises:
        BadLine: it has another number, or isn't of this form.
    """
    begin = b'"n":%d,"ops":[' % n
    place, end = _SUMMED + len(begin), len(content) - len(b"]}\n")
    if not content.startswith(begin, _SUMMED):
        raise BadLine("another number")
    ops: list[Op] = []
    while place < end:
        found = _OP.match(content, place)
        if found is None:
            raise BadLine("no op")
        what, table, key, size = found.groups()
        place = found.end()
        doc = b""
        if size is not None:
            doc = content[place : place + int(size)]
            place += int(size) + 1
        place += 1
        ops.append(Op(_WORDS[what], _name(table), _unquoted(key) if key else "", doc))
    return tuple(ops)


def _summed(pieces: Sequence[bytes]) -> bytes:
    summed = 0
    for piece in pieces:
        for begin in range(0, len(piece), _UNSHARED):
            summed = crc32(memoryview(piece)[begin : begin + _UNSHARED], summed)
    return b"".join((b'{"sum":"%08x",' % summed, *pieces, b"\n"))


def _quoted(text: str) -> bytes:
    return orjson.dumps(text)


def _unquoted(quoted: bytes) -> str:
    if b"\\" not in quoted:
        return quoted[1:-1].decode()
    text: str = orjson.loads(quoted)
    return text


_name = lru_cache(maxsize=256)(_unquoted)  # tables are few, and named in each op
