"""Any story of commits, finds and reopenings, told to every engine and to a dict beside it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from store.engine import Change, Check, Conflict, Put, Remove
from tests.store.engine.conftest import Opener

KINDS, KEYS, COLOURS = ("things", "events"), ("a", "b", "b/1", "髙"), (None, "red", "1", 1, "")

WISHES = st.tuples(
    st.sampled_from(("put", "put", "put", "remove", "check")), st.sampled_from(KINDS), st.sampled_from(KEYS),
    st.sampled_from(COLOURS), st.booleans(), st.sampled_from((0, 0, 0, 0, 0, 1)),
)  # fmt: skip


class Story(RuleBasedStateMachine):
    """Commits, right and wrong ones, against a dict that does as the contract says."""

    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self.opener = opener
        self.engine = opener(schema=2)
        self.model: dict[tuple[str, str], tuple[int, dict[str, Any], int]] = {}

    @rule(wishes=st.lists(WISHES, max_size=4))
    def commit(self, wishes: list[tuple[str, str, str, Any, bool, int]]) -> None:
        changes: list[Change] = []
        for action, kind, key, colour, named, off in wishes:
            rev = self.model[kind, key][0] if (kind, key) in self.model else 0
            match action:
                case "put":
                    body = {"n": len(self.model), "colour": colour, "of": key} if named else {"of": colour}
                    changes.append(Put(kind, key, body, rev + off))
                case "remove" if rev:
                    changes.append(Remove(kind, key, rev + off))
                case _:
                    changes.append(Check(kind, key, rev + off))
        first = self.first_conflict(changes)
        if first is None:
            self.engine.commit(*changes)
            self.apply(changes)
        else:
            with pytest.raises(Conflict) as caught:
                self.engine.commit(*changes)
            assert caught.value.change is first

    def first_conflict(self, changes: list[Change]) -> Change | None:
        written = set()
        for change in changes:
            place = (change.kind, change.key)
            rev = self.model[place][0] if place in self.model else 0
            if change.expected != rev or (not isinstance(change, Check) and place in written):
                return change
            if not isinstance(change, Check):
                written.add(place)
        return None

    def apply(self, changes: list[Change]) -> None:
        for change in changes:
            if isinstance(change, Put):
                self.model[change.kind, change.key] = (change.expected + 1, dict(change.body), self.engine.schema)
            elif isinstance(change, Remove):
                del self.model[change.kind, change.key]

    @precondition(lambda self: self.model)
    @rule(schema=st.sampled_from((1, 2, 3)))
    def reopen(self, schema: int) -> None:
        self.engine = self.opener.reopen(schema=schema)

    @rule(colour=st.sampled_from(COLOURS), key=st.sampled_from(KEYS))
    def find(self, colour: Any, key: str) -> None:
        for kind, field, value in (("things", "colour", colour), ("events", "of", colour), ("events", "of", key)):
            having = {
                place: kept for place, kept in self.model.items() if place[0] == kind and kept[1].get(field) == value
            }
            found = self.engine.find(kind, **{field: value})
            assert [(each.kind, each.key) for each in found] == sorted(having)

    @invariant()
    def all_is_as_told(self) -> None:
        for kind in KINDS:
            found = [(each.key, (each.rev, each.body, each.schema)) for each in self.engine.find(kind)]
            assert found == sorted((key, kept) for (k, key), kept in self.model.items() if k == kind)
        outdated = [(each.kind, each.key) for each in self.engine.outdated()]
        assert outdated == sorted(place for place, kept in self.model.items() if kept[2] != self.engine.schema)

    def teardown(self) -> None:
        self.opener.close()


def test_any_story_of_commits_and_reopenings_comes_out_as_told(opener: Opener, tmp_path: Path) -> None:
    folders = (tmp_path / f"story {n}" for n in count())

    class OfThisEngine(Story):
        def __init__(self) -> None:
            super().__init__(Opener(opener.engine, next(folders)))

    run_state_machine_as_test(OfThisEngine, settings=settings(max_examples=60, stateful_step_count=20))
