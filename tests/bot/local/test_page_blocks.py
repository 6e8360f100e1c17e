"""Blocks and elements on the page: shown as Slack shows them, and telling the bot what was chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.bot.local.tiny_blocks import EVIL
from tests.bot.local.tiny_bot import HYOKA, TANAKA, ZATSUDAN, TinyBot
from tests.bot.local.tiny_browser import messages, said, view, write
from tests.patience import eventually

pytestmark = pytest.mark.browser


def test_what_looks_like_html_stays_text(sato: Page) -> None:
    write(sato, EVIL)
    write(sato, "/show")
    for block in ("evil", "evil-plain", "markdown"):
        expect(sato.locator(f'[data-block-id="{block}"]')).to_contain_text("<script>document.title='hacked'</script>")
    expect(messages(sato).first).to_contain_text("<img src=x onerror=")
    assert sato.locator("article img[src='x'], article script").count() == 0
    assert "hacked" not in sato.title()


def test_text_is_marked_up_as_slack_does_it(sato: Page) -> None:
    write(sato, "/show")
    styles = sato.locator('[data-block-id="styles"]')
    for tag, text in (
        ("strong", "太字"),
        ("em", "斜体"),
        ("del", "取消線"),
        ("code", "コード"),
        ("blockquote", "引用の行"),
    ):
        expect(styles.locator(tag)).to_have_text(text)
    expect(styles.locator("a").first).to_have_attribute("href", "https://example.jp/?a=1&b=2")
    expect(styles).to_contain_text("@佐藤 花子")
    expect(styles).to_contain_text("#雑談")
    expect(styles).to_contain_text("5 < 6 & 7")
    expect(sato.locator('[data-block-id="fields"]')).to_contain_text("*文字どおり*")


def test_charts_are_drawn_and_said_in_words(sato: Page) -> None:
    write(sato, "/show")
    for kind in ("bar", "line", "area", "pie"):
        chart = sato.locator(f'[data-block-id="chart-{kind}"]')
        chart.scroll_into_view_if_needed()
        expect(chart.locator("canvas, svg").first).to_be_visible()
    assert "R1 22" in (
        sato.locator('[data-block-id="chart-bar"]').evaluate("chart => chart.outerHTML + chart.innerText")
    )


def test_a_data_table_turns_its_pages_and_sorts(sato: Page) -> None:
    write(sato, "/show")
    table = sato.locator('[data-block-id="data-table"]')
    rows = table.locator("tbody tr:visible")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("S1")
    table.locator('[data-turn="1"]').click()
    expect(rows.first).to_contain_text("S6")
    table.locator('[data-sort="2"]').click()
    expect(rows.first).to_contain_text("施策 8 の名前")  # 8 × 137 mod 1000 = 96, the smallest
    expect(table.locator("th[aria-sort=ascending]")).to_have_text("費用")


def test_a_button_asks_back_and_tells_the_bot(sato: Page, tiny: TinyBot) -> None:
    write(sato, "/show")
    sato.locator('[data-action-id="approve"]').click()
    question = sato.locator("dialog.confirm")
    expect(question).to_contain_text("この操作は 取り消せません。")
    question.get_by_text("やめる").click()
    expect(question).to_have_count(0)
    assert tiny.actions() == []
    sato.locator('[data-action-id="approve"]').click()
    question.get_by_text("承認する").click()
    eventually(lambda: [action["value"] for action in tiny.actions()] == ["approve"])


def test_what_waits_for_the_bot_says_so_and_stays_usable(sato: Page) -> None:
    write(sato, "/show")
    slow = sato.locator('[data-action-id="slow"]')
    slow.click()
    expect(slow).to_have_attribute("aria-busy", "true")
    sato.locator(".composer textarea").fill("その間に書く")
    expect(slow).not_to_have_attribute("aria-busy", "true")
    expect(sato.locator(".composer textarea")).to_have_value("その間に書く")


def test_menus_tell_what_was_chosen(sato: Page, tiny: TinyBot) -> None:
    write(sato, "/show")
    sato.locator('select[data-action-id="one"]').select_option(label="備考")
    sato.locator('select[data-action-id="person"]').select_option(TANAKA.id)
    sato.locator('select[data-action-id="channel"]').select_option(ZATSUDAN.id)
    sato.locator('[data-action-id="radio"]').get_by_text("無").click()
    sato.locator('[data-action-id="day"]').fill("2026-12-01")
    sato.locator('[data-block-id="more"] [popovertarget]').click()
    sato.get_by_role("menuitem", name="書き出す").click()
    sato.locator('[data-block-id="several"] button').first.click()
    sato.get_by_label("財政担当").check()
    sato.get_by_label("総合計画担当").check()
    sato.keyboard.press("Escape")
    eventually(lambda: len(tiny.actions()) == 7)
    told = {action["action_id"]: action for action in tiny.actions()}
    assert told["one"]["selected_option"]["value"] == "v9"
    assert told["person"]["selected_user"] == TANAKA.id
    assert told["channel"]["selected_channel"] == ZATSUDAN.id
    assert told["radio"]["selected_option"]["text"]["text"] == "無"
    assert told["day"]["selected_date"] == "2026-12-01"
    assert told["overflow"]["selected_option"]["value"] == "v1"
    assert {option["text"]["text"] for option in told["several"]["selected_options"]} == {"総合計画担当", "財政担当"}


def test_a_message_that_the_bot_rewrites_changes_in_place(sato: Page) -> None:
    write(sato, "/show")
    sato.locator('[data-action-id="edit"]').click()
    expect(said(sato, "書き換えました").locator(".edited")).to_be_visible()
    expect(sato.locator('[data-block-id="buttons"]')).to_have_count(0)


def test_the_home_opens_and_its_buttons_work(sato: Page, tiny: TinyBot) -> None:
    sato.locator(".sidebar [data-channel^=D]").click()
    sato.locator('.tabs [data-tab="home"]').click()
    home = view(sato, ".home ")
    expect(home).to_contain_text("あなたの評価票")
    home.locator('[data-action-id="home-open"]').click()
    eventually(lambda: [action["action_id"] for action in tiny.actions()] == ["home-open"])
    sato.locator(".tabs a").last.click()
    expect(sato.locator(".composer textarea")).to_be_visible()


def test_keyboard_reaches_everything_with_a_visible_ring(sato: Page) -> None:
    write(sato, "/show")
    expect(sato.locator('[data-block-id="buttons"]')).to_be_visible()
    reached: set[str] = set()
    for _ in range(120):
        sato.keyboard.press("Tab")
        seen = sato.evaluate(
            """() => {
                const node = document.activeElement;
                const ring = (one) => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow;
                const rings = [node, node.parentElement ?? node].map(ring).filter((one) => one !== "nonenone");
                // The calendar's own button inside a date field is ringed by the browser, out of sight of scripts.
                if (node.matches("[type=date], [type=time]")) rings.push("native");
                const { channel, actionId } = node.dataset;
                const name = channel ?? actionId ?? (node === document.body ? "BODY" : node.className || node.tagName);
                return { name, rings: rings.length };
            }"""
        )
        assert seen["rings"] or seen["name"] == "BODY", seen["name"]
        reached.add(seen["name"])
    assert {"me", HYOKA.id, ZATSUDAN.id, "approve", "one", "TEXTAREA"} <= reached
