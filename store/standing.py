"""Where a sheet stands, in a few words: what thousands of sheets are counted and compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from store.form import Form
from store.sheet.facts import SheetFacts, Stage
from store.task import Task, Todo


@dataclass(frozen=True, slots=True)
class Standing:
    """A sheet as it stood at one revision, without its texts.

    Attributes:
        key: the sheet's document.
        offices: those that review it.
        todos: what is still to be done.
        reopened: whether it is worked on again after it was final.
        progress: how many of the required fields hold something, and how many there are; none, where its form is gone.
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
    offices: tuple[str, ...]
    todos: tuple[Todo, ...]
    reopened: bool
    progress: tuple[int, int]
    unanswered: Mapping[str, int]
    choices: Mapping[str, str]
    changed: datetime | None

    @classmethod
    def of(cls, sheet: SheetFacts, form: Form | None, choices: tuple[str, ...], changed: datetime | None) -> Standing:
        """Of a sheet on its form; `choices` are the keys of the form's fields with closed lists."""
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
            offices=sheet.offices,
            todos=sheet.todos,
            reopened=sheet.reopened is not None,
            progress=sheet.progress(form) if form else (0, 0),
            unanswered=unanswered,
            choices={key: str(sheet.values[key]) for key in choices if key in sheet.values},
            changed=changed,
        )

    @property
    def submitted(self) -> bool:
        """Whether its owner has handed it in."""
        return self.stage is not Stage.DRAFT

    @property
    def finalised(self) -> bool:
        """Whether nothing is written in it any more."""
        return self.stage in (Stage.FINAL, Stage.PUBLISHED)

    @property
    def offices_to_hear(self) -> frozenset[str]:
        """The offices for whose opinion it waits."""
        return frozenset(todo.office for todo in self.todos if todo.task is Task.REVIEW)
