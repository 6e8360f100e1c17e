"""/sheet S27 まとめ: a sheet's year in one screen, for a channel: what was achieved against what was planned, what it
costs, what is open. Which row is an outcome and which are costs, the form's kinds and tenses say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from commands.kit.card import stage_of, title_of
from commands.kit.charts import Chart, Series
from commands.kit.daily import once_a_day
from commands.kit.dates import days_left, next_deadline, task_name
from commands.kit.lastyear import plans_of
from commands.kit.pairs import named
from commands.kit.people import asker, require_role
from commands.kit.reply import Button, Buttons, Facts, Heading, Line, Note, Part, Quote, Reply, Say, Whisper
from commands.kit.request import Request, Subject
from store.form import FieldSection, Form, Period, Row, TableSection, numbered
from store.kinds import ChoiceKind, CostsKind
from store.opinion import Opinion
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Label, Said, Text, excerpt

SUMMARY = ("まとめ", "要約", "summary")

ITEMS, OPINIONS, GOALS = 6, 3, 3
"""So many are told of each: more don't fit on a screen."""

WORDS = 60
"""Characters of an outcome, a target, an opinion."""


def summarise(sheet: Sheet, request: Request, store: Store) -> Sequence[Reply]:
    """The summary for whoever asked, who sees it before a channel does."""
    ways: list[Button] = [Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key))]
    if _place(request.channel) and asker(request, store).known:
        ways.insert(0, Button(Text.of("summary.post"), "sheet.post_summary", Subject(sheet.key), "main"))
    return [Whisper((*summary_parts(sheet, request.now, store), Buttons(tuple(ways))))]


def post_summary(request: Request, store: Store) -> Sequence[Reply]:
    """Post it where they stand; who stands nowhere, in the channel of the sheet's department. One of today becomes it.

    Raises:
        Refusal: they are nobody of the office; there is no channel.
    """
    sheet = store.sheet(request.subject.id)
    require_role(asker(request, store), store)
    channel = _place(request.channel) or store.department(sheet.owner).channel
    if not channel:
        raise Refusal("summary.no_channel", sheet=sheet.number)
    once = once_a_day(f"summary/{channel}/{sheet.key}", request.now.date(), channel, store)
    standing = store.post(once.key)
    told = Text.of("summary.written_anew", at=standing.made) if standing else Text.of("summary.posted")
    ways = Buttons((Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key)),))
    parts = (*summary_parts(sheet, request.now, store), ways)
    return [Say(parts, channel, once), Whisper((Line(told),))]


def summary_parts(sheet: Sheet, now: datetime, store: Store) -> tuple[Part, ...]:
    """All of it, without buttons; what the form doesn't have is left out."""
    form = store.form(sheet)
    return (
        Heading(Text.of("summary.title", sheet=excerpt(title_of(sheet), WORDS), year=str(sheet.year))),
        Facts(tuple(_facts(sheet, form, now.date(), store))),
        *(part for table in form.tables for part in _outcomes(table, sheet, form, store)),
        *(part for table in form.tables for part in _costs(table, sheet, form)),
        *_opinions(sheet, form, now),
    )


def _place(channel: str) -> str:
    """The channel in which they stand; "" between two people, where nothing can be posted."""
    return channel if channel.startswith(("C", "G")) else ""


def _facts(sheet: Sheet, form: Form, today: date, store: Store) -> Iterator[tuple[Said, Said]]:
    yield Text.of("kit.stage"), stage_of(sheet)
    yield from _deadline(sheet, today, store)
    yield Text.of("kit.owner"), sheet.owner
    fields = (
        field
        for section in form.sections
        if isinstance(section, FieldSection)
        for field in section.fields
        if isinstance(field.kind, ChoiceKind) and field.kind.numbered and field.key in sheet.values
    )
    for field in list(fields)[:GOALS]:
        yield field.label, field.kind.write(sheet.values[field.key])


def _deadline(sheet: Sheet, today: date, store: Store) -> Iterator[tuple[Said, Said]]:
    """The first day by which something is to be done."""
    if found := next_deadline(sheet, store.deadlines(sheet.year)):
        task, day = found
        yield (
            Text.of("summary.deadline"),
            Text.of("summary.due", day=day, step=task_name(task), left=days_left(day, today)),
        )


