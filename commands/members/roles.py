"""Where somebody can be assigned: a department, a reviewing office, the secretariat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.kinds import key_of
from store.person import Department, Group, Person
from store.refusal import Refusal
from store.store import Store
from store.text import Label, Said, Text

DEPARTMENT, OFFICE, SECRETARIAT = "department", "office", "secretariat"


@dataclass(frozen=True)
class Role:
    """One of them; `name` is the department's name or the office's key."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"

    @classmethod
    def parse(cls, part: str) -> Role:
        """Read `str(role)` back. Raises Refusal where it isn't one."""
        kind, _, name = part.partition("/")
        if kind not in (DEPARTMENT, OFFICE, SECRETARIAT):
            raise Refusal("members.gone")
        return cls(kind, name)

    def said(self, offices: Mapping[str, Label]) -> Said:
        """What it is called."""
        match self.kind:
            case "department":
                return self.name
            case "office":
                return offices.get(self.name, self.name)
            case _:
                return Text.of("members.secretariat")

    def is_of(self, person: Person) -> bool:
        """Whether somebody has it."""
        match self.kind:
            case "department":
                return person.works_for(self.name)
            case "office":
                return self.name in person.offices
            case _:
                return person.secretariat

    def is_of_group(self, group: Group) -> bool:
        """Whether the members of a user group have it."""
        match self.kind:
            case "department":
                return key_of(group.department) == key_of(self.name)
            case "office":
                return group.office == self.name
            case _:
                return False


@dataclass(frozen=True)
class Staff:
    """Who has which role, read once for a view."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    sizes: Mapping[str, int]
    secretariat: tuple[Person, ...]
    departments: Mapping[str, Department]
    owners: Mapping[str, int]
    offices: Mapping[str, Label]

    @classmethod
    def of(cls, store: Store) -> Staff:
        """As things stand now."""
        groups = store.groups()
        return cls(
            tuple(sorted(store.people(), key=lambda each: each.id)),
            groups,
            {group: len(users) for group, users in store.members(*groups).items()},
            store.secretariat(),
            {key_of(each.name): each for each in store.departments()},
            store.owners(),
            store.offices(),
        )

    def with_role(self, role: Role) -> tuple[Person, ...]:
        """The people who are assigned to it one by one."""
        return self.secretariat if role.kind == SECRETARIAT else tuple(each for each in self.people if role.is_of(each))

    def groups_with(self, role: Role) -> tuple[Group, ...]:
        return tuple(each for each in self.groups if role.is_of_group(each))

    def names(self, role: Role) -> tuple[Said, ...]:
        """Everybody who has it, user groups with how many they are."""
        groups = (
            Text.of("members.group_of", name=each.name, count=self.sizes.get(each.id, 0))
            for each in self.groups_with(role)
        )
        return (*(each.name for each in self.with_role(role)), *groups)

    def has_nobody(self, role: Role) -> bool:
        return not self.with_role(role) and not any(self.sizes.get(each.id) for each in self.groups_with(role))

    def all_departments(self) -> Iterator[Department]:
        """Those that were entered, and those that only stand on a sheet of the latest year."""
        yield from self.departments.values()
        yield from (Department(name=name) for name in self.owners if key_of(name) not in self.departments)
