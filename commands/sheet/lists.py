"""The sheets there are: mine, all of them, those that hold some words."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.asked import is_blank
from commands.kit.card import card, sheet_row
from commands.kit.findings import findings_view
from commands.kit.pages import on_page, paged, turning
from commands.kit.people import asker, newcomer
from commands.kit.reply import Button, Buttons, Change, Heading, Line, Note, Open, Part, Reply, View
from commands.kit.request import Request, Subject
from commands.sheet.waiting import waiting
from store.form import Form
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text, excerpt


def home(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(overview(asker(request, store), store, 0))]


def show_card(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(card(store.sheet(request.subject.id), asker(request, store), store))]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    """Another page of the card, the list, the overview or what was found."""
    page, where = request.subject.revision, request.subject.part
    if request.subject.id:
        return [Change(card(store.sheet(request.subject.id), asker(request, store), store, page=page))]
    if where == "list":
        return [Change(everything(store, page))]
    if where.startswith("find "):
        return [Change(found(where.removeprefix("find "), store, page))]
    return [Change(overview(asker(request, store), store, page))]


def check(request: Request, store: Store) -> Sequence[Reply]:
    """What is worth a look before submission, a page at a time."""
    sheet, page = store.sheet(request.subject.id), request.subject.revision
    return [Change(findings_view(sheet, asker(request, store), store, page=page))]


def everything(store: Store, page: int) -> View:
    """All sheets of all departments."""
    rows = [sheet_row(sheet, store) for sheet in store.sheets()]
    nothing = () if rows else (Note(Text.of("sheet.none")),)
    shown = paged(rows, page, "sheet.turn", Subject(part="list"))
    back = Buttons((Button(Text.of("sheet.show_mine"), "sheet.turn", Subject(part="mine")),))
    return View(Text.of("sheet.list_title"), (Heading(Text.of("sheet.list", count=len(rows))), *nothing, *shown, back))


def found(words: str, store: Store, page: int) -> View:
    """The sheets that hold all the words, each with where. Raises Refusal where none are given."""
    if is_blank(words):
        raise Refusal("sheet.find_what")
    hits = store.search(words)
    sheets = [(store.sheet(hit.sheet), hit.address) for hit in on_page(hits, page)]
    rows = [sheet_row(sheet, store, _place(sheet, store.form(sheet), address)) for sheet, address in sheets]
    title = Text.of("sheet.found" if rows else "sheet.found_none", words=excerpt(words), count=len(hits))
    turns = turning(len(hits), page, "sheet.turn", Subject(part=f"find {words}"[:100]))
    return View(Text.of("sheet.find_title"), (Heading(title), *rows, *turns))


def _place(sheet: Sheet, form: Form, address: str) -> Text:
    leaf = sheet.leaves(form).get(address)
    if leaf is None:
        return Text.of("sheet.found_in_opinions", owner=sheet.owner)
    return Text.of("sheet.found_in", field=leaf.full, text=excerpt(sheet.written(leaf)))


def overview(who: Person, store: Store, page: int) -> View:
    """What waits for the person, then the sheets of their departments."""
    waits = waiting(who, store)
    named = {row.control.subject.id for row in waits if isinstance(row.control, Button)}
    mine = [
        sheet_row(sheet, store) for sheet in store.sheets() if who.works_for(sheet.owner) and sheet.key not in named
    ]
    entries: list[Part] = [Heading(Text.of("sheet.waiting", count=len(waits))), *waits]
    if mine:
        entries += [Heading(Text.of("sheet.mine_others" if waits else "sheet.mine", count=len(mine))), *mine]
    entries += [] if waits or mine else [Line(Text.of("sheet.nothing_waits"))]
    everything = Buttons((Button(Text.of("sheet.show_list"), "sheet.turn", Subject(part="list")),))
    shown = paged(entries, page, "sheet.turn", Subject(part="mine"))
    return View(Text.of("sheet.mine_title"), (*newcomer(who, store), *shown, everything))
