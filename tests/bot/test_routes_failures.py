"""One path for what goes wrong, and the person is answered where they stand."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import pytest

from commands.kit.reply import Open, Reply
from commands.kit.request import Request
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.views import FORM, shown


def fails(_: Request) -> Sequence[Reply]:
    raise ZeroDivisionError("内緒の本文")


def logged_ref(caplog: pytest.LogCaptureFixture) -> str:
    return str(next(r.msg["ref"] for r in caplog.records if isinstance(r.msg, dict) and r.msg.get("event") == "failed"))


def test_what_goes_wrong_gets_a_number_and_no_traceback_reaches_anybody(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.does["run"] = fails
    office.send(payloads.command("/memo", response_url=f"{office.slack.url}/respond/1"))
    (told,) = office.slack.of("respond")
    ref = re.search(r"番号 ([0-9A-F]{4})", told["text"])
    assert ref
    assert "何も保存されていません" in told["text"]
    assert "ZeroDivisionError" not in str(told)
    written = capsys.readouterr()
    assert ref[1] in written.out + written.err
    assert "ZeroDivisionError" in written.out + written.err


def test_a_form_in_which_something_goes_wrong_stays_as_it_was_typed(office: Office) -> None:
    office.does["save"] = fails
    answer = office.ack(payloads.submission())
    assert answer["response_action"] == "errors"
    assert "何も保存されていません" in answer["errors"]["note"]


def test_what_goes_wrong_after_the_work_does_not_say_that_nothing_was_saved(office: Office) -> None:
    office.does["run"] = lambda _: [Open(FORM)]
    office.slack.refuse("views.open", "invalid_arguments")
    office.send(payloads.command("/memo"))
    (told,) = office.slack.of("chat.postEphemeral")
    assert "処理は終わりました" in told["text"]
    assert "何も保存されていません" not in told["text"]


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
def test_a_slow_network_is_told_to_try_again(office: Office, error: str) -> None:
    office.does["run"] = lambda _: [Open(FORM)]
    office.slack.refuse("views.open", error)
    office.send(payloads.command("/memo", response_url=f"{office.slack.url}/respond/1"))
    assert "もう一度お試しください" in office.slack.of("respond")[0]["text"]
    assert "番号" not in office.slack.of("respond")[0]["text"]


def test_a_slow_network_inside_a_view_is_told_in_the_view(office: Office) -> None:
    office.does["open"] = lambda _: [Open(FORM)]
    office.slack.refuse("views.push", "expired_trigger_id", times=2)
    office.send(payloads.press(shown=payloads.view()))
    assert office.slack.methods() == ["views.push", "views.push", "views.update"]
    assert "もう一度お試しください" in shown(office.slack.of("views.update")[0]["view"])


def test_where_even_the_view_is_gone_the_person_is_told_beside_it(office: Office) -> None:
    office.slack.refuse("views.push", "expired_trigger_id")
    office.slack.refuse("views.update", "not_found")
    office.send(payloads.press(shown=payloads.view()))
    assert office.slack.methods() == ["views.push", "views.update", "chat.postEphemeral"]


def test_a_stack_that_is_fuller_than_it_looked_becomes_the_next_view(office: Office) -> None:
    office.does["open"] = lambda _: [Open(FORM)]
    office.slack.refuse("views.push", "push_limit_reached")
    office.send(payloads.press(shown=payloads.view()))
    assert office.slack.methods() == ["views.push", "views.update"]


def test_what_was_typed_after_a_refused_command_goes_back_to_who_typed_it(office: Office) -> None:
    """Slack has emptied the field in which it was typed."""
    typed = "S27-O9 来年度から動画で実施し、予算 &lt;1,000千円&gt; の範囲で研修 &amp; 訓練を行います。"
    office.send(payloads.command("/memo", typed, response_url=f"{office.slack.url}/respond/1"))
    (told,) = office.slack.of("respond")
    assert html.unescape(typed) in html.unescape(shown(told["blocks"]))


def test_what_was_typed_goes_back_too_where_it_was_our_fault(office: Office) -> None:
    office.does["run"] = fails
    office.send(payloads.command("/memo", "長" * 9000, response_url=f"{office.slack.url}/respond/1"))
    (told,) = office.slack.of("respond")
    assert shown(told["blocks"]).count("長") == 9000


def test_what_is_typed_again_at_a_glance_is_not_repeated(office: Office) -> None:
    office.send(payloads.command("/memo", "S99", response_url=f"{office.slack.url}/respond/1"))
    (told,) = office.slack.of("respond")
    assert "S99" not in shown(told["blocks"])
