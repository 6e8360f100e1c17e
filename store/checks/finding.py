"""What a check says: where, why, what to do, and whether the sheet can be handed in all the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.text import Said, Text


class Severity(StrEnum):
    """BLOCKS: the sheet can't be submitted so, as `Sheet.submit` refuses. LOOK: worth a look, and no more."""

    BLOCKS = "blocks"
    LOOK = "look"


@dataclass(frozen=True)
class Finding:
    """One thing that a check has noticed.

    Attributes:
        check: the name of the check.
        places: addresses of the fields that it is about, in the form's order; the first is where to begin. An item
            that is missing altogether has no field: then it is the key of its table ("initiatives").
        where: what people call these fields.
        within: the same for somebody who knows already which section or item it is about.
        text: why it was noticed, and what to do.
        severity: whether it hinders submission.
    """

    check: str
    places: tuple[str, ...]
    where: Said
    within: Said
    text: Text
    severity: Severity = Severity.LOOK

    @property
    def address(self) -> str:
        """The field to open."""
        return self.places[0]

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS
