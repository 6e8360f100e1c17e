"""All that a reminder tells of can be read, by whoever it was sent to."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.reply import Heading, Row
from commands.kit.request import Subject
from store.person import Department, Person
from store.refusal import Refusal
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls
from tests.commands.reminding import at, say, settle
from tests.office import NOW, SATO, SECRETARIAT, small_content, submitted

HEAD = Person(id="U0HEAD", name="課長 太郎")
SHEETS = 45
KEY = f"reminder/2020-08-07/{HEAD.id}"


@pytest.fixture
def office(store: Store) -> Store:
    """A department with so many late sheets, whose head has no role."""
    settle(store)
    store.keep_office([HEAD], [Department(name="市長公室情報課", head=HEAD.id)])
    store.add_all([small_content(f"S{n}") for n in range(1, SHEETS + 1)], SECRETARIAT, NOW)
    return store


def shown(chat: Chat) -> list[str]:
    """The sheets on the screen."""
    assert chat.view
    return [str(each.text) for each in chat.view.parts if isinstance(each, Row)]


def test_a_head_without_a_role_pages_through_everything(office: Store) -> None:
    (post,) = [each for each in say(office, at(8, 7)) if each.to == HEAD.id]
    assert ("deadline.whole", Subject(KEY)) in list(controls(post.parts))
    chat = Chat(HEAD, office, at(8, 7))
    chat.presses("deadline.whole", Subject(KEY))
    seen = shown(chat)
    for page in (1, 2):
        assert chat.view
        assert ("deadline.turn_whole", Subject(KEY, "", page)) in list(controls(chat.view.parts))
        chat.presses("deadline.turn_whole", Subject(KEY, "", page))
        seen += shown(chat)
    assert len(seen) == len(set(seen)) == SHEETS


def test_what_is_done_by_then_comes_last_and_says_so(office: Store) -> None:
    say(office, at(8, 7))
    submitted(office, office.sheet("2020-S1"))
    chat = Chat(HEAD, office, at(8, 7))
    chat.presses("deadline.turn_whole", Subject(KEY, "", 99))  # the last page that there is
    assert chat.view
    done = [each.text.key for each in chat.view.parts if isinstance(each, Row) and isinstance(each.text, Text)]
    assert done == ["deadline.done"]
    assert isinstance(chat.view.parts[0], Heading)
    assert chat.view.parts[0].text == Text.of("deadline.reminder", day=date(2020, 8, 7), count=SHEETS - 1)


def test_it_is_theirs_alone(office: Store) -> None:
    say(office, at(8, 7))
    with pytest.raises(Refusal, match="reminder_gone"):
        Chat(SATO, office, at(8, 7)).presses("deadline.whole", Subject(KEY))


def test_where_all_are_shown_there_is_no_such_button(store: Store) -> None:
    settle(store)
    store.add(small_content(), SECRETARIAT, NOW)
    for post in say(store, at(8, 7)):
        assert "deadline.whole" not in [step for step, _ in controls(post.parts)]
