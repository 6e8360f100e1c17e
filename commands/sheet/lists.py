"""The sheets there are: mine, all of them, those of a stage or a department, those that hold some words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from commands.kit.asked import is_blank
from commands.kit.card import card, sheet_row
from commands.kit.findings import findings_view
from commands.kit.pages import on_page, turning
from commands.kit.people import asker, newcomer
from commands.kit.reply import Button, Buttons, Change, Heading, Line, Note, Open, Part, Reply, View
from commands.kit.request import Request, Subject
from commands.sheet.standing import departments_beside, departments_view, heard, stages
from commands.sheet.waiting import waiting
from store.kinds import key_of
from store.person import Person
from store.refusal import Refusal
from store.sheet import Stage
from store.standing import Standing
from store.store import Hit, Store
from store.text import Said, Text, around, excerpt


def home(request: Request, store: Store) -> Sequence[Reply]:
    """App Home; the subject says where in it they are, as that of the view which they were shown last did."""
    return [Open(_shown(request, store))]


def show_card(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(card(store.sheet(request.subject.id), asker(request, store), store))]


def turn(request: Request, store: Store) -> Sequence[Reply]:
    """Another page of the card, a list, the overview or what was found."""
    page = request.subject.revision
    if request.subject.id:
        return [Change(card(store.sheet(request.subject.id), asker(request, store), store, page=page))]
    return [Change(_shown(request, store))]


def _shown(request: Request, store: Store) -> View:
    page, (where, _, what) = request.subject.revision, request.subject.part.partition(" ")
    match where:
        case "list":
            return everything(store, page)
        case "find":
            return found(what, store, page)
        case "stage":
            sheets = [sheet for sheet in store.latest_standings() if sheet.stage == what]
            return _list(sheets, Text.of("sheet.list_stage", stage=_stage(what), count=len(sheets)), request.subject)
        case "of":
            sheets = [sheet for sheet in store.latest_standings() if key_of(sheet.owner) == key_of(what)]
            return _list(sheets, Text.of("sheet.list_of", owner=what, count=len(sheets)), request.subject)
        case "departments":
            return departments_view(store, page)
        case _:
            return overview(asker(request, store), store, page, request.now.date())


def check(request: Request, store: Store) -> Sequence[Reply]:
    """What is worth a look before submission, a page at a time."""
    sheet, page = store.sheet(request.subject.id), request.subject.revision
    return [Change(findings_view(sheet, asker(request, store), store, page=page))]


def everything(store: Store, page: int) -> View:
    """All sheets of all departments."""
    sheets = list(store.all_standings())
    return _list(sheets, Text.of("sheet.list", count=len(sheets)), Subject("", "list", page))


def _list(sheets: Sequence[Standing], title: Text, subject: Subject) -> View:
    rows = [sheet_row(sheet) for sheet in on_page(sheets, subject.revision)]
    nothing = () if rows else (Note(Text.of("sheet.none" if subject.part == "list" else "sheet.none_here")),)
    turns = turning(len(sheets), subject.revision, "sheet.turn", Subject(part=subject.part))
    back = Buttons((Button(Text.of("sheet.show_mine"), "sheet.turn", Subject(part="mine")),))
    return View(Text.of("sheet.list_title"), (Heading(title), *nothing, *rows, *turns, back), subject=subject)


def found(words: str, store: Store, page: int) -> View:
    """The sheets that hold all the words, each with where. Raises Refusal where none are given."""
    if is_blank(words):
        raise Refusal("sheet.find_what")
    hits, first = store.search(words), words.split(maxsplit=1)[0]
    rows = [sheet_row(store.standing(hit.sheet), _place(hit, first, store)) for hit in on_page(hits, page)]
    title = Text.of("sheet.found" if rows else "sheet.found_none", words=excerpt(words), count=len(hits))
    subject = Subject(part=f"find {words}"[:100], revision=page)
    turns = turning(len(hits), page, "sheet.turn", Subject(part=subject.part))
    return View(Text.of("sheet.find_title"), (Heading(title), *rows, *turns), subject=subject)


def _place(hit: Hit, word: str, store: Store) -> Text:
    """The field in which the word stands, and the words around it."""
    sheet = store.sheet(hit.sheet)
    leaf = sheet.leaves(store.form(sheet)).get(hit.address)
    if leaf is None:
        return Text.of("sheet.found_in_opinions", owner=sheet.owner)
    return Text.of("sheet.found_in", field=leaf.full, text=around(sheet.written(leaf), word))


def overview(who: Person, store: Store, page: int, today: date) -> View:
    """What waits for the person, then the sheets of their departments; for offices and the secretariat, how far all are.

    What is told of the whole year stands on the first page: on the others there is room for the list alone.
    """
    waits, latest = waiting(who, store, today), store.latest_standings()
    named, theirs = {sheet.key for sheet, _ in waits}, cache(who.works_for)
    mine = [(sheet, None) for sheet in latest if theirs(sheet.owner) and sheet.key not in named]
    entries: list[Part | tuple[Standing, Text | None]] = [Heading(Text.of("sheet.waiting", count=len(waits))), *waits]
    if mine:
        entries += [Heading(Text.of("sheet.mine_others" if waits else "sheet.mine", count=len(mine))), *mine]
    entries += [] if waits or mine else [Line(Text.of("sheet.nothing_waits"))]
    if who.departments and not (waits or mine):
        entries.append(Note(Text.of("sheet.named_in", department=who.departments[0])))
    shown = (sheet_row(*each) if isinstance(each, tuple) else each for each in on_page(entries, page))
    parts: list[Part] = [*newcomer(who, store)]
    parts += stages(latest) if who.secretariat and page <= 0 else ()
    parts += [*shown, *turning(len(entries), page, "sheet.turn", Subject(part="mine"))]
    parts += heard(who, latest, store) if who.offices and page <= 0 else ()
    parts += departments_beside(latest) if who.secretariat and page <= 0 else ()
    parts.append(Buttons((Button(Text.of("sheet.show_list"), "sheet.turn", Subject(part="list")),)))
    return View(Text.of("sheet.mine_title"), tuple(parts), subject=Subject("", "mine", max(page, 0)))


def _stage(name: str) -> Said:
    return Text.of(f"store.stage_{name}") if name in set(Stage) else name
