"""`python -m tests.bench.office_at_work`: thirty people at work at once, twenty actions each, and what came of it.

Everybody acts at the same time and without a pause but for the moment of writing, on few sheets, so that they get into
each other's way. The bot is connected over Socket Mode with its own threads. Told are how long the workspace waited
for each acknowledgement, and whether every change is found exactly once in the sheets, in their history, and in what
the departments were told.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog

from bot.local.workspace import Workspace
from tests.accounts import Done, told_in_threads, troubles_of
from tests.bench.colleague import Colleague, Stopwatch
from tests.bench.large_office import DEPARTMENTS, SHEETS, large_office
from tests.bench.large_office import people as people_of

PEOPLE, ACTIONS = 30, 20
WITHIN = 3.0
"""Seconds in which Slack must have its acknowledgement."""

STAFF = ("fill", "open", "answer", "undo", "note", "history", "list", "find")
REVIEWERS = ("opinion", "open", "opinion", "history", "list", "opinion", "find")
LOOKS = {
    "open": ("/評価票 {number}", "担当部課"),
    "history": ("/評価票 {number} 履歴", "の履歴"),
    "list": ("/評価票 list", "すべての評価票"),
    "find": ("/評価票 find 研修", "を含む評価票"),
}
"""What only looks: the line, and words that must be shown."""

FIELDS = {"activity": "活動状況", **dict.fromkeys(("content", "target", "intent"), "施策の目的等")}
"""What is filled in, and the section that it stands in; three of them stand in one form."""


@dataclass
class Day:
    """What came of it: what people did, what they met, and how long they waited."""

    watch: Stopwatch
    done: list[Done] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    clashes: int = 0
    seconds: float = 0.0

    @property
    def slowest(self) -> float:
        """The longest that Slack waited for an acknowledgement."""
        return max(max(times) for times in self.watch.acknowledged.values())


@dataclass
class Worker:
    """One person's working day."""

    me: Colleague
    kinds: Sequence[str]
    numbers: Sequence[str]
    chance: random.Random
    done: list[Done] = field(default_factory=list)
    clashes: int = 0

    def works(self, actions: int) -> None:
        for n in range(actions):
            kind = self.kinds[n % len(self.kinds)]
            # Every second action is about the same sheet, so that they meet there.
            number = self.numbers[0] if self.chance.random() < 1 / 2 else self.chance.choice(self.numbers)
            self.me.watch.begins(kind)
            if kind in LOOKS:
                self.done.append(self._looks(kind, number))
            else:
                act: Callable[[str, str], Done] = getattr(self, f"_{kind}")
                self.done.append(act(number, f"{self.me.id}の{n + 1}番目の言葉"))

    def _looks(self, kind: str, number: str) -> Done:
        line, expected = LOOKS[kind]
        said = self.me.types(line.format(number=number))
        assert expected in said, f"{line}: {said[:300]}"
        return Done(kind, self.me.id, number)

    def _fill(self, number: str, mark: str) -> Done:
        key = self.chance.choice(("activity", *FIELDS))
        self.me.types(f"/評価票 {number} {FIELDS[key]}")
        return Done("fill", self.me.id, number, mark, saved=self._saves(key, mark))

    def _undo(self, number: str, mark: str) -> Done:
        done = self._fill(number, mark)
        if not done.saved:
            return done
        said = self.me.presses("元に戻す", until=("✓ 元に戻しました", "履歴を見る"))
        return replace(done, undone="✓ 元に戻しました" in said)

    def _answer(self, number: str, mark: str) -> Done:
        self.me.types(f"/回答 {number}")
        key = self.chance.choice([each for each in self.me.inputs() if not each.startswith("keep/")])
        return Done("answer", self.me.id, number, mark, saved=self._saves(key, mark))

    def _opinion(self, number: str, mark: str) -> Done:
        said = self.me.types(f"/内部意見 {number} {mark}")
        assert "✓" in said, said[:300]
        assert mark in said, said[:300]
        return Done("opinion", self.me.id, number, mark, saved=True)

    def _note(self, number: str, mark: str) -> Done:
        said = self.me.types(f"/評価票 {number} 記録 {mark}")
        assert "に記録しました" in said, said[:300]
        return Done("note", self.me.id, number, mark, saved=True)

    def _saves(self, key: str, text: str) -> bool:
        """Write and save; where somebody else was faster, look at both and mostly keep one's own."""
        time.sleep(self.chance.uniform(0.05, 0.3))
        typed = {key: text}
        while True:
            outcome = self.me.submits(**typed)
            assert outcome.errors == {}
            assert outcome.notice == ""
            self.me.reads_on()
            if f"keep/{key}" not in self.me.inputs():
                return typed.get(f"keep/{key}") != "theirs"
            self.clashes += 1
            typed = {key: text, f"keep/{key}": "mine" if self.chance.random() < 0.7 else "theirs"}


