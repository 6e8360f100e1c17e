"""Whoever sets, moves and reads deadlines in the tests of /deadline."""

from __future__ import annotations

import pytest

from commands.kit.reply import View
from commands.kit.request import Subject
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from tests.commands.chat import Chat
from tests.commands.reminding import at
from tests.office import SECRETARIAT

OWN = "市長公室情報課"
YEAR = Subject("2020")


def chat(store: Store, who: Person = SECRETARIAT, **named: str) -> Chat:
    return Chat(who, store, at(7, 21), named=named)


def fields(refused: pytest.ExceptionInfo[Refusal]) -> list[tuple[str | None, str]]:
    return [(each.field, each.text.key.partition(".")[2]) for each in refused.value.reasons]


def setting(store: Store) -> Chat:
    person = chat(store)
    person.types("/deadline")
    person.presses("deadline.setting", person.finds("deadline.setting"))
    return person


def moving(store: Store, kind: str = "sheet") -> Chat:
    person = chat(store)
    person.types("/deadline")
    person.presses("deadline.moving", person.finds("deadline.moving", kind))
    return person


MOVE = {"task": "submit", "day": "2020-08-05", "reason": "国の通知を待つため"}


def view_of(person: Chat) -> View:
    assert person.view
    return person.view
