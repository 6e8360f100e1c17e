"""Restoring: whole or not at all, and what stood there is kept."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from store.engine import JournalEngine, Put, care
from store.engine.folder import FILE, LOCK
from store.engine.journal.disk import Disk
from store.engine.lock import Lock
from store.refusal import Refusal
from tests.store.engine.files import OFFICE, Cut, Failing, Full, an_office, files_of, kept_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an office."""
    an_office(tmp_path / "data")
    return tmp_path / "data"


def test_a_backup_comes_back_and_what_stood_there_is_kept(folder: Path, tmp_path: Path) -> None:
    backup, documents = tmp_path / "backup", kept_in(folder)
    care.copy(folder / FILE, backup)
    engine = JournalEngine(folder, {})
    engine.commit(Put("sheets", "S3", {}, 0))
    engine.close()
    later = (folder / FILE).read_bytes()
    first = care.restore(backup, folder)
    assert first.contents == care.verify(backup)
    assert kept_in(folder) == documents
    assert first.former == folder / f"{FILE}.before-restore-1"
    assert first.former.read_bytes() == later
    second = care.restore(first.former, folder)
    assert second.former == folder / f"{FILE}.before-restore-2"
    assert (folder / FILE).read_bytes() == first.former.read_bytes() == later
    assert second.former.read_bytes() == backup.read_bytes()


def test_a_backup_comes_into_a_folder_that_is_new(folder: Path, tmp_path: Path) -> None:
    restored = care.restore(folder / FILE, tmp_path / "a/b")
    assert (restored.former, restored.old, kept_in(tmp_path / "a/b")) == (None, None, kept_in(folder))


def test_a_file_of_the_earlier_version_is_not_taken_over_after_a_backup_came_back(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "documents.json").write_text('{"people": {"U9": {"rev": 1, "body": {}}}}')
    restored = care.restore(folder / FILE, other)
    assert restored.old == other / "documents.json.before-restore"
    engine = JournalEngine(other, {})
    assert engine.taken_over is None
    engine.close()
    assert kept_in(other) == kept_in(folder)


def test_only_what_is_whole_of_a_backup_comes_back(folder: Path, tmp_path: Path) -> None:
    documents, backup = kept_in(folder), tmp_path / "backup"
    backup.write_bytes((folder / FILE).read_bytes() + b'{"sum":"00')
    assert care.restore(backup, folder).contents.torn == 10
    assert (care.verify(folder / FILE).torn, kept_in(folder)) == (0, documents)


def test_nothing_comes_back_while_somebody_writes(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    care.copy(folder / FILE, backup)
    with Lock(folder / LOCK):
        before = files_of(folder)
        for work in (lambda: care.restore(backup, folder), lambda: care.repair(folder)):
            with pytest.raises(Refusal, match="locked"):
                work()
    assert files_of(folder) == before


@pytest.mark.parametrize("disk", [lambda step: Failing(step, Cut), Full], ids=["power", "space"])
def test_the_disk_may_stop_at_any_step_of_restoring(tmp_path: Path, disk: Callable[[int], Disk]) -> None:
    backup, after, seen = tmp_path / "backup", b"".join(OFFICE), list[bool]()
    backup.write_bytes(after)
    for step in range(20):
        folder = tmp_path / f"{step}"
        an_office(folder)
        before = (folder / FILE).read_bytes()
        try:
            care.restore(backup, folder, disk=disk(step))
        except (Cut, OSError):
            stands = (folder / FILE).read_bytes()
            assert stands in (before, after)
            assert any(each.read_bytes() == before for each in folder.glob(f"{FILE}*"))
            if disk is Full:
                assert list(folder.glob("*.part")) == []
            seen.append(stands == after)
            assert kept_in(folder)
        else:
            break
    assert seen == [*[False] * (len(seen) - 1), True]
    assert len(seen) > 4


class WithoutLinks(Disk):
    """A memory card: a file has one name."""

    def link(self, path: Path, name: Path) -> None:
        raise PermissionError(errno.EPERM, "no links", str(path), None, str(name))


def test_what_stood_there_is_copied_where_a_file_has_one_name_only(folder: Path, tmp_path: Path) -> None:
    before = (folder / FILE).read_bytes()
    (tmp_path / "backup").write_bytes(b"".join(OFFICE))
    for n in (1, 2):
        former = care.restore(tmp_path / "backup", folder, disk=WithoutLinks()).former
        assert former == folder / f"{FILE}.before-restore-{n}"
        assert former.read_bytes() == (before if n == 1 else b"".join(OFFICE))
