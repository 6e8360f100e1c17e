"""How one message gets to where it should stand: in its thread, with a person, changed in place, drawn more plainly."""

from __future__ import annotations

from tests.bot.sending import SHEET, Sent, content
from tests.patience import eventually


def test_a_thread_begins_with_its_root_and_is_remembered(sent: Sent) -> None:
    sent.say("一", sheet=SHEET)
    sent.say("二", sheet=SHEET)
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == [f"root of {SHEET}", "一", "二"]
    channel, ts = sent.store.thread(SHEET) or ("", "")
    assert channel == "C0JOHO"
    assert [each.get("thread_ts") for each in sent.slack.of("chat.postMessage")] == [None, ts, ts]


def test_a_sheet_that_moved_to_another_channel_begins_a_new_thread(sent: Sent) -> None:
    sent.store.keep_thread(SHEET, "C0OLD", "1.0")
    sent.say("一", sheet=SHEET)
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == [f"root of {SHEET}", "一"]
    assert (sent.store.thread(SHEET) or "")[0] == "C0JOHO"


def test_a_thread_that_was_deleted_begins_anew(sent: Sent) -> None:
    sent.store.keep_thread(SHEET, "C0JOHO", "1.0")
    sent.slack.refuse("chat.postMessage", "thread_not_found")
    sent.say("一", sheet=SHEET)
    assert sent.outbox.stop(5) == 0
    assert sent.texts() == ["一", f"root of {SHEET}", "一"]
    assert sent.slack.of("chat.postMessage")[-1]["thread_ts"] == (sent.store.thread(SHEET) or "")[1] != "1.0"


def test_a_thread_in_which_nothing_can_be_said_is_begun_anew_once(sent: Sent) -> None:
    sent.store.keep_thread(SHEET, "C0JOHO", "1.0")
    sent.slack.refuse("chat.postMessage", "thread_not_found")
    sent.say("一", sheet=SHEET)
    eventually(lambda: len(sent.texts()) >= 2)
    sent.slack.refuse("chat.postMessage", "thread_not_found")
    assert sent.outbox.stop(5) == 0
    assert len(sent.texts()) <= 4


def test_with_a_message_its_thread_is_given_up(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "is_archived")
    sent.say("一", sheet=SHEET)
    assert sent.outbox.stop(5) == 0
    assert sent.lost == [("C0JOHO", "is_archived")]
    assert sent.store.unsent_posts() == ()


def test_what_was_said_anew_is_changed_where_it_stands(sent: Sent) -> None:
    sent.say("一", key="digest")
    eventually(lambda: sent.store.unsent_posts() == ())
    sent.say("二", key="digest")
    assert sent.outbox.stop(5) == 0
    (posted,), (changed,) = sent.slack.of("chat.postMessage"), sent.slack.of("chat.update")
    assert (posted["text"], changed["text"], changed["channel"]) == ("一", "二", "C0JOHO")
    assert changed["metadata"]["event_payload"] == {"key": "digest", "version": 2}


def test_what_was_deleted_is_not_said_again(sent: Sent) -> None:
    sent.say("一", key="digest")
    eventually(lambda: sent.store.unsent_posts() == ())
    sent.slack.refuse("chat.update", "message_not_found")
    sent.say("二", key="digest")
    assert sent.outbox.stop(5) == 0
    assert (sent.texts(), sent.lost, sent.store.unsent_posts()) == (["一"], [], ())


def test_a_person_is_written_to_in_the_conversation_with_them(sent: Sent) -> None:
    sent.say("一", "U0SATO")
    sent.say("二", "U0SATO")
    assert sent.outbox.stop(5) == 0
    assert sent.texts("D0SATO") == ["一", "二"]
    assert len(sent.slack.of("conversations.open")) == 1
    assert getattr(sent.store.post("一"), "channel", "") == "D0SATO"


def test_who_has_left_is_noticed(sent: Sent) -> None:
    sent.slack.refuse("conversations.open", "user_disabled")
    sent.say("一", "U0SATO")
    assert sent.outbox.stop(5) == 0
    assert (sent.slack.of("chat.postMessage"), sent.lost) == ([], [("U0SATO", "user_disabled")])


def test_an_app_of_older_scopes_says_it_all_the_same(sent: Sent) -> None:
    sent.slack.refuse("conversations.open", "missing_scope")
    sent.slack.refuse("conversations.history", "missing_scope")
    sent.slack.refuse("chat.postMessage", "internal_error")
    sent.say("一", "U0SATO")
    eventually(lambda: sent.store.unsent_posts() == ())
    assert sent.texts("U0SATO") + sent.texts("D0SATO") == ["一", "一"]
    assert sent.lost == []


def test_what_slack_can_not_draw_is_drawn_more_plainly(sent: Sent) -> None:
    sent.plainly = lambda drawn, _: content(f"plainly {drawn['text']}")
    sent.slack.refuse("chat.postMessage", "invalid_blocks")
    sent.say("chart")
    assert sent.outbox.stop(5) == 0
    assert (sent.texts(), sent.lost) == (["chart", "plainly chart"], [])


def test_where_nothing_is_plainer_it_is_lost(sent: Sent) -> None:
    sent.slack.refuse("chat.postMessage", "invalid_blocks")
    sent.say("chart")
    assert sent.outbox.stop(5) == 0
    assert sent.lost == [("C0JOHO", "invalid_blocks")]
