"""A form edition (様式): one TOML file, read and checked. Forms are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Self

from pydantic import ValidationError, model_validator

from store.form.parts import FieldSection, Office, Period, ReviewSection, Section, TableSection
from store.form.places import Counts, Leaf, Portion, each_portion
from store.kinds import Model, key_of
from store.refusal import Refusal
from store.text import Label

HEAD = ("number", "name", "owner")
"""The fields that every form must have: by them a sheet is named and belongs to somebody."""


class Form(Model):
    """One edition of a city's evaluation form. `from_year`: the first evaluation year that it is used in."""

    edition: str
    from_year: int | None = None
    name: Label
    title: str
    words_for_none: tuple[str, ...] = ()
    offices: tuple[Office, ...]
    periods: tuple[Period, ...] = ()
    sections: tuple[Section, ...]

    @model_validator(mode="before")
    @classmethod
    def _words_for_none_everywhere(cls, data: dict[str, object]) -> dict[str, object]:
        """Number and cost fields know the form's words for none without repeating them."""
        words = data.get("words_for_none", ())

        def spread(node: object) -> object:
            if isinstance(node, list):
                return [spread(each) for each in node]
            if isinstance(node, dict):
                known = {key: spread(each) for key, each in node.items()}
                return {"words_for_none": words} | known if node.get("kind") in ("number", "costs") else known
            return node

        return {key: spread(each) for key, each in data.items()}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        keys = [section.key for section in self.sections]
        keys += [
            field.key for section in self.sections if isinstance(section, FieldSection) for field in section.fields
        ]
        if missing := set(HEAD) - set(keys):
            raise Refusal("store.form_lacks", names=tuple(sorted(missing)))
        twice = {key for key in keys if keys.count(key) > 1 and not self._alone(key)}
        if twice:
            raise Refusal("store.form_twice", names=tuple(sorted(twice)))
        if self.tables and not self.dated:
            raise Refusal("store.form_undated")
        for table in self.tables:
            tenses = {period.tense for period in self.periods}
            if untold := [row.key for row in table.rows if tenses - set(row.heads)]:
                raise Refusal("store.form_heads", names=tuple(untold))
        for section in self.sections:
            if isinstance(section, FieldSection) and section.layout == "pairs":
                shown = sorted(key for row in section.rows for key in row)
                if shown != sorted(field.key for field in section.fields):
                    raise Refusal("store.form_rows", name=section.key)
        return self

    @model_validator(mode="after")
    def _speaking(self) -> Self:
        """Whatever stands in braces in a label can be filled in."""
        for period in self.dated:
            _filled(period.key, [period.label.ja, period.label.en], era="R2", year=2020)
        for section in self.sections:
            if isinstance(section, TableSection):
                labels = (section.label, section.item)
                _filled(section.key, [words for label in labels for words in (label.ja, label.en)], n="①")
            if isinstance(section, ReviewSection) and section.sign:
                _filled(section.key, [section.sign], n="1")
                if section.sign.count("{n}") != 1:
                    raise Refusal("store.form_braces", name=section.key)
        return self

    def _alone(self, key: str) -> bool:
        """A section with one field may share its name with it."""
        section = next((each for each in self.sections if each.key == key), None)
        return isinstance(section, FieldSection) and [each.key for each in section.fields] == [key]

    @property
    def dated(self) -> tuple[Period, ...]:
        """The periods that are years."""
        return tuple(period for period in self.periods if period.offset is not None)

    @property
    def tables(self) -> tuple[TableSection, ...]:
        return tuple(section for section in self.sections if isinstance(section, TableSection))

    def office(self, key: str) -> Label:
        """The name of a reviewing office; all of them where `key` is "" (one cell for all, as on paper)."""
        named = [office.label for office in self.offices if key in ("", office.key)]
        return Label(ja="、".join(label.ja for label in named), en=", ".join(label.en for label in named))

    def portions(self, year: int, counts: Counts) -> tuple[Portion, ...]:
        """What can be filled in on a sheet of this year with so many items, in the order of the form."""
        return _portions(self, year, tuple(sorted(counts.items())))

    def leaves(self, year: int, counts: Counts) -> Mapping[str, Leaf]:
        """All places for values, by address, in the order of the form."""
        return _leaves(self, year, tuple(sorted(counts.items())))

    def table(self, key: str) -> TableSection:
        """Raises KeyError where the form has no such table."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def __hash__(self) -> int:
        return hash(self.edition)


@lru_cache(maxsize=512)
def _portions(form: Form, year: int, counts: tuple[tuple[str, int], ...]) -> tuple[Portion, ...]:
    return tuple(each_portion(form.sections, form.periods, year, dict(counts)))


@lru_cache(maxsize=512)
def _leaves(form: Form, year: int, counts: tuple[tuple[str, int], ...]) -> Mapping[str, Leaf]:
    portions = _portions(form, year, counts)
    return {leaf.address: leaf for portion in portions for leaf in portion.leaves}


def _filled(place: str, labels: Iterable[str], **values: object) -> None:
    try:
        for label in labels:
            label.format_map(values)
    except (KeyError, IndexError, ValueError):
        raise Refusal("store.form_braces", name=place) from None


_WRONG = {"missing": "store.form_key_missing", "extra_forbidden": "store.form_key_unknown"}


class Forms:
    """All form editions that are known, by edition.

    Raises:
        Refusal: a file is not a form; the sentence names file, place and what is wrong.
    """

    def __init__(self, *folders: Traversable) -> None:
        self._forms: dict[str, Form] = {}
        for folder in folders:
            for file in sorted(folder.iterdir(), key=lambda each: each.name):
                if file.name.endswith(".toml"):
                    self.add(file)

    def add(self, file: Traversable) -> Form:
        """Read one more. Raises Refusal as above."""
        try:
            form = Form.model_validate(tomllib.loads(file.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            found = re.search(r"at line (\d+)", str(error))
            raise Refusal("store.form_unreadable", file=file.name, line=int(found[1]) if found else 1) from error
        except ValidationError as error:
            first = error.errors()[0]
            place = "/".join(str(step) for step in first["loc"]) or "-"
            key = _WRONG.get(first["type"], "store.form_wrong")
            raise Refusal(key, file=file.name, place=place) from error
        except Refusal as refusal:
            raise Refusal("store.form_unfit", file=file.name, reason=refusal.text) from refusal
        self._forms[form.edition] = form
        return form

    def __iter__(self) -> Iterator[Form]:
        return iter(self._forms.values())

    def get(self, edition: str) -> Form:
        """Raises Refusal where no such edition is installed."""
        try:
            return self._forms[edition]
        except KeyError:
            raise Refusal("store.form_missing", edition=edition, known=tuple(sorted(self._forms))) from None

    def find(self, edition: str) -> Form | None:
        """The same; None where it isn't installed, for who can do without it."""
        return self._forms.get(edition)

    def titled(self, title: str) -> tuple[Form, ...]:
        """The editions whose files begin with this line, the latest first."""
        found = [form for form in self if key_of(form.title) == key_of(title)]
        return tuple(sorted(found, key=lambda form: form.from_year or 0, reverse=True))

    def in_use(self, title: str, year: int) -> Form | None:
        """Of the editions with this title, the one of this year; the earliest, where all begin later."""
        editions = self.titled(title)
        return next((form for form in editions if (form.from_year or 0) <= year), editions[-1] if editions else None)
