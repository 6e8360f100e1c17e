"""The comparison: what opening the year would do, before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.kit.card import title_of
from commands.kit.pages import paged
from commands.kit.people import asker
from commands.kit.reply import Button, Buttons, Change, Facts, Heading, Line, Note, Part, Reply, Row, View
from commands.kit.request import Request, Subject
from commands.year.form import form_name, year_form
from store.carry import FieldOutlook, Outcome, Outlook, Plan
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text

ALIKE = (
    (Outcome.CARRIED, False),
    (Outcome.ANEW, False),
    (Outcome.PLANNED, True),
    (Outcome.CARRIED, True),
    (Outcome.PAST, True),
    (Outcome.ANEW, True),
)
"""What becomes of fields that are the same on both forms, and of rows of tables, in the order in which it is told."""


def begin(request: Request, store: Store) -> Sequence[Reply]:
    """Back to the form, with what was said in it, if anything was."""
    who = asker(request, store)
    return [Change(year_form(who, store, plan=store.find_plan(who)))]


def compare(request: Request, store: Store) -> Sequence[Reply]:
    """Keep what the form says as a plan, and show what it would do."""
    who = asker(request, store)
    given = {key: str(request.values.get(key) or "") for key in ("before", "form", "renames", "which")}
    if not given["before"].isdecimal():
        raise Refusal("year.choose_year", field="before")
    plan = store.keep_plan(who, int(given["before"][:4]), given["form"], given["renames"], given["which"])
    return [Change(comparison(plan, store))]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    """Another page of the comparison."""
    who = asker(request, store)
    plan = store.plan(who)
    if plan.opening:
        raise Refusal("store.opened_already", year=str(plan.year))
    return [Change(comparison(plan, store, page=request.subject.revision))]


def comparison(plan: Plan, store: Store, *, notes: tuple[Part, ...] = (), page: int = 0) -> View:
    """Counts first, then field by field, then the sheets that somebody should look at."""
    view, new = store.outlook(plan), store.forms.get(plan.form)
    watched = [each for each in view.prospects if each.attention]
    pairs = [
        (Text.of("year.form"), form_name(new)),
        (Text.of("year.will_carry"), Text.of("year.sheets", count=len(view.prospects))),
        (Text.of("year.will_stand"), Text.of("year.sheets", count=len(view.standing))),
        (Text.of("year.will_watch"), Text.of("year.sheets", count=len(watched))),
    ]
    if written := (*plan.renames, *view.followed):
        renames = tuple(Text.of("year.renamed", old=old, new=name) for old, name in written[:10])
        pairs.append((Text.of("year.renames"), Text.of("year.all", words=renames)))
    unused = (Note(Text.of("year.unused", names=view.unused[:10])),) if view.unused else ()
    title = Heading(Text.of("year.step", before=str(plan.before), year=str(plan.year)))
    what = Line(Text.of("year.compared_what" if view.prospects else "year.nothing_left", year=str(plan.year)))
    entries = [*_of_fields(view), *_of_sheets(view)]
    again = Buttons((Button(Text.of("year.again"), "year.begin"),))
    parts = (title, *notes, what, Facts(tuple(pairs)), *unused, *paged(entries, page, "year.turn", Subject()), again)
    if not view.prospects:
        return View(Text.of("year.title"), parts)
    subject = Subject(plan.by, "", plan.revision)
    return View(Text.of("year.title"), parts, "year.open", Text.of("year.open"), subject)


def _of_fields(view: Outlook) -> Iterator[Part]:
    if not view.prospects:
        return
    changed = [each for each in view.fields if each.changed]
    yield Heading(Text.of("year.changed", count=len(changed)))
    if not changed:
        yield Line(Text.of("year.unchanged"))
    for each in changed:
        yield Row(Text.of(f"year.field_{_change(each)}", field=each.spot.label), _about(each))
    yield Heading(Text.of("year.alike"))
    for outcome, row in ALIKE:
        alike = (each for each in view.fields if not each.changed and each.spot.row is row)
        found = [each for each in alike if each.counts.get(outcome)]
        if found:
            names = tuple(
                Text.of("year.alike_count", field=each.spot.label, count=each.counts[outcome]) for each in found
            )
            label = Text.of(f"year.rows_{outcome}" if row else f"year.fields_{outcome}")
            yield Row(label, Text.of("year.all", words=names))


def _change(field: FieldOutlook) -> str:
    if field.new:
        return "new_required" if field.spot.required else "new"
    if field.gone:
        return "gone"
    return "other_kind" if field.other_kind else "unread"


def _about(field: FieldOutlook) -> Text | None:
    """On how many sheets what becomes of it."""
    if field.new:
        return Text.of("year.about_new")
    told = tuple(
        Text.of(f"year.counted_{outcome}", count=field.counts[outcome])
        for outcome in Outcome
        if field.counts.get(outcome)
    )
    return Text.of("year.all", words=told) if told else Text.of("year.about_empty")


def _of_sheets(view: Outlook) -> Iterator[Part]:
    yield from _of_departments(view)
    watched = [each for each in view.prospects if each.attention]
    if watched:
        yield Heading(Text.of("year.watch", count=len(watched)))
    for each in watched:
        yield Row(title_of(each.before), _in_lines(each.attention), _opens(each.before))
    if view.standing:
        yield Heading(Text.of("year.standing", count=len(view.standing)))
    for sheet in view.standing:
        yield Row(title_of(sheet), Text.of("year.stands", owner=sheet.owner), _opens(sheet))


def _of_departments(view: Outlook) -> Iterator[Part]:
    """Owners that nobody works for, one by one; those that are only named as related, in one line."""
    owners = {name: counts for name, counts in view.missing.items() if counts[0]}
    related = tuple(name for name in view.missing if name not in owners)
    if view.missing:
        yield Heading(Text.of("year.missing", count=len(view.missing)))
    if owners:
        yield Line(Text.of("year.missing_what"))
    for name, (owned, named) in owners.items():
        yield Row(name, Text.of("year.missing_on", owned=owned, named=named))
    if related:
        yield Row(Text.of("year.missing_related"), Text.of("year.all", words=related))


def _in_lines(sentences: Sequence[Text]) -> Text:
    first, *rest = sentences
    return Text.of("year.lines", first=first, rest=_in_lines(rest)) if rest else first


def _opens(sheet: Sheet) -> Button:
    return Button(Text.of("kit.open"), "sheet.card", Subject(sheet.key))
