"""Reminders are messages that Slack takes, of one sheet and of five hundred, with any names, in both languages."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from bot.blocks import message, modal
from bot.local.validate import check_message, check_view
from commands.deadline.reminders import Look, due
from commands.kit.reply import Say
from commands.kit.texts import LANGUAGES, Texts
from store.formats.content import Content
from store.person import Department, Person
from store.store import Store
from tests.bot.test_extremes import NASTY
from tests.commands.chat import Chat, controls
from tests.commands.reminding import at, say, settle, unfinished
from tests.office import DEPARTMENTS, NOW, SATO, SECRETARIAT, TANAKA

OWNERS = ("市長公室情報課", "福祉部長寿課", "あ" * 100)
NAMES = ("窓口の改善", "あ" * 500, NASTY * 8)


def sheets(store: Store, count: int) -> None:
    contents = [
        Content("nagakute-s-2020", 2020, {"number": f"S{n}" + "９" * (n % 7 * 60), "name": NAMES[n % 3], "owner": OWNERS[n % 3]})
        for n in range(count)
    ]  # fmt: skip
    store.add_all(contents, SECRETARIAT, NOW)


def checked(posts: list[Say], texts: Texts) -> list[int]:
    """How many blocks each has; all of them are what Slack takes."""
    counts = []
    for post in posts:
        for language in LANGUAGES:
            built = message(post.parts, partial(texts.say, language=language))
            assert check_message(built) == [], built
            counts.append(len(built["blocks"]))
            assert "deadline." not in built["text"]
    return counts


@pytest.mark.parametrize("count", [0, 1, 500])
def test_any_number_of_late_sheets_is_a_message_that_slack_takes(store: Store, texts: Texts, count: int) -> None:
    settle(store)
    sheets(store, count)
    before = store.registered(SATO.id)
    away = before.deputised(SECRETARIAT, TANAKA, "2020-12-31", date(2020, 8, 1))
    store.keep_people([(before, away)], SECRETARIAT, NOW)
    store.keep_office([], [Department(name=each.name, channel=each.channel, head="U0HEAD") for each in DEPARTMENTS])
    posts = list(due(at(8, 14), store))
    assert bool(posts) is bool(count)
    assert all(count <= 50 for count in checked(posts, texts))
    if count > 1:
        told = {str(each.to): each.once.about for each in posts if each.once}
        assert set(told) >= {TANAKA.id, "U0HEAD", SECRETARIAT.id}
        assert len(told["U0HEAD"]) > 300  # all of them are told of, those that are shown and the others
    say(store, at(8, 14))
    for post in unfinished(store):
        items = {about.partition(" ")[2]: date(2020, 8, 31) for about in post.about[::2]}
        store.put_off(post.to, items, date(2020, 8, 14))
    checked(say(store, at(8, 14, 11)), texts)


def test_one_who_stands_in_for_many_gets_one_message(store: Store, texts: Texts) -> None:
    settle(store)
    people = [Person(id=f"U0A{n}", name=NASTY, departments=(f"課{n}",)) for n in range(60)]
    store.keep_office(people, [])
    for person in people:
        before = store.registered(person.id)
        away = before.deputised(SECRETARIAT, TANAKA, "2020-12-31", date(2020, 8, 1))
        store.keep_people([(before, away)], SECRETARIAT, NOW)
    values = [{"number": f"S{n}", "name": "窓口の改善", "owner": f"課{n}"} for n in range(60)]
    store.add_all([Content("nagakute-s-2020", 2020, each) for each in values], SECRETARIAT, NOW)
    (post,) = say(store, at(8, 14))
    assert post.to == TANAKA.id
    assert all(count <= 50 for count in checked([post], texts))
    chat = Chat(TANAKA, store, at(8, 14))
    chat.presses(*next(each for each in controls(post.parts) if each[0] == "deadline.whole"))
    for language in LANGUAGES:
        assert chat.view
        assert check_view(modal(chat.view, partial(texts.say, language=language), metadata="{}")) == []


def test_a_message_of_which_all_is_done_is_one_too(store: Store, texts: Texts) -> None:
    settle(store)
    sheets(store, 4)
    posts = say(store, at(8, 14))
    look = Look(store, date(2020, 8, 14))
    look.__dict__["open"] = {}
    checked([look.say(each.once.key, str(each.to), each.once.about) for each in posts if each.once], texts)
