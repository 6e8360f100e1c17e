"""What the checks have noticed on a sheet (点検), by section; each opens the form in which it is put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from commands.kit.lastyear import sheet_before
from commands.kit.pages import on_page, turning
from commands.kit.reply import Button, Buttons, Facts, Heading, Line, Menu, Note, Part, Row, View
from commands.kit.request import Subject
from store.checks import Finding, look
from store.form import Form, Portion, TableSection, numbered
from store.person import Person
from store.sheet import Deed, Sheet
from store.store import Store
from store.text import Said, Text

_looked_once = lru_cache(maxsize=64)(look)
"""Sheets of one revision never change: whoever turns through the findings needn't have them looked for again."""


def findings_of(sheet: Sheet, store: Store) -> tuple[Finding, ...]:
    """Everything worth a look before submission; compared with last year's sheet where there is one."""
    before = sheet_before(sheet, store)
    return _looked_once(sheet, store.form(sheet), before, store.form(before) if before else None)


def findings_view(sheet: Sheet, who: Person, store: Store, *, notes: tuple[Part, ...] = (), page: int = 0) -> View:
    """All findings, what hinders submission first, a page at a time; `notes` stand on top (what was just done)."""
    found = findings_of(sheet, store)
    before = sheet_before(sheet, store)
    title = Heading(Text.of("kit.check_title", sheet=f"{sheet.number} {sheet.name}"))
    clean = () if found else (Line(Text.of("kit.check_clean")),)
    parts = list(finding_rows(found, sheet, who, store, page))
    parts += turning(len(found), page, "sheet.check", Subject(sheet.key))
    if any(not finding.blocks for finding in found):
        parts.append(Note(Text.of("kit.check_may_stay")))
    compared = Note(Text.of("kit.check_compared" if before else "kit.check_alone", year=str(sheet.year - 1)))
    back = Button(Text.of("kit.open_card"), "sheet.turn", Subject(sheet.key))
    submit = Button(Text.of("kit.do_submit"), "sheet.handing", Subject(sheet.key, Deed.SUBMIT, sheet.revision))
    onward = Buttons((back, submit) if sheet.may(Deed.SUBMIT, who) else (back,))
    return View(sheet.number, (*notes, title, *clean, *parts, compared, onward), subject=Subject(sheet.key))


def finding_rows(found: Sequence[Finding], sheet: Sheet, who: Person, store: Store, page: int = 0) -> Iterator[Part]:
    """A page of findings: those that hinder submission apart, each under the name of its section or item."""
    form = store.form(sheet)
    for blocks, of_kind in groupby(on_page(found, page), key=lambda finding: finding.blocks):
        same = [finding for finding in found if finding.blocks is blocks]
        fields = sum(len(finding.places) for finding in same)  # filling in one of several makes no finding less
        hinders, looks = Text.of("kit.check_block", count=fields), Text.of("kit.check_look", count=len(same))
        yield Heading(hinders if blocks else looks)
        for home, group in groupby(of_kind, key=lambda finding: _home(finding, sheet, form)):
            rows = [Row(each.within, each.text, _control(each, sheet, who, form)) for each in group]
            yield Facts(((_named(home, sheet, form), Text.of("kit.check_count", count=len(rows))),))
            yield from rows


def _home(finding: Finding, sheet: Sheet, form: Form) -> str:
    """The key of the section, or of the item, that a finding belongs to."""
    first = next(iter(_portions(finding, sheet, form)), None)
    return finding.address if first is None else first.item or first.key


def _named(home: str, sheet: Sheet, form: Form) -> Said:
    """A section's label; an item's, with its title."""
    table, _, n = home.partition("/")
    if n:
        title = str(sheet.values.get(f"{home}/title", ""))
        return Text.of("kit.check_item", item=numbered(form.table(table).item, int(n)), title=title[:60])
    section = next(section for section in form.sections if section.key == table)
    return section.unnumbered if isinstance(section, TableSection) else section.label


def _portions(finding: Finding, sheet: Sheet, form: Form) -> list[Portion]:
    """The forms of the chat that hold the finding's fields; none for an item that is missing altogether."""
    places = set(finding.places)
    return [each for each in sheet.portions(form) if places & {leaf.address for leaf in each.leaves}]


def _control(finding: Finding, sheet: Sheet, who: Person, form: Form) -> Button | Menu | None:
    """Opens the form, or lets choose one where the fields stand in several; for those who may write there."""
    leaves = sheet.leaves(form)
    if not any(sheet.may_fill(who, leaves.get(address)) for address in finding.places):
        return None
    portions = _portions(finding, sheet, form)
    if not portions:
        return Button(Text.of("kit.add"), "sheet.new_item", Subject(sheet.key, finding.address, sheet.revision))
    subjects = [(each.label, Subject(sheet.key, each.key, sheet.revision)) for each in portions]
    if len(subjects) == 1:
        return Button(Text.of("kit.open"), "sheet.correct", subjects[0][1])
    return Menu(Text.of("kit.check_choose"), "sheet.correct", tuple(subjects))
