"""Who works where, as a TOML file tells it: `[[people]]`, `[[departments]]` and `[[channels]]`."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field, ValidationError

from store.kinds import LONGEST_NAME, Model, key_of
from store.person import Department, Document, Person
from store.refusal import Refusal
from store.text import Text


class Channel(Document):
    """A channel of the chat workspace, by its id."""

    id: str
    name: str


class Office(Document):
    """The people of an office, its departments, and the channels that it talks in."""

    people: tuple[Person, ...]
    departments: tuple[Department, ...]
    channels: tuple[Channel, ...]

    def members(self, channel: Channel) -> tuple[Person, ...]:
        """Who belongs in a channel: a department's own staff and those who work on all sheets, else everybody."""
        at_home = [each.name for each in self.departments if each.channel == channel.id]
        if not at_home:
            return self.people
        return tuple(
            person
            for person in self.people
            if person.offices or person.secretariat or any(person.works_for(name) for name in at_home)
        )


def office() -> Office:
    """The sample office."""
    return read_office((files(__package__) / "office.toml").read_text("utf-8"))


def read_office(text: str) -> Office:
    """Read an office from TOML; `office.toml` beside this module shows every key.

    Raises:
        Refusal: not TOML, an unknown key, one that is missing or badly written, two of one id or name, or a
            department that nobody entered; all of them at once.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise Refusal("store.office_unreadable", line=line) from error
    try:
        book = _Book.model_validate(tables)
    except ValidationError as error:
        raise Refusal.gather(map(_refusal, error.errors())) or error from error
    if refused := Refusal.gather(_contradictions(book)):
        raise refused
    own = {each.channel: each.channel_name or each.name for each in reversed(book.departments) if each.channel}
    general = {each.id: each.name for each in book.channels}
    return Office(
        people=tuple(Person.model_validate(each.model_dump()) for each in book.people),
        departments=tuple(
            Department(name=each.name, channel=each.channel, head=each.head) for each in book.departments
        ),
        channels=tuple(Channel(id=key, name=name) for key, name in (general | own).items()),
    )


Word = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class _Entry(Model, str_strip_whitespace=True):
    pass


class _Person(_Entry):
    id: Word
    name: Word
    departments: tuple[Word, ...] = ()
    offices: tuple[Word, ...] = ()
    secretariat: bool = False


class _Department(_Entry):
    name: Word
    channel: str = ""
    channel_name: str = ""
    head: str = ""


class _Channel(_Entry):
    id: Word
    name: Word


class _Book(_Entry):
    people: tuple[_Person, ...] = ()
    departments: tuple[_Department, ...] = ()
    channels: tuple[_Channel, ...] = ()


_ENTRIES: Mapping[str, type[_Entry]] = {"people": _Person, "departments": _Department, "channels": _Channel}
_EXAMPLES = {
    "departments": 'departments = ["市長公室情報課"]',
    "offices": 'offices = ["finance"]',
    "secretariat": "secretariat = true",
}


def _refusal(error: Any) -> Refusal:
    """One of pydantic's errors in our words. Its `loc` is the table, the entry's number from 0, the key, …"""
    table, *rest = (str(step) for step in error["loc"])
    if not rest:
        if error["type"] == "extra_forbidden":
            return Refusal("store.office_no_table", table=table, known=tuple(_ENTRIES))
        return Refusal("store.office_not_entries", table=table)
    number, *keys = rest
    place = Text.of("store.office_entry", table=table, number=int(number) + 1)
    if not keys:
        return Refusal("store.office_not_entries", table=table)
    if error["type"] == "extra_forbidden":
        return Refusal("store.office_no_key", place=place, name=keys[0], known=tuple(_ENTRIES[table].model_fields))
    if error["type"] == "string_too_long":
        return Refusal("store.office_too_long", place=place, name=keys[0], most=LONGEST_NAME)
    if error["type"] in ("missing", "string_too_short") and len(keys) == 1:
        return Refusal("store.office_key_missing", place=place, name=keys[0])
    return Refusal("store.office_badly_written", place=place, example=_EXAMPLES.get(keys[0], f'{keys[0]} = "…"'))


def _contradictions(book: _Book) -> Iterator[Refusal]:
    for user, count in Counter(each.id for each in book.people).items():
        if count > 1:
            names = tuple(each.name for each in book.people if each.id == user)
            yield Refusal("store.office_id_twice", id=user, names=names)
    known = Counter(key_of(each.name) for each in book.departments)
    for name in dict.fromkeys(each.name for each in book.departments if known[key_of(each.name)] > 1):
        yield Refusal("store.office_department_twice", department=name)
    for person in book.people:
        for department in person.departments:
            if key_of(department) not in known:
                yield Refusal("store.office_no_department", name=person.name, department=department)
