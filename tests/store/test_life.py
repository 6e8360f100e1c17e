"""A sheet's life in any order: whoever does whatever, no rule is ever broken, and the events tell all of it.

The machine presses everything there is to press, by everybody, and holds the outcome against a second reading of the
rules that is as short as the table in docs/glossary.md.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from store.event import Event
from store.form import Form
from store.formats.content import Content
from store.kinds import TextKind
from store.person import Person
from store.refusal import Refusal
from store.sheet import Deed, Sheet, Stage
from store.store import Store
from tests.office import (
    EVERYBODY,
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    filled,
    s_form,
    second_content,
    second_form,
    small_content,
    staffed_store,
)
from tests.store.second_reading import live, stage_told, waits

ANYBODY = st.sampled_from([*EVERYBODY, STRANGER])
OWNERS = st.one_of(st.sampled_from([SATO, SUZUKI]), ANYBODY)
OFFICES = st.one_of(st.sampled_from([PLANNER, FINANCE, REFORM]), ANYBODY)
SECRETARIES = st.one_of(st.just(SECRETARIAT), ANYBODY)
"""Those whose work it is, and now and then anybody."""

WORDS = st.one_of(st.just("効果を示してください。"), st.sampled_from(["", " ", "来年度に実施します。", "-"]))
OPINIONS = st.sampled_from(["O1", "O2", "O9"])
BEGINNINGS = ("opened", "filled", "submitted", "heard", "asked", "answered", "final")


class Life(RuleBasedStateMachine):
    """One sheet in a real store."""

    form: Form
    content: Content

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.store: Store = staffed_store(Path(self._folder.name))
        self.now: datetime = NOW
        self.events: list[Event] = []

    def teardown(self) -> None:
        self.store.close()
        self._folder.cleanup()

    @initialize(begun=st.sampled_from(BEGINNINGS))
    def opened(self, begun: str) -> None:
        """It begins somewhere in its year, brought there by the rules."""
        form, sheet = self.form, self.store.add(self.content, SECRETARIAT, NOW)
        self.key, first, *others = sheet.key, *sheet.offices
        steps: list[tuple[str, Callable[[Sheet], Sheet]]] = [
            ("submitted", lambda each: each.submit(form, SATO, NOW)),
            *(
                ("heard", partial(Sheet.say_nothing, who=self.speaker(office), now=NOW, office=office))
                for office in others
            ),
            ("asked", lambda each: each.give_opinion(self.speaker(first), NOW, first, "費用の根拠は？")),
            ("answered", lambda each: each.answer(SATO, NOW, ("O1",), "予算書に示します。")),
            ("final", lambda each: each.finalise(SECRETARIAT, NOW)),
        ]
        if begun != "opened":
            filled(self.store, sheet)
        for name, step in steps:
            if BEGINNINGS.index(name) <= BEGINNINGS.index(begun):
                self.store.change(self.key, SECRETARIAT, NOW, "step", step)
        self.events = list(self.store.history(self.key))

    @property
    def sheet(self) -> Sheet:
        return self.store.sheet(self.key)

    # --- what people do -----------------------------------------------------------------------------

    @rule(who=OWNERS, words=WORDS)
    def fill(self, who: Person, words: str) -> None:
        leaves = self.sheet.leaves(self.form).values()
        address = next(each.address for each in leaves if each.by == "owner" and isinstance(each.kind, TextKind))
        theirs = who.secretariat or who.works_for(self.sheet.owner)
        self.does(who, "fill", lambda each: each.fill(self.form, who, {address: words}), theirs and self.writable)

    @rule(who=OWNERS, title=WORDS)
    def add_item(self, who: Person, title: str) -> None:
        table = self.form.tables[0].key
        theirs = who.secretariat or who.works_for(self.sheet.owner)
        may = theirs and self.writable and bool(title.strip())
        self.does(who, "fill", lambda each: each.add_item(self.form, who, table, title), may)

    @rule(who=OWNERS)
    def submit(self, who: Person) -> None:
        complete = all(
            each.address in self.sheet.values for each in self.sheet.leaves(self.form).values() if each.required
        )
        theirs = who.secretariat or who.works_for(self.sheet.owner)
        may = theirs and (self.sheet.stage is Stage.DRAFT or self.sheet.reopened is not None)
        assert self.sheet.may(Deed.SUBMIT, who) is may
        self.does(who, "submit", lambda each: each.submit(self.form, who, self.now), may and complete)

    @rule(who=SECRETARIES)
    def fills_everything_in(self, who: Person) -> None:
        if who.secretariat and self.writable:
            filled(self.store, self.sheet)
            self.events = list(self.store.history(self.key))

    @rule(who=SECRETARIES, reason=WORDS)
    def give_back(self, who: Person, reason: str) -> None:
        may = who.secretariat and self.reviewable
        assert self.sheet.may(Deed.RETURN, who) is may
        self.does(who, "return", lambda each: each.give_back(who, self.now, reason), may and bool(reason.strip()))

    @rule(who=OFFICES, words=WORDS, office=st.integers(0, 2))
    def give_opinion(self, who: Person, words: str, office: int) -> None:
        said_by = self.office(office)
        may = said_by in who.offices and self.reviewable and bool(words.strip())
        self.does(who, "opinion", lambda each: each.give_opinion(who, self.now, said_by, words), may)

    @rule(who=OFFICES, office=st.integers(0, 2))
    def say_nothing(self, who: Person, office: int) -> None:
        said_by = self.office(office)
        may = (
            said_by in who.offices
            and self.reviewable
            and said_by not in {each.office for each in self.sheet.live_opinions}
        )
        self.does(who, "opinion", lambda each: each.say_nothing(who, self.now, said_by), may)

    @precondition(lambda self: self.sheet.opinions)
    @rule(who=OFFICES, opinion=OPINIONS, its_own=st.booleans())
    def withdraw(self, who: Person, opinion: str, its_own: bool) -> None:
        found = self.found(opinion)
        who = self.speaker(found["office"]) if its_own and found else who
        may = bool(found) and self.reviewable and found["office"] in who.offices and waits(self.sheet.facts, found)
        self.offers(who, opinion, may, self.sheet.may_withdraw)
        self.does(who, "opinion", lambda each: each.withdraw(who, self.now, opinion), may)

    @precondition(lambda self: self.sheet.answers)
    @rule(who=OFFICES, opinion=OPINIONS, words=WORDS, its_own=st.booleans())
    def ask_again(self, who: Person, opinion: str, words: str, its_own: bool) -> None:
        found = self.found(opinion)
        who = self.speaker(found["office"]) if its_own and found else who
        may = bool(found) and self.reviewable and found["office"] in who.offices and not waits(self.sheet.facts, found)
        self.offers(who, opinion, may, self.sheet.may_ask_again)
        office = found.get("office", "")
        self.does(
            who,
            "opinion",
            lambda each: each.ask_again(who, self.now, office, opinion, words),
            may and bool(words.strip()),
        )

    @precondition(lambda self: self.sheet.opinions)
    @rule(who=OWNERS, words=WORDS, to=st.sampled_from([("O1",), ("O2",), ("O1", "O2"), ("O3", "O1")]))
    def answer(self, who: Person, words: str, to: tuple[str, ...]) -> None:
        theirs = who.secretariat or who.works_for(self.sheet.owner)
        may = theirs and self.writable and bool(words.strip()) and all(self.found(each) for each in to)
        self.does(who, "answer", lambda each: each.answer(who, self.now, to, words), may)

    @rule(who=SECRETARIES)
    def finalise(self, who: Person) -> None:
        may = who.secretariat and self.sheet.stage is Stage.ANSWERED
        assert self.sheet.may(Deed.FINALISE, who) is may
        self.does(who, "finalise", lambda each: each.finalise(who, self.now), may)

    @rule(who=SECRETARIES, reason=WORDS)
    def reopen(self, who: Person, reason: str) -> None:
        may = who.secretariat and self.sheet.stage in (Stage.FINAL, Stage.PUBLISHED)
        assert self.sheet.may(Deed.REOPEN, who) is may
        self.does(who, "reopen", lambda each: each.reopen(who, self.now, reason), may and bool(reason.strip()))

    @rule(who=SECRETARIES)
    def publish(self, who: Person) -> None:
        may = who.secretariat and self.sheet.stage is Stage.FINAL
        assert self.sheet.may(Deed.PUBLISH, who) is may
        self.does(who, "publish", lambda each: each.publish(who, self.now), may)

    # --- what must be so, whatever they did ---------------------------------------------------------

    @invariant()
    def the_stage_is_computed_from_the_facts(self) -> None:
        assert self.sheet.stage is stage_told(self.sheet.facts, self.sheet.offices)

    @invariant()
    def a_sheet_with_an_open_opinion_is_not_final(self) -> None:
        if self.sheet.finalised:
            assert not [each for each in live(self.sheet.facts) if waits(self.sheet.facts, each)]
            assert self.sheet.submitted

    @invariant()
    def the_events_applied_from_nothing_give_the_facts(self) -> None:
        facts: dict[str, Any] = {}
        for event in self.events:
            for each in event.differences:
                assert facts.get(each.field) == each.before
                facts[each.field] = each.after
        assert {key: fact for key, fact in facts.items() if fact is not None} == self.sheet.facts

    @invariant()
    def what_was_read_once_reads_the_same_from_the_disk(self) -> None:
        assert Sheet.model_validate(self.sheet.model_dump(mode="json")).facts == self.sheet.facts

    # --- how ----------------------------------------------------------------------------------------

    def does(self, who: Person, action: str, act: Callable[[Sheet], Sheet], may: bool) -> None:
        """Do it: it is taken where it may be, leaving one event, and else refused, leaving nothing."""
        before = self.sheet
        self.now += timedelta(minutes=1)
        try:
            after = self.store.change(self.key, who, self.now, action, act)
        except Refusal:
            assert not may, f"{who.name} was refused to {action} at {before.stage}"
            assert self.sheet == before
            assert len(self.store.history(self.key)) == len(self.events)
            return
        assert may, f"{who.name} could {action} at {before.stage}"
        assert not before.finalised or action in ("reopen", "publish")
        told = self.store.history(self.key)[len(self.events) :]
        if after.facts == before.facts:
            assert told == ()
            return
        (event,) = told
        assert (event.who, event.name, event.at, event.action) == (who.id, who.name, self.now, action)
        assert event.revision == after.revision == before.revision + 1
        assert event.differences
        self.events.append(event)

    def offers(self, who: Person, opinion: str, may: bool, offered: Callable[..., bool]) -> None:
        live_one = next((each for each in self.sheet.live_opinions if each.id == opinion), None)
        assert (live_one is not None and offered(who, live_one)) is may

    def found(self, opinion: str) -> Mapping[str, Any]:
        return next((each for each in live(self.sheet.facts) if each["id"] == opinion), {})

    def speaker(self, office: str) -> Person:
        return next(each for each in EVERYBODY if office in each.offices)

    def office(self, n: int) -> str:
        return self.sheet.offices[n % len(self.sheet.offices)]

    @property
    def writable(self) -> bool:
        return self.sheet.stage not in (Stage.FINAL, Stage.PUBLISHED)

    @property
    def reviewable(self) -> bool:
        return self.writable and self.sheet.stage is not Stage.DRAFT


class LifeOnTheSForm(Life):
    form, content = s_form(), small_content()


class LifeOnTheSecondForm(Life):
    form, content = second_form(), second_content()


CALM = settings(max_examples=60, stateful_step_count=40, suppress_health_check=list(HealthCheck))
TestLifeOnTheSForm = LifeOnTheSForm.TestCase
TestLifeOnTheSForm.settings = CALM
TestLifeOnTheSecondForm = LifeOnTheSecondForm.TestCase
TestLifeOnTheSecondForm.settings = CALM
