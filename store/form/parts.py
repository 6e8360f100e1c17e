"""What a form is made of: fields, sections, tables, periods, offices. Read from TOML, changed by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field as Setting
from pydantic import model_validator

from store.era import era
from store.kinds import Kind, Model, TextKind
from store.refusal import Refusal
from store.text import Label

By = Literal["owner", "secretariat"]


class Field(Model):
    """One field of a form.

    Attributes:
        prompt: what the form asks for here; stands before the value in the file.
        by: who fills it in (the secretariat may fill in all).
        required: a sheet without it isn't complete.
        carried: next year's sheet starts with this year's value.
        gap: empty cells between label and value in the file.
        notes: what was recorded during the year can be taken over here.
    """

    key: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    label: Label
    kind: Kind = TextKind()
    prompt: Label | None = None
    by: By = "owner"
    required: bool = False
    carried: bool = False
    gap: int = 0
    notes: bool = False

    @model_validator(mode="after")
    def _noted_in_lines(self) -> Self:
        if self.notes and not (isinstance(self.kind, TextKind) and self.kind.lines):
            raise Refusal("store.form_notes", name=self.key)
        return self


class FieldSection(Model):
    """Fields that are filled in together.

    `layout` says how they stand in the file: `lines` (group label, label, value), `plain` (label, value), or
    `pairs` (label, value, label, value), in which `rows` says which fields share a row.
    An empty line stands before it in the file unless `spaced` is false.
    """

    key: str
    label: Label
    layout: Literal["lines", "plain", "pairs"] = "lines"
    spaced: bool = True
    rows: tuple[tuple[str, ...], ...] = ()
    fields: tuple[Field, ...]


class Row(Model):
    """A row of a table: one cell for each period. `heads` labels it by the period's tense, as in the file.

    With `inline`, label and value share a cell in the file. `carried` says what next year's sheet takes from it: what
    was done and what is planned, each as what it is (`by_tense`); all of it, whatever the column (`always`); `never`.
    """

    key: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    label: Label
    kind: Kind = TextKind()
    heads: Mapping[Literal["actual", "plan"], str]
    inline: bool = False
    required: bool = False
    carried: Literal["by_tense", "always", "never"] = "by_tense"


class TableSection(Model):
    """Items, numbered from 1, each with its own fields and with rows of cells by period."""

    key: str
    label: Label
    item: Label
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    least: int = 1

    @property
    def unnumbered(self) -> Label:
        """What its items are called, whichever."""
        return Label(ja=self.item.ja.format(n="").strip(), en=self.item.en.format(n="").strip())

    @model_validator(mode="after")
    def _titled(self) -> Self:
        if not self.fields or self.fields[0].key != "title":
            raise Refusal("store.form_no_title", name=self.key)
        return self


class ReviewSection(Model):
    """Where opinions, or the answers to them, stand in the file."""

    key: str
    label: Label
    review: Literal["opinions", "answers"]
    sign: str = ""


Section = FieldSection | TableSection | ReviewSection


class Period(Model):
    """A column of the tables. `offset` counts years from the evaluation year; its label may name {era} and {year}."""

    key: str
    label: Label
    tense: Literal["actual", "plan"]
    offset: int | None = None

    def named(self, year: int) -> Label:
        """The label for a sheet of this evaluation year."""
        if self.offset is None:
            return self.label
        names = {"era": era(year + self.offset), "year": year + self.offset}
        return Label(ja=self.label.ja.format_map(names), en=self.label.en.format_map(names))


class Office(Model):
    """A reviewing office."""

    key: str
    label: Label
