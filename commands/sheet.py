"""/sheet (/評価票): my sheets, a sheet's card, and filling it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from commands.kit.asked import is_blank, portion_of, portions_asked, sheet_asked, words_of
from commands.kit.card import card, sheet_row, stage_of, tell
from commands.kit.command import Command
from commands.kit.findings import findings_view
from commands.kit.inputs import clash_form, form_for, written_in
from commands.kit.pages import paged
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
    Whisper,
)
from commands.kit.request import Request, Subject
from store.form import Form, numbered
from store.kinds import CostsKind, NumberKind, key_of
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet, Stage
from store.store import Store
from store.text import Text, excerpt

TOLD = 5
"""So many changed fields are shown with their words in the channel; more are only named."""


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/sheet`, `/sheet list`, `/sheet find 言葉`, `/sheet help`, `/sheet S27`, `/sheet S27 活動状況`, `/sheet S27 点検`."""
    if is_blank(request.words):
        return [Open(_overview(_who(request, store), store, 0))]
    first, rest = words_of(request.words)
    match key_of(first):
        case "help" | "ヘルプ" | "使い方":
            return [Whisper((Heading(Text.of("sheet.help_title")), Line(Text.of("sheet.help"))))]
        case "list" | "一覧":
            return [Open(_list(store, 0))]
        case "find" | "search" | "検索" | "さがす":
            return [Open(_found(rest, store, 0))]
    sheet, section = sheet_asked(request.words, store)
    return [Open(_asked(sheet, section, request, store))]


def home(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(_overview(_who(request, store), store, 0))]


def show_card(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(card(store.sheet(request.subject.id), _who(request, store), store))]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    """Another page of the card, the list, the overview or what was found."""
    page, where = request.subject.revision, request.subject.part
    if request.subject.id:
        return [Change(card(store.sheet(request.subject.id), _who(request, store), store, page=page))]
    if where == "list":
        return [Change(_list(store, page))]
    if where.startswith("find "):
        return [Change(_found(where.removeprefix("find "), store, page))]
    return [Change(_overview(_who(request, store), store, page))]


def check(request: Request, store: Store) -> Sequence[Reply]:
    """What is worth a look before submission, a page at a time."""
    sheet, page = store.sheet(request.subject.id), request.subject.revision
    return [Change(findings_view(sheet, _who(request, store), store, page=page))]


def show_portion(request: Request, store: Store, *, step: str = "sheet.fill") -> Sequence[Reply]:
    """The form of a section, or of an initiative in one period; it is saved by `step`."""
    sheet = store.sheet(request.subject.id)
    portion = portion_of(sheet, store, request.subject.part)
    return [Open(_portion(sheet, portion.key, _who(request, store), store, step))]


def fill(
    request: Request, store: Store, *, shown: Callable[..., View] = card, step: str = "sheet.fill"
) -> Sequence[Reply]:
    """Save what the form holds, and go back to what is `shown`; where somebody else was faster, show both."""
    who, subject = _who(request, store), request.subject
    before = store.sheet(subject.id)
    portion = portion_of(before, store, subject.part)
    sheet, clashes = store.fill(subject.id, who, request.now, written_in(request), subject.revision)
    if clashes:
        return [Change(clash_form(portion, sheet, store, request.values, clashes, step=step))]
    changed = [
        leaf
        for address, leaf in sheet.leaves(store.form(sheet)).items()
        if address in request.values and sheet.values.get(address) != before.values.get(address)
    ]
    if not changed:
        return [Return(shown(sheet, who, store, notes=(Note(Text.of("sheet.unchanged", portion=portion.label)),)))]
    understood = tuple(
        Note(Text.of("sheet.understood", field=leaf.full, value=sheet.written(leaf) or Text.of("kit.empty")))
        for leaf in changed
        if isinstance(leaf.kind, CostsKind | NumberKind)
    )
    saved = Line(Text.of("sheet.saved", portion=portion.label))
    names = tuple(leaf.full for leaf in changed)
    quotes = (Quote(sheet.written(leaf) or Text.of("kit.empty"), leaf.full) for leaf in changed[:TOLD])
    told = Line(Text.of("sheet.told", name=who.name, sheet=sheet.number, fields=names))
    return [Return(shown(sheet, who, store, notes=(saved, *understood))), *tell(sheet, store, told, *quotes)]


def new_item(request: Request, store: Store) -> Sequence[Reply]:
    """The form that adds an initiative."""
    sheet, who = store.sheet(request.subject.id), _who(request, store)
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
    who, table = _who(request, store), request.subject.part
    title = str(request.values.get("title") or "")
    sheet = store.change(
        request.subject.id, who, request.now, "fill", lambda each: each.add_item(store.form(each), who, table, title)
    )
    item = numbered(store.form(sheet).table(table).item, sheet.counts[table])
    saved = Line(Text.of("sheet.item_added", item=item))
    told = Line(Text.of("sheet.item_added_told", name=who.name, sheet=sheet.number, item=item, title=title))
    return [Return(card(sheet, who, store, notes=(saved,))), *tell(sheet, store, told)]


def remove_item(request: Request, store: Store) -> Sequence[Reply]:
    """Remove an initiative, unless somebody changed the sheet since it was shown."""
    who, seen = _who(request, store), request.subject.revision
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
    return [Change(card(sheet, who, store, notes=(saved,))), *tell(sheet, store, told)]


