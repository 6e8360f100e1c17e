"""Digests in channels: one a day of each kind, posted or by itself, written anew where it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commands.digest.posting import due
from commands.kit.reply import Buttons, Reply, Say, Whisper
from commands.kit.request import Subject
from store.post import Post
from store.refusal import Refusal
from store.sheet import Stage
from store.store import Store
from store.subscription import Scope, Subscription
from tests.commands.chat import Chat
from tests.commands.digests import (
    MONDAY,
    charts,
    happened,
    keys,
    late_office,
    parts_of,
    values,
)  # fmt: skip
from tests.office import (
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    TANAKA,
)  # fmt: skip

HOUR = timedelta(hours=1)


def kept(store: Store, say: Say, now: datetime) -> Post | None:
    """Written down, as whoever sends it does."""
    assert isinstance(say.to, str)
    assert say.once is not None
    content = {"told": repr(say.parts)}
    return store.say(say.once.key, say.to, content, now, series=say.once.series)


def said(replies: object) -> Say:
    assert isinstance(replies, list)
    return next(each for each in replies if isinstance(each, Say))


ALL, EVERYDAY = Scope(), (0, 1, 2, 3, 4)


def everyday(
    store: Store, *, scope: Scope = ALL, weekdays: tuple[int, ...] = EVERYDAY, by: str = SATO.id
) -> Subscription:
    """A digest every day at nine, since last week."""
    made = Subscription(
        id="1", channel="C0JOHO", scope=scope, weekdays=weekdays, since=MONDAY - timedelta(days=6), by=by
    )
    assert store.keep_subscription(Subscription(id="1", channel="", since=MONDAY), made, SATO, NOW)
    return made


# --- posted -----------------------------------------------------------------------------------------


def test_it_is_posted_once_a_day_and_written_anew_where_it_stands(store: Store) -> None:
    late_office(store, 1)
    chat = Chat(SATO, store, NOW)
    chat.types("/集計 福祉部長寿課")
    subject = Subject(part="department:福祉部長寿課")
    first = said(chat.presses("digest.post", subject))
    assert first.to == "C0JOHO"
    assert kept(store, first, NOW)
    chat.now = NOW + HOUR
    replies = chat.presses("digest.post", subject)
    assert keys(replies[1].parts) == ["digest.written_anew"]  # type: ignore[union-attr]
    assert kept(store, said(replies), chat.now)  # it says as of when, even where nothing else has changed
    sheet = store.numbered("S2")
    store.answer(sheet.key, TANAKA, chat.now, {("O1",): "はい。"}, sheet.revision)
    again = kept(store, said(chat.presses("digest.post", subject)), chat.now)
    assert again is not None
    assert (again.key, again.version) == (first.once.key, 3)  # type: ignore[union-attr]


def test_the_next_days_tells_what_changed_since(store: Store) -> None:
    (sheet, _) = late_office(store, 2)
    chat = Chat(SATO, store, NOW)
    kept(store, said(chat.presses("digest.post")), NOW)
    store.fill(sheet.key, SATO, NOW + HOUR, {"activity": "書いた"}, sheet.revision)
    chat.now = NOW + timedelta(days=1)
    say = said(chat.presses("digest.post"))
    assert happened(say.parts) == {"S1 窓口の改善": [("digest.did_fill", 1)]}
    kept(store, say, chat.now)
    chat.now += timedelta(days=1)
    assert happened(said(chat.presses("digest.post")).parts) == {}


def test_one_that_could_not_be_said_does_not_stand_in_the_way(store: Store) -> None:
    late_office(store, 1)
    chat = Chat(SATO, store, NOW)
    first = said(chat.presses("digest.post"))
    kept(store, first, NOW)
    assert first.once is not None
    store.keep_lost(first.once.key, "not_in_channel")
    assert kept(store, said(chat.presses("digest.post")), NOW)


def test_who_is_nobody_of_the_office_reads_and_posts_nothing(store: Store) -> None:
    late_office(store, 1)
    chat = Chat(STRANGER, store, NOW)
    shown = parts_of(chat.types("/digest"))
    assert charts(shown)
    assert not any(isinstance(part, Buttons) for part in shown)  # what they may not do isn't offered
    with pytest.raises(Refusal, match="newcomer"):
        chat.presses("digest.post")


# --- by itself --------------------------------------------------------------------------------------


def test_what_is_due_is_said_until_it_was(store: Store) -> None:
    late_office(store, 1)
    everyday(store)
    assert list(due(MONDAY - timedelta(minutes=1), store)) == []
    (say,) = due(MONDAY, store)
    assert say.to == "C0JOHO"
    assert say.once is not None
    assert (say.once.key, say.once.series) == ("digest/1/2020-07-20", "digest/1")
    (late,) = due(MONDAY + 3 * HOUR, store)  # whoever was away makes up for it
    assert (late.once, values(late.parts, "digest.title")["at"]) == (say.once, MONDAY + 3 * HOUR)
    assert kept(store, say, MONDAY)
    assert list(due(MONDAY + HOUR, store)) == []
    assert list(due(MONDAY + 9 * HOUR, store)) == []  # the office is closed


def test_it_is_written_anew_when_something_has_changed_but_not_at_once(store: Store) -> None:
    (sheet,) = late_office(store, 1)
    everyday(store)
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    at = MONDAY + timedelta(minutes=5)
    store.fill(sheet.key, SATO, at, {"activity": "書いた"}, sheet.revision)
    assert list(due(at, store)) == []
    (again,) = due(MONDAY + timedelta(minutes=15), store)
    assert again.once == say.once
    assert happened(again.parts) == {"S1 窓口の改善": [("digest.did_fill", 1)]}


def test_a_change_elsewhere_writes_nothing_anew(store: Store) -> None:
    (sheet,) = late_office(store, 1)
    everyday(store, scope=Scope(of="stage", value=Stage.AWAITING_ANSWERS))
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    store.fill(sheet.key, SATO, MONDAY + HOUR, {"activity": "書いた"}, sheet.revision)
    assert list(due(MONDAY + 2 * HOUR, store)) == []


def test_one_that_could_not_be_posted_is_told_to_who_set_it_and_not_tried_all_day(store: Store) -> None:
    late_office(store, 1)
    everyday(store)
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    store.keep_lost("digest/1/2020-07-20", "not_in_channel")
    (told,) = due(MONDAY + HOUR, store)
    assert (told.to, keys(told.parts)[0]) == (SATO.id, "schedule.unposted")
    kept(store, told, MONDAY)
    assert list(due(MONDAY + HOUR, store)) == []
    for days, arrives, hears in ((1, False, False), (2, True, False), (7, False, True)):
        now = MONDAY + timedelta(days=days)
        (again,) = due(now, store)
        assert again.to == "C0JOHO"
        post = kept(store, again, now)
        assert post is not None
        if not arrives:
            store.keep_lost(post.key, "is_archived")
        assert bool(list(due(now + HOUR, store))) is hears, days


def test_the_secretariat_hears_once_that_its_digest_could_not_be_posted(store: Store) -> None:
    """Of all that is lost it is told anyhow."""
    late_office(store, 1)
    everyday(store, by=SECRETARIAT.id)
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    store.keep_lost("digest/1/2020-07-20", "is_archived")
    assert list(due(MONDAY + HOUR, store)) == []


def moved(store: Store, now: datetime, channel: str) -> None:
    """The digest of every day comes to this channel, since now."""
    (standing,) = store.subscriptions()
    after = standing.model_copy(update={"channel": channel, "at": (now + HOUR).time(), "since": now})
    assert store.keep_subscription(standing, after, SATO, now)


def test_moved_to_another_channel_it_comes_there_on_the_same_day_and_what_stands_is_left_alone(store: Store) -> None:
    (sheet,) = late_office(store, 1)
    everyday(store)
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    moved(store, MONDAY + HOUR, "C0HYOKA")
    store.fill(sheet.key, SATO, MONDAY + HOUR, {"activity": "書いた"}, sheet.revision)
    (there,) = due(MONDAY + 2 * HOUR, store)
    assert there.to == "C0HYOKA"
    post = kept(store, there, MONDAY + 2 * HOUR)
    assert post is not None
    assert (post.to, post.version) == ("C0HYOKA", 1)
    assert list(due(MONDAY + 3 * HOUR, store)) == []
    assert [(each.to, each.version) for each in store.series("digest/1")] == [("C0JOHO", 1), ("C0HYOKA", 1)]


@pytest.mark.parametrize("channel", ["C0JOHO", "C0HYOKA"])
def test_set_anew_after_it_could_not_be_posted_it_comes_when_it_was_said_to(store: Store, channel: str) -> None:
    late_office(store, 1)
    everyday(store)
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    store.keep_lost("digest/1/2020-07-20", "not_in_channel")
    moved(store, MONDAY + HOUR, channel)
    (there,) = due(MONDAY + 2 * HOUR, store)
    assert there.to == channel
    assert kept(store, there, MONDAY + 2 * HOUR)


def test_it_goes_on_when_the_department_has_another_name(store: Store) -> None:
    late_office(store, 1)
    everyday(store, scope=Scope(of="department", value="福祉部長寿課"))
    before = store.department("福祉部長寿課")
    store.keep_department(before, before.changed(SECRETARIAT, "福祉部 高齢課", before.channel), SECRETARIAT, NOW)
    (say,) = due(MONDAY, store)
    assert sum(charts(say.parts)[0].series[0].values) == 2


def test_posting_it_writes_the_days_own_anew(store: Store) -> None:
    late_office(store, 1)
    everyday(store)
    (say,) = due(MONDAY, store)
    kept(store, say, MONDAY)
    posted = said(Chat(SATO, store, MONDAY + HOUR).presses("digest.post"))
    assert posted.once == say.once
    other = said(Chat(SATO, store, MONDAY + HOUR).presses("digest.post", Subject(part="stage:draft")))
    assert other.once != say.once


def test_an_office_without_sheets_is_not_told_anything(store: Store) -> None:
    everyday(store)
    assert list(due(MONDAY, store)) == []


def test_what_everybody_reads_has_ways_on(store: Store) -> None:
    late_office(store, 1)
    say = said(Chat(SATO, store, NOW).presses("digest.post"))
    (buttons,) = (part for part in say.parts if isinstance(part, Buttons))
    assert [each.step for each in buttons.buttons] == ["digest.show", "digest.settings"]
    replies: list[Reply] = list(Chat(TANAKA, store, NOW).presses("digest.show", buttons.buttons[0].subject))
    assert isinstance(replies[0], Whisper)
