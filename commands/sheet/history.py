"""/sheet S27 履歴: who changed what when, and what became of the words; each change opens, with the way back from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from commands.kit.asked import is_blank
from commands.kit.card import title_of
from commands.kit.pages import on_page, turning
from commands.kit.people import asker
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    Comparison,
    Heading,
    Line,
    Note,
    Open,
    Part,
    Reply,
    Row,
    View,
)
from commands.kit.request import Request, Subject
from commands.kit.undo import way_back_from
from commands.sheet.happened import comparison, comparisons, headed, reason_of, sentence, told_of, when, words_of
from commands.sheet.narrowed import Narrowed, asked_for, choice, narrowed, which
from commands.sheet.then import day_asked, then_at, then_view
from store.event import Difference, Event
from store.kinds import key_of
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text

HISTORY = ("履歴", "history", "変更履歴")
SUBMITTED = ("提出時", "提出時の内容", "submitted")
PAGE, FIELDS = 10, 8
"""Changes on a page, and fields of one change: with their comparisons and buttons they fit into a view."""

LONG = 900
"""A comparison of more characters is shown whole on a page of its own."""


def history_asked(words: str, sheet: Sheet, request: Request, store: Store) -> View:
    """The history, that of a field or section, or the sheet as it was when submitted or on a day."""
    who, form = asker(request, store), store.form(sheet)
    if is_blank(words):
        return history_view(sheet, who, request.now, store)
    if key_of(words) in SUBMITTED:
        return then_view(sheet, _submission(sheet, store).revision, store)
    if day := day_asked(words, request.now.date()):
        return then_view(sheet, then_at(day, sheet, request.now, store), store)
    found = asked_for(words, sheet, form)
    if len(found) > 1:
        return which(words, found, sheet)
    return history_view(sheet, who, request.now, store, only=found[0])


def show_history(request: Request, store: Store) -> Sequence[Reply]:
    """The history in place of what was shown, narrowed to what the button names; the revision is the page."""
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    only = narrowed(request.subject.part, sheet, store.form(sheet))
    return [Change(history_view(sheet, who, request.now, store, only=only, page=request.subject.revision))]


def show_submission(request: Request, store: Store) -> Sequence[Reply]:
    """The sheet as it was when it was last submitted."""
    sheet = store.sheet(request.subject.id)
    return [Change(then_view(sheet, _submission(sheet, store).revision, store))]


def history_view(
    sheet: Sheet, who: Person, now: datetime, store: Store, *, only: Narrowed | None = None, page: int = 0,
    notes: tuple[Part, ...] = (),
) -> View:  # fmt: skip
    """All changes, the newest first, a page at a time; `notes` stand on top (what was just done)."""
    form = store.form(sheet)
    only = only or narrowed("", sheet, form)
    found = [(event, of) for event in reversed(store.history(sheet.key)) if (of := only.of(event))]
    parts: list[Part] = [*notes, Heading(Text.of("history.title", sheet=title_of(sheet)))]
    buttons = [Button(Text.of("kit.open_card"), "sheet.turn", Subject(sheet.key))]
    if store.submission(sheet):
        buttons.append(Button(Text.of("history.as_submitted"), "sheet.as_submitted", Subject(sheet.key)))
    parts.append(Buttons(tuple(buttons)))
    shown = Text.of("history.shown", what=only.label, count=len(found))
    parts += [Row(shown, None, choice(sheet, form)), Note(Text.of("history.legend"))]
    for event, of in on_page(found, page, PAGE):
        more = Button(Text.of("history.details"), "sheet.event", Subject(sheet.key, only.key, event.revision))
        own = event.changed_sheet  # evidence stands beside the sheet, and has its own list
        parts += [headed(event, sheet, form, more if own else None), *comparisons(event, sheet, form, of)]
        parts += way_back_from(event, sheet, who, now, store) if own else []
    if not found:
        parts.append(Line(Text.of("history.none")))
    parts += turning(len(found), page, "sheet.history", Subject(sheet.key, only.key), PAGE)
    return View(sheet.number, tuple(parts), subject=Subject(sheet.key))


def show_event(request: Request, store: Store) -> Sequence[Reply]:
    """One change, with all that it changed and the ways back; `part` is what the history was narrowed to, "#" and a page."""
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    key, _, page = request.subject.part.partition("#")
    event, form = store.event(sheet, request.subject.revision), store.form(sheet)
    at = int(page) if page.isdecimal() else 0
    only = narrowed(key, sheet, form)
    shown = [each for each in told_of(event, event.differences) if words_of(each, sheet, form)]
    parts: list[Part] = [Heading(title_of(sheet)), headed(event, sheet, form), *reason_of(event)]
    parts += way_back_from(event, sheet, who, request.now, store)
    parts += [Note(Text.of("history.legend"))] if shown else []
    for each in on_page(shown, at, FIELDS):
        parts += _difference(each, event, sheet, who, store)
    parts += _pages(len(shown), at, sheet, key, event)
    back = Subject(sheet.key, key, _page_of(event, only, sheet, store))
    buttons = (
        Button(Text.of("history.back"), "sheet.history", back),
        Button(Text.of("history.as_then"), "sheet.then", Subject(sheet.key, "", event.revision)),
        Button(Text.of("kit.open_card"), "sheet.turn", Subject(sheet.key)),
    )
    return [Change(View(sheet.number, (*parts, Buttons(buttons)), subject=Subject(sheet.key)))]


def show_whole(request: Request, store: Store) -> Sequence[Reply]:
    """All the words of one field's change, on top of the change."""
    sheet, subject = store.sheet(request.subject.id), request.subject
    form, event = store.form(sheet), store.event(sheet, subject.revision)
    each = next((each for each in event.differences if each.field == subject.part), None)
    words = words_of(each, sheet, form) if each else None
    if each is None or words is None:
        raise Refusal("kit.portion_gone", sheet=sheet.number)
    said = Line(Text.of("history.whole", what=sentence(event, sheet, form), when=when(event)))
    comparison = Comparison(words.pieces, sheet.named(form, each.field, each.after or each.before))
    return [Open(View(sheet.number, (Heading(title_of(sheet)), said, Note(Text.of("history.legend")), comparison)))]


