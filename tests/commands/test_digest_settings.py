"""/digest settings: digests that come by themselves are set, changed and ended; the channel hears of each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commands.kit.reply import Change, ChannelInput, Place, Return, Say
from commands.kit.request import Request, Subject
from store.refusal import Refusal
from store.reminding import Rules
from store.store import Store
from tests.commands.chat import Chat, command, inputs
from tests.commands.digests import MONDAY, keys, late_office
from tests.office import SATO, SECRETARIAT, STRANGER, TANAKA, ZONE


def opened(chat: Chat, subject: Subject = Subject()) -> Chat:  # noqa: B008
    """With the form of a digest on the screen."""
    chat.types("/集計 設定")
    chat.presses("digest.edit", subject)
    return chat


def test_whoever_works_here_sets_one_for_the_channel_in_which_they_stand(store: Store) -> None:
    late_office(store, 1)
    chat = opened(Chat(SATO, store, MONDAY + timedelta(hours=2)))
    assert chat.view is not None
    assert [each.key for each in inputs(chat.view)] == ["scope", "weekdays", "at"]
    replies = chat.submits(scope="department:福祉部長寿課", weekdays=("0", "3"), at="10:30")
    assert isinstance(replies[0], Return)
    assert keys(replies[0].view.parts)[0] == "schedule.saved"
    (made,) = store.subscriptions("C0JOHO")
    assert (str(made.scope), made.weekdays, f"{made.at:%H:%M}") == ("department:福祉部長寿課", (0, 3), "10:30")
    (told,) = (each for each in replies if isinstance(each, Say))
    assert told.to == "C0JOHO"  # where the bot isn't, they hear at once how to invite it
    assert keys(told.parts) == ["schedule.told"]
    assert made.next_after(chat.now, Rules()) == datetime(
        2020, 7, 27, 10, 30, tzinfo=ZONE
    )  # that Thursday is a holiday


def test_the_secretariat_chooses_the_channel_and_sees_all(store: Store) -> None:
    late_office(store, 1)
    chat = opened(Chat(SECRETARIAT, store, MONDAY))
    assert chat.view is not None
    assert any(isinstance(each, ChannelInput) and each.initial == ("C0JOHO",) for each in inputs(chat.view))
    chat.submits(channel=("C0CHOJU",))
    chat.types("/集計 設定")
    assert chat.view is not None
    assert [part.channel for part in chat.view.parts if isinstance(part, Place)] == ["C0CHOJU"]
    staff = Chat(TANAKA, store, MONDAY)
    staff.types("/集計 設定")
    assert staff.view is not None
    assert "schedule.none_here" in keys(staff.view.parts)
    (made,) = store.subscriptions()
    with pytest.raises(Refusal, match="elsewhere"):
        staff.presses("digest.edit", Subject(made.id))


def test_one_is_changed_and_both_channels_hear_where_it_moved(store: Store) -> None:
    late_office(store, 1)
    chat = opened(Chat(SECRETARIAT, store, MONDAY))
    chat.submits()
    (made,) = store.subscriptions()
    opened(chat, Subject(made.id, "", made.revision))
    replies = chat.submits(channel=("C0CHOJU",))
    assert [each.to for each in replies if isinstance(each, Say)] == ["C0CHOJU", "C0JOHO"]


def test_the_same_digest_does_not_come_twice_on_a_day(store: Store) -> None:
    """Two of the same in one channel would stand there side by side."""
    late_office(store, 1)
    later = (Chat(SATO, store, MONDAY + timedelta(minutes=n)) for n in range(9))
    opened(next(later)).submits(weekdays=("0", "3"), at="10:30")
    with pytest.raises(Refusal, match="digest_twice") as refused:
        opened(next(later)).submits(weekdays=("3", "4"), at="09:00")
    assert refused.value.reasons[0].field == "weekdays"
    opened(next(later)).submits(weekdays=("4",), at="09:00")
    opened(next(later)).submits(scope="department:福祉部長寿課", weekdays=("0", "3"), at="10:30")
    first, *others = store.subscriptions("C0JOHO")
    assert len(others) == 2
    opened(next(later), Subject(first.id)).submits(weekdays=("0", "3"), at="11:00")  # its own days are no others'
    assert f"{store.subscription(first.id, MONDAY).at:%H:%M}" == "11:00"


def test_two_who_change_one_at_once_see_each_other(store: Store) -> None:
    late_office(store, 1)
    opened(Chat(SATO, store, MONDAY)).submits()
    (made,) = store.subscriptions()
    one, other = (opened(Chat(who, store, MONDAY), Subject(made.id, "", made.revision)) for who in (SATO, TANAKA))
    one.submits(at="10:00")
    (reply,) = other.submits(at="11:00")
    assert isinstance(reply, Change)
    assert "schedule.changed_meanwhile" in keys(reply.view.parts)
    assert next(each.initial for each in inputs(reply.view) if each.key == "at") == "11:00"  # nothing typed is lost
    other.submits()
    assert f"{store.subscriptions()[0].at:%H:%M}" == "11:00"


def test_one_is_ended_and_the_channel_hears_of_it(store: Store) -> None:
    late_office(store, 1)
    opened(Chat(SATO, store, MONDAY)).submits()
    (made,) = store.subscriptions()
    chat = opened(Chat(TANAKA, store, MONDAY), Subject(made.id, "", made.revision))
    replies = chat.presses("digest.end", chat.finds("digest.end"))
    assert store.subscriptions() == ()
    assert keys(replies[1].parts) == ["schedule.told_end"]  # type: ignore[union-attr]
    for step in ("digest.end", "digest.edit"):
        with pytest.raises(Refusal, match=r"schedule\.gone"):
            chat.presses(step, Subject(made.id, "", made.revision))


def test_who_is_nobody_of_the_office_is_told_whom_to_ask(store: Store) -> None:
    with pytest.raises(Refusal, match="newcomer"):
        Chat(STRANGER, store).types("/集計 設定")


def test_between_two_people_nothing_is_set(store: Store) -> None:
    late_office(store, 1)
    request = Request(SATO.id, MONDAY, SATO.name, "設定", "D0SATO")
    (reply,) = command("/集計").run(request, store)
    assert "schedule.no_channel" in keys(reply.view.parts)  # type: ignore[union-attr]
    shown = command("/集計").run(Request(SATO.id, MONDAY, SATO.name, "", "D0SATO"), store)
    assert "digest.post" not in str(shown)
