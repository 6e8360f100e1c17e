"""A reading engine beside one that writes, folds, fails and cuts off: it sees what was acknowledged, and nothing by half."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, BinaryIO, cast

import orjson
import pytest

from store.engine import JournalEngine, Put
from store.engine.journal.disk import Disk, Mark
from store.engine.storage import JournalStorage
from store.refusal import Refusal
from tests.store.engine.faulty_disk import FaultyDisk
from tests.store.engine.histories import History, is_chain
from tests.store.engine.power_cuts import small_files


class Seen(Disk):
    """A disk on which something happens between two steps of a reader; and which gives one number to all files."""

    meanwhile: Callable[[], object] | None = None
    one_number = False
    at_half_a_line = False

    @contextmanager
    def reading(self, path: Path) -> Iterator[BinaryIO]:
        with super().reading(path) as file:
            meanwhile, self.meanwhile = self.meanwhile, None
            if meanwhile and not self.at_half_a_line:
                meanwhile()
            yield cast("BinaryIO", Slowly(file, meanwhile)) if meanwhile and self.at_half_a_line else file

    def mark(self, path: Path) -> Mark:
        mark = super().mark(path)
        return mark._replace(number=1) if self.one_number else mark


class Slowly:
    """A file that is read by somebody slow: much happens after a line of which only a part was there."""

    def __init__(self, file: BinaryIO, meanwhile: Callable[[], object]) -> None:
        self._file = file
        self._meanwhile = meanwhile
        self.seek = file.seek

    def __iter__(self) -> Iterator[bytes]:
        for line in self._file:
            if not line.endswith(b"\n"):
                self._meanwhile()
            yield line


def value(engine: JournalEngine, key: str = "a") -> object:
    record = engine.get("things", key)
    return record and record.body["n"]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[JournalEngine]:
    engine = JournalEngine(tmp_path, {})
    yield engine
    engine.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "documents.journal"


def put(engine: JournalEngine, n: int, key: str = "a") -> None:
    before = engine.get("things", key)
    engine.commit(Put("things", key, {"n": n}, before.rev if before else 0))


def test_a_write_that_was_cut_off_gives_way_to_one_of_its_length(
    tmp_path: Path, writer: JournalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader has seen the first, which nobody was told to be safe; the file is as long as it was then."""
    reader = JournalEngine(tmp_path, {}, writing=False)
    put(writer, 1)

    def fail(_: int) -> None:
        monkeypatch.undo()
        assert value(reader) == 2
        time.sleep(0.02)  # a disk takes its time to fail, and a file system's clock ticks every few milliseconds
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(Refusal):
        put(writer, 2)
    put(writer, 3)
    assert value(reader) == 3


def test_a_fresh_file_with_the_number_of_an_old_one_is_read_anew(tmp_path: Path, writer: JournalEngine) -> None:
    """File systems give the number of a file that is gone to the next one; its last line may be the same, too."""
    put(writer, 1, "a")
    put(writer, 1, "z")
    writer._storage._folding.fold()
    disk = Seen()
    disk.one_number = True
    reader = JournalEngine(tmp_path, {}, writing=False, disk=disk)
    assert value(reader) == 1
    put(writer, 2, "a")
    for _ in range(2):
        writer._storage._folding.fold()
    assert value(reader) == 2


def test_what_was_acknowledged_before_a_look_is_seen_though_it_is_folded_meanwhile(
    tmp_path: Path, writer: JournalEngine
) -> None:
    for n in range(50):
        put(writer, n)
    disk = Seen()
    reader = JournalEngine(tmp_path, {}, writing=False, disk=disk)
    put(writer, 100)

    disk.meanwhile = writer._storage._folding.fold
    assert value(reader) == 100


def test_what_grows_while_it_is_read_for_the_first_time_is_no_damage(
    tmp_path: Path, writer: JournalEngine, file: Path
) -> None:
    """Half of a write stands there when the reader begins; the other half and the next write when it goes on."""
    put(writer, 1)
    put(writer, 2)
    put(writer, 3)
    content = file.read_bytes()
    half = content.rindex(b'{"sum"', 0, content.rindex(b'{"sum"')) + 20
    other = tmp_path / "other"
    other.mkdir()
    (other / file.name).write_bytes(content[:half])
    disk = Seen()

    def grow() -> None:
        with (other / file.name).open("ab") as growing:
            growing.write(content[half:])

    disk.meanwhile, disk.at_half_a_line = grow, True
    reader = JournalEngine(other, {}, writing=False, disk=disk)
    assert value(reader) == 3


def test_damage_is_told_at_every_look_and_not_at_the_first_alone(
    tmp_path: Path, writer: JournalEngine, file: Path
) -> None:
    reader = JournalEngine(tmp_path, {}, writing=False)
    for n in range(5):
        put(writer, n)
    content = file.read_bytes()
    file.write_bytes(content.replace(b'"n":3', b'"n":7', 1))
    for _ in range(3):
        with pytest.raises(Refusal, match="damaged"):
            value(reader)
    file.write_bytes(content)
    assert value(reader) == 4


def test_readers_see_whole_transactions_and_all_that_was_acknowledged_before(tmp_path: Path) -> None:
    """Three threads write, fold and fail; two read. All that was acknowledged before a look is in what it saw."""
    path, disk, history, random = tmp_path / "documents.journal", FaultyDisk(), History(), Random(1)  # noqa: S311
    acknowledged: list[int] = []
    seen: dict[tuple[int, int], Any] = {}
    over = threading.Event()

    def fail(step: str) -> OSError | None:
        return OSError(errno.EIO, step) if step != "truncate" and random.random() < 0.01 else None

    def write(seed: int) -> None:
        own = Random(seed)  # noqa: S311 - it must be the same again
        for n in range(300):
            if n >= 30 and len(seen) > 20 and history.refused:  # on a busy machine those who read are slow
                break
            with suppress(OSError):
                acknowledged.append(history.write(storage, own))

    def read() -> None:
        reader = JournalStorage(path, "r")
        while not over.is_set():
            told = len(acknowledged)
            found = reader.read() or {}
            seen[told, found["head"]["head"]["number"] if found else 0] = found

    with small_files(), ThreadPoolExecutor(5) as threads:
        storage = JournalStorage(path, disk=disk)
        disk.fault = fail
        reading = [threads.submit(read) for _ in range(2)]
        writing = [threads.submit(write, seed) for seed in range(3)]
        for each in writing:
            each.result()
        over.set()
        for each in reading:
            each.result()
        storage.close()
    assert history.refused
    assert len(seen) > 20
    for (told, number), found in seen.items():
        assert is_chain(history, number, acknowledged[:told])
        assert found == {name: read_all(table) for name, table in history.state(number).items()}
        assert {name: list(table) for name, table in found.items()} == {
            name: [key for key, _ in table] for name, table in history.state(number).items()
        }


def read_all(table: list[tuple[str, bytes]]) -> dict[str, Any]:
    """The documents of a table, read."""
    return {key: orjson.loads(doc) for key, doc in table}
