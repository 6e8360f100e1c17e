"""Evidence beside the field in which it is written up: chosen there, added to the text, looked at before it is saved.

What an input of a form holds can't be changed while somebody types. So the chosen lines come in a second look: the
form returns with the text as it would be saved, and nothing is saved before the person has seen it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from commands.kit.inputs import KEEP, THEIRS
from commands.kit.pages import on_page, turning
from commands.kit.reply import Heading, Input, Line, ManyInput, Note, Part, Quote
from commands.kit.request import Given, Request, Subject
from commands.sheet.noting import PAGE, by_of
from store.evidence import Note as Evidence
from store.form import Portion
from store.kinds import LONGEST
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text, excerpt

TAKE, ALSO, TAKEN = "take:", "also:", "taken:"
"""Before the address of a field: notes that may be chosen; those chosen on other pages; those whose lines were added."""

SHORT = 70
"""Characters of a note that an option shows; of longer ones more is shown above."""

Beside = Mapping[str, Sequence[Part | Input]]
"""What stands before the input of a field, by its address."""


def is_about_notes(key: str) -> bool:
    """Whether an input of the form isn't a field of the sheet but says what becomes of notes."""
    return key.startswith((TAKE, ALSO, TAKEN))


def notes_to_take(
    portion: Portion, sheet: Sheet, who: Person, store: Store, step: str, *, page: int = 0, seen: int | None = None,
    typed: Mapping[str, Given] | None = None,
) -> Beside:  # fmt: skip
    """The notes of a sheet, before each field that takes them: a page of them, and those already chosen on others."""
    fields = [leaf for leaf in portion.leaves if leaf.notes and sheet.may_fill(who, leaf)]
    notes = sorted(store.notes_beside(sheet), key=lambda note: note.taken is not None) if fields else []
    shown = on_page(notes, page, PAGE)
    subject = Subject(sheet.key, f"{portion.key}?{sheet.revision if seen is None else seen}")
    beside: dict[str, Sequence[Part | Input]] = {}
    for leaf in fields if notes else ():
        chosen = set(_chosen(typed or {}, leaf.address))
        also = [note for note in notes if note.key in chosen and note not in shown]
        parts: list[Part | Input] = [Heading(Text.of("taking.title", count=len(notes)))]
        parts += (Quote(excerpt(note.text, 600), by_of(note)) for note in shown if len(note.text) > SHORT)
        here = tuple(note.key for note in shown if note.key in chosen)
        label = Text.of("taking.choose", field=leaf.label)
        parts.append(_choice(f"{TAKE}{leaf.address}", label, shown, here, Text.of("taking.choose_hint")))
        if also:
            everyone = tuple(note.key for note in also)
            parts.append(_choice(f"{ALSO}{leaf.address}", Text.of("taking.also"), also, everyone))
        beside[leaf.address] = (*parts, *turning(len(notes), page, f"{step}_page", subject, PAGE))
    return beside


def chosen_in(request: Request, store: Store) -> dict[str, list[Evidence]]:
    """The notes that were chosen for each field, in the order in which things happened."""
    fields = {key.removeprefix(TAKE) for key in request.values if key.startswith(TAKE)}
    chosen = {field: map(store.note, _chosen(request.values, field)) for field in fields}
    left = {field: [note for note in notes if not note.removed] for field, notes in chosen.items()}
    return {field: sorted(notes, key=lambda note: (note.day, note.said.at)) for field, notes in left.items() if notes}


def with_lines(typed: Mapping[str, Given], chosen: Mapping[str, Sequence[Evidence]]) -> dict[str, Given]:
    """What was typed, with a line for each chosen note at the end of its field.

    Raises:
        Refusal: a field can't hold so much.
    """
    longer = dict(typed)
    for field, notes in chosen.items():
        text = "\n".join([str(typed.get(field) or "").rstrip(), *(note.line for note in notes)]).lstrip("\n")
        if len(text) > LONGEST:
            raise Refusal("taking.too_long", field=f"{TAKE}{field}", count=len(text), most=LONGEST)
        longer[field] = text
    return longer


def lines_added(chosen: Mapping[str, Sequence[Evidence]], portion: Portion) -> Beside:
    """What is said before the text that the lines were added to, and which notes will count as taken over."""
    labels = {leaf.address: leaf.label for leaf in portion.leaves}
    return {
        field: (
            Line(Text.of("taking.look", field=labels[field], count=len(notes))),
            Note(Text.of("taking.names")),
            _taken(field, notes),
        )
        for field, notes in chosen.items()
        if field in labels
    }


def still_taken(request: Request, store: Store) -> Iterator[Input]:
    """The same choice once more, where a form comes back for another reason."""
    for key, given in request.values.items():
        if key.startswith(TAKEN) and isinstance(given, tuple) and given:
            yield _taken(key.removeprefix(TAKEN), [store.note(each) for each in given])


def mark_taken(request: Request, sheet: Sheet, who: Person, store: Store) -> int:
    """Mark what was taken over by the form that has been saved; how many."""
    count = 0
    for key, given in request.values.items():
        field = key.removeprefix(TAKEN)
        if key.startswith(TAKEN) and isinstance(given, tuple) and request.values.get(f"{KEEP}{field}") != THEIRS:
            store.take_notes(given, who, request.now, sheet, field)
            count += len(given)
    return count


def _chosen(values: Mapping[str, Given], field: str) -> tuple[str, ...]:
    given = (values.get(f"{TAKE}{field}"), values.get(f"{ALSO}{field}"))
    return tuple(dict.fromkeys(key for each in given if isinstance(each, tuple) for key in each))


def _taken(field: str, notes: Sequence[Evidence]) -> ManyInput:
    everyone = tuple(note.key for note in notes)
    return _choice(f"{TAKEN}{field}", Text.of("taking.taken"), notes, everyone, Text.of("taking.taken_hint"))


def _choice(
    key: str, label: Text, notes: Sequence[Evidence], initial: tuple[str, ...], hint: Text | None = None
) -> ManyInput:
    options = tuple((note.key, _named(note)) for note in notes)
    return ManyInput(key, label, options, initial, hint, about={note.key: excerpt(note.text, SHORT) for note in notes})


def _named(note: Evidence) -> Text:
    return Text.of("taking.done_already", by=by_of(note)) if note.taken else by_of(note)
