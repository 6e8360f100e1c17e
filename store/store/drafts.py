"""What an office writes before it releases it: no part of the sheet or its history, and for its own people alone."""

from __future__ import annotations

from store.engine import Conflict, Put
from store.opinion import Draft
from store.person import Person
from store.sheet import Sheet
from store.store.shelf import Shelf


class DraftShelf(Shelf):
    """The part of the store that keeps drafts of opinions, one for each sheet and office."""

    def draft(self, sheet: Sheet, who: Person, office: str) -> Draft:
        """The office's draft; one without text where there is none.

        Raises:
            Refusal: they don't speak for the office, or nothing can be said on the sheet any more.
        """
        sheet.require_drafter(who, office)
        record = self.engine.get("drafts", f"{sheet.key}/{office}")
        return Draft.model_validate({**record.body, "revision": record.rev}) if record else Draft(office=office)

    def keep_draft(self, sheet: Sheet, draft: Draft, who: Person) -> bool:
        """Keep it in place of the revision that it names. False where somebody wrote meanwhile: nothing is overwritten."""
        body = draft.model_dump(mode="json", exclude={"revision"})
        try:
            self._write(Put("drafts", f"{sheet.key}/{draft.office}", body, draft.revision), *self._introducing(who))
        except Conflict:
            return False
        return True
