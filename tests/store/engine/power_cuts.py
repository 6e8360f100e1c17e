"""Cuts the power at any step of writing, folding, failing and opening, and looks what the journal makes of it.

    python -m tests.store.engine.power_cuts --rounds 5000 --seed 1

A round is decided by its number and the seed, but for how its threads take their turns.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from store.engine.storage import JournalStorage
from tests.store.engine.cutting import CUTS, Cut, Moment, after_cut
from tests.store.engine.histories import INDEXES, History, is_chain, number_of, state_of
from tests.store.engine.memory_disk import Fault, MemoryDisk

_ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)


class InjectedError(OSError):
    """What our disk answers at times; nothing else may go wrong."""


@dataclass
class Figures:
    """What was tried and found. `lost`, `half` and `broken` must be 0."""

    rounds: int = 0
    tried: int = 0
    acknowledged: int = 0
    refused: int = 0
    kills: int = 0
    steps: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    ghosts: int = 0
    """States that hold the last commit that was refused: it was on the disk already, and could not be taken back."""
    lost: int = 0
    half: int = 0
    broken: int = 0
    """The store could not be opened, or not be written to, afterwards."""
    reports: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.lost == self.half == self.broken == 0


@contextmanager
def small_files() -> Iterator[None]:
    """Let journals be folded early, in small pieces: what takes megabytes otherwise happens here in some lines."""
    with ExitStack() as stack:
        stack.enter_context(patch("store.engine.folding._LEAST", 6000))
        stack.enter_context(patch("store.engine.journal.journal._CHUNK", 5000))
        stack.enter_context(patch("store.engine.journal.journal._LAST", 1000))
        stack.enter_context(patch("store.engine.folding.log.warning"))
        yield


class Round:
    """One disk, from its first write over kills and power cuts to the last."""

    def __init__(self, folder: Path, name: str, figures: Figures) -> None:
        self.path = folder / "documents.journal"
        self.random = Random(name)  # noqa: S311 - it must be the same again
        self.name = name
        self.figures = figures
        self.history = History()

    def run(self) -> None:
        """Play, cut the power at some steps, look, and go on from one of them."""
        disk = MemoryDisk(self.random)
        for _ in range(self.random.choice((1, 2, 2, 3))):
            try:
                self.play(disk)
            except Exception:
                self.figures.broken += 1
                self.report(traceback.format_exc(), "before any cut")
                return
            for cut in self.random.sample(CUTS, 3):
                moment = self.random.randrange(len(disk.trace))
                left = self.after_cut(disk, moment, cut)
                if not self.judge(left, f"{cut} after step {moment} of {len(disk.trace)}", disk.trace[moment]):
                    self.figures.reports[-1] += "".join(f"\n    {each.step}" for each in disk.trace[: moment + 1][-30:])
                    return
            if self.random.random() < 0.4:
                self.figures.kills += 1
                at = self.random.randrange(len(disk.trace))
                disk = MemoryDisk.after_kill(disk.trace[at], self.random, self.told(disk, at))
            else:
                disk = left
        self.figures.rounds += 1

    # --- writing ------------------------------------------------------------------------------------

    def open(self, disk: MemoryDisk) -> JournalStorage:
        """Open to write, as who was killed before left it."""
        lock = self.path.with_name("lock")
        lock.unlink(missing_ok=True)
        return JournalStorage(self.path, indexes=INDEXES, lock=lock, disk=disk)

    def play(self, disk: MemoryDisk) -> None:
        """Let one or several threads write, fold, and fail."""
        faults: Fault = Faults(self.random, disk) if self.random.random() < 0.4 else lambda _: None
        # The next one to open couldn't know of a sync that failed here: the machine shows it what isn't on the disk.
        disk.fault = lambda step: faults(step) if step != "sync" else None
        try:
            storage = self.open(disk)
        except OSError:
            faults = disk.fault = lambda _: None
            storage = self.open(disk)
        disk.fault = faults
        shown = number_of(state_of(storage))
        if shown:
            disk.acknowledged.append(shown)  # whoever saw it in a store that was opened will count on it
        threads = self.random.choice((1, 1, 2, 4))
        if threads > 1:
            disk.pause = lambda: time.sleep(0.0001)
        workers = [Worker(self, storage, disk, self.random.randrange(1 << 30)) for _ in range(threads)]
        for worker in workers[1:]:
            worker.start()
        workers[0].run()
        for worker in workers[1:]:
            worker.join()
        storage._folding.stop()
        disk.fault = lambda _: None
        if self.random.random() < 0.5:
            storage.close()
        for worker in workers:
            if worker.error is not None:
                raise worker.error
        self.figures.steps += len(disk.trace)

    # --- judging ------------------------------------------------------------------------------------

    def after_cut(self, disk: MemoryDisk, at: int, cut: Cut) -> MemoryDisk:
        """The disk as the machine finds it when it is on again."""
        self.figures.cuts[cut] += 1
        left = MemoryDisk(self.random, after_cut(disk.trace[at], cut, self.random))
        left.acknowledged = self.told(disk, at)
        return left

    def told(self, disk: MemoryDisk, at: int) -> list[int]:
        """What was acknowledged until the step after this one."""
        after = disk.trace[at + 1].acknowledged if at + 1 < len(disk.trace) else len(disk.acknowledged)
        return disk.acknowledged[:after]

    def judge(self, disk: MemoryDisk, cut: str, moment: Moment) -> bool:
        """Whether all that must be there is there, and nothing by half; for who reads, who writes, and again."""
        try:
            reading = JournalStorage(self.path, "r", may_be_absent=True, indexes=INDEXES, disk=disk)
            found = state_of(reading)
            number = number_of(found)
            if not is_chain(self.history, number, disk.acknowledged):
                self.figures.lost += 1
                return self.report(f"lost: {number} misses some of {disk.acknowledged}", cut)
            if found != self.history.state(number):
                self.figures.half += 1
                return self.report(f"{number} is there, but not as it was written", cut)
            self.figures.ghosts += number in self.history.refused
            writing = self.open(disk)
            assert state_of(writing) == found
            for _ in range(2):
                number = self.history.write(writing, self.random)
                assert state_of(writing) == self.history.state(number)
                assert state_of(reading) == self.history.state(number)
            if self.random.random() < 0.5:
                writing._folding.fold()
            assert state_of(reading) == self.history.state(number)
            writing.close()
            again = self.open(disk)
            assert state_of(again) == self.history.state(number)
            again.close()
            disk.acknowledged.append(number)
        except Exception:
            self.figures.broken += 1
            return self.report(traceback.format_exc(), f"{cut}: {moment.step}")
        return True

    def report(self, problem: str, cut: str) -> bool:
        """Say what is wrong, and how to see it again."""
        self.figures.reports.append(f"round {self.name}, {cut}: {problem}")
        return False


class Worker(threading.Thread):
    """Somebody who writes, and folds at times."""

    def __init__(self, owner: Round, storage: JournalStorage, disk: MemoryDisk, seed: int) -> None:
        super().__init__(daemon=True)
        self._owner = owner
        self._storage = storage
        self._disk = disk
        self._random = Random(seed)  # noqa: S311 - it must be the same again
        self.error: BaseException | None = None

    def run(self) -> None:
        """Write some transactions; tell the disk what was acknowledged."""
        try:
            for _ in range(self._random.randint(3, 9)):
                self._step()
        except BaseException as error:  # it must not be lost with the thread
            self.error = error

    def _step(self) -> None:
        figures, history = self._owner.figures, self._owner.history
        if self._random.random() < 0.1:
            with suppress(InjectedError):
                self._storage._folding.fold()
            return
        figures.tried += 1
        try:
            number = history.write(self._storage, self._random)
        except InjectedError:
            figures.refused += 1
        else:
            self._disk.acknowledged.append(number)
            figures.acknowledged += 1


class Faults:
    """At times some steps in a row fail."""

    def __init__(self, random: Random, disk: MemoryDisk) -> None:
        self._random = random
        self._disk = disk
        self._left = 0

    def __call__(self, _: str) -> OSError | None:
        if self._left == 0 and self._random.random() < 0.04:
            self._left = self._random.randint(1, 6)
        if self._left == 0:
            return None
        self._left -= 1
        problem = self._random.choice(_ERRORS)
        return InjectedError(problem, os.strerror(problem))


def run(rounds: int, seed: int, first: int = 0) -> Figures:
    """Some rounds, until one fails."""
    figures = Figures()
    with small_files(), TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        for n in range(first, first + rounds):
            Round(Path(folder), f"{seed}:{n}", figures).run()
            if not figures.is_clean:
                break
    return figures


def main() -> int:
    """Run many rounds and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the round to begin with, to see one again")
    given = parser.parse_args()
    begun = time.monotonic()
    figures = run(given.rounds, given.seed, given.first)
    for name, value in vars(figures).items():
        told = ", ".join(f"{kind} {n}" for kind, n in sorted(value.items())) if isinstance(value, Counter) else value
        if name != "reports":
            sys.stdout.write(f"{name:13} {told}\n")
    sys.stdout.write(f"{'seconds':13} {time.monotonic() - begun:.1f}\n")
    sys.stdout.writelines(f"{report}\n" for report in figures.reports)
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
