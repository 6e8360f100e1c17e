"""People, departments, and where their sheets are talked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from store.engine import Change, Conflict, Engine, Put
from store.engine.base import Body
from store.kinds import key_of
from store.person import Department, Person


class OfficeShelf:
    """The part of the store that keeps the office."""

    engine: Engine

    def person(self, user: str, name: str = "") -> Person:
        """The person with this user id; somebody the office doesn't know has no role."""
        record = self.engine.get("people", user)
        return Person.model_validate(record.body) if record else Person(id=user, name=name or user)

    def people(self) -> Iterator[Person]:
        return (Person.model_validate(record.body) for record in self.engine.find("people"))

    def department(self, name: str) -> Department:
        """The department; one that nobody entered has no channel."""
        record = self.engine.get("departments", key_of(name))
        return Department.model_validate(record.body) if record else Department(name=name)

    def departments(self) -> Iterator[Department]:
        return (Department.model_validate(record.body) for record in self.engine.find("departments"))

    def keep_office(self, people: Sequence[Person], departments: Sequence[Department]) -> None:
        """Enter people and departments, or replace what stands for them."""
        bodies = {("people", each.id): each.model_dump(mode="json") for each in people}
        bodies |= {("departments", key_of(each.name)): each.model_dump(mode="json") for each in departments}
        self._replace(bodies)

    def thread(self, sheet: str) -> tuple[str, str] | None:
        """The channel and the first message's timestamp of a sheet's thread."""
        record = self.engine.get("threads", sheet)
        return (record.body["channel"], record.body["ts"]) if record else None

    def keep_thread(self, sheet: str, channel: str, ts: str) -> None:
        """Remember it, in place of an earlier one."""
        self._replace({("threads", sheet): {"channel": channel, "ts": ts}})

    def _replace(self, bodies: Mapping[tuple[str, str], Body]) -> None:
        """Write documents by kind and key, whatever stands there: of several writers the last one stays."""
        while True:
            puts: list[Change] = []
            for (kind, key), body in bodies.items():
                standing = self.engine.get(kind, key)
                puts.append(Put(kind, key, body, standing.rev if standing else 0))
            try:
                return self.engine.commit(*puts)
            except Conflict:
                continue  # somebody else wrote in between
