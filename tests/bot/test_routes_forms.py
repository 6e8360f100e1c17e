"""A form that is sent: refused at its fields, or followed by what the command says."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit.reply import Change, Line, Open, Reply, Return, Row, View
from commands.kit.request import Request
from store.refusal import Reason, Refusal
from store.text import Text
from tests.bot import payloads
from tests.bot.conftest import Office
from tests.bot.views import CARD, FORM, shown


def test_reasons_stand_at_their_fields_and_the_others_at_the_first(office: Office) -> None:
    def refuses(_: Request) -> Sequence[Reply]:
        refusal = Refusal("bot.too_slow", field="b")
        refusal.reasons += (Reason(Text("bot.busy"), "elsewhere"), Reason(Text("bot.outdated")))
        raise refusal

    office.does["save"] = refuses
    answer = office.ack(payloads.submission(payloads.view(inputs=("a", "b"))))
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"a", "b"}
    assert answer["errors"]["a"].count("\n") == 1
    assert office.slack.methods() == []


def test_a_refused_form_without_inputs_says_why_on_top(office: Office) -> None:
    answer = office.ack(payloads.submission(payloads.view(inputs=())))
    assert answer["response_action"] == "update"
    assert "save というコマンドはありません" in shown(answer["view"]["blocks"][0])


def test_a_form_becomes_what_the_command_says(office: Office) -> None:
    office.does["save"] = lambda _: [Change(FORM)]
    answer = office.ack(payloads.submission())
    assert (answer["response_action"], answer["view"]["callback_id"]) == ("update", "memo.save")
    office.does["save"] = lambda _: [Open(CARD)]
    assert office.ack(payloads.submission())["response_action"] == "push"
    assert office.slack.methods() == []


def test_a_form_on_top_closes_and_the_view_below_shows_what_became_of_it(office: Office) -> None:
    office.does["save"] = lambda _: [Return(CARD)]
    assert office.ack(payloads.submission(payloads.view(id_="V2", previous="V1"))) == {}
    (updated,) = office.slack.of("views.update")
    assert updated["view_id"] == "V1"
    assert "hash" not in updated


def test_a_form_with_nothing_below_becomes_the_view_itself(office: Office) -> None:
    office.does["save"] = lambda _: [Return(CARD)]
    assert office.ack(payloads.submission())["response_action"] == "update"


def test_closing_everything_before_the_answer_is_no_failure(office: Office) -> None:
    office.does["save"] = lambda _: [Return(CARD)]
    office.slack.refuse("views.update", "not_found")
    office.send(payloads.submission(payloads.view(id_="V2", previous="V1")))
    assert office.slack.methods() == ["views.update"]


def test_a_view_too_long_for_an_answer_comes_in_two(office: Office) -> None:
    rows = tuple(Row(f"取組{n}", "長い説明。" * 40) for n in range(40))
    office.does["save"] = lambda _: [Return(View("S27", (Line("✓ 保存しました"), *rows)))]
    answer = office.ack(payloads.submission())
    assert "✓ 保存しました" in shown(answer["view"])
    office.slack.wait(lambda: "views.update" in office.slack.methods())
    updated = office.slack.of("views.update")[0]
    assert updated["view_id"] == "V1"
    assert len(updated["view"]["blocks"]) == 81
