"""Kills a writing process at any moment, again and again in one folder, and looks what the next one finds.

    python -m tests.store.engine.kills --rounds 1000

Four threads write transactions over several tables while the journal is folded all the time; each transaction that is
acknowledged is told to the parent. A kill can't show a missing sync: that is what power_cuts.py is for.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import orjson

from store.engine.storage import JournalStorage
from tests.store.engine.power_cuts import small_files

THREADS = 4
KEPT = 5
"""How many of its documents a thread leaves; it removes those before, so that there is something to fold."""


@dataclass
class Figures:
    """What was tried and found. `lost` and `half` must be 0, and `broken` too: stores that could not be opened."""

    rounds: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    """Transactions that were there, though nobody had been told before the kill."""
    killed_at_opening: int = 0
    killed_while_folding: int = 0
    torn: int = 0
    lost: int = 0
    half: int = 0
    broken: int = 0
    reports: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.lost == self.half == self.broken == 0


# --- the child --------------------------------------------------------------------------------------


def text(thread: int, n: int) -> str:
    """What a document says: it can be told from its place. At times it is long."""
    return f"{thread}/{n} " * (2000 if (thread + n) % 17 == 0 else 20)


def write(storage: JournalStorage, thread: int, told: int) -> None:
    """Write transactions for ever; tell each that is acknowledged."""
    last = storage.get("last", str(thread))
    n = orjson.loads(last)["n"] if last else 0
    while True:
        n += 1
        with storage.transaction() as draft:
            head = draft.table("head").get("head")
            number = (orjson.loads(head)["n"] if head else 0) + 1
            doc = orjson.dumps({"number": number, "text": text(thread, n)})
            draft.table("sheets").put(f"{thread}-{n}", doc)
            draft.table("last").put(str(thread), b'{"n":%d}' % n)
            draft.table("events").put(f"{thread}-{n}", doc)
            if n > KEPT:
                draft.table("sheets").remove(f"{thread}-{n - KEPT}")
                draft.table("events").remove(f"{thread}-{n - KEPT}")
            draft.table("head").put("head", b'{"n":%d}' % number)
        os.write(told, b"%d %d\n" % (thread, n))


def child(folder: Path, told: int) -> None:
    """Open, and write until killed."""
    storage = JournalStorage(folder / "documents.journal")
    os.write(told, b"open 0\n")
    for thread in range(1, THREADS):
        threading.Thread(target=write, args=(storage, thread, told), daemon=True).start()
    write(storage, 0, told)


def started(folder: Path) -> tuple[int, int]:
    """The pid of a child, and where it tells what was acknowledged. Forked: what it needs is imported already."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        child(folder, writing)
    except BaseException:
        os.write(writing, b"failed 0\n")
        traceback.print_exc()
    finally:
        os._exit(1)


# --- the parent -------------------------------------------------------------------------------------


def told_until_killed(pid: int, reading: int, seconds: float, *, opened: bool) -> Iterator[tuple[str, int]]:
    """What the child tells until it is killed, so many seconds after it was started, or has opened."""
    content = os.read(reading, 1 << 16) if opened else b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            content += os.read(reading, 1 << 16)
    os.kill(pid, signal.SIGKILL)
    while more := os.read(reading, 1 << 16):
        content += more
    os.close(reading)
    os.waitpid(pid, 0)
    for line in content.splitlines():
        who, n = line.split()
        yield who.decode(), int(n)


class Folder:
    """One folder, in which children are killed; `acknowledged` holds each thread's last transaction that was told."""

    def __init__(self, path: Path, figures: Figures) -> None:
        self.path = path
        self.figures = figures
        self.acknowledged = {str(thread): 0 for thread in range(THREADS)}

    def round(self, random: Random) -> bool:
        """Kill one; whether all was well."""
        figures, opened = self.figures, random.random() < 0.8
        seconds = random.random() * (random.choice((0.01, 0.03, 0.1)) if opened else 0.02)
        told = list(told_until_killed(*started(self.path), seconds, opened=opened))
        figures.killed_at_opening += not told
        figures.killed_while_folding += (self.path / "documents.journal.folding").exists()
        figures.broken += ("failed", 0) in told
        for who, n in told:
            if who in self.acknowledged:
                self.acknowledged[who] = max(self.acknowledged[who], n)
                figures.acknowledged += 1
        try:
            reading = JournalStorage(self.path / "documents.journal", "r", may_be_absent=True)
            seen = reading.read() or {}
            writing = JournalStorage(self.path / "documents.journal")
            assert (writing.read() or {}) == seen
            figures.torn += writing.torn is not None
            writing.close()
            for left in self.path.glob("*.cut-*"):
                left.unlink()
        except Exception:
            figures.broken += 1
            return self.report(traceback.format_exc())
        figures.rounds += 1
        return self.judge(seen)

    def judge(self, seen: dict[str, dict[str, dict[str, object]]]) -> bool:
        """Whether this is what a prefix of the transactions left, and all that was acknowledged is in it."""
        last = {who: int(str(doc["n"])) for who, doc in seen.get("last", {}).items()}
        for who, n in self.acknowledged.items():
            self.figures.unanswered += max(last.get(who, 0) - n, 0)
            if last.get(who, 0) < n:
                self.figures.lost += 1
                return self.report(f"thread {who} was told {n}, and finds {last.get(who, 0)}")
        self.acknowledged.update(last)
        # Each transaction took the next number, so that a missing one would be missed in the sum.
        head = seen.get("head", {}).get("head", {}).get("n", 0)
        expected = {f"{who}-{n}" for who, end in last.items() for n in range(max(end - KEPT, 0) + 1, end + 1)}
        sheets, events = seen.get("sheets", {}), seen.get("events", {})
        numbers = [int(str(doc["number"])) for doc in sheets.values()]
        texts = {key: text(*map(int, key.split("-"))) for key in expected}
        if not (
            head == sum(last.values())
            and sheets == events
            and list(sheets) == list(events)
            and numbers == sorted(numbers)
            and {key: doc["text"] for key, doc in sheets.items()} == texts
        ):
            self.figures.half += 1
            return self.report(f"head {head}, last {last}, {sorted(sheets)} and {sorted(events)}")
        return True

    def report(self, problem: str) -> bool:
        """Say what is wrong."""
        self.figures.reports.append(f"round {self.figures.rounds}: {problem}")
        return False


def run(rounds: int, seed: int) -> Figures:
    """Kill so many children, until one leaves something wrong."""
    figures, random = Figures(), Random(seed)  # noqa: S311 - no secret
    with small_files(), TemporaryDirectory() as path:
        folder = Folder(Path(path), figures)
        while figures.rounds < rounds and folder.round(random):
            pass
    return figures


def main() -> int:
    """Run many rounds and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.monotonic()
    figures = run(given.rounds, given.seed)
    sys.stdout.writelines(f"{name:21} {value}\n" for name, value in vars(figures).items() if name != "reports")
    sys.stdout.write(f"{'seconds':21} {time.monotonic() - begun:.1f}\n")
    sys.stdout.writelines(f"{report}\n" for report in figures.reports)
    return 0 if figures.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
