"""People and departments of the office: who works where, who stands in for whom, and the rules for changing that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from store.kinds import LONGEST_NAME, DateKind, kept_whole, key_of, plain
from store.refusal import Refusal

_DAY = DateKind(kind="date")


class Document(BaseModel):
    """Something that is kept: frozen; what later versions add is ignored by earlier ones."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Kept(Document):
    """A document of the office; `revision` is the one that was read, 0 for one that isn't kept yet."""

    revision: int = Field(0, exclude=True)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What its history tells of, as JSON."""
        return {name: fact for name, fact in self.model_dump(mode="json").items() if fact and name != "id"}

    def _with(self, **facts: Any) -> Self:
        return self.model_copy(update=facts)


class Department(Kept):
    """A department (担当部課). `channel` is where changes to its sheets are told; "" for nowhere.

    `formerly` holds the names that it had before: sheets of earlier years keep the one they were written under.
    `head` is the user id of who leads it (課長), who hears of what is long overdue; "" for nobody.
    """

    name: str
    channel: str = ""
    head: str = ""
    formerly: tuple[str, ...] = ()

    def changed(self, by: Person, name: str, channel: str, head: str | None = None) -> Department:
        """With another name, another channel, another head; None leaves the head as it is.

        Raises:
            Refusal: not theirs; no name, or one that couldn't stand in a list of names.
        """
        by.require_secretariat()
        said = re.sub(r"\s+", " ", plain(name))
        if not key_of(said):
            raise Refusal("store.department_unnamed", field="name")
        if re.search(r"[、,，]", said):
            raise Refusal("store.department_comma", field="name")
        try:
            kept_whole(said, LONGEST_NAME)
        except Refusal as refusal:
            raise refusal.at("name") from None
        formerly = self.formerly
        if self.name and key_of(self.name) != key_of(said):
            formerly = tuple(each for each in (*formerly, self.name) if key_of(each) != key_of(said))
        return self._with(name=said, channel=channel, formerly=formerly, head=self.head if head is None else head)


class Deputy(Document):
    """Who may do somebody's work while they are away, up to and including a day (代理)."""

    id: str
    name: str
    until: date


class Person(Kept):
    """Somebody of the office, by their user id in the chat workspace. Somebody unknown has no role and may read.

    Attributes:
        departments: names of the departments they work for.
        offices: keys of the reviewing offices they speak for.
        secretariat: whether they are of the secretariat (事務局).
        deputy: who stands in for them, and until when.
        stands_in: for whom they stand in at the moment that was asked about; what those may do, they may as well.
        alone: they themselves, where they stand in for somebody.
    """

    id: str
    name: str
    departments: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    secretariat: bool = False
    deputy: Deputy | None = None
    stands_in: tuple[Person, ...] = Field((), exclude=True)
    alone: Person | None = Field(None, exclude=True)

    def works_for(self, department: str) -> bool:
        """Whether the department is theirs; widths and spaces in its name don't matter."""
        return key_of(department) in {key_of(each) for each in self.departments}

    @property
    def known(self) -> bool:
        """Whether they have any role."""
        return bool(self.departments or self.offices or self.secretariat)

    def require_secretariat(self) -> None:
        """Raises Refusal unless they may say who works where."""
        if not self.secretariat:
            raise Refusal("store.secretariat_staffs")

    # --- roles --------------------------------------------------------------------------------------

    def staffed(
        self, by: Person, *, departments: Sequence[str], offices: Sequence[str], secretariat: bool, others: bool
    ) -> Person:
        """With these roles, and no others. `others`: whether there is anybody else in the secretariat.

        Raises:
            Refusal: not theirs; or the secretariat would be left without anybody, and nobody could undo it.
        """
        by.require_secretariat()
        if self.secretariat and not secretariat and not others:
            raise Refusal("store.last_of_secretariat", field="secretariat")
        return self._with(departments=_once(departments), offices=_once(offices), secretariat=secretariat)

    def joined(self, by: Person, department: str = "", office: str = "", *, secretariat: bool = False) -> Person:
        """With one role more."""
        by.require_secretariat()
        return self._with(
            departments=_once((*self.departments, department)),
            offices=_once((*self.offices, office)),
            secretariat=self.secretariat or secretariat,
        )

    def moved(self, before: str, after: str) -> Person:
        """As somebody whose department has another name now."""
        return self._with(departments=renamed(self.departments, before, after))

    def also(self, departments: Iterable[str], offices: Iterable[str], *, secretariat: bool = False) -> Person:
        """With what they may do besides what is kept of them: by a group, by a setting."""
        return self._with(
            departments=_once((*self.departments, *departments)),
            offices=_once((*self.offices, *offices)),
            secretariat=self.secretariat or secretariat,
        )

    # --- deputies -----------------------------------------------------------------------------------

    def deputised(self, by: Person, deputy: Person, until: str, today: date) -> Person:
        """With somebody who stands in for them until the end of a day.

        Raises:
            Refusal: neither they themselves nor the secretariat ask; it is themselves; the day is none, or over.
        """
        self._require_own(by)
        try:
            day = date.fromisoformat(str(_DAY.read(until) or ""))
        except Refusal as refusal:
            raise refusal.at("until") from None
        except ValueError:
            raise Refusal("store.deputy_past", field="until") from None
        if deputy.id == self.id:
            raise Refusal("store.deputy_is_self", field="deputy")
        if day < today:
            raise Refusal("store.deputy_past", field="until")
        return self._with(deputy=Deputy(id=deputy.id, name=deputy.name, until=day))

    def back(self, by: Person) -> Person:
        """Without a deputy."""
        self._require_own(by)
        return self._with(deputy=None)

    def deputy_on(self, today: date) -> Deputy | None:
        """Who stands in for them on this day."""
        return self.deputy if self.deputy and self.deputy.until >= today else None

    def standing_in(self, others: Sequence[Person]) -> Person:
        """As somebody who stands in for these: what they may do by themselves, this one may as well."""
        acting = self
        for each in others:
            acting = acting.also(each.departments, each.offices, secretariat=each.secretariat)
        return acting.model_copy(update={"stands_in": tuple(others), "alone": self})

    def for_whom(self, may: Callable[[Person], bool]) -> str:
        """The name of whom they stood in for when they did what those may do of whom `may` is true; "" for nobody."""
        if self.alone is None or may(self.alone):
            return ""
        return next((each.name for each in self.stands_in if may(each)), "")

    def _require_own(self, by: Person) -> None:
        if by.id != self.id and not by.secretariat:
            raise Refusal("store.deputy_not_theirs", name=self.name)


class Group(Kept):
    """A user group of the workspace whose members work for a department, or speak for an office; for none: untied.

    `name` is what the workspace called it when it was tied.
    """

    id: str
    name: str
    department: str = ""
    office: str = ""

    def tied(self, by: Person, department: str = "", office: str = "") -> Group:
        """Tied to this department or office, to nothing where none is given."""
        by.require_secretariat()
        return self._with(department=department, office=office)


def renamed(names: Iterable[str], before: str, after: str) -> tuple[str, ...]:
    """The names of departments, after one of them was given another name."""
    return _once(after if key_of(each) == key_of(before) else each for each in names)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in names if each))
