"""Filling a sheet in: the form of a section, and initiatives that come and go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from commands.kit.asked import portion_of, portions_asked
from commands.kit.card import card, tell
from commands.kit.inputs import clash_form, form_for, written_in
from commands.kit.people import asker
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    Heading,
    Line,
    Note,
    Open,
    Part,
    Quote,
    Reply,
    Return,
    Row,
    TextInput,
    View,
)
from commands.kit.request import Given, Request, Subject
from commands.kit.undo import way_back
from commands.sheet.taking import (
    Beside,
    chosen_in,
    is_about_notes,
    lines_added,
    mark_taken,
    notes_to_take,
    still_taken,
    with_lines,
)
from store.form import numbered
from store.kinds import CostsKind, NumberKind
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text, excerpt

TOLD = 5
"""So many changed fields are shown with their words in the channel; more are only named."""


def show_portion(request: Request, store: Store, *, step: str = "sheet.fill") -> Sequence[Reply]:
    """The form of a section, or of an initiative in one period; it is saved by `step`."""
    sheet = store.sheet(request.subject.id)
    portion = portion_of(sheet, store, request.subject.part)
    return [Open(_form(sheet, portion.key, asker(request, store), store, step))]


def fill(
    request: Request, store: Store, *, shown: Callable[..., View] = card, step: str = "sheet.fill"
) -> Sequence[Reply]:
    """Save what the form holds, and go back to what is `shown`; where somebody else was faster, show both."""
    who, subject = asker(request, store), request.subject
    before = store.sheet(subject.id)
    portion = portion_of(before, store, subject.part)
    if chosen := chosen_in(request, store):
        require_filling(before, who)  # else the form would come back without what was typed
        typed, beside = with_lines(request.values, chosen), lines_added(chosen, portion)
        return [Change(_form(before, portion.key, who, store, step, beside=beside, typed=typed, seen=subject.revision))]
    written = {key: given for key, given in written_in(request).items() if not is_about_notes(key)}
    sheet, clashes = store.fill(subject.id, who, request.now, written, subject.revision)
    if clashes:
        left = store.left_alone(sheet, who, written, subject.revision)
        typed = {key: given for key, given in request.values.items() if key not in left}
        both = clash_form(portion, sheet, store, typed, clashes, step=step)
        return [Change(replace(both, parts=(*both.parts, *still_taken(request, store))))]
    count = mark_taken(request, sheet, who, store)
    taken = (Note(Text.of("taking.marked", count=count)),) if count else ()
    changed = [
        leaf
        for address, leaf in sheet.leaves(store.form(sheet)).items()
        if address in request.values and sheet.values.get(address) != before.values.get(address)
    ]
    if not changed:
        return [
            Return(shown(sheet, who, store, notes=(Note(Text.of("sheet.unchanged", portion=portion.label)), *taken)))
        ]
    understood = tuple(
        Note(Text.of("sheet.understood", field=leaf.full, value=sheet.written(leaf) or Text.of("kit.empty")))
        for leaf in changed
        if isinstance(leaf.kind, CostsKind | NumberKind)
    )
    saved = Line(Text.of("sheet.saved", portion=portion.label))
    names = tuple(leaf.full for leaf in changed)
    quotes = (Quote(sheet.written(leaf) or Text.of("kit.empty"), leaf.full) for leaf in changed[:TOLD])
    told = Line(Text.of("sheet.told", name=who.name, sheet=sheet.number, fields=names))
    notes = (saved, *understood, *taken, *way_back(sheet, who, request.now, store))
    return [Return(shown(sheet, who, store, notes=notes)), *tell(sheet, store, told, *quotes)]


def turn_beside(request: Request, store: Store, *, step: str = "sheet.fill") -> Sequence[Reply]:
    """The same form with another page of notes; what was typed and chosen stays."""
    key, _, shown = request.subject.part.rpartition("?")
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    require_filling(sheet, who)
    portion, seen = portion_of(sheet, store, key), int(shown) if shown.isdecimal() else 0
    page, typed = request.subject.revision, request.values
    beside = notes_to_take(portion, sheet, who, store, step, page=page, seen=seen, typed=typed)
    return [Change(_form(sheet, portion.key, who, store, step, beside=beside, typed=typed, seen=seen))]


def new_item(request: Request, store: Store) -> Sequence[Reply]:
    """The form that adds an initiative."""
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    sheet.require_owner(who)
    sheet.require_writable()
    table = next((each for each in store.form(sheet).tables if each.key == request.subject.part), None)
    if table is None:
        raise Refusal("kit.portion_gone", sheet=sheet.number)
    item = numbered(table.item, sheet.counts.get(table.key, 0) + 1)
    title = TextInput("title", table.fields[0].label, required=True, multiline=False)
    view = View(
        sheet.number, (Heading(Text.of("sheet.new_item", item=item)), title), "sheet.add_item", Text.of("kit.add"),
        request.subject,
    )  # fmt: skip
    return [Open(view)]


def add_item(request: Request, store: Store) -> Sequence[Reply]:
    """Add the initiative that the form names; its periods are filled in afterwards."""
    who, table = asker(request, store), request.subject.part
    title = str(request.values.get("title") or "")
    sheet = store.change(
        request.subject.id, who, request.now, "fill", lambda each: each.add_item(store.form(each), who, table, title)
    )
    item = numbered(store.form(sheet).table(table).item, sheet.counts[table])
    saved = Line(Text.of("sheet.item_added", item=item))
    told = Line(Text.of("sheet.item_added_told", name=who.name, sheet=sheet.number, item=item, title=title))
    notes = (saved, *way_back(sheet, who, request.now, store))
    return [Return(card(sheet, who, store, notes=notes)), *tell(sheet, store, told)]


def remove_item(request: Request, store: Store) -> Sequence[Reply]:
    """Remove an initiative, unless somebody changed the sheet since it was shown."""
    who, seen = asker(request, store), request.subject.revision
    before = store.sheet(request.subject.id)
    before.require_owner(who)
    before.require_writable()
    item = portion_of(before, store, request.subject.part)
    if item.key != item.item:
        raise Refusal("kit.portion_gone", sheet=before.number)
    table, _, n = item.key.partition("/")

    def rule(sheet: Sheet) -> Sheet:
        if sheet.revision != seen:
            raise Refusal("sheet.changed_meanwhile", sheet=sheet.number)
        return sheet.remove_item(who, table, int(n))

    title = str(before.values.get(f"{table}/{n}/title", ""))
    sheet = store.change(before.key, who, request.now, "fill", rule)
    saved = Line(Text.of("sheet.item_removed", item=item.label))
    told = Line(Text.of("sheet.item_removed_told", name=who.name, sheet=sheet.number, item=item.label, title=title))
    notes = (saved, *way_back(sheet, who, request.now, store))
    return [Change(card(sheet, who, store, notes=notes)), *tell(sheet, store, told)]


def require_filling(sheet: Sheet, who: Person) -> None:
    """Raises Refusal where they may not write into the sheet (any more)."""
    sheet.require_owner(who)
    sheet.require_writable()


def section_form(sheet: Sheet, section: str, who: Person, store: Store) -> View:
    """The form of the section that was named, or a choice where several may be meant.

    Raises:
        Refusal: the sheet has none of this name.
    """
    portions = portions_asked(section, sheet.portions(store.form(sheet)))
    if not portions:
        names = tuple(
            each.label for each in sheet.portions(store.form(sheet)) if each.key in ("", each.item or each.key)
        )
        raise Refusal("sheet.no_section", asked=excerpt(section, 40), sheet=sheet.number, sections=names)
    if len(portions) == 1:
        return _form(sheet, portions[0].key, who, store)
    rows = tuple(
        Row(each.label, None, Button(Text.of("kit.open"), "sheet.open", Subject(sheet.key, each.key, sheet.revision)))
        for each in portions[:90]
    )
    return View(sheet.number, (Heading(Text.of("sheet.which", asked=excerpt(section, 40))), *rows))


def _form(
    sheet: Sheet,
    key: str,
    who: Person,
    store: Store,
    step: str = "sheet.fill",
    *,
    beside: Beside | None = None,
    typed: Mapping[str, Given] | None = None,
    seen: int | None = None,
) -> View:
    portion = portion_of(sheet, store, key)
    table, _, n = key.partition("/")
    notes: tuple[Part, ...] = ()
    if portion.item == key and sheet.counts[table] > 1 and sheet.may_fill(who):
        item = numbered(store.form(sheet).table(table).item, int(n))
        remove = Button(
            Text.of("sheet.remove_item", item=item), "sheet.remove_item", Subject(sheet.key, key, sheet.revision),
            "danger", Text.of("sheet.remove_item_sure", item=item),
        )  # fmt: skip
        notes = (Buttons((remove,)),)
    if beside is None:
        beside = notes_to_take(portion, sheet, who, store, step)
    return form_for(portion, sheet, who, store, notes=notes, step=step, beside=beside, typed=typed, seen=seen)
