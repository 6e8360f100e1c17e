"""Sheets: found, changed by their rules, each change kept with its event in one transaction."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from store.engine import Conflict
from store.engine.base import Change, Record
from store.event import Event, differences
from store.form import Form, Forms
from store.formats.content import Content
from store.kinds import Value, key_of, plain
from store.person import Person
from store.refusal import Refusal
from store.sheet import Sheet, Written
from store.store.events import EventShelf, changed, require_unmoved
from store.store.numbers import is_used, number_key, numbered, opened_once, renumbered
from store.store.records import acted_for, kept, new_sheet, told
from store.text import excerpt

_TRIES = 20
_REMEMBERED = 500
"""Sheets that are kept at hand as they were read: some 20 KB each. More than most cities have in a year."""


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed while it was being written."""

    address: str
    theirs: Value | None
    mine: Written
    event: Event


class SheetShelf(EventShelf):
    """The part of the store that keeps sheets."""

    forms: Forms
    _sheets: OrderedDict[str, Sheet]

    def sheet(self, key: str) -> Sheet:
        """Raises Refusal where there is none."""
        record = self.engine.get("sheets", key)
        if record is None:
            raise self._none(key)
        return self._sheet(record)

    def numbered(self, number: str, year: int | None = None) -> Sheet:
        """The sheet with this number ("S27", full-width too), of the latest year that has one.

        Raises:
            Refusal: there is none, or none of that year.
        """
        found = [self._sheet(record) for record in self.engine.find("sheets", number_key=key_of(number))]
        of_year = [sheet for sheet in found if year in (None, sheet.year)]
        if of_year:
            return max(of_year, key=lambda sheet: sheet.year)
        if found:
            years = tuple(str(sheet.year) for sheet in found)
            raise Refusal("store.no_sheet_that_year", number=found[0].number, asked=str(year), years=years)
        raise self._none(number)

    def year_before(self, sheet: Sheet) -> Sheet | None:
        """The sheet of the year before that it was carried over from, else that of its number; None without one."""
        origin = sheet.carried_from and self.engine.get("sheets", sheet.carried_from.sheet)
        records = [origin] if origin else self.engine.find("sheets", number_key=key_of(sheet.number))
        return next((each for each in map(self._sheet, records) if each.year == sheet.year - 1), None)

    def sheets(self) -> Iterator[Sheet]:
        """All sheets, in order of year and number."""
        return iter(sorted(map(self._sheet, self.engine.find("sheets")), key=order_of))

    def form(self, sheet: Sheet) -> Form:
        """The edition that the sheet was written on."""
        return self.forms.get(sheet.form)

    def change(
        self,
        key: str,
        who: Person,
        now: datetime,
        action: str,
        rule: Callable[[Sheet], Sheet],
        *,
        reason: str = "",
        of: int | None = None,
    ) -> Sheet:
        """Apply a rule to a sheet and keep the outcome with its event, in one transaction.

        Somebody else's change in between is no failure: the rule is applied to the sheet as it then stands.

        Raises:
            Refusal: the rule refuses; nothing is changed.
        """
        for _ in range(_TRIES):
            before = self.sheet(key)
            after = rule(before).at_revision(before.revision + 1)
            differing = before.differences_to(after)
            if not differing:
                return before
            event = Event(
                sheet=key, revision=after.revision, at=now, who=who.id, name=who.name,
                action=action, reason=plain(reason), of=of, for_whom=acted_for(who, before, action, differing),
                differences=differing,
            )  # fmt: skip
            try:
                also = (*renumbered(self.engine, before, after), *self._introducing(who))
                self._write(kept(after, before.revision), told(event), *also)
            except Conflict as conflict:
                if conflict.change.kind == "numbers":
                    raise Refusal("store.number_taken", number=after.number, field="number") from None
                continue
            return self._remembered(after)  # with all that was computed of it: the next change begins here
        raise Refusal("store.busy", sheet=self.sheet(key).number)

    def fill(
        self, key: str, who: Person, now: datetime, written: Mapping[str, Written], seen: int
    ) -> tuple[Sheet, tuple[Clash, ...]]:
        """Write into fields of a sheet that was shown at revision `seen`.

        A field that the person left as it was shown is left to whoever changed it meanwhile. Where both changed
        one, nothing at all is written and the clashes are returned: the person chooses, nothing is overwritten.

        Raises:
            Refusal: as `Sheet.fill`; or an item was removed meanwhile, and another one may stand in the place now.
        """
        clashes: list[Clash] = []

        def rule(sheet: Sheet) -> Sheet:
            clashes.clear()
            form = self.form(sheet)
            after = sheet.fill(form, who, written)
            events = self.since(sheet, seen)
            require_unmoved(sheet, events, written)
            since = changed(events)
            untouched: set[str] = set()
            for address in written:
                if address not in since or after.values.get(address) == sheet.values.get(address):
                    continue
                shown, event = since[address]
                if after.facts.get(address) == shown:
                    untouched.add(address)
                else:
                    clashes.append(Clash(address, sheet.values.get(address), written[address], event))
            if clashes:
                return sheet
            return (
                sheet.fill(form, who, {k: v for k, v in written.items() if k not in untouched}) if untouched else after
            )

        return self.change(key, who, now, "fill", rule), tuple(clashes)

    def left_alone(self, sheet: Sheet, who: Person, written: Mapping[str, Written], seen: int) -> frozenset[str]:
        """The fields that were written as they were shown at revision `seen`, and that somebody else changed since.

        They are left to whoever changed them: a form that is shown again must not write what it held at first.
        """
        after, since = sheet.fill(self.form(sheet), who, written), changed(self.since(sheet, seen))
        return frozenset(each for each in written if each in since and after.facts.get(each) == since[each][0])

    def answer(
        self, key: str, who: Person, now: datetime, texts: Mapping[tuple[str, ...], str], seen: int
    ) -> tuple[Sheet, tuple[Clash, ...]]:
        """Answer opinions of a sheet that was shown at revision `seen`; `texts` by the opinions' ids.

        An answer that the person left as it was shown is left to whoever changed it meanwhile. Where somebody
        answered the same opinions meanwhile in other words, nothing is written and the clashes are returned (their
        address is the opinions' ids, joined by "+").

        Raises:
            Refusal: as `Sheet.answer`.
        """
        clashes: list[Clash] = []

        def rule(sheet: Sheet) -> Sheet:
            clashes.clear()
            since = changed(self.since(sheet, seen))
            after = sheet
            for to, text in texts.items():
                standing = next((each for each in sheet.answers if each.to == to), None)
                if standing and standing.text == plain(text):
                    continue
                if standing and f"answers/{standing.id}" in since:
                    shown, event = since[f"answers/{standing.id}"]
                    if shown and shown["text"] == plain(text):
                        continue
                    clashes.append(Clash("+".join(to), standing.text, text, event))
                after = after.answer(who, now, to, text)
            return sheet if clashes else after

        return self.change(key, who, now, "answer", rule), tuple(clashes)

    def answers_left_alone(
        self, sheet: Sheet, texts: Mapping[tuple[str, ...], str], seen: int
    ) -> frozenset[tuple[str, ...]]:
        """As `left_alone`, of answers."""
        since = changed(self.since(sheet, seen))
        shown = {each.to: since.get(f"answers/{each.id}", (None,))[0] for each in sheet.answers}
        return frozenset(to for to, text in texts.items() if (was := shown.get(to)) and was["text"] == plain(text))

    def add(self, content: Content, who: Person, now: datetime) -> Sheet:
        """Take in a sheet as a file holds it. See `add_all`."""
        return self.add_all([content], who, now)[0]

    def add_all(self, contents: Iterable[Content], who: Person, now: datetime) -> tuple[Sheet, ...]:
        """Take in sheets as files hold them, all or none.

        Raises:
            Refusal: a year has a sheet of this number already; nothing is changed.
        """
        taken_in = tuple(contents)
        for _ in range(_TRIES):
            changes: list[Change] = []
            sheets: dict[str, Sheet] = {}
            opened = opened_once(self.engine)
            for content in taken_in:
                key = f"{content.year}-{plain(content.number)[:40]}"
                while key in sheets or key in opened or is_used(self.engine, key):
                    key += "~"  # the key of a sheet that has another number by now, or one that begins alike
                sheet = sheets[key] = new_sheet(key, content, self.forms.get(content.form), who, now)
                event = Event(
                    sheet=key, revision=1, at=now, who=who.id, name=who.name, action="add",
                    differences=differences({}, sheet.facts),
                )  # fmt: skip
                changes += [numbered(self.engine, sheet), kept(sheet, 0), told(event)]
            try:
                self._write(*changes)
            except Conflict as conflict:
                for sheet in sheets.values():
                    if conflict.change.kind == "numbers" and conflict.change.key == number_key(sheet):
                        raise Refusal("store.number_taken", number=sheet.number, field="number") from None
                continue  # somebody else took the key for another number
            return tuple(sheets.values())
        raise Refusal("store.busy", sheet=taken_in[0].number)

    # --- within -------------------------------------------------------------------------------------

    def _sheet(self, record: Record) -> Sheet:
        """A sheet of one revision never changes: what was read lately needn't be read again."""
        sheet = self._read(record)
        return sheet if sheet is self._sheets.get(record.key) else self._remembered(sheet)

    def _read(self, record: Record) -> Sheet:
        """The same, and it isn't kept at hand: for who reads more of them than are."""
        known = self._sheets.get(record.key)
        if known is not None and known.revision == record.rev:
            return known
        return Sheet.model_validate({**record.body, "revision": record.rev})

    def _remembered(self, sheet: Sheet) -> Sheet:
        self._sheets[sheet.key] = sheet.slim()
        while len(self._sheets) > _REMEMBERED:
            self._sheets.popitem(last=False)
        return sheet

    def _numbers(self) -> set[str]:
        """The numbers of all sheets."""
        return {record.body["number"] for record in self.engine.find("sheets")}

    def _none(self, asked: str) -> Refusal:
        """That there is no such sheet; names some that exist, those of the same digits or beginning first."""
        numbers = sorted(self._numbers(), key=order_of_number)
        number = excerpt(plain(asked), 40)
        if not numbers:
            return Refusal("store.no_sheets", number=number)
        same = [each for each in numbers if order_of_number(each)[0] == order_of_number(asked)[0]]
        near = [each for each in numbers if key_of(each)[:2] == key_of(asked)[:2]]
        nearest = tuple(dict.fromkeys([*same, *(near or numbers)]))[:5]
        return Refusal("store.no_sheet", number=number, nearest=nearest)


def order_of(sheet: Sheet) -> tuple[int, tuple[int, str]]:
    """Where a sheet stands in every list: the latest year first, then by number."""
    return (-sheet.year, order_of_number(sheet.number))


@lru_cache(maxsize=20_000)
def order_of_number(number: str) -> tuple[int, str]:
    """Where a number stands among those of its year: S2 comes before S10."""
    digits = "".join(sign for sign in key_of(number) if sign.isdecimal())
    return (int(digits[:40] or 0), number)
