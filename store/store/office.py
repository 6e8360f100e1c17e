"""People, departments, and where their sheets are talked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from store.engine import Change, Conflict, Put
from store.engine.base import Body, Record
from store.kinds import key_of
from store.person import Department, Group, Person
from store.refusal import Refusal
from store.store.shelf import Named, Shelf


class UserGroups(Protocol):
    """The workspace's user groups, as the store asks for them. What can't be learned now is left out."""

    def all(self) -> Mapping[str, str]:
        """What each is called, by id."""
        ...

    def members(self, groups: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The user ids of who is in these."""
        ...


class NoUserGroups:
    """Where no workspace is at hand: what was known last holds."""

    def all(self) -> Mapping[str, str]:
        return {}

    def members(self, groups: Sequence[str]) -> Mapping[str, tuple[str, ...]]:  # noqa: ARG002 - nobody is asked
        return {}


class OfficeShelf(Shelf):
    """The part of the store that keeps the office, to be read.

    Attributes:
        appointed: user ids that are of the secretariat whatever the documents say.
        usergroups: answers who is in a user group now.
    """

    appointed: frozenset[str] = frozenset()
    usergroups: UserGroups = NoUserGroups()

    def __init__(self) -> None:
        super().__init__()
        self._people_as_of: object = None
        self._with_deputies: tuple[object, tuple[Person, ...]] | None = None

    def person(self, user: str, name: str = "", now: datetime | None = None) -> Person:
        """The person with this user id, with what they may do; somebody the office doesn't know has no role.

        With `now` (aware, in the office's zone), also what those may do for whom they stand in on that day.
        """
        acting = self._with_roles(self.registered(user, name), self.groups()).model_copy(update={"revision": 0})
        if now is None:
            return acting
        absent = [each for each in self._deputised() if (found := each.deputy_on(now.date())) and found.id == user]
        groups = self.groups() if absent else ()
        return acting.standing_in([self._with_roles(each, groups) for each in absent]) if absent else acting

    def registered(self, user: str, name: str = "") -> Person:
        """The person as they are kept, without what groups and settings add."""
        record = self.engine.get("people", user)
        return _read(Person, record) if record else Person(id=user, name=name or user)

    def people(self) -> Iterator[Person]:
        """Everybody who is kept, as they are kept."""
        return self._readable(self.engine.find("people"), partial(_read, Person))

    def secretariat(self) -> tuple[Person, ...]:
        """Those of the secretariat, by documents or by setting; in order of their ids."""
        found = {each.id: each for each in self.people() if each.secretariat}
        found |= {each: self.registered(each).also((), (), secretariat=True) for each in self.appointed}
        return tuple(found[each] for each in sorted(found))

    def department(self, name: str) -> Department:
        """The department, also by a name that it had before; one that nobody entered has no channel."""
        record = self.engine.get("departments", key_of(name))
        if record:
            found: Department = _read(Department, record)
            return found
        known = (each for each in self.departments() if key_of(name) in map(key_of, each.formerly))
        return next(known, Department(name=name))

    def departments(self) -> Iterator[Department]:
        return self._readable(self.engine.find("departments"), partial(_read, Department))

    def groups(self) -> tuple[Group, ...]:
        """The user groups that are tied to a department or a reviewing office."""
        found: Iterator[Group] = self._readable(self.engine.find("groups"), partial(_read, Group))
        return tuple(each for each in found if each.department or each.office)

    def group(self, key: str, name: str = "") -> Group:
        record = self.engine.get("groups", key)
        return _read(Group, record) if record else Group(id=key, name=name or key)

    def members(self, *groups: Group) -> Mapping[str, tuple[str, ...]]:
        """Who is in these user groups; where that can't be learned now, who was when it could. By the group's id."""
        told = self.usergroups.members([each.id for each in groups]) if groups else {}
        members: dict[str, tuple[str, ...]] = {}
        for each in groups:
            record = self.engine.get("memberships", each.id)
            last = tuple(record.body["users"]) if record else ()
            members[each.id] = told.get(each.id, last)
            if members[each.id] != last and self.engine.writing:
                with suppress(Refusal):  # there is no room on the disk: what was told holds all the same
                    self._replace({("memberships", each.id): {"users": list(members[each.id])}})
        return members

    def keep_office(self, people: Sequence[Person], departments: Sequence[Department]) -> None:
        """Enter people and departments, or replace what stands for them; deputies and earlier names stay, heads unless
        another one is named."""
        bodies: dict[tuple[str, str], dict[str, Any]] = {}
        for person in people:
            deputy = person.deputy or self.registered(person.id).deputy
            bodies["people", person.id] = person.model_copy(update={"deputy": deputy}).model_dump(mode="json")
        for each in departments:
            standing = self.engine.get("departments", key_of(each.name))
            before = standing.body if standing else {}
            formerly, head = each.formerly or before.get("formerly", ()), each.head or before.get("head", "")
            bodies["departments", key_of(each.name)] = each.model_dump(mode="json") | {
                "formerly": list(formerly),
                "head": head,
            }
        self._replace(bodies)

    def thread(self, sheet: str) -> tuple[str, str] | None:
        """The channel and the first message's timestamp of a sheet's thread."""
        record = self.engine.get("threads", sheet)
        return (record.body["channel"], record.body["ts"]) if record else None

    def keep_thread(self, sheet: str, channel: str, ts: str) -> None:
        """Remember it, in place of an earlier one."""
        self._replace({("threads", sheet): {"channel": channel, "ts": ts}})

    # --- within -------------------------------------------------------------------------------------

    def _deputised(self) -> tuple[Person, ...]:
        """Those who named a deputy, whenever. Asked for at every word that anybody says, so it is read once a change.

        What was read goes with what it is as of: a change while it was being read makes it old, not the next thing known.
        """
        as_of, known = self._people_as_of, self._with_deputies
        if known is None or known[0] is not as_of or not self.engine.writing:  # who only reads hears of no change
            known = self._with_deputies = (as_of, tuple(each for each in self.people() if each.deputy))
        return known[1]

    def _written(self, documents: Sequence[Named]) -> None:
        super()._written(documents)
        if any(kind == "people" for kind, _ in documents):
            self._people_as_of = object()

    def _with_roles(self, person: Person, groups: Sequence[Group]) -> Person:
        members = self.members(*groups)
        theirs = [each for each in groups if person.id in members[each.id]]
        return person.also(
            [each.department for each in theirs],
            [each.office for each in theirs],
            secretariat=person.id in self.appointed,
        )

    def _replace(self, bodies: Mapping[tuple[str, str], Body]) -> None:
        """Write documents by kind and key, whatever stands there: of several writers the last one stays."""
        while True:
            puts: list[Change] = []
            for (kind, key), body in bodies.items():
                standing = self.engine.get(kind, key)
                puts.append(Put(kind, key, body, standing.rev if standing else 0))
            try:
                return self._write(*puts)
            except Conflict:
                continue  # somebody else wrote in between


def _read(of: type[Any], record: Record) -> Any:
    """A document as it was read, at its revision."""
    return of.model_validate({**record.body, "revision": record.rev})
