"""The menu of a message: the form opens first, the way to the message is there when the form is submitted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.links import PATIENCE
from commands.kit.reply import Line, Open, TextInput, View, Whisper
from commands.kit.request import Message, Request
from store.refusal import Refusal
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.office import SUZUKI

FORM = View("メモ", (TextInput("note", "本文"),), "memo.save", "残す")


def about(request: Request) -> Message:
    assert request.message is not None
    return request.message


def opens(office: Office) -> None:
    office.does["keep"] = lambda request: [Open(replace(FORM, message=about(request)))]
    office.does["save"] = lambda _: ()


def submitted(office: Office) -> Message:
    """What the command is told of the message when the form comes back."""
    sent = office.slack.of("views.open")[-1]["view"]
    shown = payloads.view() | {"private_metadata": sent["private_metadata"]}
    assert office.ack(payloads.submission(shown)) == {}
    return about(office.requests[-1])


def test_the_form_opens_before_slack_is_asked_for_the_link(office: Office) -> None:
    opens(office)
    office.send(payloads.message_action())
    office.slack.wait(lambda: "chat.getPermalink" in office.slack.methods())
    assert office.slack.methods() == ["views.open", "chat.getPermalink"]
    assert office.slack.of("views.open")[0]["trigger_id"] == "1.2.shortcut"
    asked = office.slack.of("chat.getPermalink")[0]
    assert (asked["channel"], asked["message_ts"]) == ("C0PLAN", "1595200000.000100")
    assert about(office.requests[0]).name == SUZUKI.name  # as the office knows them
    message = submitted(office)
    assert message.link == "https://hibarino.slack.com/archives/C0PLAN/p1"
    assert (message.ts, message.name, message.text) == ("1595200000.000100", SUZUKI.name, "")
    assert office.slack.methods().count("chat.getPermalink") == 1


@pytest.mark.parametrize("error", ["channel_not_found", "message_not_found", "fatal_error"])
def test_where_there_is_no_link_the_form_is_taken_without_one(office: Office, error: str) -> None:
    opens(office)
    office.slack.refuse("chat.getPermalink", error, times=2)
    office.send(payloads.message_action())
    links = [submitted(office).link for _ in range(3)]
    assert links[0] == ""
    assert links[2].endswith("/p1")  # asked again, and there by now


def test_nobody_waits_long_for_a_link(office: Office) -> None:
    opens(office)
    office.slack.slow = PATIENCE + 1
    office.send(payloads.message_action())
    assert submitted(office).link == ""


def test_an_answer_comes_into_the_thread_where_the_message_stands(office: Office) -> None:
    office.does["keep"] = lambda _: [Whisper((Line("残しました"),))]
    url = f"{office.slack.url}/respond/1"
    office.send(payloads.message_action(message={"thread_ts": "1595100000.000200"}, response_url=url))
    (said,) = office.slack.of("respond")
    assert said["thread_ts"] == "1595100000.000200"
    assert said["response_type"] == "ephemeral"


def test_a_refusal_is_told_to_the_person_alone(office: Office) -> None:
    def refuse(_: Request) -> tuple[()]:
        raise Refusal("bot.too_slow")

    office.does["keep"] = refuse
    office.send(payloads.message_action(response_url=f"{office.slack.url}/respond/1"))
    assert office.slack.methods()[0] == "respond"


@pytest.mark.parametrize("callback_id", ["memo.save", "memo.open", "memo.nothing", "other.keep"])
def test_the_menu_of_a_message_leads_to_what_it_offers_alone(office: Office, callback_id: str) -> None:
    office.send(payloads.message_action(callback_id, response_url=f"{office.slack.url}/respond/1"))
    assert office.requests == []
    assert "古くなっています" in office.slack.of("respond")[0]["text"]


def test_who_is_mentioned_is_named_as_the_office_and_then_the_workspace_name_them(office: Office) -> None:
    opens(office)
    said = {"text": "<@U0SUZUKI> <@U0NEW> <#C0JOHO> <#C0ELSE>"}
    office.send(payloads.message_action(message=said))
    office.slack.wait(lambda: "U0NEW" in [each.params.get("user") for each in office.slack.calls])
    office.send(payloads.message_action(message=said))
    assert about(office.requests[-1]).text == "@鈴木 一郎 @U0NEW さん #市長公室情報課 #C0ELSE"
