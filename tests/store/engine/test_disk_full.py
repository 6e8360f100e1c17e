"""A disk that is full, read-only or broken: the change is refused, memory stays what the disk holds, work goes on later."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from store.engine import Check, JournalEngine, Put, Remove
from store.refusal import Refusal
from store.text import Text
from tests.store.engine.faulty_disk import FaultyDisk
from tests.store.engine.power_cuts import small_files


class Fault(NamedTuple):
    """An error at some steps, and how the person is told of it."""

    error: int
    steps: tuple[str, ...]
    problem: str


FAULTS = [
    Fault(errno.ENOSPC, ("write",), "full"),
    Fault(errno.ENOSPC, ("write", "truncate"), "full"),
    Fault(errno.ENOSPC, ("sync",), "full"),
    Fault(errno.EDQUOT, ("write",), "full"),
    Fault(errno.EROFS, ("write", "truncate", "sync"), "read_only"),
    Fault(errno.EACCES, ("sync", "truncate"), "read_only"),
    Fault(errno.EIO, ("sync",), "other"),
    Fault(errno.EIO, ("sync", "truncate"), "other"),
    Fault(errno.EIO, ("write", "sync", "truncate", "rename", "sync_folder", "create", "remove"), "other"),
]


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk()


@pytest.fixture
def engine(tmp_path: Path, disk: FaultyDisk) -> Iterator[JournalEngine]:
    opened = JournalEngine(tmp_path, {"things": ("n",)}, disk=disk)
    opened.commit(*(Put("things", key, {"n": 1}, 0) for key in "abc"))
    yield opened
    disk.fails(0)
    opened.close()


def shown(engine: JournalEngine) -> dict[str, list[tuple[str, Any]]]:
    """All that it shows, in order; its index agrees."""
    for n in range(4):
        having = [each.key for each in engine.find("things", n=n)]
        assert having == [each.key for each in engine.find("things") if each.body["n"] == n]
    return {name: list(table.items()) for name, table in (engine._storage.read() or {}).items()}


def on_disk(folder: Path) -> dict[str, list[tuple[str, Any]]]:
    return shown(JournalEngine(folder, {"things": ("n",)}, writing=False))


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_change_that_can_t_be_written_is_refused_and_leaves_nothing(
    fault: Fault, tmp_path: Path, engine: JournalEngine, disk: FaultyDisk
) -> None:
    before = shown(engine)
    disk.fails(fault.error, *fault.steps)
    for _ in range(3):
        with pytest.raises(Refusal, match="unwritable") as caught:
            engine.commit(Remove("things", "a", 1), Put("things", "b", {"n": 2}, 1), Put("more", "d", {"n": 2}, 0))
        assert caught.value.text.values["problem"] == Text.of(f"store.problem_{fault.problem}")
        assert shown(engine) == before
        if "truncate" not in fault.steps:
            assert on_disk(tmp_path) == before
        engine.commit(Check("things", "a", 1))
    disk.fails(0)
    engine.commit(Put("things", "b", {"n": 3}, 1))
    assert shown(engine) == on_disk(tmp_path)
    assert [(key, each["rev"]) for key, each in shown(engine)["things"]] == [("a", 1), ("b", 2), ("c", 1)]
    engine.close()
    again = JournalEngine(tmp_path, {"things": ("n",)})
    assert shown(again) == shown(engine)
    assert again.torn is None
    again.close()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_who_shares_a_write_that_fails_or_waits_behind_it_is_refused(
    fault: Fault, tmp_path: Path, engine: JournalEngine, disk: FaultyDisk
) -> None:
    refused: list[int] = []
    acknowledged: list[int] = []

    def changing(thread: int) -> None:
        for n in range(15):
            try:
                engine.commit(Put("log", f"{thread}-{n}", {"n": 0}, 0), Put("more", f"{thread}-{n}", {"n": 0}, 0))
            except Refusal:
                refused.append(thread * 100 + n)
            else:
                acknowledged.append(thread * 100 + n)
            if len(acknowledged) + len(refused) == 60:
                disk.fails(fault.error, *fault.steps)
            if len(refused) >= 20:
                disk.fails(0)

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(changing, range(12)))
    assert len(refused) >= 20
    expected = {f"{each // 100}-{each % 100}" for each in acknowledged}
    for kind in ("log", "more"):
        assert {each.key for each in engine.find(kind)} == expected
    assert shown(engine) == on_disk(tmp_path)
    engine.close()
    assert shown(JournalEngine(tmp_path, {"things": ("n",)})) == shown(engine)


@pytest.mark.parametrize("step", ["create", "write", "sync", "rename", "remove"])
def test_folding_that_fails_is_no_write_that_fails(
    step: str, tmp_path: Path, engine: JournalEngine, disk: FaultyDisk
) -> None:
    before = shown(engine)
    disk.fails(errno.ENOSPC, step, *(["write"] if step == "remove" else []))
    with pytest.raises(OSError, match="No space left"):
        engine._storage._folding.fold()
    disk.fails(0)
    assert shown(engine) == on_disk(tmp_path) == before
    assert step == "remove" or not list(tmp_path.glob("*.folding"))
    engine.commit(Put("things", "d", {"n": 2}, 0))
    engine._storage._folding.fold()
    engine.commit(Put("things", "e", {"n": 2}, 0))
    assert not list(tmp_path.glob("*.folding"))
    assert shown(engine) == on_disk(tmp_path)
    engine.close()
    assert shown(JournalEngine(tmp_path, {"things": ("n",)})) == shown(engine)


def test_a_folded_file_whose_name_is_not_on_the_disk_takes_no_commit(
    tmp_path: Path, engine: JournalEngine, disk: FaultyDisk
) -> None:
    """A power cut could bring the old file back, without what was acknowledged since."""
    disk.fails(errno.EIO, "sync_folder")
    engine._storage._folding.fold()
    before = shown(engine)
    with pytest.raises(Refusal, match="unwritable"):
        engine.commit(Put("things", "d", {"n": 2}, 0))
    assert shown(engine) == on_disk(tmp_path) == before
    disk.fails(0)
    engine.commit(Put("things", "d", {"n": 2}, 0))
    assert shown(engine) == on_disk(tmp_path)


def test_what_failed_at_folding_in_the_background_is_seen_by_nobody(
    tmp_path: Path, disk: FaultyDisk, caplog: pytest.LogCaptureFixture
) -> None:
    with small_files():
        engine = JournalEngine(tmp_path, {"things": ("n",)}, disk=disk)
        disk.fails(errno.ENOSPC, "create")
        for n in range(100):
            engine.commit(Put("things", "a", {"n": 0, "text": "x" * 500}, n))
        engine.close()
    again = JournalEngine(tmp_path, {"things": ("n",)}, writing=False).get("things", "a")
    assert again is not None
    assert again.rev == 100


# --- a real one -------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],  # noqa: S607 - wherever it is
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this machine mounts nothing for us")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)  # noqa: S607 - wherever it is


def fill(folder: Path, leave: int = 0) -> Path:
    """A file that takes all the space there is."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            file.truncate(file.tell() - leave)
    return ballast


