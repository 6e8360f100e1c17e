"""docs/engine.md under test: what it shows of the file is so, and its example runs."""

from __future__ import annotations

import json
from pathlib import Path

from store.engine.journal.lines import Head, Op, head_line, line, written
from tests.test_docs import blocks_of


def test_the_engine_can_be_used_as_it_is_shown(tmp_path: Path) -> None:
    (example,) = blocks_of("docs/engine.md", "python example")
    exec(compile(example, "docs/engine.md", "exec"), {"folder": tmp_path})  # noqa: S102 - our own page


def test_the_lines_of_the_journal_are_those_that_are_shown() -> None:
    (shown,) = blocks_of("docs/engine.md", "json")
    head, *others = (json.loads(each) for each in shown.splitlines())
    assert list(head) == list(json.loads(head_line(Head(7, 2))))
    for told in others:
        ops = [Op("put", op["put"], op["id"], json.dumps(op["doc"]).encode()) for op in told["ops"]]
        made = json.loads(line(told["n"], map(written, ops)))
        assert [list(op) for op in made["ops"]] == [list(op) for op in told["ops"]]
        assert list(made) == list(told)