def _difference(each: Difference, event: Event, sheet: Sheet, who: Person, store: Store) -> Iterator[Part]:
    """What became of a field, and what can be done about it."""
    form = store.form(sheet)
    words, leaf = words_of(each, sheet, form), sheet.leaves(form).get(each.field)
    if words is None:
        return
    long = len(words.before) + len(words.after) > LONG
    yield comparison(each, words, sheet, form, short=long)
    buttons = []
    other = leaf and sheet.may_fill(who, leaf) and sheet.facts.get(each.field) != each.before
    if other and event.revision > 1 and store.stands(sheet, each.field, event.revision - 1):
        subject = Subject(sheet.key, each.field, event.revision - 1)
        buttons.append(Button(Text.of("history.put_back"), "sheet.putting_back", subject))
    if long:
        buttons.append(Button(Text.of("history.read"), "sheet.whole", Subject(sheet.key, each.field, event.revision)))
    if buttons:
        yield Buttons(tuple(buttons))


def _pages(count: int, page: int, sheet: Sheet, key: str, event: Event) -> Iterator[Part]:
    """The buttons to the other fields of a change: their page stands in the part, for the revision names the change."""
    for part in turning(count, page, "sheet.event", Subject(sheet.key), FIELDS):
        if not isinstance(part, Buttons):
            yield part
            continue
        yield Buttons(
            tuple(
                Button(each.label, each.step, Subject(sheet.key, f"{key}#{each.subject.revision}", event.revision))
                for each in part.buttons
            )
        )


def _page_of(event: Event, only: Narrowed, sheet: Sheet, store: Store) -> int:
    """The page of the history on which a change stands."""
    return sum(bool(only.of(each)) for each in store.since(sheet, event.revision)) // PAGE


def _submission(sheet: Sheet, store: Store) -> Event:
    found = store.submission(sheet)
    if found is None:
        raise Refusal("history.never_submitted", sheet=sheet.number, owner=sheet.owner)
    return found
