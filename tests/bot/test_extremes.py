"""Everything that any command can show, with extreme contents, in both languages, is what Slack takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.blocks import message, modal
from bot.local.validate import check_message, check_view
from commands.kit.reply import Reply, Return, Say, Thread, Whisper
from commands.kit.texts import LANGUAGES, Texts
from store.form import Form
from store.formats.content import Content
from store.formats.content import Reply as Answered
from store.store import Store
from tests.commands.chat import Chat
from tests.commands.crawl import crawl, view_of
from tests.office import (
    FINANCE,
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    s_form,
    second_form,
    small_content,
    something,
    staffed_store,
)  # fmt: skip

NASTY = "<!channel> & <&> <@U0SATO> <https://evil.example|x> *太字* @here 😀👨‍👩‍👧‍👦 髙﨑㎥"
LINES = (
    "/sheet",
    "/sheet list",
    "/sheet find の",
    "/sheet help",
    "/sheet S01",
    "/sheet S01 取組",
    "/sheet S01 check",
    "/sheet S01 履歴",
    "/sheet S01 履歴 活動状況",
    "/sheet S01 提出",
    "/sheet S01 差戻し",
    "/deadline",
    "/deadline S01",
    "/sheet S01 まとめ",
    "/digest",
    "/digest の",
    "/digest settings",
    "/opinion",
    "/opinion S01",
    "/opinion S01-O1",
    "/opinion S01-O1 取下げ",
    "/answer",
    "/answer S01",
    "/year",
    "/year undo",
)
MENTIONS = {"user", "usergroup", "broadcast", "channel"}


def long(text: str = NASTY, length: int = 3000) -> str:
    return (text + "あ" * length)[:length]


def extreme(form: Form, number: str, items: int) -> Content:
    """A sheet with so many items, all fields as long as they may be, full of what Slack might take for its own."""
    year = 2020
    counts = {table.key: items for table in form.tables}
    values: dict[str, Any] = {}
    for address, leaf in form.leaves(year, counts).items():
        text = long(length=3000 if leaf.kind.lines else 500) if leaf.kind.kind == "text" else something(leaf.kind, 3)
        if leaf.kind.kind == "costs":
            text = "\n".join(f"{NASTY} 第{n}号 {n}千円" for n in range(1, 102))
        values[address] = leaf.kind.read(text)
    values |= {"number": number, "owner": "市長公室情報課"}
    opinions = tuple(long() for _ in range(min(items, 30)))
    return Content(
        form.edition, year, values, opinions, tuple(Answered((n,), long()) for n in range(1, len(opinions), 2))
    )


@pytest.fixture(params=["nothing", "one", "many sheets", "many items", "second form"])
def full_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = staffed_store(tmp_path / "extreme")
    match request.param:
        case "one":
            store.add(extreme(s_form(), "S01", 1), SECRETARIAT, NOW)
        case "many sheets":
            for n in range(1, 102):
                store.add(small_content(f"S{n:02d}"), SECRETARIAT, NOW)
        case "many items":
            store.add(extreme(s_form(), "S01", 101), SECRETARIAT, NOW)
        case "second form":
            store.add(extreme(second_form(), "S01", 3), SECRETARIAT, NOW)
    yield store
    store.close()


@pytest.mark.parametrize("who", [SATO, FINANCE, SECRETARIAT, STRANGER], ids=lambda who: who.name)
def test_whatever_is_shown_slack_takes(full_store: Store, texts: Texts, who: Any) -> None:
    shown = 0
    for reply in crawl(who, full_store, LINES, most=150):
        shown += check(reply, texts)
    assert shown >= len(LINES) * 2


def test_what_is_told_and_what_clashes_slack_takes(tmp_path: Path, texts: Texts) -> None:
    """Saving extreme things, and two people saving at once."""
    store = staffed_store(tmp_path)
    store.add(extreme(s_form(), "S01", 2), SECRETARIAT, NOW)
    one, other = Chat(SATO, store), Chat(SECRETARIAT, store)
    for section in ("活動状況", "取組② R2", "基本", "施策の目的等"):
        for chat in (one, other):
            chat.types(f"/sheet S01 {section}")
        key = next(
            iter(
                {"活動状況": ["activity"], "取組② R2": ["initiatives/2/outcome/this"], "基本": ["plans"]}.get(
                    section, ["content"]
                )
            )
        )
        for reply in [*one.submits_all({key: long("壱" + NASTY)}), *other.submits_all({key: long("弐" + NASTY)})]:
            assert check(reply, texts) == 2
    for reply in [*one.types("/answer S01"), *one.submits(O2=long("答" + NASTY))]:
        assert check(reply, texts) == 2
    finance, secretariat = Chat(FINANCE, store), Chat(SECRETARIAT, store)
    for reply in [*finance.types("/opinion S01 " + long()), *finance.types("/opinion S01-O1 " + long("再" + NASTY))]:
        assert check(reply, texts) == 2
    for reply in [*secretariat.types("/sheet S01 差戻し " + long()), *secretariat.submits()]:
        assert check(reply, texts) == 2
    for reply in one.types("/sheet S01 提出"):
        assert check(reply, texts) == 2
    store.close()


@pytest.mark.parametrize("edition", ["nagakute-s-2020", "nagakute-s-2021", "kazami-2024"])
def test_whatever_a_year_is_opened_from_slack_takes(tmp_path: Path, texts: Texts, edition: str) -> None:
    """The comparison of many sheets and of extreme ones, its pages, what is said when it is done and taken back."""
    store = staffed_store(tmp_path)
    store.add(extreme(s_form(), "S01", 40), SECRETARIAT, NOW)
    store.add_all([small_content(f"T{n}", owner=f"{NASTY}{n}"[:100]) for n in range(60)], SECRETARIAT, NOW)
    renames = "\n".join(f"{n}課 <!channel> 😀 → {n}局 {chr(42)}太字{chr(42)}" for n in range(300))
    chat = Chat(SECRETARIAT, store)
    replies = [*chat.types("/year"), *chat.submits(form=edition, renames=renames)]
    replies += [*chat.presses("year.turn", chat.finds("year.turn")), *chat.presses("year.begin"), *chat.submits()]
    replies += [*chat.submits(), *chat.presses("year.undoing", chat.finds("year.undoing")), *chat.submits()]
    assert [check(reply, texts) for reply in replies] == [len(LANGUAGES)] * len(replies)
    assert store.sheets_of(2021) == ()
    chat.types("/year")
    chat.submits(form=edition)
    chat.submits()
    assert [check(reply, texts) for reply in crawl(SECRETARIAT, store, ("/sheet S01", "/year"), most=40)]
    store.close()


def check(reply: Reply, texts: Texts) -> int:
    """Render it in both languages as the bot would and hold it against Slack's rules."""
    for language in LANGUAGES:

        def say(said: Any, language: Any = language) -> str:
            return texts.say(said, language)

        view = view_of(reply)
        rendered: list[Mapping[str, Any]] = []
        if view is not None:
            rendered.append(modal(view, say, metadata="{}"))
            assert check_view(rendered[-1]) == []
            if isinstance(reply, Return):
                assert view.step is None
        match reply:
            case Whisper(parts):
                rendered.append(message(parts, say))
            case Say(parts, to):
                rendered.append(message(parts, say))
                if isinstance(to, Thread):
                    rendered.append(message(to.root, say))
            case _:
                pass
        for each in rendered:
            if "blocks" in each and each.get("type") != "modal":
                assert check_message({"channel": "C0JOHO", **each}) == []
                assert "<!" not in each["text"]
                assert "<@" not in each["text"]
            assert not mentioned(each)
    return len(LANGUAGES)


def mentioned(node: Any) -> bool:
    """Whether anything in it is a mention, or text in which Slack would look for one."""
    if isinstance(node, Mapping):
        if node.get("type") in MENTIONS or (node.get("type") == "mrkdwn" and "<" in json.dumps(node.get("text"))):
            return True
        return any(mentioned(value) for value in node.values())
    return isinstance(node, list | tuple) and any(mentioned(each) for each in node)
