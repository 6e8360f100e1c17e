"""Evidence of a sheet: recorded from a message or in one's own words, read, removed and brought back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from commands.kit.asked import is_blank, words_of
from commands.kit.card import card, tell_beside, title_of
from commands.kit.pages import on_page, turning
from commands.kit.people import asker
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    ChoiceInput,
    DateInput,
    Heading,
    Input,
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
from commands.kit.request import Message, Request, Subject
from store.evidence import Note as Evidence
from store.evidence import Said
from store.kinds import key_of
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.standing import Standing
from store.store import Store
from store.text import Text, excerpt

WORDS = ("記録", "記録する", "note", "record")
"""What people type for it."""

LISTED = "listed"
"""The part of a subject: the form was opened from the list of notes, and leads back there."""

PAGE, LONG = 10, 1200
"""Notes on a page, and characters that are shown of each; sheets hold some 500 in a field."""


def noting_asked(words: str) -> tuple[bool, str]:
    """Whether the words ask to record something, and what."""
    if is_blank(words):
        return False, ""
    first, rest = words_of(words)
    return key_of(first) in WORDS, rest


def note_words(sheet: Sheet, words: str, request: Request, store: Store) -> Sequence[Reply]:
    """`/sheet S27 記録 本文`: kept at once; without words, the form."""
    who = asker(request, store)
    if is_blank(words):
        return [Open(_own_words(sheet, who, request.now.date()))]
    said = Said(by=who.id, name=who.name, at=request.now)
    kept = store.keep_note(sheet, who, request.now, text=words, day=request.now.date().isoformat(), said=said)
    shown = Buttons((Button(Text.of("kit.show_notes"), "sheet.notes", Subject(sheet.key)),))
    return [Whisper((_saved(sheet), Quote(_beginning(kept)), shown)), *_told(sheet, kept, who, store)]


def show_noting(request: Request, store: Store) -> Sequence[Reply]:
    """The small form for one's own words, from the card."""
    who = asker(request, store)
    sheet = store.sheet(request.subject.id)
    return [Open(_own_words(sheet, who, request.now.date(), request.subject.part))]


def record(request: Request, store: Store) -> Sequence[Reply]:
    """From the menu of a message: the form that asks for which sheet it is kept."""
    who, message = asker(request, store), request.message
    if message is None:
        raise Refusal("noting.no_message")
    sheets = _sheets_of(who, store)
    if not sheets:
        raise Refusal("noting.no_sheet" if not (who.departments or who.secretariat) else "noting.no_sheet_yet")
    known = [store.sheet(note.sheet) for note in store.recorded(_source(message))]
    whose = Text.of("noting.whose", name=_called(message, store) or Text.of("noting.an_app"), at=message.at)
    parts: list[Part | Input] = [Heading(Text.of("noting.title")), Note(whose)]
    parts += [Note(Text.of("noting.already", sheets=tuple(each.number for each in known)))] if known else []
    parts += [Line(Text.of("noting.private"))] if message.private else []
    parts += [Note(Text.of("noting.no_text"))] if is_blank(message.text) else []
    options = tuple((sheet.key, title_of(sheet)) for sheet in sheets)
    likely = _likely(sheets, message, store)
    parts.append(ChoiceInput("sheet", Text.of("noting.which"), options, likely, required=True))
    parts += _inputs(message.text, message.at.date())
    parts.append(Note(Text.of("noting.read_by_all")))
    return [
        Open(View(Text.of("noting.window"), tuple(parts), "sheet.keep_note", Text.of("noting.do"), message=message))
    ]


def keep_note(request: Request, store: Store) -> Sequence[Reply]:
    """Keep what the form holds: a message's words for the sheet that was chosen, or one's own for the one on the card."""
    who, message = asker(request, store), request.message
    sheet = store.sheet(request.subject.id or str(request.values.get("sheet") or ""))
    text, day = (str(request.values.get(key) or "") for key in ("text", "day"))
    if message is None:
        said = Said(by=who.id, name=who.name, at=request.now)
    else:
        name = _called(message, store)
        said = Said(by=message.author, name=name, at=message.at, source=_source(message), link=message.link)
    kept = store.keep_note(sheet, who, request.now, text=text, day=day, said=said)
    shown = notes_view if message or request.subject.part == LISTED else card
    return [Return(shown(sheet, who, store, notes=(_saved(sheet),))), *_told(sheet, kept, who, store)]


def show_notes(request: Request, store: Store) -> Sequence[Reply]:
    """All notes of a sheet, on top of the card."""
    return [Open(notes_view(store.sheet(request.subject.id), asker(request, store), store))]


def turn_notes(request: Request, store: Store) -> Sequence[Reply]:
    """Another page of them."""
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    return [Change(notes_view(sheet, who, store, page=request.subject.revision))]


def remove_note(request: Request, store: Store) -> Sequence[Reply]:
    """Remove the note that a button names; the way back is on top."""
    sheet, who, note = store.sheet(request.subject.id), asker(request, store), request.subject.part
    gone = store.remove_note(note, who, request.now)
    back = Buttons((Button(Text.of("noting.restore"), "sheet.restore_note", Subject(sheet.key, note)),))
    done = (Line(Text.of("noting.removed", day=gone.day, text=excerpt(gone.text, 40))), back)
    return [Change(notes_view(sheet, who, store, notes=done, page=request.subject.revision))]


def restore_note(request: Request, store: Store) -> Sequence[Reply]:
    """Bring it back."""
    sheet, who = store.sheet(request.subject.id), asker(request, store)
    note = store.restore_note(request.subject.part, who, request.now)
    done = Line(Text.of("noting.restored", day=note.day, text=excerpt(note.text, 40)))
    return [Change(notes_view(sheet, who, store, notes=(done,)))]


