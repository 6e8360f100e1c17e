"""The page in Chromium, driven as a person drives it, before a small bot that is connected as to any Slack."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.local.workspace import Person
from tests.bot.local.tiny_bot import ALL_HANDS, HYOKA, SATO, SMITH, TANAKA, ZATSUDAN, TinyBot
from tests.bot.local.tiny_browser import Browse, messages, said, view, write

pytestmark = pytest.mark.browser


def test_a_command_is_found_and_sent_by_keyboard_alone(sato: Page, tiny: TinyBot) -> None:
    field = sato.locator(".composer textarea")
    expect(field).to_be_focused()
    sato.keyboard.type("/")
    expect(sato.get_by_role("option")).to_have_count(8)
    sato.keyboard.type("ec")
    expect(sato.get_by_role("option")).to_have_count(1)
    expect(sato.get_by_role("option")).to_contain_text("あなただけに返す")
    expect(sato.get_by_role("option")).to_contain_text("[文]")
    sato.keyboard.press("Tab")
    expect(field).to_have_value("/echo ")
    sato.keyboard.type("こんにちは")
    sato.keyboard.press("Enter")
    expect(said(sato, "こんにちは").locator(".only-you")).to_have_text("あなただけに表示されています")
    expect(field).to_have_value("")
    assert [body["text"] for body in tiny.heard if body.get("command") == "/echo"] == ["こんにちは"]


def test_arrows_choose_among_commands_and_escape_leaves_what_is_typed(sato: Page) -> None:
    sato.keyboard.type("/")
    options = sato.get_by_role("option")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    sato.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    sato.keyboard.press("ArrowUp")
    sato.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    sato.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(sato.locator(".composer textarea")).to_have_value("/")
    sato.keyboard.type("記")
    expect(options).to_have_count(1)
    options.first.click()
    expect(sato.locator(".composer textarea")).to_have_value("/記入 ")


def test_a_line_is_broken_by_shift_enter_and_sent_by_enter(sato: Page) -> None:
    sato.keyboard.type("一行目")
    sato.keyboard.press("Shift+Enter")
    sato.keyboard.type("二行目")
    expect(messages(sato)).to_have_count(0)
    sato.keyboard.press("Enter")
    expect(said(sato, "一行目")).to_contain_text("二行目")
    assert "二行目" in said(sato, "一行目").inner_text().splitlines()


def test_enter_that_settles_a_conversion_sends_nothing(sato: Page) -> None:
    field = sato.locator(".composer textarea")
    field.fill("ひょうか")
    for event in ({"isComposing": True}, {"keyCode": 229}):
        field.dispatch_event("keydown", {"key": "Enter", "code": "Enter", "bubbles": True} | event)
    input_method = sato.context.new_cdp_session(sato)
    input_method.send("Input.imeSetComposition", {"text": "評価", "selectionStart": 2, "selectionEnd": 2})
    sato.keyboard.press("Enter")
    sato.wait_for_timeout(300)
    expect(messages(sato)).to_have_count(0)


def test_persons_are_switched_and_two_tabs_are_two_people(sato: Page, browse: Browse) -> None:
    tanaka = browse(TANAKA)
    write(sato, "田中さん、見えますか")
    expect(said(tanaka, "田中さん、見えますか")).to_contain_text(SATO.name)
    write(sato, "/echo ないしょ")
    expect(said(sato, "ないしょ")).to_have_count(1)
    expect(said(tanaka, "ないしょ")).to_have_count(0)
    sato.locator(".me").click()
    expect(sato.locator("#people")).to_contain_text(TANAKA.title)
    sato.locator(f'[data-person="{SMITH.id}"]').click()
    expect(sato).to_have_url(re.compile(f"as={SMITH.id}"))
    expect(sato.locator(".me")).to_contain_text("福祉部長寿課")
    expect(sato.locator(".composer textarea")).to_have_attribute("placeholder", re.compile("Message"))
    expect(said(sato, "ないしょ")).to_have_count(0)


def test_unread_messages_are_counted_until_they_are_seen(sato: Page, browse: Browse) -> None:
    tanaka = browse(TANAKA, ZATSUDAN.id)
    write(sato, "一つ")
    write(sato, "二つ")
    link = tanaka.locator(f'.sidebar [data-channel="{HYOKA.id}"]')
    expect(link.locator(".unread")).to_have_text("2")
    link.click()
    expect(said(tanaka, "二つ")).to_be_visible()
    expect(link.locator(".unread")).to_have_count(0)


def test_a_channel_is_joined_before_one_writes_in_it(sato: Page, tiny: TinyBot) -> None:
    sato.locator(f'.sidebar [data-channel="{ALL_HANDS.id}"]').click()
    expect(sato.locator(".composer")).to_have_count(0)
    sato.get_by_role("button", name="参加する").click()
    write(sato, "よろしくお願いします")
    expect(said(sato, "よろしくお願いします")).to_be_visible()
    joined = next(one for one in tiny.workspace.channels(SATO.id) if one.id == ALL_HANDS.id)
    assert SATO.id in joined.members


def test_the_browsers_back_button_leads_back(sato: Page) -> None:
    sato.locator(f'.sidebar [data-channel="{ZATSUDAN.id}"]').click()
    expect(sato.get_by_role("heading", level=1)).to_contain_text(ZATSUDAN.name)
    sato.locator(".composer textarea").fill("書きかけ")
    sato.go_back()
    expect(sato.get_by_role("heading", level=1)).to_contain_text(HYOKA.name)
    expect(sato.locator(".composer textarea")).to_have_value("")
    sato.go_forward()
    expect(sato.locator(".composer textarea")).to_have_value("書きかけ")


def test_a_reply_stands_in_its_thread_and_is_counted(sato: Page) -> None:
    write(sato, "どう思いますか")
    root = said(sato, "どう思いますか")
    root.hover()
    root.locator("[data-do=thread]").first.click()
    field = sato.locator(".composer[data-thread-ts] textarea")
    expect(field).to_be_focused()
    sato.keyboard.type("良いと思います")
    sato.keyboard.press("Enter")
    expect(sato.locator("article", has_text="良いと思います")).to_have_count(1)
    expect(root.get_by_text("1 件の返信")).to_be_visible()
    assert "thread=" in sato.url
    sato.reload()
    expect(sato.locator("article", has_text="良いと思います")).to_have_count(1)


def test_what_is_typed_and_where_one_reads_stay_while_others_write(sato: Page, tiny: TinyBot) -> None:
    for n in range(40):
        tiny.workspace.say(TANAKA.id, HYOKA.id, f"前の話 {n}。")
    field = sato.locator(".composer textarea")
    field.fill("書きかけ")
    expect(said(sato, "前の話 39。")).to_have_count(1)  # all of them are there, and nothing moves any more
    first = said(sato, "前の話 3。")
    first.evaluate("message => message.scrollIntoView()")
    sato.wait_for_timeout(200)
    before = first.bounding_box()
    tiny.workspace.say(TANAKA.id, HYOKA.id, "新しい話")
    expect(said(sato, "新しい話")).to_have_count(1)
    after = first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    expect(field).to_have_value("書きかけ")
    expect(field).to_be_focused()


def test_a_long_channel_shows_its_end_and_earlier_messages_on_demand(sato: Page, tiny: TinyBot, browse: Browse) -> None:
    for n in range(150):
        tiny.workspace.say(TANAKA.id, HYOKA.id, f"話 {n}。")
    tab = browse(SATO)
    expect(messages(tab)).to_have_count(100)
    expect(said(tab, "話 149。")).to_be_in_viewport()
    tab.locator("[data-do=older]").click()
    expect(messages(tab)).to_have_count(150)


def test_a_shortcut_runs_beside_its_message(sato: Page) -> None:
    write(sato, "確かめてください")
    message = said(sato, "確かめてください")
    message.hover()
    message.locator(".message-menu").click()
    sato.get_by_role("menuitem", name="確認済みにする").click()
    expect(message).to_contain_text("✅")


def test_files_go_up_and_come_down(sato: Page, tmp_path: Path) -> None:
    document = tmp_path / "評価票.txt"
    document.write_text("S27", encoding="utf-8")
    sato.locator(".composer input[type=file]").set_input_files(document)
    link = messages(sato).locator("[data-file]")
    expect(link).to_contain_text("評価票.txt")
    with sato.expect_download() as downloading:
        link.click()
    assert downloading.value.suggested_filename == "評価票.txt"
    assert Path(downloading.value.path()).read_text(encoding="utf-8") == "S27"


def test_a_bot_that_does_not_answer_becomes_a_notice_and_a_problem(sato: Page, tiny: TinyBot) -> None:
    write(sato, "/silent")
    expect(messages(sato).last).to_contain_text("/silent", timeout=6000)
    expect(messages(sato).last.locator(".only-you")).to_be_visible()
    sato.locator('[popovertarget="connection"]').click()
    expect(sato.locator("#connection")).to_contain_text("/silent")
    assert len(tiny.workspace.problems) == 1


@pytest.mark.parametrize("person", [SATO, SMITH], ids=["ja", "en"])
def test_a_phone_never_scrolls_sideways(person: Person, browse: Browse) -> None:
    phone = browse(person, phone=True)
    write(phone, "/show")
    expect(phone.locator('[data-block-id="buttons"]')).to_be_visible()
    assert _sideways(phone) == []
    phone.locator("[data-drawer=open]").click()
    link = phone.locator(f'.sidebar [data-channel="{ZATSUDAN.id}"]')
    expect(link).to_be_in_viewport()
    link.click()
    expect(link).not_to_be_in_viewport()
    write(phone, "/fields")
    dialog = view(phone)
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    assert _sideways(phone) == []


def _sideways(page: Page) -> list[str]:
    """Return what can be scrolled sideways, apart from tables, which scroll inside their own frame."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('html, body, body *')]
            .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
            .filter((node) => ['auto', 'scroll'].includes(getComputedStyle(node).overflowX) || node === document.body
                || node === document.documentElement)
            .filter((node) => !node.querySelector('table') || node.matches('main, .scroll, html, body, dialog'))
            .map((node) => `${node.tagName}.${node.className}`)"""
    )
    return found
