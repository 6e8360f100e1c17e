"""Care of a journal: checks that see everything, and copies beside a running bot."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from store.engine import JournalEngine, Put, care
from store.engine.base import Record
from store.engine.folder import FILE
from store.engine.journal.lines import FORMAT, VERSION, Head, Op, head_line, line, written
from store.refusal import Refusal
from tests.store.engine.files import OFFICE, Full, an_office, files_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an office."""
    an_office(tmp_path / "data")
    return tmp_path / "data"


# --- verify -----------------------------------------------------------------------------------------


def test_what_is_in_a_journal_is_told(folder: Path) -> None:
    journal, told, seen = folder / FILE, list[tuple[int, int]](), list[Record]()
    contents = care.verify(journal, lambda done, size: told.append((done, size)), seen=seen.append)
    assert contents.documents == {"people": 2, "sheets": 2, "events": 2}
    assert (contents.lines, contents.commits, contents.torn) == (1 + 5 + 3, 5, 0)
    assert contents.size == journal.stat().st_size
    assert told[-1] == (contents.size, contents.size)
    assert [each.body for each in seen if each.key == "S1"] == [{"text": "一"}, {"text": "二"}]


def test_a_write_that_was_cut_off_is_no_damage(folder: Path) -> None:
    whole = care.verify(folder / FILE)
    with (folder / FILE).open("ab") as file:
        file.write(b'{"sum":"00000000","n":6,"ops":[{"pu')
    torn = care.verify(folder / FILE)
    assert (torn.documents, torn.lines, torn.size, torn.torn) == (whole.documents, whole.lines, whole.size, 35)


def changed(number: int, old: bytes, new: bytes) -> list[bytes]:
    """The office with one of its lines changed, as in an editor."""
    lines = OFFICE[:]
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return lines


def with_line(doc: bytes) -> list[bytes]:
    """The office with a last line whose checksum is right, and this in place of a document."""
    return [*OFFICE, line(11, [written(Op("put", "sheets", "S9", doc))])]


DAMAGED: list[tuple[str, list[bytes], int]] = [
    ("nothing", [], 1),
    ("zeros", [b"\0" * 5000], 1),
    ("zeros for a head", [b"\0" * len(OFFICE[0]), *OFFICE[1:]], 1),
    ("JSON of something else", [b'{"sheets":{}}\n'], 1),
    ("a list", [b"[]"], 1),
    ("a picture", [b"\x89PNG\r\n\x1a\n" + bytes(range(256))], 1),
    ("no head", OFFICE[1:], 1),
    ("a head of another format", changed(1, FORMAT.encode(), b"kyoka journal"), 1),
    ("another head, summed up", [head_line(Head(7, 2)).replace(b"hyoka", b"kyoka"), *OFFICE[1:]], 1),
    ("a letter changed", changed(2, "佐".encode(), "伊".encode()), 2),
    ("a checksum changed", changed(4, b'"sum":"', b'"sum":"f'), 4),
    ("a last line that somebody edited", changed(6, b"U2", b"U1"), 6),
    ("a line missing among those that were folded", [*OFFICE[:1], *OFFICE[2:]], 2),
    ("folded lines cut off", OFFICE[:2], 3),
    ("a line missing", [*OFFICE[:4], *OFFICE[5:]], 5),
    ("a line twice", [*OFFICE[:4], *OFFICE[3:]], 5),
    ("lines in another order", [*OFFICE[:3], OFFICE[4], OFFICE[3], *OFFICE[5:]], 4),
    ("a line break gone", changed(4, b"\n", b""), 4),
    ("a line break too many", changed(4, b'"ops"', b'\n"ops"'), 4),
    ("a document that is no JSON", with_line(b'{"rev":1,"schema":0,"body":{"a":}}'), 7),
    ("a document that isn't of our form", with_line(b'{"rev":"1","body":{}}'), 7),
    ("a document without an end", with_line(b'{"rev":1,"schema":0,"body":{}'), 7),
    ("a body that is a list", with_line(b'{"rev":1,"schema":0,"body":[]}'), 7),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "number"), [pytest.param(*row[1:], id=row[0]) for row in DAMAGED])
