"""Measures the engine beside others, all in one run."""

from __future__ import annotations

import gc
import itertools
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from store.store import Store
from tests.bench.contenders import CachingTiny, Contender, JournalTiny, Raw, Sheets, Sqlite, StockTiny
from tests.bench.documents import forms

ROUNDS = 400
_FRESH = itertools.count()
"""What is written is never what stands there already: that would be no change."""

SLOW = 5
"""Rounds for whoever rewrites everything at each change."""


Kind = type[Sheets] | type[JournalTiny] | type[Sqlite] | type[CachingTiny] | type[StockTiny]
CONTENDERS: tuple[Kind, ...] = (Sheets, JournalTiny, Sqlite, CachingTiny, StockTiny)


@dataclass
class Figures:
    """What was measured, in seconds unless it says otherwise: medians, by size and contender.

    `raw` is an append and sync of the bytes that an update writes, measured in turn with it.
    """

    update: dict[int, dict[str, float]] = field(default_factory=dict)
    raw: dict[int, dict[str, float]] = field(default_factory=dict)
    get: dict[int, dict[str, float]] = field(default_factory=dict)
    find: dict[int, dict[str, float]] = field(default_factory=dict)
    more: dict[str, float] = field(default_factory=dict)


def measure(sizes: tuple[int, ...], rounds: int = ROUNDS) -> Figures:
    """All of it, in a folder that is gone afterwards."""
    figures = Figures()
    for size in sizes:
        with _folder() as folder:
            _side_by_side(size, rounds, folder, figures)
    with _folder() as folder:
        _together(min(10_000, sizes[-1]), rounds, folder, figures)
    return figures


def _side_by_side(size: int, rounds: int, folder: Path, figures: Figures) -> None:
    """One contender after the other, each in a process of its own, as a bot has its own: what others left behind in
    memory is nobody's burden."""
    alone = multiprocessing.get_context("spawn")
    for kind in CONTENDERS:
        with ProcessPoolExecutor(1, mp_context=alone) as process:
            told = process.submit(_one, kind, size, rounds, folder).result()
        for group, took in zip((figures.update, figures.raw, figures.get, figures.find), told, strict=True):
            group.setdefault(size, {})[kind.name] = took


def _one(kind: Kind, size: int, rounds: int, folder: Path) -> tuple[float, float, float, float]:
    """An update and the raw append of its bytes, in turn, for both meet the same moods of the disk; getting; finding."""
    contender = kind(folder, size)
    rounds = SLOW if isinstance(contender, StockTiny | CachingTiny) and size > 100 else rounds
    raw = Raw(folder, _written(contender))
    for n in range(min(rounds, 50)):  # everything has been met once
        contender.update(n % size, f"はじめに{n}" * 20)
    pairs = []
    for n in range(rounds):
        if not isinstance(contender, StockTiny):  # to which looking is as slow as changing, and no help
            contender.open(n * 7 % size)
        took = _timed(contender.update, n * 7 % size, f"書きかえた文 {n}" * 20)
        pairs.append((took, _timed(raw.append)))
    raw.close()
    got = [_timed(contender.get, n * 7 % size) for n in range(rounds)]
    found = [_timed(contender.find, f"S{n * 7 % size + 1}") for n in range(rounds)]
    contender.close()
    updates, appends = zip(*pairs, strict=True)
    return statistics.median(updates), statistics.median(appends), statistics.median(got), statistics.median(found)


def _together(size: int, rounds: int, folder: Path, figures: Figures) -> None:
    """What is about the whole: threads, searching, opening, memory."""
    sheets = Sheets(folder, size)
    tiny = JournalTiny(folder, min(size, 1000))
    count = min(size, 400)  # documents that people are at work on: each was looked at before
    for contender in (sheets, tiny):
        for n in range(count):
            contender.open(n)
        one, eight = [], []
        for _ in range(9):  # in turn: the disk has its moods
            one.append(_rate(contender, count, 1, rounds))
            eight.append(_rate(contender, count, 8, rounds))
        figures.more[f"1 thread, updates a second: {contender.name}"] = statistics.median(one)
        figures.more[f"8 threads, updates a second: {contender.name}"] = statistics.median(eight)
    tiny.close()
    sheets.store.search("研修")
    for name, words in (("found in all", "研修"), ("found nowhere", "どこにもない言葉")):
        figures.more[f"search, {name}"] = statistics.median(_timed(_searched, sheets.store, words) for _ in range(5))
    sheets.store.engine.keep_copy("folded")
    sheets.close()
    (sheets.folder / "documents.journal.folded").replace(sheets.folder / "documents.journal")
    parsed, opened = [], []
    for _ in range(5):
        parsed.append(_timed(_parsed, sheets.folder / "documents.journal"))
        opened.append(_timed(_opened, sheets.folder))
    figures.more["parsing the file with orjson"] = statistics.median(parsed)
    figures.more["opening"] = statistics.median(opened)
    figures.more["bytes of the file"] = float((sheets.folder / "documents.journal").stat().st_size)
    for name, told in _memory(sheets.folder).items():
        figures.more[f"peak memory in MB, {name}"] = told


def _rate(contender: Contender, count: int, threads: int, rounds: int) -> float:
    """Updates a second, each thread on its own documents."""

    def work(thread: int) -> None:
        for n in range(rounds // threads):
            contender.update((n * threads + thread) % count, f"スレッド{thread}が書いた文 {next(_FRESH)}")

    workers = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return rounds // threads * threads / (time.perf_counter() - began)


def _memory(folder: Path) -> dict[str, float]:
    """Of a process of its own that opens the folder and works on it."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def _parsed(file: Path) -> None:
    """What any program does that wants the documents of a JSON file; without the collector, which would cost more."""
    gc.disable()
    try:
        with file.open("rb", buffering=1 << 20) as lines:
            documents = [orjson.loads(line) for line in lines]
    finally:
        gc.enable()
    del documents


def _searched(store: Store, words: str) -> None:
    store.search(words)


def _opened(folder: Path) -> None:
    Store.open(folder, forms()).close()


def _written(contender: Contender) -> bytes:
    """What an update of this contender writes; for those who have no journal, as much as ours writes."""
    contender.update(0, "測るための文" * 20)
    return contender.journal.read_bytes().splitlines(keepends=True)[-1] if contender.journal else b"x" * 8_400


def _timed(call: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


@contextmanager
def _folder() -> Iterator[Path]:
    """On the disk that the checkout is on: /tmp may be memory."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parents[2]) as name:
        yield Path(name)
