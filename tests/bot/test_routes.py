"""One listener for each kind of payload: commands, buttons and App Home are answered where the person stands."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest
from slack_bolt import BoltRequest

from bot import blocks
from bot.routes import Routes
from commands.kit.command import Command
from commands.kit.reply import Change, Line, Menu, Open, Reply, Row, TextInput, View, Whisper
from commands.kit.request import Request, Subject
from store.store import Store
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.views import CARD, FORM, shown
from tests.office import NOW, SATO, SECRETARIAT, small_content

# --- commands -----------------------------------------------------------------------------------------


def test_a_command_opens_its_view_in_one_call(office: Office) -> None:
    office.does["run"] = lambda _: [Open(FORM)]
    assert office.ack(payloads.command("/メモ", "S27 &lt;b&gt;")) == {}
    assert office.requests[0].words == "S27 <b>"
    assert office.slack.methods() == ["views.open"]
    sent = office.slack.of("views.open")[0]
    assert sent["trigger_id"] == "1.2.command"
    assert sent["view"]["callback_id"] == "memo.save"
    assert sent["view"]["blocks"][0]["block_id"] == "note"
    assert sent["view"]["private_metadata"] == '{"subject": "S27|note|3", "channel": "C0PLAN"}'


def test_a_view_doesnt_wait_long_for_the_language_of_its_reader(office: Office) -> None:
    office.slack.calls.clear()
    office.slack.slow = 2
    office.does["run"] = lambda _: [Open(FORM)]
    began = time.monotonic()
    office.send(payloads.command("/memo"))
    assert office.slack.methods() == ["views.open"]
    assert time.monotonic() - began < 2
    (opened,) = office.slack.of("views.open")
    assert not office.slack.of("auth.test")
    assert opened["view"]["close"]["text"] == "閉じる"


def test_a_name_nobody_registered_gets_the_names_there_are(office: Office) -> None:
    office.send(payloads.command("/memmo", response_url=f"{office.slack.url}/respond/1"))
    (told,) = office.slack.of("respond")
    assert "/memmo というコマンドはありません" in told["text"]
    assert "/memo、/メモ" in told["text"]
    assert told["response_type"] == "ephemeral"


def test_a_refused_command_is_told_to_the_person_alone(office: Office) -> None:
    office.send(payloads.command("/memo", response_url=f"{office.slack.url}/respond/1"))
    assert office.slack.methods() == ["respond"]
    assert office.slack.of("respond")[0]["replace_original"] is False


def test_a_slow_command_is_acknowledged_at_once(office: Office) -> None:
    go = threading.Event()

    def slow(_: Request) -> Sequence[Reply]:
        go.wait(5)
        return [Whisper((Line("済"),))]

    office.does["run"] = slow
    began = time.monotonic()
    answers = [
        office.bot.bolt.dispatch(BoltRequest(mode="socket_mode", body=payloads.command("/memo"))) for _ in range(12)
    ]
    assert time.monotonic() - began < 2
    assert [answer.status for answer in answers] == [200] * 12
    go.set()
    office.settle()
    assert len(office.slack.of("chat.postEphemeral")) == 12


# --- buttons ------------------------------------------------------------------------------------------


def test_a_button_in_a_message_opens_a_view(office: Office) -> None:
    office.does["open"] = lambda request: [Open(View(request.subject.id, (Line("評価票"),)))]
    office.send(payloads.press())
    assert office.slack.of("views.open")[0]["view"]["title"]["text"] == "S27"


def test_a_button_in_a_view_puts_the_next_one_on_top(office: Office) -> None:
    office.does["open"] = lambda _: [Open(FORM)]
    office.send(payloads.press(shown=payloads.view(inputs=())))
    assert office.slack.methods() == ["views.push"]
    assert office.slack.of("views.push")[0]["view"]["close"]["text"] == "戻る"


def test_a_menu_can_be_used_for_the_same_again(office: Office) -> None:
    menu = Menu("期間", "memo.open", (("R1", Subject("S27", "r1")), ("R2", Subject("S27", "r2"))))
    parts = (Row("取組①", None, menu), TextInput("note", "本文"))
    standing = blocks.modal(View("S27", parts, "memo.save"), str, metadata='{"subject": "S27||0", "channel": "C0PLAN"}')
    for n, block in enumerate(standing["blocks"]):
        block.setdefault("block_id", f"b{n}")
    standing |= {"id": "V1", "hash": "1.a", "root_view_id": "V1", "previous_view_id": None, "state": {"values": {}}}
    office.does["open"] = lambda _: [Open(FORM)]
    office.send(payloads.press("memo.open", "S27|r2|0", shown=standing, chosen=True))
    assert office.slack.methods() == ["views.push", "views.update"]
    section, note = office.slack.of("views.update")[0]["view"]["blocks"]
    assert "block_id" not in section
    assert note == standing["blocks"][1]


def test_where_three_views_are_stacked_the_third_becomes_the_next(office: Office) -> None:
    office.does["open"] = lambda _: [Open(FORM)]
    office.send(payloads.press(shown=payloads.view(inputs=(), id_="V3", previous="V2")))
    assert office.slack.methods() == ["views.update"]
    assert (office.slack.of("views.update")[0]["view_id"], office.slack.of("views.update")[0]["hash"]) == (
        "V3",
        "156.abc",
    )


def test_a_page_is_turned_in_place_and_a_second_press_is_passed_over(office: Office) -> None:
    office.does["turn"] = lambda _: [Change(CARD)]
    office.slack.refuse("views.update", "hash_conflict")
    office.send(payloads.press("memo.turn", shown=payloads.view(inputs=())))
    assert office.slack.methods() == ["views.update"]


def test_a_change_asks_anew_so_that_the_new_values_show(office: Office) -> None:
    office.does["turn"] = lambda _: [Change(FORM)]
    office.send(payloads.press("memo.turn", shown=payloads.view()))
    element = office.slack.of("views.update")[0]["view"]["blocks"][0]["element"]
    assert element["initial_value"] == "前の文"
    assert element["action_id"] != "given"


def test_a_refusal_in_a_view_lies_on_top_of_it(office: Office) -> None:
    office.send(payloads.press(shown=payloads.view()))
    (pushed,) = office.slack.of("views.push")
    assert pushed["view"]["title"]["text"] == "お知らせ"
    assert "open というコマンドはありません" in shown(pushed["view"])


def test_a_refusal_on_a_full_stack_stands_in_the_view_and_keeps_what_was_typed(office: Office) -> None:
    standing = payloads.view(id_="V3", previous="V2")
    office.send(payloads.press(shown=standing))
    (updated,) = office.slack.of("views.update")
    assert "open というコマンドはありません" in shown(updated["view"]["blocks"][0])
    assert updated["view"]["blocks"][1:] == standing["blocks"]
    assert not {"id", "state", "hash", "root_view_id"} & set(updated["view"])


def test_whispers_find_the_channel_where_the_view_was_opened(office: Office) -> None:
    office.does["save"] = lambda _: [Whisper((Line("保存しました"),))]
    assert office.ack(payloads.submission()) == {}
    (told,) = office.slack.of("chat.postEphemeral")
    assert (told["channel"], told["user"], told["text"]) == ("C0PLAN", "U0SATO", "保存しました")


def test_where_the_bot_is_no_member_a_whisper_comes_directly(office: Office) -> None:
    office.does["save"] = lambda _: [Whisper((Line("保存しました"),))]
    office.slack.refuse("chat.postEphemeral", "channel_not_found")
    office.send(payloads.submission())
    assert office.slack.of("chat.postMessage")[0]["channel"] == "U0SATO"


def test_a_used_up_response_url_is_no_dead_end(office: Office) -> None:
    office.slack.refuse("respond", "used_url", status=404)
    office.does["run"] = lambda _: [Whisper((Line("済"),))]
    office.send(payloads.command("/memo", response_url=f"{office.slack.url}/respond/1"))
    assert office.slack.methods() == ["respond", "chat.postEphemeral"]


def test_a_button_in_a_thread_is_answered_in_the_thread(office: Office) -> None:
    office.does["open"] = lambda _: [Whisper((Line("済"),))]
    office.send(payloads.press(thread="12.5", response_url=f"{office.slack.url}/respond/1"))
    assert office.slack.of("respond")[0]["thread_ts"] == "12.5"


@pytest.mark.parametrize("value", [None, "S27", "S27|a|b|c"])
def test_a_tampered_button_is_told_to_be_out_of_date(office: Office, value: str | None) -> None:
    office.does["open"] = lambda _: [Open(CARD)]
    office.send(payloads.press(value=value))
    office.send(payloads.press("memo.gone"))
    assert office.requests == []
    assert [told["text"][:11] for told in office.slack.of("chat.postEphemeral")] == ["この画面やボタンは古く"] * 2


# --- App Home -----------------------------------------------------------------------------------------


def test_app_home_shows_the_view_of_the_command_that_draws_it(office: Office) -> None:
    office.does["home"] = lambda _: [Open(CARD)]
    office.send(payloads.home_opened())
    (sent,) = office.slack.of("views.publish")
    assert (sent["user_id"], sent["view"]["type"]) == ("U0SATO", "home")
    assert "title" not in sent["view"]


def test_an_event_that_comes_twice_is_served_once(office: Office, store: Store) -> None:
    office.does["home"] = lambda _: [Open(CARD)]
    for event, tab in [("Ev1", "home"), ("Ev1", "home"), ("Ev2", "messages"), ("Ev3", "home")]:
        assert office.send(payloads.home_opened(event, tab)).status == 200
    assert len(office.requests) == 2
    assert store.engine.get("claims", "slack/Ev1") is not None  # the next process knows it too


def test_a_button_on_app_home_opens_a_view_and_a_page_is_turned_there(office: Office) -> None:
    standing = payloads.view(kind="home", inputs=(), callback_id="", channel="")
    office.does["open"] = lambda _: [Open(FORM)]
    office.send(payloads.press(shown=standing))
    office.does["turn"] = lambda _: [Change(CARD)]
    office.send(payloads.press("memo.turn", shown=standing))
    assert office.slack.methods() == ["views.open", "views.publish"]
    assert office.slack.of("views.publish")[0]["hash"] == "156.abc"


def test_a_home_is_drawn_anew_by_its_command_where_the_person_stands(office: Office, store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    office.does["home"] = lambda asked: [
        Open(View("家", (Line(f"{asked.subject.revision}"),), subject=Subject("", "p", 7)))
    ]
    office.send(payloads.home_opened())
    store.fill(sheet.key, SATO, NOW, {"activity": "書いた"}, sheet.revision)
    office.slack.wait(lambda: len(office.slack.of("views.publish")) == 2)
    assert [each.subject for each in office.requests] == [Subject(), Subject("", "p", 7)]
    assert office.requests[1].who == "U0SATO"
    assert office.slack.of("views.publish")[1]["hash"].endswith(".home")


def test_a_refusal_on_app_home_comes_directly(office: Office) -> None:
    office.send(payloads.press(shown=payloads.view(kind="home", inputs=(), channel="")))
    assert office.slack.methods() == ["chat.postMessage"]
    assert office.slack.of("chat.postMessage")[0]["channel"] == "U0SATO"


# --- languages and names ----------------------------------------------------------------------------


def test_a_person_who_reads_english_is_answered_in_english_from_the_first_time_on(office: Office) -> None:
    office.send(payloads.command("/nothing") | {"user_id": "U0SMITH"})
    assert [told["text"][:8] for told in office.slack.of("chat.postEphemeral")] == ["There is"]
    assert office.bot._readers.name("U0SMITH") == "U0SMITH さん"


def test_two_commands_of_one_name_are_an_error_of_ours(office: Office) -> None:
    twice = (Command("a", ("/x",), lambda _r, _s: ()), Command("b", ("/x",), lambda _r, _s: ()))
    with pytest.raises(ValueError, match="/x stands twice"):
        Routes(twice, None, desk=None, failures=None, readers=None, links=None, now=None)  # type: ignore[arg-type]