def test_a_disk_without_space_refuses_until_there_is_some(small_disk: Path) -> None:
    engine = JournalEngine(small_disk, {"things": ("n",)})
    engine.commit(Put("things", "a", {"n": 1, "text": "x" * 5000}, 0))
    ballast = fill(small_disk, leave=20000)
    before = {}

    def write() -> None:
        for n in range(100):
            before.update(shown(engine))
            engine.commit(Put("things", f"b{n}", {"n": 2, "text": "x" * 3000}, 0), Put("more", f"{n}", {"n": 2}, 0))

    with pytest.raises(Refusal, match="unwritable") as caught:
        write()
    assert caught.value.text.values["problem"] == Text.of("store.problem_full")
    assert shown(engine) == on_disk(small_disk) == before
    with pytest.raises(OSError, match="No space left"):
        engine._storage._folding.fold()
    assert not list(small_disk.glob("*.folding"))
    engine.close()
    engine = JournalEngine(small_disk, {"things": ("n",)})
    with pytest.raises(Refusal):
        engine.commit(Put("things", "c", {"n": 2, "text": "x" * 30000}, 0))
    assert shown(engine) == before
    ballast.unlink()
    engine.commit(Put("things", "c", {"n": 2, "text": "x" * 30000}, 0))
    engine._storage._folding.fold()
    engine.commit(Put("things", "d", {"n": 2}, 0))
    assert shown(engine) == on_disk(small_disk)
    engine.close()


def test_a_disk_that_is_full_and_emptied_again_and_again_loses_nothing(small_disk: Path) -> None:
    """Four threads write until it is full; then it is folded, which is all that makes room."""
    acknowledged: set[str] = set()
    engine = JournalEngine(small_disk, {})
    refusals = 0

    def write(thread: int) -> int:
        refused = 0
        for n in range(150):
            key = f"{thread}-{n}"
            try:
                engine.commit(Put("things", key, {}, 0), Put("big", f"{thread}", {"text": "x" * 9000}, n - refused))
            except Refusal:
                refused += 1
                engine._storage._folding._next = 0
            else:
                acknowledged.add(key)
        return refused

    with ThreadPoolExecutor(4) as threads:
        refusals = sum(threads.map(write, range(4)))
    assert refusals
    assert {each.key for each in engine.find("things")} == acknowledged
    engine.close()
    assert {each.key for each in JournalEngine(small_disk, {}).find("things")} == acknowledged
