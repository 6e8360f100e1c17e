"""What never comes from a screen as it is: old buttons, changed ids, payloads with holes. Straight over the socket."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.local.workspace.payloads import command, interaction
from store.sheet import Sheet
from tests.office import ZONE
from tests.stories.people import GENERAL, Json
from tests.stories.witness import Case, Witness, name_of

OUTDATED, NO_SHEET, GONE, STAYS = "bot.outdated", "store.no_sheet", "kit.portion_gone", "store.item_must_stay"
NOT_YOURS_TO_ANSWER = "store.not_yours_to_answer"
NOT_YOURS, NOT_YOUR_OFFICE, FINAL = "store.not_yours", "store.not_your_office", "store.final"
DRAFT, NO_OPINION, NOT_YOUR_OPINION = "store.not_submitted", "store.no_such_opinion", "store.not_your_opinion"

PRESSED: list[tuple[Case, str, Any]] = [
    (Case("no value", "SATO", OUTDATED), "sheet.open", None),
    (Case("an empty value", "SATO", OUTDATED), "sheet.open", ""),
    (Case("a number for a value", "SATO", OUTDATED), "sheet.open", 5),
    (Case("a list for a value", "ITO", OUTDATED), "sheet.open", ["2020-S29||1"]),
    (Case("too few parts", "SATO", OUTDATED), "sheet.open", "2020-S29"),
    (Case("too many parts", "SATO", OUTDATED), "sheet.open", "2020-S29|a|b|1"),
    (Case("no revision", "SATO", OUTDATED), "sheet.open", "2020-S29|activity|"),
    (Case("a revision in words", "SATO", OUTDATED), "sheet.open", "2020-S29|activity|four"),
    (Case("a revision of 5,000 digits", "SATO", OUTDATED), "sheet.open", f"2020-S29|activity|{'9' * 5000}"),
    (Case("a sheet that is gone", "SATO", NO_SHEET, "2020-S99"), "sheet.open", "2020-S99|activity|1"),
    (Case("a sheet that is a path", "SATO", NO_SHEET, "../../x"), "sheet.card", "../../x||1"),
    (Case("a sheet of control characters", "ITO", NO_SHEET), "sheet.card", "\x00\x01||1"),
    (Case("a part that is gone", "SATO", GONE, "S29"), "sheet.open", "2020-S29|initiatives/9/this|1"),
    (Case("an unknown step", "SATO", OUTDATED), "sheet.nope", "2020-S29|activity|1"),
    (Case("an unknown module", "ITO", OUTDATED), "nope.open", "2020-S29|activity|1"),
    (Case("a module alone", "SATO", OUTDATED), "sheet", "2020-S29|activity|1"),
    (Case("a step in capitals", "SATO", OUTDATED), "SHEET.OPEN", "2020-S29|activity|1"),
    (Case("a mark alone for a step", "SATO", OUTDATED), "#1", "2020-S29|activity|1"),
    (Case("a table that isn't there", "SATO", GONE), "sheet.new_item", "2020-S29|nope|1"),
    (Case("an initiative for a final sheet", "TAKAHASHI", FINAL, "S16"), "sheet.new_item", "2020-S16|initiatives|1"),
    (Case("an initiative for another department", "SATO", NOT_YOURS), "sheet.new_item", "2020-S05|initiatives|1"),
    (Case("removing an initiative that isn't there", "SATO", GONE), "sheet.remove_item", "2020-S29|initiatives/99|4"),
    (Case("removing one without a number", "SATO", GONE), "sheet.remove_item", "2020-S29|initiatives|4"),
    (Case("removing one that is a word", "ITO", GONE), "sheet.remove_item", "2020-S14|initiatives/x|4"),
    (Case("removing a period", "SATO", GONE), "sheet.remove_item", "2020-S29|initiatives/1/last|4"),
    (Case("removing a section", "SATO", GONE), "sheet.remove_item", "2020-S29|activity|4"),
    (Case("removing the last one", "SATO", STAYS), "sheet.remove_item", "2020-S31|initiatives/1|2"),
    (Case("removing what has changed", "SATO", "sheet.changed_meanwhile"), "sheet.remove_item", "2020-S29|initiatives/1|1"),
    (Case("removing another department's", "SATO", NOT_YOURS), "sheet.remove_item", "2020-S14|initiatives/1|4"),
    (Case("an opinion that isn't there", "SATO", NO_OPINION, "O9"), "answer.open", "2020-S27|O9|1"),
    (Case("an opinion that was withdrawn", "TAKAHASHI", NO_OPINION, "O1"), "answer.open", "2020-S16|O1|1"),
    (Case("answers before any opinion", "SATO", "answer.no_opinions"), "answer.open", "2020-S31||1"),
    (Case("another office's word", "WATANABE", NOT_YOUR_OFFICE), "opinion.nothing", "2020-S12|planning|1"),
    (Case("no office's word", "WATANABE", NOT_YOUR_OFFICE), "opinion.nothing", "2020-S12||1"),
    (Case("no opinion where there is one", "WATANABE", "store.has_opinion"), "opinion.nothing", "2020-S05|finance|1"),
    (Case("no opinion before submission", "YAMADA", DRAFT), "opinion.nothing", "2020-S31|reform|1"),
    (Case("a step by which no sheet is handed on", "NAKAMURA", GONE, "S24"), "sheet.handing", "2020-S24|nope|1"),
    (Case("no step by name", "NAKAMURA", GONE, "S24"), "sheet.handing", "2020-S24||1"),
    (Case("another department's submission", "SATO", "store.not_yours_to_submit"), "sheet.handing", "2020-S14|submit|1"),
    (Case("asking again about nothing", "WATANABE", NO_OPINION, "O9"), "opinion.asking", "2020-S24|O9|1"),
    (Case("asking again for another office", "YAMADA", NOT_YOUR_OPINION), "opinion.asking", "2020-S24|O1|1"),
    (Case("withdrawing what has an answer", "WATANABE", "store.opinion_answered"), "opinion.withdrawing", "2020-S24|O1|1"),
    (Case("withdrawing nothing", "WATANABE", NO_OPINION), "opinion.withdrawing", "2020-S24||1"),
    (Case("a search for nothing", "SATO", "sheet.find_what"), "sheet.turn", "|find |2"),
    (Case("a page far beyond the last", "SATO", "sheet.list"), "sheet.turn", "|list|99999"),
    (Case("a page before the first", "ITO", "sheet.list"), "sheet.turn", "|list|-7"),
    (Case("a search for the separator", "SATO", "sheet.found_none", "a|b"), "sheet.turn", "|find a%7Cb|0"),
]  # fmt: skip

ABOUT: list[tuple[Case, str, Any]] = [
    (Case("no metadata", "SATO", OUTDATED), "/sheet S29 活動状況", ""),
    (Case("metadata cut off", "SATO", OUTDATED), "/sheet S29 活動状況", "{"),
    (Case("metadata that is a list", "SATO", OUTDATED), "/sheet S29 活動状況", "[]"),
    (Case("metadata that isn't text", "ITO", OUTDATED), "/sheet S14 活動状況", 5),
    (Case("a subject that isn't text", "SATO", OUTDATED), "/sheet S29 活動状況", '{"subject": 5, "channel": 5}'),
    (Case("a subject of one part", "SATO", OUTDATED), "/sheet S29 活動状況", {"subject": "2020-S29"}),
    (Case("a sheet that is gone", "SATO", NO_SHEET, "2020-S99"), "/sheet S29 活動状況", {"subject": "2020-S99|activity|1"}),
    (Case("a sheet of 2,900 characters", "SATO", NO_SHEET, "a…"), "/sheet S29 活動状況", {"subject": f"{'a' * 2900}||1"}),
    (Case("a part that is gone", "SATO", GONE), "/sheet S29 活動状況", {"subject": "2020-S29|initiatives/9/this|1"}),
    (Case("another department's sheet", "SATO", NOT_YOURS), "/sheet S29 活動状況", {"subject": "2020-S05|activity|1"}),
    (Case("a final sheet", "TAKAHASHI", FINAL, "S16"), "/sheet S14 活動状況", {"subject": "2020-S16|activity|1"}),
    (Case("an older revision of another sheet", "SATO", "kit.clash", "鈴木 健太"), "/sheet S29 活動状況", {"subject": "2020-S24|activity|1"}),
    (Case("an opinion on a draft", "WATANABE", DRAFT), "/opinion S12", {"subject": "2020-S31|finance|1"}),
    (Case("an opinion of another office", "WATANABE", NOT_YOUR_OFFICE), "/opinion S12", {"subject": "2020-S12|planning|1"}),
    (Case("an opinion on a final sheet", "YAMADA", FINAL), "/opinion S12", {"subject": "2020-S16|reform|1"}),
    (Case("answers of another department", "TAKAHASHI", NOT_YOURS_TO_ANSWER), "/answer S08", {"subject": "2020-S27||1"}),
    (Case("a step of no name", "NAKAMURA", GONE), "/sheet S24 差戻し", {"subject": "2020-S24|nope|1"}),
    (Case("a step out of its time", "NAKAMURA", "store.nothing_to_return"), "/sheet S24 差戻し", {"subject": "2020-S31|return|1"}),
    (Case("a question about nothing", "WATANABE", NO_OPINION), "/opinion S24-O1", {"subject": "2020-S24|O9|1"}),
    (Case("a question about another office's opinion", "WATANABE", NOT_YOUR_OPINION), "/opinion S24-O1", {"subject": "2020-S24|O2|1"}),
    (Case("answers of a published sheet", "ITO", FINAL), "/answer S08", {"subject": "2020-S01||1"}),
]  # fmt: skip

LEADING: list[tuple[Case, Any]] = [
    (Case("an unknown step", "SATO", OUTDATED), "sheet.nope"),
    (Case("no step", "SATO", OUTDATED), ""),
    (Case("a step that is a number", "SATO", OUTDATED), 5),
    (Case("a button's step", "SATO", GONE), "sheet.remove_item"),
    (Case("the step of another form", "SATO", "store.no_such_field"), "sheet.add_item"),
    (Case("the step of another module", "SATO", NOT_YOUR_OFFICE), "opinion.give"),
    (Case("the step of a third module", "SATO", "store.opinion_gone", "activity"), "answer.give"),
]  # fmt: skip

WITHOUT: list[tuple[Case, str]] = [
    *((Case(f"a form without {key}", "SATO", OUTDATED), f"view.{key}") for key in ("id", "type", "blocks", "callback_id", "private_metadata", "state")),
    *((Case(f"a form without its {key}", "SATO", NO_SHEET), f"view.{key}") for key in ("hash", "title", "close", "submit", "root_view_id", "previous_view_id")),
    *((Case(f"a submission without {key}", "SATO", OUTDATED), key) for key in ("view", "type")),
    *((Case(f"a submission without its {key}", "SATO", NO_SHEET), key) for key in ("team", "token", "api_app_id", "trigger_id")),
]  # fmt: skip

TYPED: list[tuple[Case, dict[str, Any]]] = [
    (Case("a command that nobody registered", "SATO", "bot.unknown_command", "/foo"), {"command": "/foo"}),
    (Case("a command in capitals", "ITO", "bot.unknown_command", "/SHEET"), {"command": "/SHEET"}),
    (Case("a command that isn't text", "SATO", OUTDATED), {"command": None}),
    (Case("half an emoji", "SATO", NO_SHEET, "S99\ufffd"), {"text": "S99\ud83d"}),
    (Case("text that isn't text", "SATO", "sheet.waiting"), {"text": 5}),
    (Case("no response_url", "SATO", NO_SHEET), {"response_url": ""}),
    (Case("a response_url that is none", "SATO", NO_SHEET), {"response_url": "not an address"}),
    (Case("a channel that isn't there", "SATO", NO_SHEET), {"channel_id": "C0NOPE", "response_url": ""}),
    (Case("no name", "KOBAYASHI", NO_SHEET), {"user_name": None}),
]  # fmt: skip


def pressed(witness: Witness, who: str, step: str, value: Any, view: Json | None) -> Json:
    """What Slack sends when a button is pressed, in a view or in a message."""
    action = {"type": "button", "block_id": "b1", "action_id": step, "value": value, "action_ts": "1.0"}
    body = interaction(witness.core, "block_actions", f"U0{who}") | {"actions": [action]}
    body |= {"trigger_id": witness.trigger(who, view)}
    if view is not None:
        return body | {"view": view, "container": {"type": "view", "view_id": view["id"]}}
    where = {"type": "message", "message_ts": "1.1", "channel_id": GENERAL, "is_ephemeral": False}
    return body | {"container": where, "channel": {"id": GENERAL}, "response_url": witness.response_url(who)}


@pytest.mark.parametrize(("case", "step", "value"), PRESSED, ids=name_of)
@pytest.mark.parametrize("place", ["view", "message"])
def test_a_button_is_answered_in_a_sentence(witness: Witness, case: Case, step: str, value: Any, place: str) -> None:
    view = witness.opens(case.who, "/sheet list") if place == "view" else None
    witness.sends(case, pressed(witness, case.who, step, value, view))


@pytest.mark.parametrize(("case", "line", "about"), ABOUT, ids=name_of)
def test_a_form_about_something_else_is_refused(witness: Witness, case: Case, line: str, about: Any) -> None:
    view = witness.opens(case.who, line)
    for held in view["state"]["values"].values():
        for element in held.values():
            element["value"] = "ほかの言葉"
    view["private_metadata"] = json.dumps(about) if isinstance(about, dict) else about
    witness.submits(case, view)


@pytest.mark.parametrize(("case", "step"), LEADING, ids=name_of)
def test_a_form_that_leads_elsewhere_is_refused(witness: Witness, case: Case, step: Any) -> None:
    witness.submits(case, witness.opens(case.who, "/sheet S29 活動状況") | {"callback_id": step})


@pytest.mark.parametrize(("case", "missing"), WITHOUT, ids=name_of)
def test_a_submission_with_a_hole_is_answered(witness: Witness, case: Case, missing: str) -> None:
    view = witness.opens(case.who, "/sheet S29 活動状況")
    view["private_metadata"] = json.dumps({"subject": "2020-S99|activity|1", "channel": GENERAL})
    body = interaction(witness.core, "view_submission", f"U0{case.who}")
    body |= {"trigger_id": witness.trigger(case.who, view), "view": view, "response_urls": []}
    place, _, key = missing.rpartition(".")
    del (view if place else body)[key]
    witness.sends(case, body)


@pytest.mark.parametrize(
    "kind", ["shortcut", "message_action", "block_suggestion", "dialog_submission", "nope", None, 5]
)
def test_a_payload_of_a_kind_we_never_asked_for_is_answered(witness: Witness, kind: Any) -> None:
    where = {"channel": {"id": GENERAL}, "response_url": witness.response_url("SATO"), "callback_id": "nope"}
    body = interaction(witness.core, "?", "U0SATO") | where | {"trigger_id": witness.trigger("SATO"), "type": kind}
    witness.sends(Case(str(kind), "SATO", OUTDATED), body)


@pytest.mark.parametrize(
    "holes",
    [
        {"actions": []},
        {"actions": None},
        {"actions": ["?"]},
        {"actions": [{}]},
        {"actions": [{"action_id": ""}]},
        {"view": []},
        {"view": {}},
    ],
    ids=str,
)
def test_a_press_with_a_hole_is_answered(witness: Witness, holes: Json) -> None:
    body = pressed(witness, "SATO", "sheet.card", "2020-S29||1", None) | holes
    witness.sends(Case("a press", "SATO", OUTDATED), body)


@pytest.mark.parametrize(("case", "changes"), TYPED, ids=name_of)
def test_a_command_with_a_hole_is_answered(witness: Witness, case: Case, changes: Json) -> None:
    channel = witness.core.conversations.channel(GENERAL)
    body = command(witness.core, "/sheet", "S99", f"U0{case.who}", channel)
    body |= {"trigger_id": witness.trigger(case.who), "response_url": witness.response_url(case.who), **changes}

    def hear() -> None:
        witness.bot.bolt.dispatch(BoltRequest(mode="socket_mode", body=body))

    witness.judge(case, hear)  # not over the socket: its sender's JSON doesn't know half an emoji


def test_whoever_closed_the_window_is_told_in_the_channel(witness: Witness) -> None:
    view = witness.opens("SATO", "/sheet S29")
    witness.workspace.close_view("U0SATO", view["id"], everything=True)
    witness.sends(
        Case("a view that is gone", "SATO", NO_SHEET), pressed(witness, "SATO", "sheet.open", "2020-S99||1", view)
    )


def test_where_nobody_is_named_nobody_is_told_and_nothing_breaks(witness: Witness) -> None:
    before, logged = len(witness.office.problems), len(witness.logged)
    body = pressed(witness, "SATO", "sheet.card", "2020-S29||1", None)
    witness.core.delivery.ask("interactive", body | {"user": {}, "response_url": ""}, accepts_payload=False)
    witness.settle()
    assert witness.office.problems[before:] == []
    assert [entry["log_level"] for entry in witness.logged[logged:]] == ["warning", "info"]


def test_a_form_that_no_window_can_hold_says_how_to_open_it(witness: Witness) -> None:
    store, now = witness.office.store, datetime.now(ZONE)
    finance, staff = store.person("U0WATANABE"), store.person("U0SATO")

    def opine(sheet: Sheet) -> Sheet:
        return sheet.give_opinion(finance, now, "finance", "効果を示してください。")

    for _ in range(12):
        store.change("2020-S22", finance, now, "opinion", opine)
    sheet = store.sheet("2020-S22")
    texts: dict[tuple[str, ...], str] = {(each.id,): "答" * 10_000 for each in sheet.open_opinions}
    store.answer(sheet.key, staff, now, texts, sheet.revision)
    witness.says(Case("too many long answers", "SATO", "bot.form_too_large"), "/answer S22")
    witness.says(Case("one of them", "SATO", "answer.text_again", "S22-O3"), "/answer S22-O3")
