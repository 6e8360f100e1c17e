"""The sheet as it was once, to be read, and compared with how it is now."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from commands.kit.asked import portion_of
from commands.kit.card import stage_of, title_of
from commands.kit.compared import compared
from commands.kit.pages import paged
from commands.kit.pairs import pair
from commands.kit.people import asker
from commands.kit.reply import Button, Buttons, Change, Comparison, Facts, Heading, Note, Part, Quote, Reply, Row, View
from commands.kit.request import Request, Subject
from commands.kit.texts import MONTHS
from commands.sheet.happened import sentence, when
from store.form import Form, Leaf, Portion
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text, excerpt

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_DAY_IN_ENGLISH = re.compile(rf"(?:\w+,? )?(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?", re.IGNORECASE)


def day_asked(words: str, today: date) -> date | None:
    """The day that the words name, without a year the latest that isn't to come: "7/20", "2020-07-20", "7月20日", "Mon 20 Jul".

    Raises:
        Refusal: they are written like a day, and the calendar has no such day.
    """
    asked = unicodedata.normalize("NFKC", words).strip()
    if found := _DAY.fullmatch(asked):
        told, month, day = found[1], int(found[2]), int(found[3])
    elif found := _DAY_IN_ENGLISH.fullmatch(asked):
        told, month, day = found[3], MONTHS.index(found[2].title()) + 1, int(found[1])
    else:
        return None
    years = [int(told)] if told else [today.year, today.year - 1]
    days = [date(year, month, day) for year in years if _exists(year, month, day)]
    for each in days:
        if told or each <= today:
            return each
    raise Refusal("history.no_day", asked=words.strip())


def then_at(day: date, sheet: Sheet, now: datetime, store: Store) -> int:
    """The revision at which a sheet was at the end of a day. Raises Refusal where it wasn't there yet."""
    events = [event for event in store.history(sheet.key) if event.changed_sheet]
    until = [event for event in events if event.at.astimezone(now.tzinfo).date() <= day]
    if not until:
        raise Refusal("history.not_yet", sheet=sheet.number, day=day, first=events[0].at)
    return until[-1].revision


def show_then(request: Request, store: Store) -> Sequence[Reply]:
    """The sheet at a revision; `part` is a portion of it, if any, then "#" and a page."""
    sheet, who, subject = store.sheet(request.subject.id), asker(request, store), request.subject
    key, _, page = subject.part.partition("#")
    at = int(page) if page.isdecimal() else 0
    if not key:
        return [Change(then_view(sheet, subject.revision, store, page=at))]
    return [Change(_portion_view(sheet, key, subject.revision, who, store, page=at))]


def then_view(sheet: Sheet, revision: int, store: Store, *, page: int = 0) -> View:
    """Where it stood, what is different by now, then what is the same; nothing of it can be written.

    Raises:
        Refusal: it has no such revision.
    """
    then, form, event = store.sheet_at(sheet, revision), store.form(sheet), store.event(sheet, revision)
    done, required = then.progress(form)
    facts = Facts(
        (
            (
                Text.of("history.last_change"),
                Text.of("history.whole", what=sentence(event, sheet, form), when=when(event)),
            ),
            (Text.of("kit.stage"), stage_of(then)),
            (Text.of("kit.progress"), Text.of("kit.progress_is", done=done, required=required)),
        )
    )
    rows = [(each, _differs(each, then, sheet)) for each in _portions(then, sheet, form)]
    other = [_row(each, then, sheet, differs) for each, differs in rows if differs]
    alike = [_row(each, then, sheet, 0) for each, differs in rows if not differs]
    entries: list[Part] = []
    if other:
        entries += [Heading(Text.of("history.different", count=len(other))), *other]
    if alike:
        entries += [Heading(Text.of("history.alike", count=len(alike))), *alike]
    said = [part for opinion in then.live_opinions for part in pair(then, store, opinion)]
    said += [Note(Text.of("kit.nothing_to_say", office=form.office(office))) for office in then.nothing_to_say]
    if said:
        entries += [Heading(Text.of("history.said")), *said]
    pages = paged(entries, page, "sheet.then", Subject(sheet.key))
    return View(
        sheet.number,
        (
            Heading(Text.of("history.then", sheet=title_of(then), revision=str(revision))),
            facts,
            Note(Text.of("history.read_only" if other else "history.read_only_same")),
            *(_at_revision(part, revision) for part in pages),
            _back(sheet, revision),
        ),
        subject=Subject(sheet.key),
    )