def test_damage_is_found_and_neither_copied_nor_restored(tmp_path: Path, lines: list[bytes], number: int) -> None:
    hurt, target, folder = tmp_path / "hurt", tmp_path / "copy", tmp_path / "data"
    hurt.write_bytes(b"".join(lines))
    an_office(folder)
    before = files_of(folder)
    with pytest.raises(Refusal, match="damaged") as caught:
        care.verify(hurt)
    assert caught.value.text.values == {"file": str(hurt), "line": number}
    with pytest.raises(Refusal, match="damaged") as caught:
        care.copy(hurt, target)
    assert caught.value.text.values == {"file": str(hurt), "line": number}
    with pytest.raises(Refusal, match=r"damaged|not_a_journal"):
        care.restore(hurt, folder)
    assert (files_of(folder), sorted(each.name for each in tmp_path.iterdir())) == (before, ["data", "hurt"])


def test_a_journal_of_a_later_version_is_told(folder: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    later.write_bytes(head_line(Head(0, 0, VERSION + 1)) + b'{"sum":"later"}\n')
    before = files_of(folder)
    for work in (
        lambda: care.verify(later),
        lambda: care.copy(later, tmp_path / "copy"),
        lambda: care.restore(later, folder),
        lambda: care.salvage(later),
    ):
        with pytest.raises(Refusal, match="later_file"):
            work()
    assert files_of(folder) == before


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="an empty file"),
        pytest.param(lambda path: path.write_bytes(b'{"sheets": {}}'), id="the file of the earlier version"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), id="what never ends"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told(folder: Path, tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "file")
    with pytest.raises(Refusal, match="not_a_journal"):
        care.restore(tmp_path / "file", folder)


# --- copy -------------------------------------------------------------------------------------------


def test_a_copy_is_what_stood_at_its_beginning(folder: Path, tmp_path: Path) -> None:
    journal, target = folder / FILE, tmp_path / "copy"
    whole = journal.read_bytes()
    with journal.open("ab") as file:
        file.write(b'{"sum":"')
    contents = care.copy(journal, target)
    assert (target.read_bytes(), contents.torn) == (whole, 8)
    assert [each.name for each in tmp_path.iterdir()] == ["data", "copy"]


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        care.copy(folder / FILE, target)

    def made_meanwhile(_done: int, _size: int) -> None:
        (tmp_path / "other").write_text("mine")

    with pytest.raises(FileExistsError):
        care.copy(folder / FILE, tmp_path / "other", made_meanwhile)
    assert (tmp_path / "other").read_text() == "mine"
    assert list(tmp_path.glob("*.part")) == []


def test_copies_beside_a_running_bot_hold_all_that_was_saved_before(folder: Path, tmp_path: Path) -> None:
    engine = JournalEngine(folder, {})
    saved, ended = 0, threading.Event()

    def work() -> None:
        nonlocal saved
        while not ended.is_set():
            engine.commit(Put("sheets", "S9", {"text": "長" * 5000}, saved), Put("events", f"S9/{saved}", {}, 0))
            saved += 1
            if saved % 20 == 0:
                engine._storage._folding.fold()

    working = threading.Thread(target=work)
    working.start()
    try:
        for n in range(40):
            before, target = saved, tmp_path / f"{n}"
            contents = care.copy(folder / FILE, target)
            assert before <= contents.documents["events"] - 2 <= saved + 1
            assert care.verify(target) == replace(contents, torn=0)  # the copy leaves out what is being written
            care.verify(folder / FILE)
    finally:
        ended.set()
        working.join()
        engine.close()


def test_a_copy_that_fails_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    for step in range(20):
        target = tmp_path / f"{step}"
        try:
            care.copy(folder / FILE, target, disk=Full(step))
        except OSError:
            # It is whole already where only the folder could not be synced.
            assert not target.exists() or target.read_bytes() == (folder / FILE).read_bytes()
            assert list(tmp_path.glob("*.part")) == []
        else:
            assert step > 3
            return
    pytest.fail("it never succeeds")


def test_a_copy_that_is_interrupted_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    def interrupt(_done: int, _size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        care.copy(folder / FILE, tmp_path / "copy", interrupt)
    assert [each.name for each in tmp_path.iterdir()] == ["data"]
