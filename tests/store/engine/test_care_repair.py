"""Repair: whatever is hurt, each document whose lines are whole is there afterwards, and the file is sound."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.engine import JournalEngine, Put, care
from store.engine.encode import decode
from store.engine.folder import FILE
from store.engine.journal.lines import Op, is_whole, line, number_of, read_ops, written
from store.refusal import Refusal
from tests.store.engine.files import Documents, journal_of, kept_in, put

FOLDED = [put("people", "U1", 1, name="佐藤"), put("sheets", "S1", 3, text="一"), put("events", "S1/1", 1)]
COMMITS = [
    [put("sheets", "S1", 4, text="二"), put("events", "S1/4", 1)],
    [put("sheets", "S2", 1, text="三")],
    [Op("remove", "people", "U1")],
    [put("sheets", "S1", 5, text='四\n"}{"sum":"'), put("events", "S1/5", 1)],
]
LINES = journal_of(FOLDED, COMMITS, through=7)


def written_to(folder: Path, lines: Iterable[bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_bytes(b"".join(lines))
    return folder


def hurt(*numbers: int, lines: list[bytes] = LINES) -> list[bytes]:
    """The lines, those of these numbers with a byte changed near their end."""
    return [each[:-3] + b"#" + each[-2:] if n in numbers else each for n, each in enumerate(lines, 1)]


@pytest.mark.parametrize(
    ("lines", "lost", "gone", "older"),
    [
        (hurt(1), 1, (), ()),
        (hurt(2), 1, (), ()),  # whom a later line removes
        (hurt(4), 1, (("events", "S1/1"),), ()),
        (hurt(5), 1, (("events", "S1/4"),), ()),
        (hurt(6), 1, (("sheets", "S2"),), ()),
        (hurt(7), 1, (), (("people", "U1"),)),
        (hurt(5, 8), 2, (("events", "S1/4"), ("events", "S1/5")), (("sheets", "S1"),)),
        (hurt(3, 5, 8), 3, (("events", "S1/4"), ("events", "S1/5"), ("sheets", "S1")), ()),
        ([*LINES[:4], *LINES[6:]], 2, (), ()),  # nothing tells what stood in lines that aren't there at all
        ([*LINES[:2], *LINES[4:]], 2, (), ()),
        ([*LINES[:5], LINES[5][:-1], *LINES[6:]], 0, (), ()),
        ([*LINES[:5], LINES[5][:-1] + b"\0\0\0", *LINES[6:]], 0, (), ()),
        ([*LINES[:5], LINES[5].replace(b'"doc"', b'\n"doc"'), *LINES[6:]], 1, (("sheets", "S2"),), ()),
        ([*LINES[:5], *LINES[4:]], 0, (), ()),
        ([*LINES, line(12, [written(Op("put", "sheets", "S9", b"[]"))])], 1, (("sheets", "S9"),), ()),
        ([*hurt(6), b'{"sum":"00000000","n":12,"ops":[{"put":"sheets","id":"S2","si'], 2, (("sheets", "S2"),), ()),
    ],
)  # fmt: skip
def test_what_is_lost_is_told(
    tmp_path: Path, lines: list[bytes], lost: int, gone: tuple[care.Name, ...], older: tuple[care.Name, ...]
) -> None:
    folder = written_to(tmp_path / "data", lines)
    told = list[tuple[int, int]]()
    found = care.salvage(folder / FILE, lambda done, size: told.append((done, size)))
    assert (found.lost, found.gone, found.older) == (lost, gone, older)
    size = (folder / FILE).stat().st_size
    assert told[-1] == (2 * size, 2 * size)
    assert (folder / FILE).read_bytes() == b"".join(lines)


def test_the_damaged_file_is_kept_and_work_goes_on(tmp_path: Path) -> None:
    folder = written_to(tmp_path / "data", hurt(6))
    for n in (1, 2):
        repaired = care.repair(folder)
        assert repaired.former == folder / f"{FILE}.before-repair-{n}"
        assert repaired.former.read_bytes() == b"".join(hurt(6))
        engine = JournalEngine(folder, {})
        engine.commit(Put("sheets", "S2", {}, 0), Put("sheets", "S1", {}, 5))
        engine.close()
        assert care.verify(folder / FILE).documents == {**repaired.salvage.documents, "sheets": 2}
        written_to(folder, hurt(6))


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (LINES, "store.not_damaged"),
        ([*LINES, b'{"sum":"'], "store.not_damaged"),
        ([b"{}"], "store.nothing_left"),
        ([], "store.nothing_left"),
        ([b"\0" * 10_000], "store.nothing_left"),
        (hurt(*range(1, 9)), "store.nothing_left"),
        ([LINES[0]], "store.nothing_left"),
    ],
)
def test_what_cannot_be_repaired_is_left_alone(tmp_path: Path, lines: list[bytes], key: str) -> None:
    folder = written_to(tmp_path / "data", lines)
    with pytest.raises(Refusal) as caught:
        care.repair(folder)
    assert caught.value.text.key == key
    assert (folder / FILE).read_bytes() == b"".join(lines)
    assert list(folder.glob(f"{FILE}?*")) == []


def model_of(lines: Iterable[bytes]) -> Documents:
    """What whole lines add up to."""
    documents: Documents = {}
    for each in lines:
        for op in read_ops(each, number_of(each)) if number_of(each) else ():
            documents.pop((op.table, op.id), None)
            if op.what == "put":
                row = decode(op.doc)
                documents[op.table, op.id] = (row["rev"], row["body"])
    return documents


KEYS = st.sampled_from(["S1", "S2", 'S"3', "名"])
TEXTS = st.sampled_from(["", "一", '{"sum":"12345678","n":5,', "\n", "}]}\n", "長" * 300])
OPS = st.builds(
    lambda kind, key, rev, text: put(kind, key, rev, text=text),
    st.sampled_from(["sheets", "people"]), KEYS, st.integers(1, 9), TEXTS,
) | st.builds(lambda key: Op("remove", "sheets", key), KEYS)  # fmt: skip
JOURNALS = st.builds(
    journal_of,
    st.lists(OPS.filter(lambda op: op.what == "put"), max_size=4),
    st.lists(st.lists(OPS, min_size=1, max_size=3), max_size=6),
    st.integers(0, 5),
)


def hurt_somehow(line: bytes, data: st.DataObject) -> tuple[bytes, bool]:
    """What is left of a line, and whether it is still whole: with its line break or without."""
    how = data.draw(st.sampled_from(["whole", "whole", "byte", "zeros", "cut", "gone", "line break"]))
    at = data.draw(st.integers(0, len(line) - 2))
    match how:
        case "byte":
            other = data.draw(st.integers(1, 255))
            return line[:at] + bytes([line[at] ^ other]) + line[at + 1 :], False
        case "zeros":
            return line[:at] + b"\0" * (len(line) - at), False
        case "cut":
            return line[:at], False
        case "gone":
            return b"", False
        case "line break":
            return line[:-1] + data.draw(st.sampled_from([b"", b"\0", b"x", b"\0\0"])), True
    return line, True


@given(JOURNALS, st.data())
def test_every_document_whose_lines_are_whole_is_there(lines: list[bytes], data: st.DataObject) -> None:
    left = [(*hurt_somehow(each, data), each) for each in lines]
    content = b"".join(piece for piece, _, _ in left)
    whole = [each for _, is_still_whole, each in left if is_still_whole]
    with TemporaryDirectory() as name:
        folder = written_to(Path(name) / "data", [content])
        try:
            found = care.verify(folder / FILE)
        except Refusal:
            pass
        else:
            assert found.size + found.torn == len(content)
            with pytest.raises(Refusal, match="not_damaged"):
                care.repair(folder)
            return
        if not any(number_of(each) for each in whole):
            with pytest.raises(Refusal, match="nothing_left"):
                care.repair(folder)
            assert (folder / FILE).read_bytes() == content
            return
        repaired = care.repair(folder)
        assert care.verify(folder / FILE).documents == repaired.salvage.documents
        assert kept_in(folder) == model_of(whole)
        assert repaired.former.read_bytes() == content


def test_the_lines_of_these_tests_are_whole() -> None:
    assert all(map(is_whole, LINES))
