"""A sheet and its events: as it was once, and a change taken back. What may be undone is told in docs/glossary.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Self

from pydantic import TypeAdapter

from store.event import Difference, Event, Fact
from store.form import Form, Leaf
from store.kinds import Value
from store.person import Person
from store.refusal import Refusal
from store.sheet.facts import MARKS, SINGLE
from store.sheet.rights import SheetRights, refused
from store.text import Said, Text

UNDO = timedelta(minutes=10)
"""For how long a change can be taken back by who made it."""

HANDED_IN = frozenset({"submitted", "returned", "reopened"})
"""The marks that a submission sets and takes away: its owner may."""

SPEAKING = ("opinions/", "nothing_to_say/")
"""How the facts begin by which an office speaks."""

_VALUE: TypeAdapter[Value] = TypeAdapter(Value)


class SheetPast(SheetRights):
    """What a sheet was, and how it becomes so again."""

    def with_facts(self, form: Form, facts: Mapping[str, Fact]) -> Self:
        """The same sheet with these facts instead of its own; what `facts` takes apart, put together."""
        body: dict[str, Any] = {name: getattr(self, name) for name in ("key", "year", "form", "offices", "revision")}
        body |= {name: facts[name] for name in SINGLE if name in facts}
        body["opinions"] = _numbered(facts, "opinions/")
        body["answers"] = _numbered(facts, "answers/")
        silent = {f"nothing_to_say/{office}": office for office in self.offices}
        body["nothing_to_say"] = {office: facts[address] for address, office in silent.items() if address in facts}
        said = (*SPEAKING, "answers/")
        values = {key: fact for key, fact in facts.items() if key not in SINGLE and not key.startswith(said)}
        leaves = type(self)(**body, values=values).leaves(form)
        return type(self)(**body, values={key: values[key] for key in (*leaves, *values) if key in values})

    def before(self, form: Form, events: Sequence[Event]) -> Self:
        """The sheet as it was before the last so many events, oldest first, of which it is the outcome."""
        if not events:
            return self
        facts = dict(self.facts)
        for event in reversed(events):
            _take_back(facts, event)
        return self.with_facts(form, facts).model_copy(update={"revision": events[0].revision - 1})

    def undo_refused(
        self, form: Form, who: Person, now: datetime, event: Event, since: Sequence[Event]
    ) -> Refusal | None:
        """Why they can't take this change back now; None where they can."""
        return refused(lambda: self.undone(form, who, now, event, since))

    def undone(self, form: Form, who: Person, now: datetime, event: Event, since: Sequence[Event]) -> Self:
        """The sheet with one change of it taken back; `since` is what happened after it.

        Raises:
            Refusal: it isn't theirs, or too long ago; somebody has changed the same meanwhile, or gone on from it;
                or the rules by which they made it wouldn't let them now.
        """
        if event.who != who.id:
            raise Refusal("store.undo_not_yours", sheet=self.number, name=event.name)
        if event.revision == 1:
            raise Refusal("store.undo_beginning", sheet=self.number)
        if now - event.at > UNDO:
            raise Refusal("store.undo_late", sheet=self.number, minutes=UNDO // timedelta(minutes=1))
        for later in reversed(since):
            if fields := _in_the_way(event, later):
                self._refuse_undoing(form, event, later, fields)
        self._require_rights_to(form, who, event)
        facts = dict(self.facts)
        _take_back(facts, event)
        after = self.with_facts(form, facts)
        written = any(field in self.leaves(form) for later in since for field in later.fields)
        empty = [leaf for leaf in after.leaves(form).values() if leaf.required and leaf.address not in after.values]
        if after.submitted and not self.submitted and written and empty:
            raise Refusal("store.incomplete", sheet=self.number, count=len(empty), first=empty[0].full)
        return after

    def named(self, form: Form, address: str, fact: Fact = None) -> Said:
        """What a fact is called: a field's label, "意見 S27-O1", "提出". Of an answer that is gone, `fact` is what it was."""
        first, _, rest = address.partition("/")
        if address in MARKS:
            return Text.of(f"store.mark_{address}")
        match first:
            case "opinions":
                return Text.of("store.fact_opinion", id=f"{self.number}-{rest}")
            case "answers":
                to = fact["to"] if fact else next((each.to for each in self.answers if each.id == rest), ())
                return Text.of("store.fact_answer", ids=tuple(f"{self.number}-{each}" for each in to or (rest,)))
            case "nothing_to_say":
                return Text.of("store.fact_silence", office=form.office(rest))
        leaf = self.place(form, address)
        return leaf.full if leaf else address

    def place(self, form: Form, address: str) -> Leaf | None:
        """The place with this address, of an item too that is gone by now; None where the form has no such place."""
        return _place(form, self.year, address)

    # --- within -------------------------------------------------------------------------------------

    def _refuse_undoing(self, form: Form, event: Event, later: Event, fields: Iterable[str]) -> None:
        if later.action == "undo" and later.of == event.revision:
            raise Refusal("store.undo_done", sheet=self.number, name=later.name, at=later.at)
        names = tuple(self.named(form, field) for field in sorted(fields)[:3])
        raise Refusal("store.undo_changed", sheet=self.number, name=later.name, at=later.at, fields=names)

    def _require_rights_to(self, form: Form, who: Person, event: Event) -> None:
        """Raises Refusal unless they may change now what the event changed."""
        marks = event.fields & set(MARKS)
        if marks and not (marks <= HANDED_IN and self._is_theirs(who)):
            self._require_secretariat(who)
        for each in event.differences:
            place = self.place(form, each.field)
            if each.field.startswith("opinions/"):
                self.require_office(who, office_of(each))
            elif each.field.startswith("nothing_to_say/"):
                self.require_office(who, each.field.partition("/")[2])
            elif each.field.startswith("answers/"):
                self.require_answerer(who)
            elif place:
                self.require_owner(who)
                self.require_writable()
                if place.by == "secretariat" and not who.secretariat:
                    raise Refusal("store.secretariat_only", name=place.label)


def value_of(fact: Fact) -> Value | None:
    """A field's value, from the fact that it is in events; None where there was none."""
    return None if fact is None else _VALUE.validate_python(fact)


def _take_back(facts: dict[str, Fact], event: Event) -> None:
    for each in event.differences:
        if each.before is None:
            facts.pop(each.field, None)
        else:
            facts[each.field] = each.before


def _numbered(facts: Mapping[str, Fact], begins: str) -> list[Fact]:
    """The facts whose address begins so, by the number at its end."""
    found = [address for address in facts if address.startswith(begins)]
    return [facts[address] for address in sorted(found, key=lambda each: int(each[len(begins) + 1 :]))]


def _in_the_way(event: Event, later: Event) -> frozenset[str]:
    """What a later change did on which the earlier one can't be taken back any more: to the same, or going on from it."""
    touched = {field for field in later.fields if _goes_on(event, field)}
    for table, first in event.moved.items():
        touched |= {field for field in later.fields if _number(field, table) >= first}
    for table, first in later.moved.items():
        touched |= {field for field in event.fields if _number(field, table) >= first}
    asked = {f"opinions/{opinion}" for opinion in _answered(later)} & event.fields
    return frozenset(touched | ({field for field in later.fields if field.startswith("answers/")} if asked else set()))


def _goes_on(event: Event, field: str) -> bool:
    """Whether a later change of this fact goes on from what the event did."""
    if field in event.fields or field in {f"opinions/{each}" for each in _answered(event)}:
        return True
    if event.fields & set(MARKS):
        if field in MARKS or "finalised" in event.fields:
            return True  # who makes a sheet final, again too, answers for all that they read
        return "submitted" in event.fields and field.startswith(SPEAKING)
    offices = {office_of(each) for each in event.differences if each.field.startswith("opinions/")}
    return field in {f"nothing_to_say/{office}" for office in offices}


def office_of(difference: Difference) -> str:
    """The office that spoke: an opinion's own; where a file told it of all of them, the one that asked again."""
    said = max(filter(None, (difference.before, difference.after)), key=lambda each: len(each["again"]))
    return str(said["office"] or next((each["office"] for each in reversed(said["again"])), ""))


def _answered(event: Event) -> set[str]:
    """The ids of the opinions to which the event changed an answer."""
    answers = (each for each in event.differences if each.field.startswith("answers/"))
    return {opinion for each in answers for said in (each.before, each.after) if said for opinion in said["to"]}


def _number(field: str, table: str) -> int:
    """Which item of the table a field is about; 0 where it is about none."""
    place = field.split("/")
    return int(place[1]) if place[0] == table and len(place) > 1 else 0


@lru_cache(maxsize=2048)
def _place(form: Form, year: int, address: str) -> Leaf | None:
    table, _, rest = address.partition("/")
    number = rest.partition("/")[0]
    counts = {table: int(number)} if number.isdecimal() and table in {each.key for each in form.tables} else {}
    return form.leaves(year, counts).get(address)
