"""Driving the page: where things are on it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page

Browse = Callable[..., Page]
"""Opens a tab: `browse(person, channel_id, phone=False)`."""

CHROMIUM = "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def write(page: Page, text: str) -> None:
    """Write a message, or a command, and send it."""
    field = page.locator(".composer:not([data-thread-ts]) textarea")
    field.fill(text)
    field.press("Escape")
    field.press("Enter")


def messages(page: Page) -> Locator:
    """Return all messages that stand in the channel."""
    return page.locator("main article[data-message-ts]")


def said(page: Page, text: str) -> Locator:
    """Return the messages of the channel that hold a text."""
    return messages(page).filter(has_text=text)


def view(page: Page, within: str = "dialog") -> Locator:
    """Return the open modal on top, or the home `within` its place."""
    return page.locator(f"{within}[data-view-id]:not(.covered)")
