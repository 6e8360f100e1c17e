"""What the checks notice before a sheet is submitted: what hinders it, and what is worth a look."""

from __future__ import annotations

from commands.kit.asked import is_blank
from commands.kit.card import title_of
from commands.kit.findings import finding_rows, findings_of
from commands.kit.pages import PAGE
from commands.kit.reply import Heading, Input, Line, Note, Part, TextInput, View
from commands.kit.request import Subject
from store.checks import Finding
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text


def require_reason(sheet: Sheet, reason: str, store: Store) -> None:
    """Raises Refusal where something is worth a look and nobody says why it stays so."""
    if is_blank(reason) and any(not each.blocks for each in findings_of(sheet, store)):
        raise Refusal("handing.why_so", field="reason")


def hindered(sheet: Sheet, found: tuple[Finding, ...], who: Person, store: Store, notes: tuple[Part, ...]) -> View:
    """What must be mended first, each with the way there; there is nothing to press yet."""
    count = sum(each.blocks for each in found)
    head = Heading(Text.of("handing.hindered", sheet=title_of(sheet), count=count))
    how = Line(Text.of("handing.hindered_how", sheet=sheet.number))
    subject = Subject(sheet.key, "", sheet.revision)
    return View(sheet.number, (head, *notes, how, *_rows(sheet, found, who, store)), subject=subject)


def worth_a_look(
    sheet: Sheet, found: tuple[Finding, ...], who: Person, store: Store, reason: str
) -> tuple[Part | Input, ...]:
    """What may be mended, and why it is submitted all the same."""
    if not found:
        return (Note(Text.of("handing.all_in_order")),)
    asked = TextInput("reason", Text.of("handing.why"), reason, Text.of("handing.why_hint"), required=True)
    return (Line(Text.of("handing.worth_a_look")), *_rows(sheet, found, who, store), asked)


def _rows(sheet: Sheet, found: tuple[Finding, ...], who: Person, store: Store) -> list[Part]:
    """The first page of them; the others appear as these are mended."""
    more = len(found) - PAGE
    left = [Note(Text.of("handing.more", count=more, sheet=sheet.number))] if more > 0 else []
    return [*finding_rows(found, sheet, who, store), *left]
