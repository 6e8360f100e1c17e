"""A sheet's life looked at backward: each change undone and done again, any of them undone at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from store.event import Fact
from store.kinds import TextKind
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from tests.office import EVERYBODY
from tests.store.second_reading import live, waits
from tests.store.test_life import LifeOnTheSecondForm, LifeOnTheSForm

BY_ID = {each.id: each for each in EVERYBODY}


class Backward(LifeOnTheSForm):
    """The same life, in which everybody changes their mind."""

    @precondition(lambda self: len(self.events) > 1)
    @rule(data=st.data())
    def undoes_something(self, data: st.DataObject) -> None:
        """Whoever made a change takes it back, whatever has happened since; where they may, none of it is lost."""
        event = data.draw(st.sampled_from(self.events[1:]))
        before, since = self.sheet, self.store.since(self.sheet, event.revision)
        who = BY_ID[event.who]
        offered = self.store.may_undo(before, who, self.now, event)
        try:
            after = self.store.undo(self.key, who, self.now, event.revision)
        except Refusal:
            assert not offered
            assert self.sheet == before
            return
        assert offered
        assert not {field for each in since for field in each.fields} & event.fields
        assert {key: fact for key, fact in after.facts.items() if key not in event.fields} == {
            key: fact for key, fact in before.facts.items() if key not in event.fields
        }
        self.events = list(self.store.history(self.key))

    @precondition(lambda self: len(self.events) > 1)
    @rule(data=st.data())
    def puts_something_back(self, data: st.DataObject) -> None:
        """The owner puts a text back as it was at any time: it stands there exactly as it did."""
        revision = data.draw(st.integers(1, self.sheet.revision))
        leaves = self.sheet.leaves(self.form).values()
        address = next(each.address for each in leaves if each.by == "owner" and isinstance(each.kind, TextKind))
        then, who = self.store.sheet_at(self.sheet, revision), next(iter(self.owners))
        try:
            after, clashes = self.store.put_back(
                self.key, who, self.now, address, revision=revision, seen=self.sheet.revision
            )
        except Refusal:
            assert not self.writable
            return
        assert clashes == ()
        assert after.facts.get(address) == then.facts.get(address)
        self.events = list(self.store.history(self.key))

    @rule(n=st.integers(0, 4))
    def remove_item(self, n: int) -> None:
        table, who = self.form.tables[0].key, self.owners[0]
        count = self.sheet.counts.get(table, 0)
        may = self.writable and 1 <= n <= count and count > 1
        self.does(who, "fill", lambda each: each.remove_item(who, table, n), may)

    @invariant()
    def what_was_taken_back_leaves_nothing_half(self) -> None:
        facts = self.sheet.facts
        opinions = {key.split("/")[1] for key in facts if key.startswith("opinions/")}
        answers = [fact for key, fact in facts.items() if key.startswith("answers/")]
        assert all(set(each["to"]) <= opinions for each in answers)
        assert not {f"nothing_to_say/{each['office']}" for each in live(facts)} & set(facts)
        assert "published" not in facts or "finalised" in facts
        assert "finalised" not in facts or not [each for each in live(facts) if waits(facts, each)]
        counts = {place[0]: place for key in facts if len(place := key.split("/")) > 2}
        for table in counts:
            numbers = {key.split("/")[1] for key in facts if key.startswith(f"{table}/") and key.count("/") > 1}
            assert numbers == {str(n) for n in range(1, len(numbers) + 1)}
            assert all(f"{table}/{n}/title" in facts for n in numbers)

    def teardown(self) -> None:
        facts: dict[str, Fact] = {}
        for event in self.store.history(self.key):
            for each in event.differences:
                facts[each.field] = each.after
            now_known = {key: fact for key, fact in facts.items() if fact is not None}
            assert self.store.sheet_at(self.sheet, event.revision).facts == now_known
        super().teardown()

    @property
    def owners(self) -> tuple[Person, ...]:
        return tuple(each for each in EVERYBODY if each.works_for(self.sheet.owner))

    def does(self, who: Person, action: str, act: Callable[[Sheet], Sheet], may: bool) -> None:
        """And right after any change: undone, it is exactly as it was; and done again, as it had become."""
        before: Any = self.sheet
        super().does(who, action, act, may)
        if self.sheet.revision == before.revision:
            return
        after = self.sheet
        undone = self.store.undo(self.key, who, self.now, after.revision)
        assert undone.facts == before.facts
        assert self.store.undo(self.key, who, self.now, undone.revision).facts == after.facts
        self.events = list(self.store.history(self.key))


class BackwardOnTheSecondForm(Backward):
    form, content = LifeOnTheSecondForm.form, LifeOnTheSecondForm.content


CALM = settings(max_examples=40, stateful_step_count=25, suppress_health_check=list(HealthCheck))
TestBackward = Backward.TestCase
TestBackward.settings = CALM
TestBackwardOnTheSecondForm = BackwardOnTheSecondForm.TestCase
TestBackwardOnTheSecondForm.settings = CALM