def work(folder: Path, people: int, actions: int) -> Day:
    """Have so many people do so much at once in a new office, and look at what came of it."""
    with large_office(folder, people) as (store, workspace):
        day, begin = Day(Stopwatch(workspace)), threading.Barrier(people + 1)
        workers = [_worker(n, workspace, day.watch) for n in range(people)]
        before = {sheet.key: len(store.history(sheet.key)) for sheet in store.sheets()}

        def works(worker: Worker) -> None:
            begin.wait()
            try:
                worker.works(actions)
            except Exception as error:
                day.troubles.append(f"{worker.me.id}: {type(error).__name__}: {error}")

        threads = [threading.Thread(target=works, args=(worker,), name=worker.me.id) for worker in workers]
        for thread in threads:
            thread.start()
        begin.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        day.seconds = time.perf_counter() - began
        day.done = [each for worker in workers for each in worker.done]
        day.clashes = sum(worker.clashes for worker in workers)
        day.troubles += troubles_of(store, day.done, before)
    day.troubles += [*workspace.problems, *_untold(workspace, day.done)]
    return day


def _untold(workspace: Workspace, done: Sequence[Done]) -> Iterator[str]:
    """What the departments' channels weren't told, or more than once: every change is one message in its sheet's thread."""
    said = told_in_threads(workspace, (department.channel for department in DEPARTMENTS))
    many = sum(each.saved + each.undone for each in done)
    if len(said) != many:
        yield f"{many} changes were made, {len(said)} were told"
    for each in done:
        if each.saved and not any(each.text in one for one in said):
            yield f"{each}: told nowhere"


def _worker(n: int, workspace: Workspace, watch: Stopwatch) -> Worker:
    """Staff work on the sheets of their department, reviewers on all; everybody begins with another kind of action."""
    reviews = n % 3 == 2
    kinds, home = (REVIEWERS, range(2)) if reviews else (STAFF, (n % 2,))
    numbers = [f"S{department * SHEETS + each}" for department in home for each in range(1, SHEETS + 1)]
    turned = [*kinds[n % len(kinds) :], *kinds[: n % len(kinds)]]
    return Worker(Colleague(workspace, people_of(n + 1)[n].id, watch), turned, numbers, random.Random(n))  # noqa: S311 - chance, not secrets


# --- telling ----------------------------------------------------------------------------------------


def told(day: Day) -> Iterator[str]:
    """The figures, a line each."""
    kinds = dict.fromkeys((*STAFF, *REVIEWERS))
    yield f"{'acknowledged, ms':<18}{'n':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}   shown: p50     p95     max"
    for kind in kinds:
        if kind in day.watch.acknowledged:
            yield _row(kind, day.watch.acknowledged[kind], day.watch.shown[kind])
    yield _row("all", _flat(day.watch.acknowledged), _flat(day.watch.shown))
    saved, undone = sum(each.saved for each in day.done), sum(each.undone for each in day.done)
    yield (
        f"{len(day.done)} actions in {day.seconds:.1f} s, {len(day.done) / day.seconds:.1f} a second; "
        f"{saved} changes saved, {undone} undone, {day.clashes} clashes shown and settled"
    )
    yield "no change lost, none doubled, each told once, history complete" if not day.troubles else "TROUBLES:"
    yield from day.troubles


def _flat(times: Mapping[str, Sequence[float]]) -> list[float]:
    return [each for found in times.values() for each in found]


def _row(name: str, acknowledged: Sequence[float], shown: Sequence[float]) -> str:
    first = "".join(f"{at(acknowledged, share) * 1000:8.1f}" for share in (0.5, 0.95, 0.99, 1))
    then = "".join(f"{at(shown, share) * 1000:8.0f}" for share in (0.5, 0.95, 1))
    return f"{name:<18}{len(acknowledged):>6}{first}        {then}"


def at(times: Sequence[float], share: float) -> float:
    """The time within which this share of them lies."""
    return sorted(times)[max(0, -(-int(share * 100) * len(times) // 100) - 1)]


def main() -> int:
    """Ends with 1 where a change was lost or doubled, or an acknowledgement came too late."""
    logging.basicConfig(level=logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        day = work(Path(folder), PEOPLE, ACTIONS)
    print(*told(day), sep="\n")  # noqa: T201 - a measurement is read
    return 1 if day.troubles or day.slowest > WITHIN else 0


if __name__ == "__main__":
    sys.exit(main())
