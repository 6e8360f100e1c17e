"""Opening what somebody who was killed, or a full disk, has left."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from store.engine import JournalEngine, Put
from store.engine.journal.disk import Disk
from store.engine.storage import JournalStorage
from store.refusal import Refusal
from tests.store.engine.faulty_disk import FaultyDisk
from tests.store.engine.memory_disk import MemoryDisk


class Counting(Disk):
    """Notes which folders are brought to the disk."""

    def __init__(self) -> None:
        self.folders: list[Path] = []

    def sync_folder(self, folder: Path) -> None:
        self.folders.append(folder)
        super().sync_folder(folder)


def test_a_journal_s_name_is_brought_to_the_disk_by_whoever_opens_it(tmp_path: Path) -> None:
    """Whoever made or folded it may have been killed before that, and the power may go after our first commit."""
    JournalStorage(tmp_path / "documents.journal").close()
    disk = Counting()
    JournalStorage(tmp_path / "documents.journal", disk=disk).close()
    assert disk.folders == [tmp_path]


def test_folders_that_are_made_are_brought_to_the_disk_with_all_that_is_in_them(tmp_path: Path) -> None:
    disk = Counting()
    JournalEngine(tmp_path / "a/b/c", {}, disk=disk).close()
    assert disk.folders[:3] == [tmp_path, tmp_path / "a", tmp_path / "a/b"]


def torn(folder: Path) -> tuple[Path, bytes]:
    """A journal whose last write was cut off; and its content."""
    engine = JournalEngine(folder, {})
    engine.commit(Put("things", "a", {}, 0))
    engine.close()
    file = folder / "documents.journal"
    with file.open("ab") as journal:
        journal.write(b'{"sum":"00000000","n":2,"ops":[{"put":"thi')
    return file, file.read_bytes()


@pytest.mark.parametrize("step", ["create", "write", "sync", "sync_folder", "truncate"])
def test_what_can_t_be_put_aside_is_not_cut_off(step: str, tmp_path: Path) -> None:
    file, content = torn(tmp_path)
    disk = FaultyDisk()
    disk.fails(errno.ENOSPC, step)
    for _ in range(2):
        with pytest.raises(OSError, match="No space left"):
            JournalEngine(tmp_path, {}, disk=disk)
        assert file.read_bytes() == content
        assert {each.name for each in tmp_path.glob("*.cut-*")} <= {"documents.journal.cut-2"}
    assert JournalEngine(tmp_path, {}, writing=False).get("things", "a") is not None
    engine = JournalEngine(tmp_path, {})
    assert engine.torn is not None
    assert engine.torn.read_bytes() == content[-len(b'{"sum":"00000000","n":2,"ops":[{"put":"thi') :]
    engine.commit(Put("things", "b", {}, 0))


def test_what_is_put_aside_is_on_the_disk_before_it_is_cut_off(tmp_path: Path) -> None:
    file, content = torn(tmp_path)
    disk = MemoryDisk(Random(1), {file: content})  # noqa: S311 - it must be the same again
    JournalEngine(tmp_path, {}, disk=disk)
    aside = file.with_name(f"{file.name}.cut-2")
    cutting = next(moment for moment in disk.trace if moment.step.startswith("truncate"))
    assert len(cutting.files[cutting.names[aside]].durable) > 40


def test_what_was_put_aside_once_is_never_written_over(tmp_path: Path) -> None:
    file, _ = torn(tmp_path)
    JournalEngine(tmp_path, {}).close()
    aside = file.with_name(f"{file.name}.cut-2")
    first = aside.read_bytes()
    with file.open("ab") as journal:
        journal.write(b'{"sum":"11111111","n":2,"ops":[')
    JournalEngine(tmp_path, {}).close()
    assert aside.read_bytes() == first
    assert file.with_name(f"{file.name}.cut-2-1").read_bytes() == b'{"sum":"11111111","n":2,"ops":['


@pytest.mark.parametrize("writing", [True, False])
def test_an_emptied_journal_is_no_new_one(tmp_path: Path, writing: bool) -> None:
    (tmp_path / "documents.journal").touch()
    with pytest.raises(Refusal, match="damaged"):
        JournalEngine(tmp_path, {}, writing=writing)
    assert (tmp_path / "documents.journal").read_bytes() == b""


def test_a_full_disk_keeps_nobody_from_holding_the_lock(tmp_path: Path) -> None:
    """The pid in it is for others to read; the lock is held without it."""
    code = """if True:
        import os, sys
        from pathlib import Path
        from store.engine.lock import Lock
        def full(*_):
            raise OSError(28, "No space left on device")
        os.write = full
        Lock(Path(sys.argv[1]))
    """
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "lock")], check=True)
