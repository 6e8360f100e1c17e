"""App Home of each role, with nothing, one sheet and hundreds, and within what Slack takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.blocks import home as drawn
from bot.local.validate import check_view
from commands.kit.reply import Button, Facts, Heading, Menu, Open, Row, View
from commands.kit.request import Request, Subject
from commands.kit.texts import LANGUAGES, Texts
from commands.registry import COMMANDS
from store.person import Person
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls
from tests.office import (
    FINANCE,
    LATER,
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    TANAKA,
    small_content,
    staffed_store,
    submitted,
)

ROLES = (SATO, FINANCE, SECRETARIAT, STRANGER)
DEPARTMENTS = ("市長公室情報課", "福祉部長寿課", *(f"総務部第{n}課" for n in range(1, 29)))


def home_of(who: Person, store: Store, subject: Subject | None = None) -> View:
    """What they see, as the bot asks for it."""
    handler = next(command.home for command in COMMANDS if command.home)
    (reply,) = handler(Request(who.id, LATER, who.name, subject=subject or Subject()), store)
    assert isinstance(reply, Open)
    return reply.view


def keys(view: View) -> list[str]:
    said = [each for part in view.parts for each in (getattr(part, "text", None), getattr(part, "note", None))]
    said += [each for part in view.parts if isinstance(part, Facts) for pair in part.pairs for each in pair]
    return [each.values.get("note", each).key for each in said if isinstance(each, Text)]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """300 sheets of 30 departments, some submitted."""
    store = staffed_store(tmp_path_factory.mktemp("busy"))
    for n in range(300):
        store.add(small_content(f"S{n + 1:03d}", DEPARTMENTS[n % 30]), SECRETARIAT, NOW)
    for n in range(0, 300, 10):
        submitted(store, store.numbered(f"S{n + 1:03d}"))
    return store


@pytest.mark.parametrize("who", ROLES, ids=lambda who: who.name)
@pytest.mark.parametrize("count", [0, 1, 300])
def test_whatever_it_shows_slack_takes(who: Person, count: int, texts: Texts, tmp_path: Path, busy: Store) -> None:
    store = busy if count == 300 else staffed_store(tmp_path)
    if count == 1:
        store.add(small_content(), SECRETARIAT, NOW)
    waiting, known = [Subject()], {""}
    while waiting:
        view = home_of(who, store, waiting.pop())
        for language in LANGUAGES:

            def say(said: Any, language: Any = language) -> str:
                return texts.say(said, language)

            built = drawn(view, say, metadata="{}")
            assert check_view(built) == []
            assert texts.say(Text.of("bot.clipped", count=1), language)[-12:] not in str(built)
        for step, subject in controls(view.parts):
            if step == "sheet.turn" and str(subject) not in known:
                known.add(str(subject))
                waiting.append(subject)
    assert len(known) > (15 if count == 300 else 1)  # every page that one can turn to


def test_the_owner_sees_what_waits_then_the_rest_of_the_year_with_how_far_it_is(store: Store) -> None:
    sheet = submitted(store, store.add(small_content("S31"), SECRETARIAT, NOW))
    store.change(sheet.key, SECRETARIAT, NOW, "return", lambda each: each.give_back(SECRETARIAT, NOW, "目標に数を"))
    store.add(small_content("S32"), SECRETARIAT, NOW)
    submitted(store, store.add(small_content("S33"), SECRETARIAT, NOW))
    store.add(small_content("S90", year=2019), SECRETARIAT, NOW)
    said = [key for key in keys(home_of(SATO, store)) if key.startswith(("sheet.waits", "sheet.mine", "kit.sheet"))]
    assert said[:2] == ["sheet.waits_returned", "sheet.waits_filling"]
    assert said[-2:] == ["sheet.mine_others", "kit.sheet_note"]
    row = [part for part in home_of(SATO, store).parts if isinstance(part, Row)][-1]
    assert isinstance(row.note, Text)
    assert row.note.values["bar"] == "■" * 10


@pytest.mark.parametrize("words", ["/sheet", "/sheet find 窓口"])
def test_sheets_of_two_years_are_told_apart(store: Store, texts: Texts, words: str) -> None:
    for year in (2019, 2020):
        store.add(small_content("S31", year=year), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types(words)
    assert chat.view is not None
    rows = [part for part in chat.view.parts if isinstance(part, Row)]
    assert [row.text for row in rows] == [rows[0].text] * 2
    assert ["2020年度" in texts.say(row.note or "", "ja") for row in rows] == [True, False]
    assert ["FY2019" in texts.say(row.note or "", "en") for row in rows] == [False, True]


def test_a_department_that_owns_no_sheet_is_told_how_to_find_those_that_name_it(store: Store) -> None:
    store.add(small_content("S31"), SECRETARIAT, NOW)
    assert "sheet.named_in" in keys(home_of(TANAKA, store))
    assert "sheet.named_in" not in keys(home_of(SATO, store))
    assert "sheet.named_in" not in keys(home_of(STRANGER, store))
    chat = Chat(TANAKA, store)
    chat.types("/sheet S31")
    assert chat.view is not None
    menus = [part.control for part in chat.view.parts if isinstance(part, Row) and isinstance(part.control, Menu)]
    itself = [getattr(label, "key", "") for menu in menus for label, _ in menu.options]
    assert "kit.item_itself_read" in itself
    assert "kit.item_itself" not in itself  # there is nothing that they could remove


def test_a_reviewing_office_sees_its_queue_and_how_much_is_left(store: Store) -> None:
    for number in ("S31", "S32"):
        submitted(store, store.add(small_content(number), SECRETARIAT, NOW))
    store.change("2020-S31", FINANCE, NOW, "opinion", lambda each: each.give_opinion(FINANCE, NOW, "finance", "数を。"))
    view = home_of(FINANCE, store)
    assert keys(view).count("sheet.waits_opinion") == 1
    (facts,) = (part for part in view.parts if isinstance(part, Facts))
    ((_, stands),) = facts.pairs
    assert isinstance(stands, Text)
    assert {name: stands.values[name] for name in ("done", "of", "waits")} == {"done": 1, "of": 2, "waits": 1}


def test_the_secretariat_sees_the_stages_to_act_on_first_and_how_far_each_department_is(busy: Store) -> None:
    view = home_of(SECRETARIAT, busy)
    facts = next(part for part in view.parts if isinstance(part, Facts))
    assert [getattr(name, "key", "") for name, _ in facts.pairs][:3] == [
        "store.stage_answered",
        "store.stage_final",
        "store.stage_submitted",
    ]
    counts = {getattr(name, "key", ""): getattr(said, "values", {})["count"] for name, said in facts.pairs}
    assert (counts["store.stage_submitted"], counts["store.stage_draft"]) == (30, 270)
    behind = [part for part in view.parts if isinstance(part, Row) and getattr(part.note, "key", "") == DEPARTMENT]
    assert len(behind) == 10
    assert all(getattr(row.note, "values", {})["submitted"] == 0 for row in behind)


DEPARTMENT = "sheet.department_stands"


def test_a_stage_and_a_department_open_and_lead_back(busy: Store) -> None:
    chat = Chat(SECRETARIAT, busy)
    for step, part in [("stage submitted", 30), ("of 福祉部長寿課", 10)]:
        chat.view = home_of(SECRETARIAT, busy, Subject(part="departments", revision=9))
        chat.presses("sheet.turn", Subject(part=step))
        heading = chat.view.parts[0]
        assert isinstance(heading, Heading)
        assert isinstance(heading.text, Text)
        assert heading.text.values["count"] == part
        chat.presses("sheet.turn", chat.finds("sheet.turn", "mine"))
        assert keys(chat.view)[0] == "sheet.year_stands"


def test_everything_on_it_opens(busy: Store) -> None:
    for who in ROLES:
        view = home_of(who, busy)
        for part in view.parts:
            if isinstance(part, Row):
                assert isinstance(part.control, Button | Menu)
        for step, subject in controls(view.parts):
            assert Chat(who, busy).presses(step, subject)


def test_it_is_drawn_again_where_the_person_stands(busy: Store) -> None:
    for part, page in [("mine", 3), ("list", 2), ("stage draft", 1), ("departments", 1), ("of 福祉部長寿課", 0)]:
        view = home_of(SECRETARIAT, busy, Subject(part=part, revision=page))
        assert view.subject == Subject(part=part, revision=page)
