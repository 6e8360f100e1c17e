"""`python -m tests.bench.office_at_work`: thirty people at work at once, twenty actions each, and what came of it.

Everybody acts at the same time and without a pause but for the moment of writing, on few sheets, so that they get into
each other's way. The bot is connected over Socket Mode with its own threads. Told are how long the workspace waited
for each acknowledgement, and whether every action is found exactly once in the sheets and in their history.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

import structlog

from bot.app import build
from bot.local.server import Server
from bot.local.workspace import Channel, Workspace
from bot.local.workspace import Person as Colleagues
from bot.manifest import manifest
from bot.settings import Settings
from commands.registry import COMMANDS
from commands.registry import texts as all_texts
from store import samples
from store.form import Forms
from store.formats.text import parse
from store.person import Department, Person
from store.sheet import Sheet
from store.store import Store
from tests.accounts import Done, troubles_of
from tests.bench.colleague import Colleague, Stopwatch
from tests.office import NOW, PLANNER, SECRETARIAT, ZONE

PEOPLE, ACTIONS = 30, 20
SHEETS = 10
"""Of each department; every third action of a kind is about the same one."""

WITHIN = 3.0
"""Seconds in which Slack must have its acknowledgement."""

DEPARTMENTS = (Department(name="市長公室情報課", channel="C0JOHO"), Department(name="福祉部長寿課", channel="C0CHOJU"))
OFFICES = ("planning", "finance", "reform")
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
            number = self.numbers[0] if self.chance.random() < 1 / 3 else self.chance.choice(self.numbers)
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
    with _office(folder, people) as (store, workspace):
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
        day.troubles += [*workspace.problems, *troubles_of(store, day.done, before)]
        return day


def _worker(n: int, workspace: Workspace, watch: Stopwatch) -> Worker:
    """Two of three are staff of a department, in turn; every third reviews."""
    reviews = n % 3 == 2
    kinds, home = (REVIEWERS, range(2)) if reviews else (STAFF, (n % 2,))
    numbers = [f"S{department * SHEETS + each}" for department in home for each in range(1, SHEETS + 1)]
    turned = [*kinds[n % len(kinds) :], *kinds[: n % len(kinds)]]
    return Worker(Colleague(workspace, _people(n + 1)[n].id, watch), turned, numbers, random.Random(n))  # noqa: S311 - chance, not secrets


def _people(count: int) -> list[Person]:
    people = []
    for n in range(count):
        role = {"offices": (OFFICES[n // 3 % 3],)} if n % 3 == 2 else {"departments": (DEPARTMENTS[n % 2].name,)}
        people.append(Person.model_validate({"id": f"U0{n + 1:02d}", "name": f"職員{n + 1:02d}", **role}))
    return people


@contextmanager
def _office(folder: Path, count: int) -> Iterator[tuple[Store, Workspace]]:
    """A store with sheets that are under review, a workspace with these people, and the bot in it."""
    store = Store.open(folder / "data", Forms(files("store") / "forms", samples.FORMS))
    people = _people(count)
    store.keep_office([*people, PLANNER, SECRETARIAT], DEPARTMENTS)
    _reviewed(store)
    colleagues = [Colleagues(each.id, each.name) for each in people]
    channels = [Channel(each.channel, each.name, members=tuple(one.id for one in people)) for each in DEPARTMENTS]
    texts = all_texts(ZONE, files("bot") / "bot.toml")
    workspace = Workspace.from_manifest(manifest(COMMANDS, texts), colleagues, channels)
    for channel in channels:
        workspace.join(workspace.bot.id, channel.id)
    with Server(workspace) as there:
        tokens = {"slack_bot_token": "xoxb-local", "slack_app_token": "xapp-local"}
        settings = Settings(hyoka_timezone=ZONE, slack_api_url=there.api_url, **tokens)  # type: ignore[arg-type]
        bot = build(settings, store, COMMANDS, texts)
        bot.start_socket_mode()
        workspace.wait_for_app()
        try:
            yield store, workspace
        finally:
            bot.stop(seconds=0)  # what it still has to tell in channels, one message a second, is of no account here
    store.close()


def _reviewed(store: Store) -> None:
    """Sheets of each department, handed in, with two opinions that wait for an answer."""
    real = parse((files("store.samples") / "S27.txt").read_text("utf-8"), store.forms)
    contents = (
        replace(real, values={**real.values, "number": f"S{place * SHEETS + n}", "owner": department.name})
        for place, department in enumerate(DEPARTMENTS)
        for n in range(1, SHEETS + 1)
    )
    for sheet in store.add_all(contents, SECRETARIAT, NOW):
        _hand_in(store, sheet)
        for office in OFFICES[:2]:
            _ask(store, sheet, office)


def _hand_in(store: Store, sheet: Sheet) -> None:
    form, who = store.form(sheet), SECRETARIAT
    store.change(sheet.key, who, NOW, "submit", lambda each: each.submit(form, who, NOW))


def _ask(store: Store, sheet: Sheet, office: str) -> None:
    who = PLANNER.model_copy(update={"offices": OFFICES})
    store.change(sheet.key, who, NOW, "opinion", lambda each: each.give_opinion(who, NOW, office, "根拠は何ですか。"))


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
    yield "no change lost, none doubled, history complete" if not day.troubles else "TROUBLES:"
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
