"""What a change of a sheet did, in a sentence and as a comparison of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commands.kit.compared import compared, excerpted
from commands.kit.reply import Button, Comparison, Note, Part, Piece, Quote, Row
from store.event import Difference, Event, Fact
from store.form import Form, numbered
from store.sheet import Sheet, value_of
from store.text import Text, excerpt

KNOWN = (
    "add", "answer", "submit", "return", "finalise", "reopen", "publish", "carry",
    "note", "remove_note", "restore_note", "take_note",
)  # fmt: skip
"""Actions that have one sentence each."""

SPOKEN = ("opinions/", "answers/", "nothing_to_say/")
"""How the addresses of what isn't a field begin."""

MANY, FIRST = 3, 200
"""So many fields of a change are shown in a list of changes, with excerpts; so many characters of a new text."""


@dataclass(frozen=True)
class Words:
    """A fact that changed, as words: what stood there, and what stands there since."""

    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return compared(self.before, self.after)


def sentence(event: Event, sheet: Sheet, form: Form) -> Text:
    """Who did what, and for whom. An action that nobody foresaw is told by its name."""
    what = did(event, sheet, form)
    if event.for_whom:
        return Text.of("history.who_did_for", name=event.name, for_whom=event.for_whom, did=what)
    return Text.of("history.who_did", name=event.name, did=what)


def when(event: Event) -> Text:
    """At which change of the sheet, and the time; of what stands beside it, the time."""
    if not event.changed_sheet:
        return Text.of("history.when_beside", at=event.at)
    return Text.of("history.when", revision=str(event.revision), at=event.at)


def headed(event: Event, sheet: Sheet, form: Form, control: Button | None = None) -> Row:
    """A change's sentence and time, with what stands at its side."""
    return Row(sentence(event, sheet, form), when(event), control)


def reason_of(event: Event) -> tuple[Part, ...]:
    return (Quote(event.reason, Text.of("history.reason")),) if event.reason else ()


def told_of(event: Event, differences: Sequence[Difference]) -> list[Difference]:
    """What is worth telling: of an item that came or went all that is its own, of those that moved up or down nothing."""
    told: list[Difference] = []
    for each in differences:
        place = each.field.split("/")
        first = event.moved.get(place[0])
        titles = [] if first is None else _titles(event, place[0])
        if first is None or len(titles) > 1:  # a file brings several items, none of which takes another's place
            told.append(each)
        elif int(place[1]) == first:
            side = "after" if titles[0].after is None else "before"
            told.append(each.model_copy(update={side: None}))
    return [each for each in told if each.before is not None or each.after is not None]


def _titles(event: Event, table: str) -> list[Difference]:
    """The titles of a table that came or went."""
    titles = (
        each for each in event.differences if each.field.startswith(f"{table}/") and each.field.endswith("/title")
    )
    return [each for each in titles if None in (each.before, each.after)]


def words_of(each: Difference, sheet: Sheet, form: Form) -> Words | None:
    """What changed, in words; None where nothing is written there: somebody handed the sheet on, or had nothing to say."""
    if each.field.startswith(SPOKEN[:2]):
        return Words(_said(each.before), _said(each.after))
    place = sheet.place(form, each.field)
    if place is None:
        return None
    before, after = value_of(each.before), value_of(each.after)
    return Words("" if before is None else place.kind.write(before), "" if after is None else place.kind.write(after))


def comparison(each: Difference, words: Words, sheet: Sheet, form: Form, *, short: bool = False) -> Part:
    """What became of one fact; where nothing stood before, there is nothing to compare."""
    name = sheet.named(form, each.field, each.after or each.before)
    if not words.before:
        named = name if each.field.startswith(SPOKEN) else Text.of("history.first", field=name)
        return Quote(excerpt(words.after, FIRST) if short else words.after, named)
    named = name if words.after or each.field.startswith(SPOKEN) else Text.of("history.emptied", field=name)
    return Comparison(excerpted(words.pieces) if short else words.pieces, named)


def comparisons(
    event: Event, sheet: Sheet, form: Form, differences: Sequence[Difference], most: int = MANY
) -> list[Part]:
    """The first changes in words, as excerpts, and how many more there are; of evidence, what it says."""
    if not event.changed_sheet:
        return [Quote(excerpt(_said(each.after or each.before), FIRST)) for each in differences]
    worded = [(each, words) for each in told_of(event, differences) if (words := words_of(each, sheet, form))]
    parts: list[Part] = [comparison(each, words, sheet, form, short=True) for each, words in worded[:most]]
    if len(worded) > most:
        parts.append(Note(Text.of("history.more", count=len(worded) - most)))
    reason = Quote(excerpt(event.reason, FIRST), Text.of("history.reason"))
    return [*([reason] if event.reason else []), *parts]


def did(event: Event, sheet: Sheet, form: Form) -> Text:
    """What was done, without who did it."""
    match event.action:
        case "undo":
            return Text.of("history.did_undo", of=str(event.of))
        case "put_back":
            field = sheet.named(form, event.differences[0].field)
            return Text.of("history.did_put_back", of=str(event.of), field=field)
        case "fill":
            return _filled(event, sheet, form)
        case "opinion":
            return _spoken(event, sheet, form)
        case known if known in KNOWN:
            return Text.of(f"history.step_{event.action}")
    return Text.of("history.did_other", action=event.action)


def _filled(event: Event, sheet: Sheet, form: Form) -> Text:
    for table in (each for each in form.tables if each.key in event.moved):
        first = event.moved[table.key]
        went = _titles(event, table.key)[0].after is None
        key = "history.did_remove_item" if went else "history.did_add_item"
        return Text.of(key, item=numbered(table.item, first))
    if len(event.differences) > 1:
        return Text.of("history.did_fill_many", count=len(event.differences))
    return Text.of("history.did_fill", field=sheet.named(form, event.differences[0].field))


def _spoken(event: Event, sheet: Sheet, form: Form) -> Text:
    for each in event.differences:
        if each.field.startswith("opinions/"):
            name = sheet.named(form, each.field)
            office = form.office(str((each.after or each.before)["office"]))
            return Text.of(f"history.office_{_how(each)}", what=name, office=office)
    silent = next((each.field.partition("/")[2] for each in event.differences if each.after), "")
    return Text.of("history.did_silence", office=form.office(silent))


def _how(each: Difference) -> str:
    """What an office did with an opinion."""
    if each.before is None:
        return "give"
    if each.after is None or each.after.get("withdrawn"):
        return "withdraw"
    return "ask_again" if len(each.after["again"]) > len(each.before["again"]) else "unask"


def _said(fact: Fact) -> str:
    """All the words of an opinion or an answer that stands."""
    if fact is None or fact.get("withdrawn"):
        return ""
    return "\n".join([fact["text"], *(again["text"] for again in fact.get("again", ()))])
