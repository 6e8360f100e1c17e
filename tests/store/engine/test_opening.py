"""Opening what somebody who was killed, or a full disk, has left."""

from __future__ import annotations

from pathlib import Path

from store.engine.journal.disk import Disk
from store.engine.storage import JournalStorage


class Counting(Disk):
    """Counts what is brought to the disk."""

    folders = 0

    def sync_folder(self, folder: Path) -> None:
        self.folders += 1
        super().sync_folder(folder)


def test_a_journal_s_name_is_brought_to_the_disk_by_whoever_opens_it(tmp_path: Path) -> None:
    """Whoever made or folded it may have been killed before that, and the power may go after our first commit."""
    JournalStorage(tmp_path / "documents.journal").close()
    disk = Counting()
    JournalStorage(tmp_path / "documents.journal", disk=disk).close()
    assert disk.folders == 1
