"""A message is written down once under its key, changes in place, and is remembered until nobody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

from store.store import Named, Store
from store.store.posts import KEPT
from tests.office import LATER, NOW

ONE, OTHER = {"text": "一"}, {"text": "二"}


def test_it_is_written_down_once(store: Store) -> None:
    first = store.say("digest/1", "C0HYOKA", ONE, NOW)
    assert first
    assert store.unsent_posts() == (first.model_copy(update={"revision": 1}),)
    assert store.say("digest/1", "C0HYOKA", ONE, LATER) is None
    assert len(store.unsent_posts()) == 1


def test_many_who_say_the_same_at_once_say_it_once(store: Store) -> None:
    said = []
    threads = [threading.Thread(target=lambda: said.append(store.say("k", "C0", ONE, NOW))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([each for each in said if each]) == 1


def test_said_anew_it_is_to_be_shown_anew(store: Store) -> None:
    store.say("digest/1", "C0HYOKA", ONE, NOW)
    store.keep_shown("digest/1", 1, "C0HYOKA", "1.0001")
    assert store.unsent_posts() == ()
    store.say("digest/1", "C0HYOKA", OTHER, LATER)
    (unsent,) = store.unsent_posts()
    assert (unsent.version, unsent.shown, unsent.ts, unsent.content) == (2, 1, "1.0001", OTHER)


def test_what_was_said_in_a_place_is_found_by_it(store: Store) -> None:
    for key, to in (("a", "C0HYOKA"), ("b", "C0JOHO"), ("c", "C0HYOKA")):
        store.say(key, to, ONE, NOW)
    assert [post.key for post in store.posts_to("C0HYOKA")] == ["a", "c"]


def test_what_can_not_be_said_is_not_tried_again(store: Store) -> None:
    store.say("digest/1", "C0HYOKA", ONE, NOW)
    store.keep_lost("digest/1", "is_archived")
    assert store.unsent_posts() == ()
    assert store.say("digest/1", "C0HYOKA", OTHER, LATER) is None


def test_they_go_out_in_the_order_in_which_they_were_written_down(store: Store) -> None:
    for key in ("z", "a", "m"):
        store.say(key, "C0HYOKA", ONE, NOW)
    assert [post.key for post in store.unsent_posts()] == ["z", "a", "m"]


def test_what_of_them_is_done_is_kept_without_showing_them_anew(store: Store) -> None:
    store.say("r/1", "U0SATO", ONE, NOW, series="r", about=("a", "b"), waiting=("a", "b"))
    store.keep_shown("r/1", 1, "D1", "1.0")
    store.say("r/1", "U0SATO", ONE, LATER, series="r", about=("a", "b"), waiting=("b",))
    assert store.unsent_posts() == ()
    assert store.told("r")["r"].posts["r/1"].waiting == ("b",)
    store.say("r/1", "U0SATO", OTHER, LATER, series="r", about=("a", "b"))
    assert store.told("r")["r"].posts["r/1"].waiting == ()


def test_old_ones_are_forgotten_but_the_last_of_a_series_and_what_is_still_to_be_done(store: Store) -> None:
    for key, series, waiting in (
        ("a/1", "a", ()),
        ("a/2", "a", ()),
        ("alone", "", ()),
        ("b/1", "b", ("S27",)),
        ("b/2", "b", ()),
        ("b/lost", "b", ("S27",)),
        ("b/3", "b", ()),
    ):
        store.say(key, "C0HYOKA", ONE, NOW, series=series, waiting=waiting)
        store.keep_shown(key, 1, "C0HYOKA", "1.0")
    store.keep_lost("b/lost", "user_disabled")  # nobody reads it, so nobody will mend it
    store.say("unsent", "C0HYOKA", ONE, NOW)
    assert store.forget_posts(NOW + KEPT) == 0
    assert store.forget_posts(NOW + KEPT + timedelta(seconds=1)) == 4
    assert [key for key in ("a/1", "a/2", "alone", "b/1", "b/2", "b/lost", "b/3", "unsent") if store.post(key)] == [
        "a/2",
        "b/1",
        "b/3",
        "unsent",
    ]


def test_many_are_forgotten_a_few_at_a_time_and_one_that_is_said_anew_keeps_no_other(store: Store) -> None:
    heard: list[Sequence[Named]] = []

    class Listens:
        def changed(self, documents: Sequence[Named]) -> None:
            heard.append(documents)
            if len(heard) == 1:
                store.say("old/119", "C0HYOKA", OTHER, NOW + KEPT * 2)

    for n in range(120):
        store.say(f"old/{n:03d}", "C0HYOKA", ONE, NOW)
        store.keep_shown(f"old/{n:03d}", 1, "C0HYOKA", "1.0")
    store.listener = Listens()
    assert store.forget_posts(NOW + KEPT * 2) == 100
    assert max(map(len, heard)) == 50
    assert len(store.posts_to("C0HYOKA")) == 20
    assert store.forget_posts(NOW + KEPT * 2) == 19
