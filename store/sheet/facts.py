"""What a sheet says of itself: its facts, and the stage and progress computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, Self, assert_never

from pydantic import computed_field

from store.event import Difference, changed_fields, differences
from store.form import Form, Leaf, Portion
from store.kinds import Value
from store.opinion import Answer, Mark, Opinion
from store.person import Document
from store.task import Task, Todo


class Stage(StrEnum):
    """Where a sheet stands in its year (段階)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    AWAITING_ANSWERS = "awaiting_answers"
    ANSWERED = "answered"
    FINAL = "final"
    PUBLISHED = "published"


MARKS = ("submitted", "returned", "finalised", "reopened", "published")
SINGLE = (*MARKS, "carried_from")
"""The facts that are one thing each, under their own names."""


class Origin(Document):
    """The sheet of the year before from which one was carried over, as it stood then."""

    sheet: str
    revision: int


class SheetFacts(Document):
    """One measure in one evaluation year, to be read.

    Attributes:
        key: the document's key; stays when the sheet's number changes.
        year: evaluation year (the fiscal year's first calendar year).
        form: the form edition it was written on.
        offices: keys of the reviewing offices whose word it needs.
        values: by address; a field that is empty has no entry.
        nothing_to_say: the offices that said 意見なし.
        submitted: handed in; its reason, if any, why it was although something seemed worth a look.
        returned: given back to its owner since, and why; until it is submitted again.
        reopened: opened again after it was final, and why; until it is submitted or final again.
        carried_from: last year's sheet that it began with, if any.
    """

    key: str
    year: int
    form: str
    offices: tuple[str, ...]
    values: Mapping[str, Value]
    revision: int = 0
    opinions: tuple[Opinion, ...] = ()
    answers: tuple[Answer, ...] = ()
    nothing_to_say: Mapping[str, Mark] = {}
    submitted: Mark | None = None
    returned: Mark | None = None
    finalised: Mark | None = None
    reopened: Mark | None = None
    published: Mark | None = None
    carried_from: Origin | None = None

    def __hash__(self) -> int:
        """A sheet of one revision never changes."""
        return hash((self.key, self.revision))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def number(self) -> str:
        return str(self.values.get("number", ""))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def owner(self) -> str:
        return str(self.values.get("owner", ""))

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many items each table has."""
        counts: dict[str, int] = {}
        for address in self.values:
            table, _, place = address.partition("/")
            if place and (n := int(place.partition("/")[0])) > counts.get(table, 0):
                counts[table] = n
        return counts

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def stage(self) -> Stage:
        if self.published:
            return Stage.PUBLISHED
        if self.finalised:
            return Stage.FINAL
        if not self.submitted:
            return Stage.DRAFT
        if self.offices_to_hear:
            heard = len(self.offices_to_hear) < len(self.offices)
            return Stage.IN_REVIEW if heard else Stage.SUBMITTED
        return Stage.AWAITING_ANSWERS if self.open_opinions else Stage.ANSWERED

    @cached_property
    def live_opinions(self) -> tuple[Opinion, ...]:
        return tuple(opinion for opinion in self.opinions if not opinion.withdrawn)

    @cached_property
    def open_opinions(self) -> tuple[Opinion, ...]:
        """Opinions that wait for an answer: nobody has answered, or its office asked again about the answer."""
        return tuple(each for each in self.live_opinions if self._is_open(each))

    @cached_property
    def answered_opinions(self) -> tuple[Opinion, ...]:
        return tuple(each for each in self.live_opinions if not self._is_open(each))

    def answer_to(self, opinion: Opinion) -> Answer | None:
        """The answer that stands: of several the last, which the owner gave to fewer opinions at once."""
        return next((each for each in reversed(self.answers) if opinion.id in each.to), None)

    def _is_open(self, opinion: Opinion) -> bool:
        standing = self.answer_to(opinion)
        return standing is None or any(question.about == standing for question in opinion.again[-1:])

    @cached_property
    def offices_to_hear(self) -> tuple[str, ...]:
        """The offices that have given neither an opinion nor 意見なし."""
        spoken = {opinion.office for opinion in self.live_opinions} | set(self.nothing_to_say)
        return () if "" in spoken else tuple(office for office in self.offices if office not in spoken)

    @property
    def todos(self) -> tuple[Todo, ...]:
        """What is still to be done with it, by whoever. An opinion waits for its answer while other offices think."""
        match self.stage:
            case Stage.DRAFT:
                return (Todo(Task.SUBMIT),)
            case Stage.SUBMITTED | Stage.IN_REVIEW | Stage.AWAITING_ANSWERS:
                answer = (Todo(Task.ANSWER),) if self.open_opinions else ()
                return (*(Todo(Task.REVIEW, office) for office in self.offices_to_hear), *answer)
            case Stage.ANSWERED:
                return (Todo(Task.FINALISE),)
            case Stage.FINAL:
                return (Todo(Task.PUBLISH),)
            case Stage.PUBLISHED:
                return ()
            case _:
                assert_never(self.stage)

    def leaves(self, form: Form) -> Mapping[str, Leaf]:
        return form.leaves(self.year, self.counts)

    def portions(self, form: Form) -> tuple[Portion, ...]:
        return form.portions(self.year, self.counts)

    def progress(self, form: Form, portion: Portion | None = None) -> tuple[int, int]:
        """How many of the required fields hold something, and how many there are."""
        leaves = portion.leaves if portion else self.leaves(form).values()
        required = [leaf.address for leaf in leaves if leaf.required]
        return sum(address in self.values for address in required), len(required)

    def written(self, leaf: Leaf) -> str:
        """What stands in a place, as a person writes it; "" where it is empty."""
        value = self.values.get(leaf.address)
        return "" if value is None else leaf.kind.write(value)

    @cached_property
    def dumped(self) -> Mapping[str, Any]:
        """The sheet as JSON. What is None has no entry."""
        rest = self.model_dump(mode="json", exclude_none=True, exclude={"values"})
        return rest | {"values": {at: each if type(each) is str else _json(each) for at, each in self.values.items()}}

    def slim(self) -> Self:
        """The same, without what is asked for once, when it is written."""
        self.__dict__.pop("dumped", None)
        return self

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """Everything that can change, by address, as JSON: what the events compare."""
        dumped = self.dumped
        facts: dict[str, Any] = dict(dumped["values"])
        facts |= {f"opinions/{each['id']}": each for each in dumped["opinions"]}
        facts |= {f"answers/{each['id']}": each for each in dumped["answers"]}
        facts |= {f"nothing_to_say/{office}": mark for office, mark in dumped["nothing_to_say"].items()}
        facts |= {mark: dumped[mark] for mark in SINGLE if mark in dumped}
        return facts

    def differences_to(self, after: SheetFacts) -> tuple[Difference, ...]:
        """What changed from this state of the sheet to another one: as of their `facts`, which are made only where
        something else than values has changed."""
        if any(getattr(self, name) is not getattr(after, name) for name in _DEEDS):
            return differences(self.facts, after.facts)
        fields = changed_fields(self.values, after.values)
        values = ((field, self.values.get(field), after.values.get(field)) for field in fields)
        return tuple(Difference(field=field, before=_json(old), after=_json(new)) for field, old, new in values)


_DEEDS = ("opinions", "answers", "nothing_to_say", *SINGLE)


def _json(value: Value | None) -> Any:
    """A value as JSON. A text stays the very same one: of most fields, nothing but that is asked."""
    if value is None or isinstance(value, str):
        return value
    return [each if isinstance(each, str) else each.as_json for each in value]
