"""People and departments of the office."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from store.kinds import key_of


class Document(BaseModel):
    """Something that is kept: frozen; what later versions add is ignored by earlier ones."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Department(Document):
    """A department (担当部課). `channel` is where changes to its sheets are told; "" for nowhere."""

    name: str
    channel: str = ""


class Person(Document):
    """Somebody of the office, by their user id in the chat workspace. Somebody unknown has no role and may read.

    Attributes:
        departments: names of the departments they work for.
        offices: keys of the reviewing offices they speak for.
        secretariat: whether they are of the secretariat (事務局).
    """

    id: str
    name: str
    departments: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    secretariat: bool = False

    def works_for(self, department: str) -> bool:
        """Whether the department is theirs; widths and spaces in its name don't matter."""
        return key_of(department) in {key_of(each) for each in self.departments}

    @property
    def known(self) -> bool:
        """Whether they have any role."""
        return bool(self.departments or self.offices or self.secretariat)
