"""What is said in channels goes out in order, at Slack's pace, and gets lost by nothing but Slack's refusal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from bot.receive import Place, Surface
from bot.send import Outbox, Post
from bot.slack import web_client
from tests.bot.recording import RecordingSlack

BY = Place("U0SATO", Surface.FORM, "C0PLAN")
PACE = 0.1


@dataclass
class Sent:
    """An outbox, the threads it knows, and the posts it gave up."""

    slack: RecordingSlack
    threads: dict[str, tuple[str, str]] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, sheet: str, channel: str, ts: str) -> None:
        self.threads[sheet] = (channel, ts)

    def give_up(self, post: Post, code: str) -> None:
        self.lost.append((post.channel, code))

    def texts(self, channel: str = "C0JOHO") -> list[str]:
        return [sent["text"] for sent in self.slack.of("chat.postMessage") if sent["channel"] == channel]


@pytest.fixture
def sent(slack: RecordingSlack) -> Sent:
    return Sent(slack)


@pytest.fixture
def outbox(sent: Sent) -> Iterator[Outbox]:
    client = web_client("xoxb-test", f"{sent.slack.url}/api/")
    made = Outbox(client, sent.threads.get, sent.keep, sent.give_up, pace=PACE)
    yield made
    made.stop(0)


def post(text: str, channel: str = "C0JOHO", sheet: str = "") -> Post:
    return Post(channel, {"text": text, "blocks": []}, BY, sheet, {"text": f"root of {sheet}", "blocks": []})


def eventually(met: Callable[[], bool], seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_channel_is_spoken_in_in_order_and_at_a_pace(outbox: Outbox, sent: Sent) -> None:
    for n in range(4):
        outbox.put(post(str(n)))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["0", "1", "2", "3"]
    at = [call.at for call in sent.slack.calls]
    assert all(later - sooner >= PACE * 0.9 for sooner, later in pairwise(at))


def test_one_channel_does_not_wait_for_another(outbox: Outbox, sent: Sent) -> None:
    for n in range(3):
        outbox.put(post(f"a{n}", "C0A"))
    outbox.put(post("b", "C0B"))
    eventually(lambda: sent.texts("C0B") == ["b"])
    assert len(sent.texts("C0A")) < 3


def test_nobody_waits_for_a_post(outbox: Outbox) -> None:
    began = time.monotonic()
    for n in range(1000):
        outbox.put(post(str(n)))
    assert time.monotonic() - began < 1


def test_a_thread_begins_with_its_root_and_is_remembered(outbox: Outbox, sent: Sent) -> None:
    outbox.put(post("一", sheet="2020-S27"))
    outbox.put(post("二", sheet="2020-S27"))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["root of 2020-S27", "一", "二"]
    channel, ts = sent.threads["2020-S27"]
    assert channel == "C0JOHO"
    assert [each.get("thread_ts") for each in sent.slack.of("chat.postMessage")] == [None, ts, ts]


def test_a_sheet_that_moved_to_another_channel_begins_a_new_thread(outbox: Outbox, sent: Sent) -> None:
    sent.threads["2020-S27"] = ("C0OLD", "1.0")
    outbox.put(post("一", sheet="2020-S27"))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["root of 2020-S27", "一"]
    assert sent.threads["2020-S27"][0] == "C0JOHO"


def test_a_thread_that_was_deleted_begins_anew(outbox: Outbox, sent: Sent) -> None:
    sent.threads["2020-S27"] = ("C0JOHO", "1.0")
    sent.slack.refuse("chat.postMessage", "thread_not_found")
    outbox.put(post("一", sheet="2020-S27"))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["一", "root of 2020-S27", "一"]
    assert sent.slack.of("chat.postMessage")[-1]["thread_ts"] == sent.threads["2020-S27"][1] != "1.0"


def test_slack_is_given_the_time_that_it_asks_for(outbox: Outbox, sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "ratelimited", status=429, retry_after=1)
    outbox.put(post("一"))
    outbox.put(post("二"))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["一", "一", "二"]
    first, second = (call.at for call in sent.slack.calls[:2])
    assert second - first >= 1


def test_what_passes_is_tried_again(outbox: Outbox, sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "internal_error", times=2)
    sent.slack.refuse("chat.postMessage", "", status=503)
    outbox.put(post("一"))
    assert outbox.stop(8) == 0
    assert sent.texts() == ["一"] * 4
    assert sent.lost == []


def test_what_does_not_pass_is_given_up_and_the_next_goes_out(outbox: Outbox, sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "not_in_channel")
    outbox.put(post("一"))
    outbox.put(post("二"))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["一", "二"]
    assert sent.lost == [("C0JOHO", "not_in_channel")]


def test_an_error_of_ours_in_one_post_stops_no_other(sent: Sent) -> None:
    def broken(_sheet: str) -> None:
        raise ZeroDivisionError

    client = web_client("xoxb-test", f"{sent.slack.url}/api/")
    outbox = Outbox(client, broken, sent.keep, sent.give_up, pace=PACE)
    outbox.put(post("一", sheet="2020-S27"))
    outbox.put(post("二"))
    assert outbox.stop(5) == 0
    assert sent.texts() == ["二"]


def test_stopping_waits_no_longer_than_it_may_and_says_what_was_left(outbox: Outbox) -> None:
    for n in range(100):
        outbox.put(post(str(n)))
    began = time.monotonic()
    left = outbox.stop(0.35)
    assert time.monotonic() - began < 2
    assert 90 <= left <= 99


def test_posts_from_many_threads_all_go_out_once(outbox: Outbox, sent: Sent) -> None:
    threads = [threading.Thread(target=outbox.put, args=(post("x", f"C{n}"),)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outbox.stop(5) == 0
    assert sorted(each["channel"] for each in sent.slack.of("chat.postMessage")) == sorted(f"C{n}" for n in range(20))
