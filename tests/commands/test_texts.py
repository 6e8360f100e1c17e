"""Days as they are said: one that may be of another year is said with its year."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.cli import surroundings
from commands.kit.texts import Language, Texts
from commands.registry import texts
from store.text import Text
from tests.office import ZONE

TODAY = date(2026, 11, 27)


def said(day: date, language: Language, office: Texts) -> str:
    """The day, as it stands at the end of a sentence."""
    return office.say(Text.of("noting.by", day=day, name=""), language).strip("　, ")


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (TODAY, "11/27(金)", "Fri 27 Nov"),
        (date(2027, 1, 1), "1/1(金)", "Fri 1 Jan"),
        (date(2026, 5, 29), "5/29(金)", "Fri 29 May"),
        (date(2026, 5, 28), "2026/5/28(木)", "Thu 28 May 2026"),
        (date(2025, 11, 27), "2025/11/27(木)", "Thu 27 Nov 2025"),
        (datetime(2025, 7, 20, 9, 5, tzinfo=ZONE), "2025/7/20(日) 09:05", "Sun 20 Jul 2025 09:05"),
    ],
)
def test_a_day_that_is_not_near_is_said_with_its_year(day: date, ja: str, en: str) -> None:
    office = texts(ZONE, today=lambda: TODAY)
    assert (said(day, "ja", office), said(day, "en", office)) == (ja, en)


def test_the_bot_says_days_as_of_today() -> None:
    """Whoever chose a deputy until 2099 by mistake isn't told of a day in January."""
    office, today = surroundings.texts(ZONE), datetime.now(ZONE).date()
    far = today + timedelta(days=3650)
    assert str(far.year) in said(far, "ja", office)
    assert str(today.year) not in said(today, "ja", office)
