"""A small bot with its page, and browsers before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from bot.local.workspace import Person
from tests.bot.local.tiny_bot import HYOKA, SATO, TinyBot
from tests.bot.local.tiny_browser import CHROMIUM, SWITCHES, Browse

expect.set_options(timeout=5000)


@pytest.fixture(scope="session")
def tiny_bot() -> Iterator[TinyBot]:
    """A workspace with its page, and the small bot connected to it."""
    with TinyBot() as running:
        yield running


@pytest.fixture
def tiny(tiny_bot: TinyBot) -> TinyBot:
    """The small bot in a workspace in which nothing has happened yet."""
    tiny_bot.begin_anew()
    return tiny_bot


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture
def browse(tiny: TinyBot, chromium: Browser) -> Iterator[Browse]:
    """Opens tabs of the page; an error in a script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    numbers = count()

    def tab(person: Person, channel_id: str = HYOKA.id, *, phone: bool = False) -> Page:
        size = ViewportSize(width=390, height=844) if phone else ViewportSize(width=1280, height=800)
        context = chromium.new_context(
            viewport=size, is_mobile=phone, has_touch=phone, locale="ja-JP", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        name = f"{person.name} {next(numbers)}"
        page.on("pageerror", lambda error: faults.append(f"{name}: {error}"))
        page.goto(f"{tiny.server.url}/?as={person.id}&in={channel_id}")
        page.locator(".sidebar").wait_for(state="attached")
        return page

    yield tab
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def sato(browse: Browse) -> Page:
    """佐藤's tab, in the channel 評価."""
    return browse(SATO)
