"""A digest as its readers see it: late ones first, then how many stand where, what waits, what changed, what stands still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from commands.digest.figures import Figures, Late, condensed
from commands.digest.scopes import said_of
from commands.kit.card import stage_of
from commands.kit.charts import Chart, Series, Table
from commands.kit.reply import Button, Facts, Heading, Line, Menu, Note, Part, Row
from commands.kit.request import Subject
from store.sheet import Stage
from store.standing import Standing
from store.store import Store
from store.subscription import Scope
from store.task import Task
from store.text import Said, Text, excerpt

LATE, MOVED, STILL = 30, 8, 5
"""So many are told of each; how many more there are is."""

NAME = 20
"""Characters of a sheet's name."""


def digest_parts(found: Figures, scope: Scope, now: datetime, store: Store, *, is_first: bool) -> tuple[Part, ...]:
    """All of it, without the buttons under it; `is_first` where there was none before it from which it could tell what
    changed."""
    title = Text.of("digest.title", year=str(found.year), scope=said_of(scope, store), at=now)
    return (
        Heading(title),
        *_late(found, now, store),
        *(_stages(found) if scope.of != "stage" else ()),
        *_waits(found, store),
        *_moved(found, store, is_first=is_first),
        *_still(found, now),
    )


def title_of(standing: Standing) -> str:
    return f"{standing.number} {excerpt(standing.name, NAME)}"


def _late(found: Figures, now: datetime, store: Store) -> Iterator[Part]:
    sheets = sum(found.late_stages.values())
    if not found.late:
        key = "digest.none_late" if found.has_deadlines else "digest.no_deadlines"
        yield Line(Text.of(key, count=found.count))
        return
    yield Line(Text.of("digest.late", count=found.count, late=sheets))
    shown = found.late[:LATE]
    heads = tuple(Text.of(f"digest.head_{each}") for each in ("sheet", "late", "task", "who", "day"))
    rows = tuple(
        (
            title_of(each.standing),
            (now.date() - each.day).days,
            Text.of(f"digest.task_{each.task}"),
            _whose(each, store),
            Text.of("digest.day", day=each.day),
        )
        for each in shown
    )  # fmt: skip
    yield Table(Text.of("digest.late_table"), heads, rows)
    if len(found.late) > LATE:
        yield Note(Text.of("digest.more_late", count=len(found.late) - LATE))
    keys = {each.standing.key: each.standing for each in shown}
    options = tuple((title_of(each), Subject(each.key)) for each in keys.values())
    yield Row(Text.of("digest.open_late"), None, Menu(Text.of("digest.choose"), "sheet.card", options))


def _whose(late: Late, store: Store) -> Said:
    """Who owes it."""
    match late.task:
        case Task.SUBMIT | Task.ANSWER:
            return late.standing.owner
        case Task.REVIEW:
            form = store.forms.get(late.standing.form)
            return Text.of("digest.offices", offices=tuple(form.office(office) for office in late.offices))
        case Task.FINALISE | Task.PUBLISH:
            return Text.of("digest.secretariat")


def _stages(found: Figures) -> Iterator[Part]:
    """Where they stand; a digest of nothing draws nothing."""
    if not found.count:
        return
    names = tuple(Text.of(f"store.stage_{stage}") for stage in Stage)
    series = [Series(Text.of("digest.sheets"), tuple(found.stages.get(stage, 0) for stage in Stage))]
    if found.late:
        late = tuple(found.late_stages.get(stage, 0) for stage in Stage)
        series.append(Series(Text.of("digest.late_sheets"), late))
    yield Chart(Text.of("digest.stages"), names, tuple(series), "bar", Text.of("digest.unit"))
    counts = tuple(_count(found, stage) for stage in Stage if found.stages.get(stage))
    yield Note(Text.of("digest.counts", counts=counts))  # beside a bar of 300, one of 2 can't be seen


def _count(found: Figures, stage: Stage) -> Text:
    late = found.late_stages.get(stage, 0)
    said = {"stage": Text.of(f"store.stage_{stage}"), "count": found.stages[stage]}
    return Text("digest.count_late", {**said, "late": late}) if late else Text("digest.count", said)


def _waits(found: Figures, store: Store) -> Iterator[Part]:
    if found.waits:
        yield Heading(Text.of("digest.unanswered", count=sum(each.opinions for each in found.waits)))
        yield Facts(
            tuple(
                (
                    Text.of("digest.unanswered_by", office=store.forms.get(each.form).office(each.office)),
                    Text.of("digest.unanswered_of", count=each.opinions, sheets=each.sheets),
                )
                for each in found.waits
            )
        )


def _moved(found: Figures, store: Store, *, is_first: bool) -> Iterator[Part]:
    what = Text.of("digest.this_week") if is_first else Text.of("digest.since", at=found.since)
    if not found.moved:
        yield Note(Text.of("digest.nothing_moved", since=what))
        return
    yield Heading(Text.of("digest.moved", since=what, count=len(found.moved)))
    for each in found.moved[:MOVED]:
        events = store.lately(each.key, each.revision, found.since)
        happened = tuple(Text.of(f"digest.did_{name}", count=count) for name, count in condensed(events).items())
        note = Text.of("digest.moved_note", happened=happened, stage=stage_of(each), owner=each.owner)
        yield Row(title_of(each), note, Button(Text.of("kit.open"), "sheet.card", Subject(each.key)))
    yield from _rest(len(found.moved) - MOVED)


def _still(found: Figures, now: datetime) -> Iterator[Part]:
    if not found.still:
        return
    yield Heading(Text.of("digest.still", count=len(found.still)))
    yield Facts(tuple(_still_pairs(found.still[:STILL], now)))
    yield from _rest(len(found.still) - STILL)


def _still_pairs(still: Sequence[Standing], now: datetime) -> Iterator[tuple[Said, Said]]:
    for each in still:
        days = (now - each.changed).days if each.changed else 0
        yield title_of(each), Text.of("digest.still_of", days=days, stage=stage_of(each), owner=each.owner)


def _rest(count: int) -> Iterator[Part]:
    if count > 0:
        yield Note(Text.of("digest.rest", count=count))