def _outcomes(table: TableSection, sheet: Sheet, form: Form, store: Store) -> Iterator[Part]:
    """What each item achieved in the last closed year, beside what last year's sheet planned for it."""
    row, period = _measured(table), _closed(form)
    count = sheet.counts.get(table.key, 0)
    if row is None or period is None or not count:
        return
    plans = plans_of(sheet, store)
    cells = {n: f"{table.key}/{n}/{row.key}/{period.key}" for n in range(1, min(count, ITEMS) + 1)}
    targets = {n: excerpt(plans[cell].text, WORDS) if cell in plans else "" for n, cell in cells.items()}
    yield Heading(Text.of("summary.outcomes", row=row.label, period=period.named(sheet.year)))
    yield Facts(tuple(_outcome(sheet, row, n, cell, targets[n]) for n, cell in cells.items()))
    if count > ITEMS:
        yield Note(Text.of("summary.more_items", count=count - ITEMS))


def _outcome(sheet: Sheet, row: Row, n: int, cell: str, target: str) -> tuple[Said, Said]:
    """An item, and what it achieved beside what it was to achieve."""
    value = sheet.values.get(cell)
    title = excerpt(str(sheet.values.get(f"{cell.partition('/')[0]}/{n}/title", "")), WORDS // 2)
    name = Text.of("summary.item", item=numbered(Label(ja="{n}", en="{n}"), n), title=title)
    actual = Text.of("kit.empty") if value is None else excerpt(row.kind.write(value), WORDS)
    return name, Text.of("summary.against", actual=actual, target=target) if target else actual


def _costs(table: TableSection, sheet: Sheet, form: Form) -> Iterator[Part]:
    """What all items cost together, by period. A period of which nobody wrote an amount has none, which isn't 0."""
    for row in table.rows:
        if not isinstance(row.kind, CostsKind):
            continue
        sums: list[tuple[Label, Decimal]] = []
        for period in form.periods:
            cells = [
                sheet.values.get(f"{table.key}/{n}/{row.key}/{period.key}")
                for n in range(1, sheet.counts.get(table.key, 0) + 1)
            ]
            if any(isinstance(cell, tuple) for cell in cells):
                sums.append((period.named(sheet.year), sum((row.kind.total(cell) for cell in cells), Decimal(0))))
        if sums:
            names, amounts = zip(*sums, strict=True)
            series = (Series(row.label, amounts),)
            yield Chart(Text.of("summary.costs", row=row.label), names, series, "bar", Text.of("summary.thousand_yen"))
            told = tuple(Text.of("summary.cost", period=period, amount=amount) for period, amount in sums)
            yield Note(Text.of("summary.costs_are", costs=told))


def _opinions(sheet: Sheet, form: Form, now: datetime) -> Iterator[Part]:
    waiting = sheet.open_opinions
    if not waiting:
        if sheet.live_opinions:
            yield Note(Text.of("summary.all_answered", count=len(sheet.live_opinions)))
        return
    yield Line(Text.of("summary.open", count=len(waiting)))
    for each in waiting[:OPINIONS]:
        text, asked = _asked(each)
        by = Text.of(
            "summary.open_one",
            id=named(sheet, each),
            office=form.office(each.office),
            since=asked.astimezone(now.tzinfo).date(),
        )
        yield Quote(excerpt(text, WORDS), by)
    if len(waiting) > OPINIONS:
        yield Note(Text.of("summary.more_opinions", count=len(waiting) - OPINIONS))


def _asked(opinion: Opinion) -> tuple[str, datetime]:
    """What waits for an answer, and since when: the opinion, or what its office asked again."""
    last = opinion.again[-1] if opinion.again else opinion
    return last.text, last.given.at


def _measured(table: TableSection) -> Row | None:
    """The first row in which what was done is measured by what was planned for it."""
    return next((row for row in table.rows if row.carried == "by_tense" and not isinstance(row.kind, CostsKind)), None)


def _closed(form: Form) -> Period | None:
    """The last year of which the form tells what was done."""
    years = [period for period in form.dated if period.tense == "actual"]
    return max(years, key=lambda each: each.offset or 0) if years else None
