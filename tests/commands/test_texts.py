"""Days as they are said: one that may be of another year is said with its year."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest

from bot.cli import surroundings
from commands.kit.texts import LANGUAGES, Language, Texts
from commands.registry import COMMANDS, texts
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


MANY = {
    "checks.length", "cli.views_fine", "store.rules_closed_most", "checks.same", "checks.same_vague", "history.did_fill_many", "kit.due_in", "kit.overdue",
    "store.answers_unpaired", "store.rename_too_many", "store.too_long", "store.too_many_names", "store.undo_late",
    "taking.too_long",
}  # fmt: skip
"""Sentences that are said of two or more only."""


@pytest.mark.parametrize("key", sorted(surroundings.texts(ZONE).keys() - MANY))
def test_english_counts_read_well_where_there_is_one(key: str) -> None:
    words = surroundings.texts(ZONE)._words[key]["en"]
    assert not re.search(
        r"(?<![/\d] )(?<! of )\{(count|minutes|people|sheets|lines|kept|lost)\} ([a-z]+ )?[a-z]+s\b", words
    )


def test_a_lone_open_opinion_keeps_a_sheet_from_being_final_in_good_english(texts: Texts) -> None:
    said = texts.say(Text.of("store.open_opinions", sheet="S27", count=1, owner="課"), "en")
    assert "1 unanswered opinions" not in said
    assert "open: 1" in said


ENGLISH_NAMES = {name for command in COMMANDS for name in command.slash if name.isascii()}
BOTH = re.compile(r".*(でも同じことができます。| do(es)? the same\.)$", re.MULTILINE)
"""What else a command is called is said at the end of its help."""


@pytest.mark.parametrize("key", sorted(surroundings.texts(ZONE).keys()))
def test_each_language_names_commands_as_its_readers_type_them(key: str) -> None:
    words = {language: BOTH.sub("", said) for language, said in surroundings.texts(ZONE)._words[key].items()}
    assert not ENGLISH_NAMES & set(re.findall(r"/[a-z]+", words["ja"]))
    assert not re.search(r"/(評価票|内部意見|回答|締切|集計|担当者|年度更新)", words["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_opening_the_year_is_not_called_as_opening_one_of_its_sheets(texts: Texts, language: Language) -> None:
    assert texts.say(Text("year.open"), language) != texts.say(Text("kit.open"), language)
