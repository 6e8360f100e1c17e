"""The year is opened from the one before it, and an opening is taken back; each in one transaction."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from store.carry import Opening, Outlook, Plan, chosen, outlook, read_renames
from store.engine import Change, Check, Conflict, Put, Remove
from store.event import Event, differences
from store.form import Form, Forms
from store.kinds import key_of, plain
from store.opinion import Mark
from store.person import Person
from store.refusal import Refusal
from store.sheet import Origin, Sheet
from store.store.numbers import is_used, numbered, opened_once, unnumbered
from store.store.office import OfficeShelf
from store.store.records import kept, new_sheet, told
from store.store.sheets import order_of
from store.store.standings import StandingShelf

_TRIES = 20

Read = TypeVar("Read")


class YearShelf(StandingShelf, OfficeShelf):
    """The part of the store that leads from one year to the next. All of it is the secretariat's."""

    forms: Forms
    _sheets: OrderedDict[str, Sheet]
    _compared: tuple[str, int, Outlook] | None = None
    """The last comparison, by its plan's person and revision: whoever turns its pages needn't wait for it again."""

    def sheets_of(self, year: int) -> tuple[Sheet, ...]:
        """The sheets of a year, in order of their numbers."""
        return tuple(sorted(map(self._sheet, self.engine.find("sheets", year=year)), key=order_of))

    def edition_for(self, year: int) -> Form | None:
        """The edition that next year's sheets are likely to be written on; None where the year has no sheets."""
        used = [sheet.form for sheet in self.standings(year)]
        if not used:
            return None
        form = self.forms.get(max(set(used), key=used.count))
        return self.forms.in_use(form.title, year + 1) or form

    def plan(self, who: Person) -> Plan:
        """What the person plans to open, or has opened last. Raises Refusal where there is nothing."""
        found = self.find_plan(who)
        if found is None:
            raise Refusal("store.no_plan")
        return found

    def find_plan(self, who: Person) -> Plan | None:
        """The same; None where there is nothing."""
        require_secretariat(who)
        record = self.engine.get("plans", who.id)
        return Plan.model_validate({**record.body, "revision": record.rev}) if record else None

    def keep_plan(self, who: Person, before: int, form: str, renames: str = "", which: str = "") -> Plan:
        """Keep what the person wants to open, in place of an earlier plan. No sheet is touched.

        Raises:
            Refusal: they may not; there is no such year or form; the renames or sheets can't be read. All at once.
        """
        require_secretariat(who)
        refusals: list[Refusal] = []
        read = _gathered(refusals, lambda: read_renames(renames))
        sheets = self.sheets_of(before)
        if not sheets:
            refusals.append(Refusal("store.no_year_before", field="before", year=str(before)))
        else:
            _gathered(refusals, lambda: chosen(which, sheets))
        _gathered(refusals, lambda: self.forms.get(form), "form")
        if refused := Refusal.gather(refusals):
            raise refused
        return self._planned(Plan(by=who.id, before=before, form=form, renames=read or (), which=plain(which)))

    def compared_anew(self, plan: Plan) -> Plan:
        """The same plan, of the sheets as they stand now."""
        return self._planned(plan)

    def outlook(self, plan: Plan) -> Outlook:
        """What it would do, as it was compared. Raises Refusal where a form isn't installed any more."""
        known = self._compared
        if known is not None and known[:2] == (plan.by, plan.revision):
            return known[2]
        return self._looked(plan)

    def open_year(self, plan: Plan, who: Person, now: datetime) -> Opening | None:
        """Do what was planned, all or nothing. None where the sheets aren't any more as they were compared.

        Raises:
            Refusal: they may not, it is done already, or no sheet is left to carry over.
        """
        require_secretariat(who)
        if plan.opening:
            raise Refusal("store.opened_already", year=str(plan.year))
        form, view = self.forms.get(plan.form), self._looked(plan)
        if not view.prospects:
            raise Refusal("store.nothing_to_open", year=str(plan.year))
        if {each.before.key: each.before.revision for each in view.prospects} != dict(plan.seen):
            return None
        mark, used = Mark(by=who.id, at=now), opened_once(self.engine)
        changes: list[Change] = []
        sheets: list[Sheet] = []
        for each in view.prospects:
            key = f"{plan.year}-{plain(each.before.number)[:40]}"
            while key in used or is_used(self.engine, key):
                key += "~"
            used.add(key)
            origin = Origin(sheet=each.before.key, revision=each.before.revision)
            sheet = new_sheet(key, each.passage.content, form, who, now, carried_from=origin)
            event = Event(
                sheet=key, revision=1, at=now, who=who.id, name=who.name, action="carry",
                differences=differences({}, sheet.facts),
            )  # fmt: skip
            changes += [numbered(self.engine, sheet), kept(sheet, 0), told(event)]
            changes.append(Check("sheets", origin.sheet, origin.revision))
            sheets.append(sheet)
        name = f"{plan.year}-{len(self._openings(plan.year)) + 1:04d}"
        opening = Opening(
            key=name,
            year=plan.year,
            form=plan.form,
            opened=mark,
            sheets=tuple(sheet.key for sheet in sheets),
            revision=1,
        )
        done = plan.model_copy(update={"opening": name})
        changes += [_put(opening, 0), Put("plans", plan.by, _body(done), plan.revision)]
        try:
            self._write(*changes)
        except Conflict:
            return None
        self._compared = None
        return opening

    def opening(self, key: str) -> Opening:
        """Raises Refusal where there is none."""
        record = self.engine.get("openings", key)
        if record is None:
            raise Refusal("store.no_opening")
        return Opening.model_validate({**record.body, "revision": record.rev})

    def last_opening(self) -> Opening | None:
        """The latest one that wasn't taken back."""
        standing = [each for each in self._openings() if not each.undone]
        return max(standing, key=lambda each: (each.opened.at, each.key), default=None)

    def written_since(self, opening: Opening) -> tuple[Sheet, ...]:
        """The sheets of an opening into which somebody has written."""
        records = (self.engine.get("sheets", key) for key in opening.sheets)
        return tuple(self._sheet(record) for record in records if record is not None and record.rev > 1)

    def require_unwritten(self, opening: Opening) -> None:
        """Raises Refusal where an opening is taken back already, or somebody has written into one of its sheets."""
        year = str(opening.year)
        if opening.undone:
            raise Refusal("store.taken_back_already", year=year)
        if written := self.written_since(opening):
            numbers = tuple(sheet.number for sheet in written[:10])
            raise Refusal("store.written_since", year=year, count=len(written), numbers=numbers, first=numbers[0])

    def take_back(self, key: str, who: Person, now: datetime) -> Opening:
        """Remove all sheets of an opening, as if it had never been; that it was taken back is kept.

        Raises:
            Refusal: they may not, it is taken back already, or somebody has written into one of its sheets.
        """
        require_secretariat(who)
        for _ in range(_TRIES):
            opening = self.opening(key)
            self.require_unwritten(opening)
            undone = opening.model_copy(update={"undone": Mark(by=who.id, at=now)})
            changes: list[Change] = [_put(undone, opening.revision)]
            for sheet in map(self.sheet, opening.sheets):
                changes += [
                    Remove("sheets", sheet.key, 1),
                    *unnumbered(self.engine, sheet),
                    Remove("events", f"{sheet.key}/{1:08d}", 1),
                ]
            try:
                self._write(*changes)
            except Conflict:
                continue  # somebody wrote just now: the next look says who
            return undone
        raise Refusal("store.busy", sheet=key)

    # --- within -------------------------------------------------------------------------------------

    def _looked(self, plan: Plan) -> Outlook:
        """What it would do, as the sheets stand now."""
        sheets = chosen(plan.which, self.sheets_of(plan.before))
        forms = {edition: self.forms.get(edition) for edition in {sheet.form for sheet in sheets}}
        departments = {key_of(each.name): each for each in self.departments()}
        formerly = [(old, each.name) for each in departments.values() for old in each.formerly]
        return outlook(
            sheets, self.sheets_of(plan.year), forms, self.forms.get(plan.form), renames=plan.renames,
            formerly=tuple(each for each in formerly if key_of(each[0]) not in departments),
            departments=(each.name for each in departments.values()),
        )  # fmt: skip

    def _planned(self, plan: Plan) -> Plan:
        view = self._looked(plan)
        seen = {each.before.key: each.before.revision for each in view.prospects}
        plan = plan.model_copy(update={"seen": seen, "opening": ""})
        self._replace({("plans", plan.by): _body(plan)})
        record = self.engine.get("plans", plan.by)
        plan = plan.model_copy(update={"revision": record.rev if record else 1})
        self._compared = (plan.by, plan.revision, view)
        return plan

    def _openings(self, year: int | None = None) -> tuple[Opening, ...]:
        records = self.engine.find("openings")
        found = (Opening.model_validate({**record.body, "revision": record.rev}) for record in records)
        return tuple(each for each in found if year in (None, each.year))


def require_secretariat(who: Person) -> None:
    """The year is opened by the secretariat alone."""
    if not who.secretariat:
        raise Refusal("store.year_is_secretariats")


def _gathered(refusals: list[Refusal], read: Callable[[], Read], field: str = "") -> Read | None:
    """What is read; where it is refused, the refusal goes to the others."""
    try:
        return read()
    except Refusal as refusal:
        refusals.append(refusal.at(field) if field else refusal)
        return None


def _body(document: Plan | Opening) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude={"revision"}, exclude_none=True)


def _put(opening: Opening, expected: int) -> Change:
    return Put("openings", opening.key, _body(opening), expected)
