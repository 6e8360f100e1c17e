"""Reading a sheet's text, row by row, along its form."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from store.era import read_year
from store.form import Form, Forms
from store.form.parts import Field, FieldSection, ReviewSection, Row, TableSection
from store.form.places import numbered
from store.formats import bullets
from store.formats.content import Content, Reply
from store.kinds import CostsKind, Value, key_of, plain
from store.refusal import Refusal
from store.text import Label, excerpt


@dataclass(frozen=True)
class Line:
    """A row of the file that means something."""

    number: int
    cells: tuple[str, ...]

    def cell(self, n: int) -> str:
        return self.cells[n] if n < len(self.cells) else ""


@dataclass
class Place:
    """What was found for one address: rows of text, the line of the first, and the label beside it."""

    line: int
    label: str
    rows: list[str] = field(default_factory=list)


def rest_after(label: str, cell: str) -> str | None:
    """What follows `label` in a cell, whatever the widths and spaces; None where the cell doesn't begin with it."""
    if cell.startswith(label):
        return cell[len(label) :].strip()
    wanted = key_of(label)
    for end in range(1, min(len(cell), 3 * len(label) + 8) + 1):
        if key_of(cell[:end]) == wanted:
            return cell[end:].strip()
    return None


class Reading:
    """One file being read on one edition; the latest of those with its title. See `store.formats.text.parse`."""

    def __init__(self, text: str, forms: Forms, edition: Form | None = None) -> None:
        self.lines = _lines(text)
        self.at = 0
        self.places: dict[str, Place] = {}
        self.counts: dict[str, int] = {}
        self.year: int | None = None
        self.opinions: tuple[str, ...] = ()
        self.answers: tuple[Reply, ...] = ()
        self.form = edition or self._titled(forms)[0]
        self.at = 1

    def content(self) -> Content:
        """What the file says. Raises Refusal where something in it can't be read."""
        for section in self.form.sections:
            match section:
                case FieldSection():
                    self._fields(section)
                case TableSection():
                    self._items(section)
                case ReviewSection():
                    self._review(section)
        if left := self._next():
            raise Refusal("store.line_left", line=left.number, found=_shown(left))
        values = self._values(self._year())
        return Content(self.form.edition, self._year(), values, self.opinions, self.answers)

    def _titled(self, forms: Forms) -> tuple[Form, ...]:
        """The editions whose title stands in the first row."""
        title = self._peek()
        if title is None:
            raise Refusal("store.file_empty")
        editions = forms.titled(title.cell(0))
        if not editions and forms.titled(title.cell(0).rstrip(",")):
            raise Refusal("store.comma_separated")
        if not editions:
            known = tuple(each.title for each in forms)
            raise Refusal("store.title_unknown", line=title.number, found=_shown(title), known=known)
        return editions

    # --- rows ---------------------------------------------------------------------------------------

    def _peek(self) -> Line | None:
        return self.lines[self.at] if self.at < len(self.lines) else None

    def _next(self) -> Line | None:
        line = self._peek()
        self.at += line is not None
        return line

    def _expect(self, label: str, column: int, line: Line | None, *, optional: bool = False) -> bool:
        """Whether `label` stands in that column. Raises Refusal where it doesn't and must."""
        if line is not None and key_of(line.cell(column)) == key_of(label):
            return True
        if optional:
            return False
        number = line.number if line else (self.lines[-1].number + 1 if self.lines else 1)
        raise Refusal("store.label_expected", line=number, label=label, found=_shown(line) if line else "")

    def _keep(self, address: str, line: Line, label: str, cell: str, prompt: Label | None = None) -> None:
        said = cell if prompt is None else rest_after(f"（{prompt.ja}）", cell)
        self.places.setdefault(address, Place(line.number, label)).rows.append(cell if said is None else said)

    # --- sections -----------------------------------------------------------------------------------

    def _fields(self, section: FieldSection) -> None:
        fields = {each.key: each for each in section.fields}
        match section.layout:
            case "pairs":
                rows = [([fields[key] for key in row], 0) for row in section.rows]
            case "plain":
                rows = [([each], 0) for each in section.fields]
            case "lines":
                rows = [([each], 1) for each in section.fields]
        for n, (row, column) in enumerate(rows):
            line = self._next()
            if section.layout == "lines" and n == 0:
                self._expect(section.label.ja, 0, line)
            self._row(row, column, line)

    def _row(self, row: list[Field], column: int, line: Line | None) -> None:
        for each in row:
            self._expect(each.label.ja, column, line)
            assert line is not None  # noqa: S101 - _expect has refused it
            value = column + 1 + each.gap
            self._keep(each.key, line, each.label.ja, line.cell(value), each.prompt)
            column = value + 1
        self._nothing_beyond(line, column)

    def _nothing_beyond(self, line: Line | None, column: int) -> None:
        if line and any(line.cells[column:]):
            extra = next(cell for cell in line.cells[column:] if cell)
            raise Refusal("store.cell_left", line=line.number, found=excerpt(plain(extra)), column=column)

    def _items(self, table: TableSection) -> None:
        n = 0
        while self._expect(numbered(table.label, n + 1).ja, 0, self._peek(), optional=True):
            n += 1
            self._item(table, n)
        self.counts[table.key] = n
        if n < table.least:
            self._expect(numbered(table.label, n + 1).ja, 0, self._peek())

    def _item(self, table: TableSection, n: int) -> None:
        line, item, key = self._next(), numbered(table.item, n).ja, f"{table.key}/{n}"
        assert line is not None  # noqa: S101 - _items has seen it
        title = rest_after(item, line.cell(1))
        if title is None:
            raise Refusal("store.label_expected", line=line.number, label=item, found=_shown(line))
        first, *others = table.fields
        self._keep(f"{key}/{first.key}", line, item, title)
        for each in others:
            line = self._next()
            self._expect(each.label.ja, 1, line)
            assert line is not None  # noqa: S101 - _expect has refused it
            self._keep(f"{key}/{each.key}", line, each.label.ja, line.cell(2), each.prompt)
        self._periods(self._next())
        for k, row in enumerate(table.rows):
            self._cells(key, row, following=table.rows[k + 1] if k + 1 < len(table.rows) else None)

    def _periods(self, line: Line | None) -> None:
        """The row that names the columns; it tells the year."""
        for column, period in enumerate(self.form.periods, 1):
            if period.offset is None:
                self._expect(period.label.ja, column, line)
                continue
            year = read_year(line.cell(column)) if line else None
            expected = period.named(self.year).ja if self.year is not None else period.named(2020).ja
            if line is None or year is None or self.year not in (None, year - period.offset):
                number = line.number if line else self.lines[-1].number + 1
                found = line.cell(column) if line else ""
                raise Refusal("store.period_expected", line=number, label=expected, found=excerpt(plain(found)))
            self.year = year - period.offset

    def _heads(self, row: Row, line: Line | None) -> list[str] | None:
        """What follows the labels of a row of cells; None where the line isn't that row."""
        if line is None:
            return None
        rests = [
            rest_after(row.heads[period.tense], line.cell(column)) for column, period in enumerate(self.form.periods, 1)
        ]
        found = [rest for rest in rests if rest is not None]
        return found if len(found) == len(rests) and (row.inline or not any(found)) else None

    def _cells(self, key: str, row: Row, following: Row | None) -> None:
        head = self._next()
        rests = self._heads(row, head)
        if rests is None or head is None:
            number = head.number if head else self.lines[-1].number + 1
            label = row.heads[self.form.periods[0].tense]
            raise Refusal("store.label_expected", line=number, label=label, found=_shown(head) if head else "")
        self._nothing_beyond(head, 1 + len(self.form.periods))
        if row.inline:
            self._keep_cells(key, row, head, rests)
            return
        taken = 0
        while (line := self._peek()) is not None and not line.cell(0):
            if following is not None and self._heads(following, line) is not None:
                return
            if taken and not isinstance(row.kind, CostsKind):
                return  # the next row must be the one that follows, or it is refused there
            self._next()
            self._nothing_beyond(line, 1 + len(self.form.periods))
            self._keep_cells(key, row, line, [line.cell(n) for n in range(1, 1 + len(self.form.periods))])
            taken += 1

    def _keep_cells(self, key: str, row: Row, line: Line, cells: list[str]) -> None:
        for period, cell in zip(self.form.periods, cells, strict=True):
            if cell:
                self._keep(f"{key}/{row.key}/{period.key}", line, row.heads[period.tense], cell)

    def _review(self, section: ReviewSection) -> None:
        line = self._next()
        self._expect(section.label.ja, 0, line)
        assert line is not None  # noqa: S101 - _expect has refused it
        if section.review == "opinions":
            self._expect(self.form.office("").ja, 1, line)
            self.opinions = bullets.split(line.cell(2))
            return
        answers = bullets.split_answers(line.cell(1), len(self.opinions), section.sign)
        if answers is None and not self.opinions:
            raise Refusal("store.answers_to_nothing", line=line.number, label=section.label)
        if answers is None:
            raise Refusal(
                "store.answers_unpaired", line=line.number, label=section.label,
                count=len(self.opinions), sign=section.sign.format(n=2),
            )  # fmt: skip
        self.answers = answers

    # --- values -------------------------------------------------------------------------------------

    def _year(self) -> int:
        named = self.places.get("year")
        year = self.year if named is None else read_year("".join(named.rows))
        if year is None or self.year not in (None, year):
            raise Refusal("store.no_year", line=named.line if named else 1)
        return year

    def _values(self, year: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        refusals: list[Refusal] = []
        for address, leaf in self.form.leaves(year, self.counts).items():
            place = self.places.get(address)
            if place is None:
                continue
            try:
                value = leaf.kind.read("\n".join(row for row in place.rows if row))
            except Refusal as refusal:
                refusals += (
                    Refusal("store.line", line=place.line, label=leaf.full, reason=reason.text, field=address)
                    for reason in refusal.reasons
                )
                continue
            if value is not None:
                values[address] = value
            elif address in ("number", "name", "owner") or address.endswith("/title"):
                refusals.append(Refusal("store.line_empty", line=place.line, label=leaf.full, field=address))
        if refused := Refusal.gather(refusals):
            raise refused
        return values


def _lines(text: str) -> list[Line]:
    """The rows that mean something.

    Raises:
        Refusal: a quoted cell isn't closed, or a cell is longer than any field may be.
    """
    rows = csv.reader(io.StringIO(text, newline=""), "excel-tab", strict=True)
    lines: list[Line] = []
    begins = 1
    try:
        for cells in rows:
            kept = tuple(cell.strip() for cell in cells)
            if any(kept) and not (kept[0] and not "".join(kept).strip("-")):
                lines.append(Line(begins, kept))
            begins = rows.line_num + 1
    except csv.Error as error:
        key = "store.cell_too_long" if "field limit" in str(error) else "store.quote_open"
        raise Refusal(key, line=begins) from None
    return lines


def _shown(line: Line) -> str:
    """The beginning of a row, to find it again."""
    return excerpt("　".join(plain(cell) for cell in line.cells if cell))
