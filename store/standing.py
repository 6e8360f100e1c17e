"""Where a sheet stands, in a few words: what thousands of sheets are counted and compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from store.sheet.facts import SheetFacts, Stage
from store.task import Todo


@dataclass(frozen=True, slots=True)
class Standing:
    """A sheet as it stood at one revision, without its texts.

    Attributes:
        key: the sheet's document.
        todos: what is still to be done.
        unanswered: how many opinions wait for an answer, by the office that gave them ("" where a file told them).
        choices: what was chosen in the fields that offer a closed list, by the field's key.
        changed: when it was changed last, aware; None where the account of it was lost.
    """

    key: str
    revision: int
    year: int
    number: str
    name: str
    owner: str
    form: str
    stage: Stage
    todos: tuple[Todo, ...]
    unanswered: Mapping[str, int]
    choices: Mapping[str, str]
    changed: datetime | None

    @classmethod
    def of(cls, sheet: SheetFacts, choices: tuple[str, ...], changed: datetime | None) -> Standing:
        """Of a sheet; `choices` are the keys of the fields with closed lists."""
        unanswered: dict[str, int] = {}
        for opinion in sheet.open_opinions:
            unanswered[opinion.office] = unanswered.get(opinion.office, 0) + 1
        return cls(
            key=sheet.key,
            revision=sheet.revision,
            year=sheet.year,
            number=sheet.number,
            name=sheet.name,
            owner=sheet.owner,
            form=sheet.form,
            stage=sheet.stage,
            todos=sheet.todos,
            unanswered=unanswered,
            choices={key: str(sheet.values[key]) for key in choices if key in sheet.values},
            changed=changed,
        )