def _who(request: Request, store: Store) -> Person:
    return store.person(request.who, request.name)


def _asked(sheet: Sheet, section: str, request: Request, store: Store) -> View:
    """The card, the form of the section that was named, or a choice where several may be meant."""
    who = _who(request, store)
    if is_blank(section):
        return card(sheet, who, store)
    if key_of(section) in ("check", "点検"):
        return findings_view(sheet, who, store)
    portions = portions_asked(section, sheet.portions(store.form(sheet)))
    if not portions:
        names = tuple(
            each.label for each in sheet.portions(store.form(sheet)) if each.key in ("", each.item or each.key)
        )
        raise Refusal("sheet.no_section", asked=excerpt(section, 40), sheet=sheet.number, sections=names)
    if len(portions) == 1:
        return _portion(sheet, portions[0].key, who, store)
    rows = tuple(
        Row(each.label, None, Button(Text.of("kit.open"), "sheet.open", Subject(sheet.key, each.key, sheet.revision)))
        for each in portions[:90]
    )
    return View(sheet.number, (Heading(Text.of("sheet.which", asked=excerpt(section, 40))), *rows))


def _portion(sheet: Sheet, key: str, who: Person, store: Store, step: str = "sheet.fill") -> View:
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
    return form_for(portion, sheet, who, store, notes=notes, step=step)


def _list(store: Store, page: int) -> View:
    rows = [sheet_row(sheet, store) for sheet in store.sheets()]
    nothing = () if rows else (Note(Text.of("sheet.none")),)
    shown = paged(rows, page, "sheet.turn", Subject(part="list"))
    back = Buttons((Button(Text.of("sheet.show_mine"), "sheet.turn", Subject(part="mine")),))
    return View(Text.of("sheet.list_title"), (Heading(Text.of("sheet.list", count=len(rows))), *nothing, *shown, back))


def _found(words: str, store: Store, page: int) -> View:
    if is_blank(words):
        raise Refusal("sheet.find_what")
    rows = [sheet_row(sheet, store, _place(sheet, store.form(sheet), at)) for sheet, at in store.search(words)]
    title = Text.of("sheet.found" if rows else "sheet.found_none", words=excerpt(words), count=len(rows))
    shown = paged(rows, page, "sheet.turn", Subject(part=f"find {words}"[:100]))
    return View(Text.of("sheet.find_title"), (Heading(title), *shown))


def _place(sheet: Sheet, form: Form, address: str) -> Text:
    leaf = sheet.leaves(form).get(address)
    if leaf is None:
        return Text.of("sheet.found_in_opinions", owner=sheet.owner)
    return Text.of("sheet.found_in", field=leaf.full, text=excerpt(sheet.written(leaf)))


def _overview(who: Person, store: Store, page: int) -> View:
    """What waits for the person, then the sheets of their departments."""
    waiting = list(_waiting(who, store))
    named = {row.control.subject.id for row in waiting if isinstance(row.control, Button)}
    mine = [
        sheet_row(sheet, store) for sheet in store.sheets() if who.works_for(sheet.owner) and sheet.key not in named
    ]
    entries: list[Part] = [Heading(Text.of("sheet.waiting", count=len(waiting))), *waiting]
    if mine:
        entries += [Heading(Text.of("sheet.mine_others" if waiting else "sheet.mine", count=len(mine))), *mine]
    entries += [] if waiting or mine else [Line(Text.of("sheet.nothing_waits"))]
    greeting = [] if who.known else [Note(Text.of("sheet.stranger", name=who.name))]
    everything = Buttons((Button(Text.of("sheet.show_list"), "sheet.turn", Subject(part="list")),))
    shown = paged(entries, page, "sheet.turn", Subject(part="mine"))
    return View(Text.of("sheet.mine_title"), (*greeting, *shown, everything))


def _waiting(who: Person, store: Store) -> Iterator[Row]:
    for sheet in store.sheets():
        if who.works_for(sheet.owner) and sheet.open_opinions:
            yield sheet_row(
                sheet, store, Text.of("sheet.waits_answers", count=len(sheet.open_opinions), stage=stage_of(sheet))
            )
        elif who.works_for(sheet.owner) and sheet.stage is Stage.DRAFT:
            done, required = sheet.progress(store.form(sheet))
            yield sheet_row(sheet, store, Text.of("sheet.waits_filling", count=required - done, stage=stage_of(sheet)))
        if sheet.submitted and not sheet.finalised:
            for office in (key for key in sheet.offices_to_hear if key in who.offices):
                label = store.form(sheet).office(office)
                yield sheet_row(sheet, store, Text.of("sheet.waits_opinion", office=label, stage=stage_of(sheet)))


COMMAND = Command(
    name="sheet",
    slash=("/sheet", "/評価票"),
    run=run,
    steps={
        "card": show_card,
        "turn": turn,
        "check": check,
        "open": show_portion,
        "correct": partial(show_portion, step="sheet.corrected"),
        "fill": fill,
        "corrected": partial(fill, shown=findings_view, step="sheet.corrected"),
        "new_item": new_item,
        "add_item": add_item,
        "remove_item": remove_item,
    },
    home=home,
    examples=("", "S27", "S27 活動状況", "S27 取組② R2", "S27 点検", "list", "find 研修", "help"),
)