def _portion_view(sheet: Sheet, key: str, revision: int, who: Person, store: Store, *, page: int) -> View:
    """A section as it was, compared with how it is: what went since, and what came."""
    then, form = store.sheet_at(sheet, revision), store.form(sheet)
    portion = next((each for each in _portions(then, sheet, form) if each.key == key), None)
    portion = portion or portion_of(sheet, store, key)
    differs = _differs(portion, then, sheet)
    parts: list[Part] = [Heading(Text.of("history.portion_then", portion=portion.label, revision=str(revision)))]
    parts += [Note(Text.of("history.since_then"))] if differs else []
    entries = [part for leaf in portion.leaves for part in _compared(leaf, then, sheet, who, store)]
    parts += (_at_revision(part, revision, key) for part in paged(entries, page, "sheet.then", Subject(sheet.key)))
    back = Button(Text.of("history.back_to_then"), "sheet.then", Subject(sheet.key, "", revision))
    return View(sheet.number, (*parts, Buttons((back,))), subject=Subject(sheet.key))


def _compared(leaf: Leaf, then: Sheet, sheet: Sheet, who: Person, store: Store) -> Iterator[Part]:
    was, now = then.written(leaf), sheet.written(leaf)
    if was == now:
        yield Quote(was or Text.of("kit.empty"), leaf.label)
        return
    if was:
        yield Comparison(compared(was, now), leaf.label)
    else:
        yield Quote(now, Text.of("history.was_empty", field=leaf.label))
    if sheet.may_fill(who, leaf) and store.stands(sheet, leaf.address, then.revision):
        subject = Subject(sheet.key, leaf.address, then.revision)
        yield Buttons((Button(Text.of("history.put_back"), "sheet.putting_back", subject),))


def _portions(then: Sheet, sheet: Sheet, form: Form) -> tuple[Portion, ...]:
    """The portions that it had, and those that it has now."""
    tables = {*then.counts, *sheet.counts}
    counts = {table: max(then.counts.get(table, 0), sheet.counts.get(table, 0)) for table in tables}
    return form.portions(sheet.year, counts)


def _differs(portion: Portion, then: Sheet, sheet: Sheet) -> int:
    return sum(then.values.get(leaf.address) != sheet.values.get(leaf.address) for leaf in portion.leaves)


def _row(portion: Portion, then: Sheet, sheet: Sheet, differs: int) -> Row:
    text = excerpt("／".join(text for leaf in portion.leaves if (text := then.written(leaf))))
    note = Text.of("history.differs", count=differs, text=text) if differs else text
    label = "history.compare" if differs else "kit.read"
    return Row(
        portion.label, note, Button(Text.of(label), "sheet.then", Subject(sheet.key, portion.key, then.revision))
    )


def _at_revision(part: Part, revision: int, key: str = "") -> Part:
    """The buttons to other pages, whose page stands in the part: the revision names the state."""
    if not isinstance(part, Buttons) or part.buttons[0].step != "sheet.then":
        return part
    turned = (Subject(each.subject.id, f"{key}#{each.subject.revision}", revision) for each in part.buttons)
    return Buttons(tuple(Button(each.label, each.step, to) for each, to in zip(part.buttons, turned, strict=True)))


def _back(sheet: Sheet, revision: int) -> Buttons:
    return Buttons(
        (
            Button(Text.of("history.this_change"), "sheet.event", Subject(sheet.key, "", revision)),
            Button(Text.of("history.back"), "sheet.history", Subject(sheet.key)),
            Button(Text.of("kit.open_card"), "sheet.turn", Subject(sheet.key)),
        )
    )


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and year > 0 and 1 <= day <= calendar.monthrange(year, month)[1]
