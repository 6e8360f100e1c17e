"""`hyoka backup`, `restore`, `verify` and `repair` as they are typed, with files of every kind in their way."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.codes import OURS
from store.engine import JournalEngine, Put
from store.engine.folder import FILE, LOCK
from store.engine.journal.lines import VERSION, Head, head_line
from store.engine.lock import Lock
from store.store import INDEXES, SCHEMA
from tests.office import people_of
from tests.stories.terminal import Terminal


def hurt(journal: Path) -> None:
    """Change a letter in the middle of it."""
    content = journal.read_bytes()
    assert "事務".encode() in content
    journal.write_bytes(content.replace("事務".encode(), "事故".encode(), 1))


# --- backup -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_backup_is_made_beside_a_running_bot(terminal: Terminal, language: str) -> None:
    with Lock(terminal.data / LOCK):
        told = terminal.types("backup", HYOKA_LANGUAGE=language, HYOKA_TIMEZONE="Asia/Tokyo")
        told.says("cli.backed_up", "cli.backup_alone", "cli.count_sheets")
        assert (told.code, "2020-07-20 19:00" in told.words) == (0, True)
        file = Path(told.out.strip())
        assert re.fullmatch(r"hyoka-\d{8}-\d{6}\.journal", file.name)
        assert (file.parent, file.read_bytes()) == (terminal.data / "backups", (terminal.data / FILE).read_bytes())
        terminal.types("verify", str(file)).says("cli.verified")
    doctor = terminal.types("doctor", HYOKA_LANGUAGE=language)
    doctor.says("cli.backup_is")
    assert str(file) in doctor.out


def test_a_backup_goes_where_it_is_told_and_over_nothing(terminal: Terminal) -> None:
    (terminal.folder / "share").mkdir()
    (terminal.folder / "there").write_text("mine")
    assert terminal.types("backup", "a.journal").out == "a.journal\n"
    assert terminal.types("backup", "share").out.startswith("share/hyoka-")
    terminal.refused("backup", "there").says("cli.backup_exists")
    terminal.refused("backup", "a.journal").says("cli.backup_exists")
    terminal.refused("backup", "nowhere/a.journal").says("cli.backup_no_folder")
    terminal.refused("backup", "there/a.journal").says("cli.backup_unwritten", "cli.trouble_no_folder")
    terminal.refused("backup", "長" * 300).says("cli.backup_unwritten", "cli.trouble_name_too_long")
    assert (terminal.folder / "there").read_text() == "mine"
    names = {terminal.types("backup").out for _ in range(3)}
    assert len(names) == 3  # of one second, maybe


@pytest.mark.parametrize("words", [["backup"], ["backup", "x.journal"]], ids=str)
@pytest.mark.parametrize(
    ("number", "key"), [(errno.ENOSPC, "cli.trouble_full"), (errno.EACCES, "cli.trouble_forbidden")]
)
def test_a_backup_that_cannot_be_written_leaves_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, words: list[str], number: int, key: str
) -> None:
    really, written = os.write, 0

    def half(handle: int, content: bytes) -> int:
        nonlocal written
        written += 1
        if written == 1:
            return really(handle, bytes(content[: len(content) // 2]))
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", half)
    told = terminal.types(*words)
    assert told.code == OURS
    told.says("cli.backup_unwritten", key)
    assert list(terminal.folder.rglob("*.part")) + list(terminal.folder.rglob("hyoka-*")) == []


# --- restore ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_backup_comes_back(terminal: Terminal, language: str) -> None:
    terminal.types("backup", "a.journal")
    engine = JournalEngine(terminal.data, INDEXES, schema=SCHEMA)
    engine.commit(Put("people", "U9", {"id": "U9", "name": "客野 人"}, 0))
    engine.close()
    told = terminal.refused("restore", "a.journal", HYOKA_LANGUAGE=language)
    told.says("cli.restore_holds", "cli.restore_replaces", "cli.yes_needed")
    assert "hyoka restore" in told.words
    told = terminal.types("restore", "a.journal", "--yes", HYOKA_LANGUAGE=language)
    told.says("cli.restored", "cli.restored_from")
    assert (told.code, people_of(terminal.data)) == (0, 7)
    former = terminal.data / f"{FILE}.before-restore-1"
    assert str(former) in told.words
    assert terminal.types("restore", str(former), "--yes").code == 0
    assert people_of(terminal.data) == 8


def test_nobody_is_asked_where_nothing_is_replaced(terminal: Terminal) -> None:
    new = Terminal(terminal.folder, terminal.folder / "new/data")
    told = new.types("restore", str(terminal.data / FILE))
    told.says("cli.restore_holds", "cli.restored")
    assert (told.code, people_of(new.data)) == (0, 7)


def test_damaged_documents_are_replaced_too(terminal: Terminal) -> None:
    terminal.types("backup", "a.journal")
    hurt(terminal.data / FILE)
    terminal.refused("restore", "a.journal").says("cli.standing_unreadable")
    assert terminal.types("restore", "a.journal", "--yes").code == 0
    assert terminal.types("sheets").code == 0


def test_nothing_comes_back_or_is_repaired_beside_a_running_bot(terminal: Terminal) -> None:
    terminal.types("backup", "a.journal")
    with Lock(terminal.data / LOCK):
        for words in (["restore", "a.journal", "--yes"], ["repair", "--yes"]):
            told = terminal.refused(*words)
            told.says("store.locked")
            assert f"pid {os.getpid()}" in told.words


def test_a_restore_that_cannot_be_written_changes_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.types("backup", "a.journal")
    before = (terminal.data / FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdatasync", full)
    told = terminal.types("restore", "a.journal", "--yes")
    told.says("cli.restore_unwritten", "cli.trouble_full")
    assert (told.code, (terminal.data / FILE).read_bytes()) == (OURS, before)
    assert {each.name for each in terminal.data.iterdir()} == {FILE, LOCK}


# --- files of every kind ----------------------------------------------------------------------------

NAMED: list[tuple[str, Callable[[Path], object], str]] = [
    ("nothing there", lambda file: file, "cli.trouble_missing"),
    ("a folder", lambda file: file.mkdir(), "cli.trouble_folder"),
    ("a link to itself", lambda file: file.symlink_to(file), "cli.trouble_loop"),
    ("what never ends", lambda file: file.symlink_to("/dev/zero"), "store.not_a_journal"),
    ("a pipe that nobody writes", os.mkfifo, "store.not_a_journal"),
    ("an empty file", lambda file: file.touch(), "store.not_a_journal"),
    ("the file of the earlier version", lambda file: file.write_text('{"sheets": {}}'), "store.not_a_journal"),
    ("a picture", lambda file: file.write_bytes(b"\x89PNG\r\n\x1a\n"), "store.not_a_journal"),
    ("zeros", lambda file: file.write_bytes(b"\0" * 100_000), "store.not_a_journal"),
    ("JSON that begins alike", lambda file: file.write_text('{"sum":"5"}\n'), "store.damaged"),
    ("a later version", lambda file: file.write_bytes(head_line(Head(0, 0, VERSION + 1))), "store.later_file"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("make", "key"), [pytest.param(*row[1:], id=row[0]) for row in NAMED])
def test_a_file_that_is_no_backup_is_told(
    terminal: Terminal, make: Callable[[Path], object], key: str, language: str
) -> None:
    make(terminal.folder / "file")
    for words in (["verify", "file"], ["restore", "file", "--yes"]):
        terminal.refused(*words, HYOKA_LANGUAGE=language).says(key)


def holding(data: Path, name: str, content: bytes) -> None:
    """Make a data folder with one file."""
    data.mkdir()
    (data / name).write_bytes(content)


FOUND: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("no folder", lambda data: data, ["cli.no_journal"] * 3),
    ("an empty folder", lambda data: data.mkdir(), ["cli.no_journal"] * 3),
    ("a file in its place", lambda data: data.touch(), ["cli.folder_unusable"] * 3),
    ("documents of the earlier version", lambda data: holding(data, "documents.json", b"{}"), ["store.not_yet_taken_over"] * 3),
    ("zeros", lambda data: holding(data, FILE, b"\0" * 9999), ["store.damaged", "store.damaged", "store.nothing_left"]),
    ("JSON of something else", lambda data: holding(data, FILE, b'{"sheets": {}}'), ["store.damaged", "store.damaged", "store.nothing_left"]),
    ("a folder in place of the file", lambda data: (data / FILE).mkdir(parents=True), ["cli.file_unreadable"] * 3),
    ("a later version", lambda data: holding(data, FILE, head_line(Head(0, 0, VERSION + 1))), ["store.later_file"] * 3),
]  # fmt: skip


@pytest.mark.parametrize(("make", "keys"), [pytest.param(*row[1:], id=row[0]) for row in FOUND])
def test_a_data_folder_that_cannot_be_read_is_told(
    tmp_path: Path, make: Callable[[Path], object], keys: list[str]
) -> None:
    make(tmp_path / "data")
    odd = Terminal(tmp_path, tmp_path / "data")
    for words, key in zip((["verify"], ["backup", "a"], ["repair", "--yes"]), keys, strict=True):
        odd.refused(*words).says(key)
        odd.refused(*words, HYOKA_LANGUAGE="en").says(key)
    assert not (tmp_path / "a").exists()


# --- verify, repair ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_damage_is_told_and_what_is_whole_is_saved(terminal: Terminal, language: str) -> None:
    terminal.types("verify", HYOKA_LANGUAGE=language).says("cli.verified")
    terminal.refused("repair", "--yes", HYOKA_LANGUAGE=language).says("store.not_damaged")
    terminal.types("backup", HYOKA_LANGUAGE=language)
    hurt(terminal.data / FILE)
    for words in (["verify"], ["backup"], ["sheets"], ["import", "x"]):
        terminal.refused(*words, HYOKA_LANGUAGE=language).says("store.damaged")
    terminal.refused("repair", HYOKA_LANGUAGE=language).says(
        "cli.repair_finds", "cli.repair_gone", "cli.repair_or_restore", "cli.yes_needed"
    )
    told = terminal.types("repair", "--yes", HYOKA_LANGUAGE=language)
    told.says("cli.repair_finds", "cli.repaired", "cli.name_people")
    assert (told.code, "U0JIMU" in told.words) == (0, True)
    assert f"{FILE}.before-repair-1" in told.words
    terminal.types("verify", HYOKA_LANGUAGE=language).says("cli.verified")
    assert len(terminal.types("sheets").out.splitlines()) == 3


def test_what_a_power_cut_left_is_told_once(terminal: Terminal) -> None:
    with (terminal.data / FILE).open("ab") as file:
        file.write(b'{"sum":"00000000","n":')
    terminal.types("verify").says("cli.verified", "cli.verified_torn")
    office = terminal.folder / "office.toml"
    office.write_text(terminal.types("office").out)
    told = terminal.types("office", str(office))
    told.says("cli.torn", "cli.office_kept")
    assert str(next(terminal.data.glob(f"{FILE}.cut-*"))) in told.words
    with pytest.raises(AssertionError):
        terminal.types("office", str(office)).says("cli.torn")


def test_documents_of_the_earlier_version_are_taken_over_once(tmp_path: Path) -> None:
    old = Terminal(tmp_path, tmp_path / "data")
    old.data.mkdir()
    (old.data / "documents.json").write_text('{"people": {"U9": {"rev": 1, "body": {"id": "U9", "name": "佐藤"}}}}')
    old.refused("doctor").says("store.not_yet_taken_over", "cli.no_backup")
    office = tmp_path / "office.toml"
    office.write_text(old.types("office").out)
    old.types("office", str(office)).says("cli.taken_over")
    assert people_of(old.data) > 1
