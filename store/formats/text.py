"""Sheets as text in the layout of their form: what a spreadsheet gives when a sheet is copied out of it.

Cells are separated by TAB; a cell with a line break, TAB or quote in it is quoted, as spreadsheets do. A row whose
first cell is made of "-" only is a rule line and means nothing. `parse(render(content)) == content`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from store.form import Form, Forms
from store.form.parts import FieldSection, ReviewSection, TableSection
from store.form.places import Leaf, numbered
from store.formats import bullets
from store.formats.content import Content
from store.formats.reading import Reading
from store.kinds import CostsKind, Kind, Value
from store.refusal import Refusal
from store.text import Label

Cells = list[str]

_NOT_OF_TEXT = re.compile("[\x00\x1b]")
"""A workbook, or text in another encoding, may decode by chance; then it holds these, as no text does."""


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark (a spreadsheet's "Unicode text"), or CP932.

    Raises:
        Refusal: it is none of these; probably not a text file.
    """
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NOT_OF_TEXT.search(text):
            return text
    raise Refusal("store.not_text")


def parse(text: str, forms: Forms) -> Content:
    """Read one sheet. Of several editions with its title it is written on the one of its year, which its columns tell.

    Raises:
        Refusal: something can't be read; each reason has the line's number, the label, and what was expected.
            Nothing is read halfway.
    """
    latest = Reading(text, forms)
    editions = forms.titled(latest.form.title)
    if len(editions) == 1:
        return latest.content()
    refusals: list[Refusal] = []
    for edition in editions:
        reading = Reading(text, forms, edition)
        try:
            content = reading.content()
        except Refusal as refusal:
            told = reading.year is not None and forms.in_use(edition.title, reading.year) is edition
            refusals.insert(0 if told else len(refusals), refusal)
            continue
        if forms.in_use(edition.title, content.year) is edition:
            return content
    raise refusals[0]


def render(content: Content, form: Form) -> str:
    """Write a sheet in the layout of its form; rule lines are left out."""
    counts: dict[str, int] = {}
    for address in content.values:
        table, *rest = address.split("/")
        if rest:
            counts[table] = max(counts.get(table, 0), int(rest[0]))
    leaves = form.leaves(content.year, counts)
    out = io.StringIO()
    out.write(f"\n\n{form.title}\n")
    writer = csv.writer(out, "excel-tab", lineterminator="\n")
    for section in form.sections:
        match section:
            case FieldSection():
                blocks = iter([_fields(section, content, leaves)])
            case TableSection():
                blocks = (_item(section, form, content, n) for n in range(1, counts.get(section.key, 0) + 1))
            case ReviewSection():
                blocks = iter([_review(section, form, content)])
        for block in blocks:
            if not isinstance(section, FieldSection) or section.spaced:
                out.write("\n")
            writer.writerows(block)
    return out.getvalue()


def _written(leaf: Leaf, content: Content) -> str:
    value = content.values.get(leaf.address)
    return "" if value is None else leaf.kind.write(value)


def _after(prompt: Label | None, written: str) -> str:
    return f"（{prompt.ja}） {written}".rstrip() if prompt else written


def _fields(section: FieldSection, content: Content, leaves: Mapping[str, Leaf]) -> Iterator[Cells]:
    cells = {
        field.key: [field.label.ja, *[""] * field.gap, _after(field.prompt, _written(leaves[field.key], content))]
        for field in section.fields
    }
    match section.layout:
        case "pairs":
            for keys in section.rows:
                yield [cell for key in keys for cell in cells[key]]
        case "plain":
            yield from cells.values()
        case "lines":
            for n, row in enumerate(cells.values()):
                yield [section.label.ja if n == 0 else "", *row]


def _item(table: TableSection, form: Form, content: Content, n: int) -> Iterator[Cells]:
    def written(key: str, kind: Kind, *rest: str) -> str:
        value: Value | None = content.values.get("/".join([table.key, str(n), key, *rest]))
        return "" if value is None else kind.write(value)

    title, *others = table.fields
    name = f"{numbered(table.item, n).ja} {written(title.key, title.kind)}".rstrip()
    width = len(form.periods)
    yield [numbered(table.label, n).ja, name, *[""] * (width - 1)]
    for field in others:
        yield ["", field.label.ja, written(field.key, field.kind), *[""] * (width - 2)]
    yield ["", *(period.named(content.year).ja for period in form.periods)]
    for row in table.rows:
        heads = [row.heads[period.tense] for period in form.periods]
        cells = [written(row.key, row.kind, period.key) for period in form.periods]
        if row.inline:
            yield ["", *(f"{head} {cell}".rstrip() for head, cell in zip(heads, cells, strict=True))]
            continue
        yield ["", *heads]
        lines = [cell.split("\n") if isinstance(row.kind, CostsKind) else [cell] for cell in cells]
        for k in range(max(map(len, lines))):
            yield ["", *(each[k] if k < len(each) else "" for each in lines)]


def _review(section: ReviewSection, form: Form, content: Content) -> Iterator[Cells]:
    if section.review == "opinions":
        yield [section.label.ja, form.office("").ja, bullets.join(content.opinions)]
    else:
        yield [section.label.ja, bullets.join_answers(content.answers, len(content.opinions), section.sign)]
