"""Finding sheets by words: each sheet's text is folded once for each of its revisions, and looked into as one."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.engine import Record
from store.form import Form
from store.kinds import key_of
from store.sheet import Sheet
from store.store.sheets import SheetShelf, order_of

_BETWEEN = "\n"
"""Between two places: no word holds it, so none is found across them."""


@dataclass(frozen=True, slots=True)
class Folded:
    """All that stands on a sheet of one revision, made comparable, and where each place of it begins.

    `order` is where the sheet stands among others.
    """

    revision: int
    order: tuple[Any, ...]
    text: str
    addresses: tuple[str, ...]
    begins: array[int]

    def holds(self, words: Sequence[str]) -> bool:
        """Whether all of these folded words stand in it."""
        return all(word in self.text for word in words)

    def place(self, word: str) -> str:
        """The address where a word that it holds stands first."""
        return self.addresses[bisect_right(self.begins, self.text.index(word)) - 1]


@dataclass(frozen=True, slots=True)
class Hit:
    """A sheet, by its key, that holds all the words, and the address of a place where the first one stands."""

    sheet: str
    address: str


class SearchShelf(SheetShelf):
    """The part of the store that finds sheets by what is written on them."""

    _texts: dict[str, Folded]

    def search(self, words: str) -> tuple[Hit, ...]:
        """Where all the words stand, in the order of all lists. A sheet is read when somebody looks at it."""
        asked = [key for key in map(key_of, words.split()) if key]
        records = self.engine.find("sheets") if asked else ()
        found = [(text, record.key) for record in records if (text := self._text(record)).holds(asked)]
        found.sort(key=lambda each: each[0].order)
        return tuple(Hit(key, text.place(asked[0])) for text, key in found)

    def _text(self, record: Record) -> Folded:
        known = self._texts.get(record.key)
        if known is None or known.revision != record.rev:
            sheet = self._sheet(record)
            known = self._texts[record.key] = folded(sheet, self.form(sheet))
        return known


def folded(sheet: Sheet, form: Form) -> Folded:
    """Fold what is written on a sheet, in the order of the form; then its opinions and answers."""
    leaves = sheet.leaves(form)
    places = {
        address: leaf.kind.write(sheet.values[address]) for address, leaf in leaves.items() if address in sheet.values
    }
    for each in sheet.live_opinions:
        places |= {f"opinions/{each.id}": each.text}
        places |= {f"opinions/{each.id}/{n}": question.text for n, question in enumerate(each.again, 1)}
    places |= {f"answers/{each.id}": each.text for each in sheet.answers}
    begins, at, texts = array("I"), 0, []
    for text in map(key_of, places.values()):
        begins.append(at)
        texts.append(text)
        at += len(text) + len(_BETWEEN)
    return Folded(sheet.revision, order_of(sheet), _BETWEEN.join(texts), tuple(places), begins)
