"""A file that somebody or something has changed: refused at its line and left alone, or cut off at its end and told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from store.engine.journal.lines import Head, head_line
from store.engine.storage import JournalStorage
from store.refusal import Refusal
from tests.store.engine.histories import INDEXES, History, State, state_of

FILE = "documents.journal"
LINES = 12


@cache
def sound() -> tuple[list[bytes], list[State]]:
    """The lines of a journal, some of them folded, and what stands after each of them that isn't."""
    with tempfile.TemporaryDirectory() as folder:
        path, history = Path(folder) / FILE, History()
        storage = JournalStorage(path)
        for n in range(4):
            history.write(storage, Random(n))  # noqa: S311 - it must be the same again
        storage._folding.fold()
        folded = len(path.read_bytes().splitlines())
        states: list[State] = [{}] * (folded - 1) + [history.state(4)]
        written = [history.write(storage, Random(n)) for n in range(LINES - folded)]  # noqa: S311 - the same again
        states += map(history.state, written)
        storage.close()
        return path.read_bytes().splitlines(keepends=True), states


def joined(lines: list[bytes]) -> bytes:
    return b"".join(lines)


def line_of(at: int) -> int:
    """The number of the line, from 1, in which a byte stands."""
    lines, _ = sound()
    return next(n for n in range(1, len(lines) + 1) if at < len(joined(lines[:n])))