def notes_view(sheet: Sheet, who: Person, store: Store, *, notes: tuple[Part, ...] = (), page: int = 0) -> View:
    """What was recorded for a sheet, what happened last first; `notes` stand on top (what was just done)."""
    found = store.notes_beside(sheet)
    title = Heading(Text.of("noting.list", sheet=title_of(sheet), count=len(found)))
    nothing = () if found else (Line(Text.of("noting.none", sheet=sheet.number)),)
    entries = [part for note in on_page(found, page, PAGE) for part in _entry(note, sheet, who, store, page)]
    turns = turning(len(found), page, "sheet.turn_notes", Subject(sheet.key), PAGE)
    onward = [Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key))]
    if sheet.may_note(who):
        onward.insert(0, Button(Text.of("kit.record"), "sheet.noting", Subject(sheet.key, LISTED)))
    parts = (*notes, title, *nothing, *entries, *turns, Buttons(tuple(onward)))
    return View(sheet.number, parts, subject=Subject(sheet.key, "", sheet.revision))


def show_note(request: Request, store: Store) -> Sequence[Reply]:
    """All the words of one note, on top of the list."""
    sheet, note = store.sheet(request.subject.id), store.note(request.subject.part)
    title = Heading(Text.of("noting.one", sheet=title_of(sheet)))
    return [Open(View(sheet.number, (title, Quote(note.text, by_of(note), note.said.link))))]


def _entry(note: Evidence, sheet: Sheet, who: Person, store: Store, page: int) -> Iterator[Part]:
    """A note with when, who and the way to the message; who keeps it, and what became of it."""
    yield Quote(_beginning(note), by_of(note), note.said.link)
    facts = [Text.of("noting.kept_by", name=store.person(note.kept.by).name, at=note.kept.at)]
    home = sheet if note.sheet == sheet.key else store.sheet(note.sheet)
    if home is not sheet:
        facts.append(Text.of("noting.of_year", year=str(home.year)))
    if note.taken:
        leaf = sheet.leaves(store.form(sheet)).get(note.taken.field)
        facts.append(Text.of("noting.taken", field=leaf.full if leaf else note.taken.field, at=note.taken.at))
    if len(note.text) > LONG:
        yield Buttons((Button(Text.of("noting.read"), "sheet.note", Subject(sheet.key, note.key)),))
    remove = Button(Text.of("noting.remove"), "sheet.remove_note", Subject(sheet.key, note.key, page))
    yield Row(Text.of("noting.facts", facts=tuple(facts)), None, remove if note.may_remove(who, home) else None)


def _beginning(note: Evidence) -> str:
    """Its words as they stand, as many as ten of them can be shown together."""
    return note.text if len(note.text) <= LONG else f"{note.text[:LONG]}…"


def by_of(note: Evidence) -> Text:
    """When it happened, and whose words they are."""
    return Text.of("noting.by", day=note.day, name=note.said.name or Text.of("noting.an_app"))


def _own_words(sheet: Sheet, who: Person, today: date, part: str = "") -> View:
    sheet.require_noter(who)
    parts = (
        Heading(Text.of("noting.title_of", sheet=title_of(sheet))),
        *_inputs("", today),
        Note(Text.of("noting.read_by_all")),
    )
    return View(sheet.number, parts, "sheet.keep_note", Text.of("noting.do"), Subject(sheet.key, part))


def _inputs(text: str, day: date) -> tuple[Input, ...]:
    return (
        TextInput("text", Text.of("noting.text"), text, Text.of("noting.text_hint"), required=True),
        DateInput("day", Text.of("noting.day"), day.isoformat(), Text.of("noting.day_hint"), required=True),
    )


def _sheets_of(who: Person, store: Store) -> list[Standing]:
    """The sheets for which they may record something: the latest of each number, those of their departments first.

    A year is opened sheet by sheet: until a measure has its new one, last year's is there.
    """
    found = list(store.all_standings())
    own = [sheet for sheet in found if who.works_for(sheet.owner)]
    latest: dict[str, Standing] = {}
    for sheet in [*own, *(found if who.secretariat else ())]:
        standing = latest.get(key_of(sheet.number))
        if standing is None or standing.year < sheet.year:
            latest[key_of(sheet.number)] = sheet
    newest = max((sheet.year for sheet in latest.values()), default=0)
    return [sheet for sheet in latest.values() if sheet.year >= newest - 1]


def _likely(sheets: Sequence[Standing], message: Message, store: Store) -> str:
    """The sheet in whose thread it was said, else the one whose number it names, else the only one there is; or none."""
    if message.thread:
        for sheet in sheets:
            if store.thread(sheet.key) == (message.channel, message.thread):
                return sheet.key
    words = key_of(message.text)
    named = [each for each in sheets if re.search(rf"(?<![0-9a-z]){re.escape(key_of(each.number))}(?![0-9])", words)]
    likely = named or sheets
    return likely[0].key if len(likely) == 1 else ""


def _source(message: Message) -> str:
    return f"{message.channel}/{message.ts}"


def _called(message: Message, store: Store) -> str:
    """What its author is called in the office, else in the workspace; "" where nobody knows."""
    return store.person(message.author, message.name).name if message.author else message.name


def _saved(sheet: Sheet) -> Line:
    return Line(Text.of("noting.saved", sheet=sheet.number))


def _told(sheet: Sheet, note: Evidence, who: Person, store: Store) -> Sequence[Reply]:
    told = Line(Text.of("noting.told", name=who.name, sheet=sheet.number))
    return tell_beside(sheet, store, told, Quote(_beginning(note), by_of(note), note.said.link))
