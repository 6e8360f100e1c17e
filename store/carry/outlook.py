"""What opening a year would do, told before it is done: field by field, and sheet by sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.carry.carry import Outcome, Passage, carry
from store.carry.renames import Renames, renamed
from store.carry.shape import Spot, path_of, shape_of
from store.form import Form
from store.kinds import NamesKind, Value, key_of
from store.sheet import Sheet
from store.text import Text, excerpt


@dataclass(frozen=True)
class FieldOutlook:
    """One field of either form.

    Attributes:
        new: the old form has no such field. `gone`: the new one has none.
        other_kind: what may stand there has changed.
        counts: on how many sheets each outcome is met.
    """

    spot: Spot
    new: bool
    gone: bool
    other_kind: bool
    counts: Mapping[Outcome, int]

    @property
    def changed(self) -> bool:
        """Whether it is worth a word of its own."""
        return self.new or self.gone or self.other_kind or bool(self.counts.get(Outcome.UNREAD))


@dataclass(frozen=True)
class Prospect:
    """One sheet, what its successor begins with, and what somebody should look at."""

    before: Sheet
    passage: Passage
    attention: tuple[Text, ...]


@dataclass(frozen=True)
class Outlook:
    """All that would happen.

    Attributes:
        standing: next year's sheets that are there already and stay as they are.
        missing: departments that the office doesn't have: on how many sheets each is the owner, and is named else.
        unused: old names of departments that no sheet bears.
        followed: departments that sheets name as they were called before, and what the office calls them now.
    """

    prospects: tuple[Prospect, ...]
    standing: tuple[Sheet, ...]
    fields: tuple[FieldOutlook, ...]
    missing: Mapping[str, tuple[int, int]]
    unused: tuple[str, ...]
    followed: Renames


def outlook(
    sheets: Sequence[Sheet],
    standing: Iterable[Sheet],
    forms: Mapping[str, Form],
    new: Form,
    *,
    renames: Renames = (),
    formerly: Renames = (),
    departments: Iterable[str] = (),
) -> Outlook:
    """Carry over all sheets that have no successor yet, to see what comes of it.

    Args:
        sheets: of one year.
        standing: those of the next.
        forms: the editions of the sheets, by name.
        renames: what the secretariat wrote down for this year.
        formerly: departments that the office has renamed, by the names that they had before.
        departments: names of those that the office has; where it has none, none is missed.
    """
    there = {key_of(each.number): each for each in standing}
    new_ones = [sheet for sheet in sheets if key_of(sheet.number) not in there]
    written = {key_of(old) for old, _ in renames}
    formerly = tuple(each for each in formerly if key_of(each[0]) not in written)
    all_renames = (*((old, renamed(name, formerly)) for old, name in renames), *formerly)
    prospects = [
        Prospect(sheet, passage, tuple(_attention(sheet, passage)))
        for sheet in new_ones
        for passage in (carry(sheet, forms[sheet.form], new, sheet.year + 1, all_renames),)
    ]
    taken = tuple(there[key_of(sheet.number)] for sheet in sheets if key_of(sheet.number) in there)
    borne = {key_of(name) for sheet in new_ones for name in _named(sheet.values, forms[sheet.form])}
    olds = {sheet.form: forms[sheet.form] for sheet in new_ones}
    return Outlook(
        prospects=tuple(prospects),
        standing=taken,
        fields=tuple(_fields(prospects, olds.values(), new)),
        missing=_missing(prospects, new, {key_of(name) for name in departments}),
        unused=tuple(old for old, _ in renames if key_of(old) not in borne),
        followed=tuple(each for each in formerly if key_of(each[0]) in borne),
    )


def _missing(prospects: Sequence[Prospect], new: Form, known: set[str]) -> Mapping[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for prospect in prospects if known else ():
        owner, *related = _named(prospect.passage.content.values, new)
        for name in dict.fromkeys([owner, *related]):
            if key_of(name) not in known:
                owned, named = counts.get(name, (0, 0))
                counts[name] = (owned + (name == owner), named + (name != owner))
    return dict(sorted(counts.items(), key=lambda each: (-each[1][0], -each[1][1])))


def _fields(prospects: Sequence[Prospect], olds: Iterable[Form], new: Form) -> Iterator[FieldOutlook]:
    counts: dict[str, Counter[Outcome]] = {}
    for prospect in prospects:
        for path, outcome in {(trace.spot.path, trace.outcome) for trace in prospect.passage.traces}:
            counts.setdefault(path, Counter())[outcome] += 1
    theirs = {path: spot for form in olds for path, spot in shape_of(form).items()}
    ours = shape_of(new)
    for path, spot in ours.items():
        was = theirs.get(path)
        other = was is not None and was.kind != spot.kind
        yield FieldOutlook(spot, was is None, gone=False, other_kind=other, counts=counts.get(path, Counter()))
    for path, spot in theirs.items():
        if path not in ours:
            yield FieldOutlook(spot, new=False, gone=True, other_kind=False, counts=counts.get(path, Counter()))


def _attention(sheet: Sheet, passage: Passage) -> Iterator[Text]:
    """What somebody should look at: words that couldn't be taken along, and what is open on last year's sheet."""
    for trace in passage.traces:
        if trace.outcome is Outcome.UNREAD:
            yield Text.of("store.carry_unread", field=trace.spot.label, text=excerpt(trace.text, 30))
    if sheet.open_opinions:
        ids = tuple(f"{sheet.number}-{each.id}" for each in sheet.open_opinions)
        again = any(each.again for each in sheet.open_opinions)
        yield Text.of("store.carry_asked_again" if again else "store.carry_unanswered", ids=ids)
    elif not sheet.finalised:
        yield Text.of("store.carry_not_final", stage=Text.of(f"store.stage_{sheet.stage}"))


def _named(values: Mapping[str, Value], form: Form) -> Iterator[str]:
    """The departments that stand on a sheet, its owner first."""
    yield str(values.get("owner", ""))
    shape = shape_of(form)
    for address, value in values.items():
        if isinstance(value, tuple) and isinstance(shape[path_of(address)].kind, NamesKind):
            yield from map(str, value)
