"""People, departments, and where their sheets are talked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from store.engine import Engine, Put
from store.engine.base import Change
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
        puts: list[Change] = []
        for kind, key, document in [
            *(("people", person.id, person) for person in people),
            *(("departments", key_of(each.name), each) for each in departments),
        ]:
            standing = self.engine.get(kind, key)
            puts.append(Put(kind, key, document.model_dump(mode="json"), standing.rev if standing else 0))
        self.engine.commit(*puts)

    def thread(self, sheet: str) -> tuple[str, str] | None:
        """The channel and the first message's timestamp of a sheet's thread."""
        record = self.engine.get("threads", sheet)
        return (record.body["channel"], record.body["ts"]) if record else None

    def keep_thread(self, sheet: str, channel: str, ts: str) -> None:
        standing = self.engine.get("threads", sheet)
        self.engine.commit(Put("threads", sheet, {"channel": channel, "ts": ts}, standing.rev if standing else 0))