@contextmanager
def folder_with(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(content)
        yield Path(folder)


def refused_at(content: bytes, key: str = "store.damaged") -> int:
    """The line that is named, by readers and writers alike; nothing is changed."""
    with folder_with(content) as folder:
        named = set()
        for mode in ("r", "r+"):
            with pytest.raises(Refusal, match=key) as caught:
                JournalStorage(folder / FILE, mode)
            named.add(caught.value.text.values.get("line", 0))
        assert (folder / FILE).read_bytes() == content
        assert {each.name for each in folder.iterdir()} <= {FILE, f"{FILE}.lock"}
    (line,) = named
    assert isinstance(line, int)
    return line


def cut_off(content: bytes, whole: int) -> None:
    """So many lines are left; the bytes after them are put aside, and work goes on."""
    lines, states = sound()
    rest = content[len(joined(lines[:whole])) :]
    with folder_with(content) as folder:
        path = folder / FILE
        assert state_of(JournalStorage(path, "r", indexes=INDEXES)) == states[whole - 1]
        assert path.read_bytes() == content
        storage = JournalStorage(path, indexes=INDEXES)
        assert state_of(storage) == states[whole - 1]
        assert (storage.torn is None) == (rest == b"")
        assert storage.torn is None or storage.torn.read_bytes() == rest
        assert path.read_bytes() == joined(lines[:whole])
        with storage.transaction() as draft:
            draft.table("more").put("a", b"{}")
        storage.close()
        again = JournalStorage(path)
        assert again.torn is None
        assert again.get("more", "a") == b"{}"


def size() -> int:
    return len(joined(sound()[0]))


def folded() -> int:
    """How many lines a folded file begins with."""
    return sound()[1].index(next(state for state in sound()[1] if state)) + 1


@settings(max_examples=150)
@given(st.data())
def test_cut_at_any_byte_it_holds_what_was_whole(data: st.DataObject) -> None:
    lines, _ = sound()
    at = data.draw(st.integers(1, size() - 1))
    whole = line_of(at) - 1
    if whole < folded():
        assert refused_at(joined(lines)[:at]) == whole + 1
    else:
        cut_off(joined(lines)[:at], whole)


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


@settings(max_examples=300)
@given(st.data())
def test_any_bit_that_is_flipped_is_found_at_its_line(data: st.DataObject) -> None:
    content = joined(sound()[0])
    last = len(sound()[0][-1])
    at = data.draw(
        st.integers(0, size() - 1 - last) | st.sampled_from([len(joined(sound()[0][:n])) - 1 for n in range(1, LINES)])
    )
    assert refused_at(flipped(content, at, data.draw(st.integers(0, 7)))) == line_of(at)


@settings(max_examples=150)
@given(st.data())
def test_a_bit_in_the_last_line_makes_it_a_write_that_was_cut_off_or_one_that_was_edited(data: st.DataObject) -> None:
    content = joined(sound()[0])
    at = data.draw(st.integers(size() - len(sound()[0][-1]), size() - 1))
    changed = flipped(content, at, data.draw(st.integers(0, 7)))
    try:
        line = refused_at(changed)
    except pytest.fail.Exception:
        cut_off(changed, LINES - 1)
    else:
        assert line == LINES


@settings(max_examples=100)
@given(st.data())
def test_lines_that_are_removed_doubled_or_exchanged_are_found(data: st.DataObject) -> None:
    lines = sound()[0]
    at = data.draw(st.integers(0, LINES - 2))
    other = data.draw(st.integers(at + 1, LINES - 1))
    assert refused_at(joined([*lines[:at], *lines[at + 1 :]])) == at + 1
    assert refused_at(joined([*lines[: at + 1], *lines[at:]])) == at + 2
    if number(lines[at]) == number(lines[other]):
        return  # a folded line and a commit of one number: nobody can tell them apart
    exchanged = [*lines[:at], lines[other], *lines[at + 1 : other], lines[at], *lines[other + 1 :]]
    assert refused_at(joined(exchanged)) == at + 1


def number(line: bytes) -> object:
    return orjson.loads(line)["n"]


def test_the_last_line_doubled_is_found_and_without_it_the_rest_is_whole() -> None:
    lines = sound()[0]
    assert refused_at(joined([*lines, lines[-1]])) == LINES + 1
    cut_off(joined(lines[:-1]), LINES - 1)


@settings(max_examples=100)
@given(st.binary(min_size=1, max_size=9000))
@example(b"\n")
@example(b"\0" * 5000)
@example(b"{}\n{}")
def test_what_is_appended_by_others_is_put_aside_or_refused(garbage: bytes) -> None:
    content = joined(sound()[0]) + garbage
    try:
        cut_off(content, LINES)
    except Refusal:
        assert refused_at(content) == LINES + 1


@settings(max_examples=100)
@given(st.data())
def test_zeros_over_any_stretch_are_found(data: st.DataObject) -> None:
    """Also over the ends of lines, where what is left of several stands in one."""
    content = joined(sound()[0])
    begin = data.draw(
        st.integers(0, size() - 1) | st.sampled_from([len(joined(sound()[0][:n])) - 1 for n in range(1, LINES)])
    )
    end = data.draw(st.integers(begin + 1, min(size(), begin + 5000)) | st.just(begin + 1))
    zeroed = content[:begin] + b"\0" * (end - begin) + content[end:]
    line = line_of(begin)
    if line > folded() and line_of(end - 1) == LINES:
        cut_off(zeroed, line - 1)
    else:
        assert refused_at(zeroed) == line


@pytest.mark.parametrize("ends", [1, 2, 3])
def test_lines_whose_ends_are_zeros_are_damage_though_they_look_like_one_that_was_cut_off(ends: int) -> None:
    lines = list(sound()[0])
    for n in range(ends):
        lines[-2 - n] = lines[-2 - n][:-1] + b"\0"
    assert refused_at(joined(lines)) == LINES - ends


def test_an_empty_file_is_a_new_one() -> None:
    with folder_with(b"") as folder:
        with pytest.raises(FileNotFoundError):
            JournalStorage(folder / FILE, "r")
        assert JournalStorage(folder / FILE, "r", may_be_absent=True).read() == {}
        assert JournalStorage(folder / FILE).read() is None


def summed(rest: bytes) -> bytes:
    return b'{"sum":"%08x",%b\n' % (crc32(rest), rest)


def test_a_file_of_a_later_version_is_refused_as_such() -> None:
    lines = sound()[0]
    later = head_line(Head(0, 0, version=2))
    assert refused_at(later, "store.later_file") == 0
    assert refused_at(joined([later, *lines[1:]]), "store.later_file") == 0


@pytest.mark.parametrize(
    "content",
    [
        b'{"sheets": {"1": {"number": "S27"}}}',
        b'{"sheets": {"1": {"number": "S27"}}}\n',
        b"\n",
        b"\0" * 10000,
        b"PK\x03\x04" + bytes(range(256)) * 20,
        summed(b'"n":0,"format":"another journal","version":1,"through":0,"folded":0}'),
        summed(b'"n":0,"format":"hyoka journal","version":1}'),
        summed(b'"n":0,"format":"hyoka journal","version":"x","through":0,"folded":0}'),
        summed(b'"n":1,"ops":[]}'),
    ],
)
def test_a_file_that_is_no_journal_is_refused_at_its_first_line(content: bytes) -> None:
    assert refused_at(content) == 1


def test_what_a_fold_left_half_done_is_removed_and_not_read() -> None:
    lines, states = sound()
    with folder_with(joined(lines)) as folder:
        left = folder / f"{FILE}.folding"
        left.write_bytes(joined(lines[:3]) + b"half")
        storage = JournalStorage(folder / FILE, indexes=INDEXES)
        assert state_of(storage) == states[-1]
        assert not left.exists()
        storage._folding.fold()
        assert not left.exists()
        storage.close()
        assert state_of(JournalStorage(folder / FILE, "r", indexes=INDEXES)) == states[-1]
