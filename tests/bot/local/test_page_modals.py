"""Modals on the page: filled in, refused, updated, pushed, closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.local.tiny_bot import SATO, TANAKA, TinyBot
from tests.bot.local.tiny_browser import said, view, write
from tests.patience import eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def thought(sato: Page) -> Locator:
    """A form with a required title, open before 佐藤."""
    write(sato, "/form")
    dialog = view(sato)
    expect(dialog).to_have_attribute("data-callback-id", "thought")
    return dialog


def _field(dialog: Locator, block_id: str) -> Locator:
    return dialog.locator(f'[data-block-id="{block_id}"] [data-action-id]')


def test_a_form_is_refused_twice_and_then_sent_by_keyboard(sato: Page, thought: Locator, tiny: TinyBot) -> None:
    title = _field(thought, "title")
    expect(title).to_be_focused()
    sato.keyboard.press("Enter")
    expect(thought.locator(".error")).to_have_text("この項目は必須です。")
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    sato.keyboard.type("だめな題名")
    sato.keyboard.press("Enter")
    expect(thought.locator(".error")).to_contain_text("この題名は使えません。")
    expect(title).to_be_focused()
    expect(title).to_have_value("だめな題名")
    title.fill("良い題名")
    sato.keyboard.press("Enter")
    expect(thought).to_have_count(0)
    expect(said(sato, "さんの考え：良い題名")).to_be_visible()
    sent = [body["view"]["state"]["values"] for body in tiny.heard if body.get("type") == "view_submission"]
    assert [values["title"]["text"]["value"] for values in sent] == ["だめな題名", "良い題名"]
    assert sent[-1]["body"]["text"]["value"] is None


def test_enter_that_settles_a_conversion_submits_nothing(thought: Locator, tiny: TinyBot) -> None:
    title = _field(thought, "title")
    title.fill("ひょうか")
    for event in ({"isComposing": True}, {"keyCode": 229}):
        title.dispatch_event("keydown", {"key": "Enter", "bubbles": True} | event)
    title.page.wait_for_timeout(300)
    expect(thought).to_be_visible()
    assert not any(body.get("type") == "view_submission" for body in tiny.heard)


def test_what_is_typed_stays_when_the_bot_updates_the_form(thought: Locator) -> None:
    _field(thought, "title").fill("書きかけの題名")
    _field(thought, "body").fill("一行目\n二行目")
    _field(thought, "kind").select_option(label="質問")
    expect(thought.locator('[data-block-id="extra"]')).to_have_text("選ばれた種類：v1")
    expect(_field(thought, "title")).to_have_value("書きかけの題名")
    expect(_field(thought, "body")).to_have_value("一行目\n二行目")
    expect(_field(thought, "kind").locator("option:checked")).to_have_text("質問")


def test_a_field_counts_what_is_typed_and_grows_with_it(thought: Locator) -> None:
    _field(thought, "title").fill("四文字だ")
    expect(thought.locator('[data-block-id="title"] .counter')).to_have_text("4/40")
    body = _field(thought, "body")
    before = body.evaluate("field => field.clientHeight")
    body.fill("行\n" * 12)
    assert body.evaluate("field => field.clientHeight") > before


def test_escape_asks_before_it_loses_what_was_typed(sato: Page, thought: Locator, tiny: TinyBot) -> None:
    _field(thought, "title").fill("大事な文")
    sato.keyboard.press("Escape")
    question = sato.locator("dialog.confirm")
    expect(question).to_be_visible()
    sato.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(_field(thought, "title")).to_have_value("大事な文")
    sato.keyboard.press("Escape")
    question.locator("button[value=yes]").click()
    expect(thought).to_have_count(0)
    eventually(lambda: [body.get("type") for body in tiny.heard][-1] == "view_closed")
    assert tiny.heard[-1]["view"]["callback_id"] == "thought"
    expect(sato.locator(".composer textarea")).to_be_focused()


def test_escape_closes_an_untouched_form_at_once(sato: Page, thought: Locator) -> None:
    sato.keyboard.press("Escape")
    expect(thought).to_have_count(0)
    expect(sato.locator("dialog.confirm")).to_have_count(0)


def test_the_focus_stays_in_the_form(sato: Page, thought: Locator) -> None:
    for _ in range(12):
        sato.keyboard.press("Tab")
        # Between its last and first field a browser shows its own buttons: then the page itself has the focus.
        assert sato.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")


def test_views_are_pushed_updated_and_cleared(sato: Page, tiny: TinyBot) -> None:
    write(sato, "/stack")
    expect(view(sato).locator("h2")).to_have_text("一つ目")
    expect(view(sato).locator(".back")).to_have_count(0)
    view(sato).locator(".submit").click()
    expect(view(sato).locator("h2")).to_have_text("二つ目")
    view(sato).locator(".back").click()
    expect(view(sato).locator("h2")).to_have_text("一つ目")
    view(sato).locator(".submit").click()
    expect(view(sato).locator("h2")).to_have_text("二つ目")
    view(sato).locator(".submit").click()
    expect(view(sato).locator("h2")).to_have_text("更新後")
    assert len(tiny.workspace.views(SATO.id)) == 2
    view(sato).locator(".submit").click()
    expect(view(sato)).to_have_count(0)
    assert tiny.workspace.views(SATO.id) == []


@pytest.mark.parametrize(("how", "title"), [("閉じる", "一つ目"), ("", "更新後")])
def test_what_became_of_a_form_is_seen_at_once(sato: Page, how: str, title: str) -> None:
    write(sato, "/stack")
    body = view(sato).locator(".body")
    body.evaluate("body => body.scrollTop = body.scrollHeight")
    assert body.evaluate("body => body.scrollTop") > 0
    view(sato).locator(".submit").click()
    expect(view(sato).locator("h2")).to_have_text("二つ目")
    _field(view(sato), "how").fill(how)
    view(sato).locator(".submit").click()
    expect(view(sato).locator("h2")).to_have_text(title)
    expect(view(sato).get_by_text("0行目", exact=True)).to_be_in_viewport()


def test_what_was_accepted_is_no_longer_lost_by_closing(sato: Page, thought: Locator) -> None:
    _field(thought, "title").fill("続きのある題名")
    thought.locator(".submit").click()
    expect(view(sato).locator("h2")).to_have_text("続き")
    expect(_field(view(sato), "title")).to_have_value("続きのある題名")
    sato.keyboard.press("Escape")
    expect(view(sato)).to_have_count(0)
    expect(sato.locator("dialog.confirm")).to_have_count(0)


def test_every_input_brings_what_was_chosen(sato: Page, tiny: TinyBot, tmp_path: Path) -> None:
    write(sato, "/fields")
    dialog = view(sato)
    _field(dialog, "i0").fill("一行です")
    _field(dialog, "i2").fill("414")
    _field(dialog, "i3").fill("https://example.jp")
    _field(dialog, "i4").fill("sato@example.jp")
    _field(dialog, "i5").fill("2026-12-24")
    _field(dialog, "i6").fill("09:30")
    _field(dialog, "i7").select_option(label="施策の内容")
    dialog.locator('[data-block-id="i8"] button').first.click()
    dialog.get_by_label("総合計画担当").check()
    dialog.get_by_label("行政改革担当").check()
    expect(dialog.get_by_label("財政担当")).to_be_disabled()
    sato.keyboard.press("Escape")
    _field(dialog, "i9").select_option(TANAKA.id)
    _field(dialog, "i12").get_by_text("有", exact=True).click()
    _field(dialog, "i13").get_by_text("確認した").click()
    proof = tmp_path / "根拠.txt"
    proof.write_text("根拠", encoding="utf-8")
    dialog.locator("input[type=file]").set_input_files(proof)
    expect(dialog.locator("[data-file]")).to_contain_text("根拠.txt")
    dialog.locator(".submit").click()
    expect(dialog).to_have_count(0)
    sent = next(body["view"]["state"]["values"] for body in tiny.heard if body.get("type") == "view_submission")
    values = [next(value for key, value in sent[f"i{n}"]["it"].items() if key != "type") for n in range(15)]
    assert values[:7] == [
        "一行です",
        "窓口の混雑を減らす。\n研修を行う。",
        "414",
        "https://example.jp",
        "sato@example.jp",
        "2026-12-24",
        "09:30",
    ]
    assert values[7]["text"]["text"] == "施策の内容"
    assert [one["text"]["text"] for one in values[8]] == ["総合計画担当", "行政改革担当"]
    assert values[9] == TANAKA.id
    assert values[10:12] == [None, None]
    assert values[12]["text"]["text"] == "有"
    assert [one["text"]["text"] for one in values[13]] == ["確認した"]
    assert [file["name"] for file in values[14]] == ["根拠.txt"]


def test_a_bot_that_does_not_answer_leaves_the_form_open_with_a_notice(
    sato: Page, thought: Locator, tiny: TinyBot
) -> None:
    _field(thought, "title").fill("無応答")
    thought.locator(".submit").click()
    expect(thought).to_have_attribute("aria-busy", "true")
    expect(thought.locator(".notice")).to_be_visible(timeout=6000)
    expect(_field(thought, "title")).to_have_value("無応答")
    assert tiny.workspace.problems
