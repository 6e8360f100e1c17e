"""Digests and summaries as they are sent: taken by Slack with no late sheet, one and 500, in both languages; as pictures too."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.blocks import message
from bot.local.validate import check_message
from bot.send.pictures import in_words
from commands.kit.reply import Part
from commands.kit.texts import LANGUAGES, Language, Texts
from store.store import Store
from store.task import Task
from tests.bot.test_extremes import NASTY, check, extreme
from tests.commands.chat import Chat
from tests.commands.crawl import crawl
from tests.commands.digests import late_office, parts_of, set_deadlines
from tests.office import NOW, SATO, SECRETARIAT, second_form, small_content, staffed_store


def sent(parts: tuple[Part, ...], texts: Texts, language: Language) -> dict[str, Any]:
    made = message(parts, partial(texts.say, language=language))
    assert check_message(made) == []
    return made


def kinds(made: dict[str, Any]) -> list[str]:
    return [block["type"] for block in made["blocks"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("late", [0, 1, 500])
def test_a_digest_is_taken_however_many_are_late(store: Store, texts: Texts, late: int, language: Language) -> None:
    late_office(store, late)
    made = sent(parts_of(Chat(SATO, store, NOW).types("/集計")), texts, language)
    assert kinds(made).count("data_table") == bool(late)
    assert kinds(made).count("data_visualization") == 1
    assert kinds(made)[-1] == "actions"  # nothing was clipped


@pytest.mark.parametrize("who", [SATO, SECRETARIAT], ids=lambda who: who.name)
def test_whatever_names_are_in_it_slack_takes_it(tmp_path: Path, texts: Texts, who: Any) -> None:
    """Sheets, departments and opinions that are as long as they may be and full of what Slack might take for its own."""
    store = staffed_store(tmp_path)
    contents = [small_content(f"{n}{NASTY}"[:200], f"{NASTY} 第{n}課"[:100]) for n in range(120)]
    named = [replace(each, values={**each.values, "name": NASTY * 8}, opinions=(NASTY,) * 3) for each in contents]
    store.add_all(named, SECRETARIAT, NOW)
    set_deadlines(store, dict.fromkeys(Task, NOW.date().replace(day=1)))
    shown = [
        check(reply, texts) for reply in crawl(who, store, ("/digest", "/digest 第", "/digest settings"), most=300)
    ]
    assert len(shown) > 5
    store.close()


def test_a_summary_of_much_is_one_screen(store: Store, texts: Texts) -> None:
    for number, form in (("S01", store.forms.get("nagakute-s-2020")), ("S02", second_form())):
        store.add(extreme(form, number, 20), SECRETARIAT, NOW)
        for language in LANGUAGES:
            made = sent(parts_of(Chat(SATO, store, NOW).types(f"/sheet {number} まとめ")), texts, language)
            assert len(made["blocks"]) <= 16
            assert kinds(made)[-1] == "actions"


def test_the_pictures_say_what_the_charts_show(store: Store, texts: Texts) -> None:
    late_office(store, 3)
    made = sent(parts_of(Chat(SATO, store, NOW).types("/集計")), texts, "ja")
    (chart,) = (block for block in made["blocks"] if block["type"] == "data_visualization")
    assert in_words(chart)[:2] == ["段階ごとの枚数", "作成中　すべて 3枚　締切を過ぎたもの 3枚"]
