"""Taking a change back, and putting back an earlier text: changes like any other, told to everybody."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.card import card, tell, title_of
from commands.kit.compared import compared
from commands.kit.heard import heard_otherwise
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
    Quote,
    Reply,
    Return,
    View,
)
from commands.kit.request import Request, Subject
from commands.kit.turns import next_step, told_where
from commands.kit.undo import first_of, way_back
from commands.sheet.happened import comparisons, did
from commands.sheet.history import history_view
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Clash, Store
from store.text import Text


def undo(request: Request, store: Store) -> Sequence[Reply]:
    """Take back the change that the button names; where that can't be, say why and lead to the history."""
    who, now, revision = asker(request, store), request.now, request.subject.revision
    before = store.sheet(request.subject.id)
    event, form = store.event(before, revision), store.form(before)
    if hindered := store.undo_refused(before, who, now, event):
        look = Button(Text.of("history.look"), "sheet.history", Subject(before.key))
        return [Open(View(before.number, (Line(hindered.text), Buttons((look,)))))]
    sheet = store.undo(before.key, who, now, revision)
    (first, undone), taken = first_of(event, before, store), store.event(sheet, sheet.revision)
    values = {"what": did(first, before, form), "revision": str(first.revision)}
    done = Line(Text.of("history.redone" if undone else "history.undone", **values))
    key = "history.redone_told" if undone else "history.undone_told"
    told = Line(Text.of(key, name=who.name, sheet=sheet.number, at=first.at, **values))
    became = comparisons(taken, sheet, form, taken.differences)
    coming = () if sheet.stage is before.stage else next_step(sheet, store)
    notes = (done, *way_back(sheet, who, now, store))
    shown = Change(card(sheet, who, store, notes=notes))
    others = heard_otherwise(before, sheet, who, store) if first.action == "answer" else ()
    return [shown, *tell(sheet, store, told, *became, *coming), *others]


def show_putting_back(request: Request, store: Store) -> Sequence[Reply]:
    """What stands in the field and what stood there, before it is put back."""
    sheet, subject = store.sheet(request.subject.id), request.subject
    who = asker(request, store)
    return [Open(_form(sheet, subject.part, subject.revision, who, store))]


def put_back(request: Request, store: Store) -> Sequence[Reply]:
    """Put it back; where somebody wrote into the field meanwhile, show that first."""
    who, now, subject = asker(request, store), request.now, request.subject
    before = store.sheet(subject.id)
    address, _, written = subject.part.rpartition("@")
    revision = int(written) if written.isdecimal() else 0
    sheet, clashes = store.put_back(before.key, who, now, address, revision=revision, seen=subject.revision)
    if clashes:
        return [Change(_form(sheet, address, revision, who, store, *clashes))]
    name = sheet.named(store.form(sheet), address)
    event = store.event(sheet, sheet.revision)
    if sheet.revision == before.revision or event.who != who.id:
        note = Note(Text.of("history.stands_already", field=name))
        return [Return(history_view(sheet, who, now, store, notes=(note,)))]
    done = Line(Text.of("history.put_back_done", field=name, revision=str(revision)))
    told = Line(Text.of("history.put_back_told", name=who.name, sheet=sheet.number, field=name, revision=str(revision)))
    became = comparisons(event, sheet, store.form(sheet), event.differences)
    shown = history_view(sheet, who, now, store, notes=(done,))
    return [Return(shown), *tell(sheet, store, told, *became)]


def _form(sheet: Sheet, address: str, revision: int, who: Person, store: Store, *clashes: Clash) -> View:
    """Today's words beside the earlier ones. Raises Refusal where they may not write there, or it has no such place."""
    form = store.form(sheet)
    store.require_standing(sheet, address, revision)
    leaf = sheet.leaves(form)[address]
    sheet.require_owner(who)
    sheet.require_writable()
    if not sheet.may_fill(who, leaf):
        raise Refusal("store.secretariat_only", name=leaf.label)
    then, event = store.sheet_at(sheet, revision), store.event(sheet, revision)
    now, was = sheet.written(leaf), then.written(leaf)
    parts: list[Part] = [Heading(Text.of("history.putting_back", sheet=title_of(sheet), field=leaf.full))]
    parts += [
        Line(Text.of("history.clash", name=each.event.name, at=each.event.at, field=leaf.full)) for each in clashes
    ]
    parts += [
        Quote(now or Text.of("kit.empty"), Text.of("history.now")),
        Quote(was or Text.of("kit.empty"), Text.of("history.was", revision=str(revision), at=event.at)),
    ]
    if now and was and now != was:
        parts += [Comparison(compared(now, was), Text.of("history.becomes")), Note(Text.of("history.legend"))]
    parts += [told_where(sheet, store)]
    subject = Subject(sheet.key, f"{address}@{revision}", sheet.revision)
    return View(sheet.number, tuple(parts), "sheet.put_back", Text.of("history.put_back"), subject)
