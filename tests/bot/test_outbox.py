"""What is said goes out in order, at Slack's pace, and gets lost by nothing but Slack's refusal."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import pytest

from store.refusal import Refusal
from tests.bot.sending import PACE, SHEET, Sent, content
from tests.office import NOW
from tests.patience import eventually


def test_a_channel_is_spoken_in_in_order_and_at_a_pace(sent: Sent) -> None:
    for n in range(4):
        sent.say(str(n))
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == ["0", "1", "2", "3"]
    at = [call.at for call in sent.slack.calls]
    assert all(later - sooner >= PACE * 0.9 for sooner, later in pairwise(at))
    assert sent.store.unsent_posts() == ()


def test_each_message_tells_its_key_to_the_bot_alone(sent: Sent) -> None:
    sent.say("一", key="digest/1")
    assert sent.outbox.stop(5) == 0
    (call,) = sent.slack.of("chat.postMessage")
    assert call["metadata"] == {"event_type": "hyoka_message", "event_payload": {"key": "digest/1", "version": 1}}
    assert not call["unfurl_links"]


def test_one_channel_does_not_wait_for_another(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "ratelimited", status=429, retry_after=2)
    sent.say("a", "C0A")
    eventually(lambda: sent.texts("C0A") == ["a"])
    sent.say("b", "C0B")
    eventually(lambda: sent.texts("C0B") == ["b"], 1)


def test_a_limit_of_all_channels_is_one_of_all(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "ratelimited", status=429, retry_after=1, times=2)
    for n in range(5):
        sent.say(str(n), f"C0{n}")
    eventually(lambda: len(sent.slack.of("chat.postMessage")) == 7)
    calls = [call.at for call in sent.slack.calls]
    assert sum(at - calls[0] < 0.9 for at in calls) <= 5  # those under way at the second answer, and none later


def test_nobody_waits_for_a_post(sent: Sent) -> None:
    began = time.monotonic()
    for n in range(300):
        sent.say(str(n))
    assert time.monotonic() - began < 2


def test_slack_is_given_the_time_that_it_asks_for(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "ratelimited", status=429, retry_after=1)
    sent.say("一")
    sent.say("二")
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == ["一", "一", "二"]
    first, second = (call.at for call in sent.slack.calls[:2])
    assert second - first >= 1
    assert sent.slack.of("conversations.history") == []  # what Slack has surely not taken needn't be looked for


def test_what_passes_is_tried_again_once_slack_surely_does_not_have_it(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "internal_error", times=2)
    sent.slack.refuse("chat.postMessage", "", status=503)
    sent.say("一")
    assert sent.outbox.stop(8) == 0
    assert sent.texts() == ["一"] * 4
    looked = sent.slack.of("conversations.history")
    assert len(looked) == 3
    assert all(float(each["oldest"]) < NOW.timestamp() and each["include_all_metadata"] for each in looked)
    assert sent.lost == []


def test_what_does_not_pass_is_given_up_and_the_next_goes_out(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "not_in_channel")
    sent.say("一")
    sent.say("二")
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == ["一", "二"]
    assert sent.lost == [("C0JOHO", "not_in_channel")]
    assert sent.store.post("一") is not None
    assert getattr(sent.store.post("一"), "lost", "") == "not_in_channel"


def test_while_the_token_is_refused_nothing_is_lost(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "token_revoked", times=3)
    sent.say("一")
    assert sent.outbox.stop(8) == 0
    assert sent.texts() == ["一"] * 4
    assert sent.lost == []


def test_an_error_of_ours_in_one_post_stops_no_other_channel(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_sheet: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sent.store, "thread", broken)
    sent.say("一", "C0A", sheet=SHEET)
    sent.say("二")
    eventually(lambda: sent.texts() == ["二"])


def test_a_disk_that_is_full_after_it_was_said_says_nothing_twice(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    full, keep = [1], sent.store.keep_shown

    def kept(key: str, version: int, channel: str, ts: str) -> None:
        if full and full.pop():
            raise Refusal("store.disk_full")
        keep(key, version, channel, ts)

    monkeypatch.setattr(sent.store, "keep_shown", kept)
    messages: Sequence[object] = []
    answer = sent.slack._answer

    def standing(method: str, params: dict[str, object]) -> dict[str, object]:
        if method == "conversations.history":
            return {"ok": True, "messages": messages}
        return answer(method, params)

    monkeypatch.setattr(sent.slack, "_answer", standing)
    sent.say("一")
    eventually(lambda: len(sent.texts()) == 1)
    (call,) = sent.slack.of("chat.postMessage")
    messages = [{"ts": "7.0", "metadata": call["metadata"]}]
    eventually(lambda: sent.store.unsent_posts() == ())
    assert sent.texts() == ["一"]
    assert getattr(sent.store.post("一"), "ts", "") == "7.0"


def test_stopping_waits_no_longer_than_it_may_and_what_was_left_goes_out_next_time(sent: Sent) -> None:
    for n in range(20):
        sent.say(str(n))
    began = time.monotonic()
    left = sent.outbox.stop(0.35)
    assert time.monotonic() - began < 2
    assert 10 <= left <= 19
    assert len(sent.store.unsent_posts()) == left
    after = Sent(sent.slack, sent.store)
    after.outbox.start()
    assert after.outbox.stop(10) == 0
    assert sent.texts() == [str(n) for n in range(20)]
    assert len(sent.slack.of("conversations.history")) == 1  # all of a channel are looked for at once


def test_what_others_wrote_down_is_taken_up(sent: Sent) -> None:
    sent.store.say("k", "C0JOHO", content("一"), datetime.fromisoformat("2020-07-20T10:00:00+09:00"))
    sent.outbox.take_up()
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == ["一"]


def test_posts_from_many_threads_all_go_out_once(sent: Sent) -> None:
    threads = [threading.Thread(target=sent.say, args=("x", f"C{n}", f"k{n}")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent.outbox.stop(5) == 0
    assert sorted(each["channel"] for each in sent.slack.of("chat.postMessage")) == sorted(f"C{n}" for n in range(20))
