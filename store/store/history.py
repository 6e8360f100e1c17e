"""A sheet's past: as it was at any change, an earlier text put back, a change taken back. Each is a change of its own."""

from __future__ import annotations

from datetime import datetime

from store.event import Event
from store.person import Person
from store.refusal import Refusal
from store.sheet import UNDO, Sheet
from store.sheet.rights import allowed
from store.store.events import require_unmoved
from store.store.sheets import Clash, SheetShelf

UNDONE, PUT_BACK = "undo", "put_back"
"""What the events of these changes are called."""


class HistoryShelf(SheetShelf):
    """The part of the store that looks and goes back."""

    def sheet_at(self, sheet: Sheet, revision: int) -> Sheet:
        """The sheet as it was at a revision, computed backward from how it is.

        Raises:
            Refusal: it has no such revision.
        """
        if not 1 <= revision <= sheet.revision:
            self.event(sheet, revision)
        return sheet.before(self.form(sheet), self.since(sheet, revision))

    def submission(self, sheet: Sheet) -> Event | None:
        """The change by which it was last handed in; None where it never was."""
        handed = (
            event
            for event in reversed(self.history(sheet.key))
            if any(
                each.field == "submitted" and (each.before is None or event.action == "submit")
                for each in event.differences
            )
        )
        return next(handed, None)

    def may_undo(self, sheet: Sheet, who: Person, now: datetime, event: Event) -> bool:
        """Whether they may take this change back now."""
        in_time = event.who == who.id and now - event.at <= UNDO  # of most changes nothing more need be read
        return in_time and self.undo_refused(sheet, who, now, event) is None

    def undo_refused(self, sheet: Sheet, who: Person, now: datetime, event: Event) -> Refusal | None:
        """Why they can't take this change back now; None where they can."""
        return sheet.undo_refused(self.form(sheet), who, now, event, self.since(sheet, event.revision))

    def undo(self, key: str, who: Person, now: datetime, revision: int) -> Sheet:
        """Take back the change that led to this revision.

        Raises:
            Refusal: as `Sheet.undone`; or there is no such change.
        """

        def rule(sheet: Sheet) -> Sheet:
            event = self.event(sheet, revision)
            return sheet.undone(self.form(sheet), who, now, event, self.since(sheet, revision))

        return self.change(key, who, now, UNDONE, rule, of=revision)

    def require_standing(self, sheet: Sheet, address: str, revision: int) -> None:
        """Raises Refusal where what this address named at a revision has no place, or another one, by now."""
        if address not in sheet.leaves(self.form(sheet)):
            raise Refusal("store.no_place_any_more", sheet=sheet.number, name=sheet.named(self.form(sheet), address))
        require_unmoved(sheet, self.since(sheet, revision), (address,))

    def stands(self, sheet: Sheet, address: str, revision: int) -> bool:
        """Whether the address names the same place as it did at a revision."""
        return allowed(lambda: self.require_standing(sheet, address, revision))

    def put_back(
        self, key: str, who: Person, now: datetime, address: str, *, revision: int, seen: int
    ) -> tuple[Sheet, tuple[Clash, ...]]:
        """Write into a field what stood there at a revision; the person saw what stands there at revision `seen`.

        Where somebody has changed the field since, nothing is written and the clash is returned.

        Raises:
            Refusal: as `Sheet.fill`; or the field isn't there any more, or another item has taken its place.
        """
        clashes: list[Clash] = []

        def rule(sheet: Sheet) -> Sheet:
            clashes.clear()
            form = self.form(sheet)
            self.require_standing(sheet, address, revision)
            leaf = sheet.leaves(form)[address]
            value = self.sheet_at(sheet, revision).values.get(address)
            written = "" if value is None else leaf.kind.write(value)
            after = sheet.fill(form, who, {address: written})
            meanwhile = [event for event in self.since(sheet, seen) if address in event.fields]
            if meanwhile and after.facts != sheet.facts:
                clashes.append(Clash(address, sheet.values.get(address), written, meanwhile[-1]))
                return sheet
            return after

        return self.change(key, who, now, PUT_BACK, rule, of=revision), tuple(clashes)
