"""Whatever a command says fits into what Slack takes, in both languages, and calls nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import blocks
from bot.blocks.text import clip, split, units
from bot.local.validate import check_message, check_view
from commands.kit.reply import (
    Button,
    Buttons,
    ChannelInput,
    ChoiceInput,
    DateInput,
    Facts,
    Heading,
    Input,
    Line,
    ManyInput,
    Menu,
    Note,
    Part,
    PeopleInput,
    Quote,
    Row,
    TextInput,
    View,
)
from commands.kit.request import Subject
from commands.kit.texts import LANGUAGES, Language, Texts
from store.refusal import Refusal
from store.text import Label, Said

TEXTS = Texts([files("bot") / "bot.toml"], ZoneInfo("Asia/Tokyo"))
NASTY = [
    "",
    " \n\u3000",
    "<!channel> <!here> <@U1> <#C1|x> <https://e.jp|押して>",
    "<&>&amp;&lt;!channel&gt;",
    "*太字* _斜体_ `code` ~消~ :smile: @channel #general",
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏽髙﨑㎥～－が゛",
    "あ" * 3001,
    "𠮷" * 1501,
    "👩‍👩‍👧‍👦" * 700,
    "\n" * 5000,
    "長い行\n" * 2500,
    '"\\\x7f\u200b\u202e',
]


def say_in(language: Language) -> blocks.Say:
    return lambda said: TEXTS.say(said, language)


JA = say_in("ja")


def all_texts(block: Any) -> Iterator[dict[str, Any]]:
    """Every text object and text element within."""
    if isinstance(block, dict):
        if block.get("type") in ("plain_text", "mrkdwn", "text"):
            yield block
        for value in block.values():
            yield from all_texts(value)
    elif isinstance(block, list):
        for value in block:
            yield from all_texts(value)


def shown(block: Any) -> str:
    return "".join(str(each["text"]) for each in all_texts(block))


def assert_calls_nobody(built: dict[str, Any]) -> None:
    assert not {each["type"] for each in all_texts(built["blocks"])} & {"mrkdwn"}
    kinds = json.dumps(built["blocks"])
    for kind in ("broadcast", "user", "usergroup", "channel", "link"):
        assert f'"type": "{kind}"' not in kinds
    text = built.get("text", "")
    assert "<" not in text
    assert ">" not in text


def assert_fits(built: dict[str, Any]) -> None:
    problems = check_view(built) if "type" in built else check_message(built)
    assert not problems, [(each.pointer, each.message) for each in problems]
    assert_calls_nobody(built)


words: st.SearchStrategy[str] = st.sampled_from(NASTY) | st.text(max_size=200)
saids: st.SearchStrategy[Said] = words | st.builds(Label, ja=words, en=words)
steps = st.sampled_from(["memo.open", "memo.turn"])
subjects = st.builds(
    Subject, st.sampled_from(["", "2020-S27"]), st.sampled_from(["", "initiatives/2/r2"]), st.integers(0)
)
buttons = st.builds(
    Button, saids, steps, subjects, st.sampled_from(["plain", "main", "danger"]), st.none() | saids
)  # fmt: skip
options = st.lists(st.tuples(saids, subjects), max_size=12)
menus = st.builds(
    Menu, saids, steps, st.tuples(options, st.sampled_from([1, 10])).map(lambda drawn: tuple(drawn[0] * drawn[1]))
)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, saids),
    st.builds(Line, saids),
    st.builds(Note, saids),
    st.builds(Facts, st.lists(st.tuples(saids, saids), max_size=12).map(tuple)),
    st.builds(Quote, saids, st.none() | saids),
    st.builds(Row, saids, st.none() | saids, st.none() | buttons | menus),
    st.builds(Buttons, st.lists(buttons, max_size=30).map(tuple)),
)
many_parts = st.lists(parts, max_size=8).map(tuple) | parts.map(lambda part: (part,) * 101)
values = st.lists(st.text("abcdef0123456789", min_size=1, max_size=20), unique=True, min_size=1, max_size=12)
closed = st.tuples(values, saids).map(lambda drawn: tuple((value, drawn[1]) for value in drawn[0]))


def inputs(key: str) -> st.SearchStrategy[Input]:
    keys, hints, yes = st.just(key), st.none() | saids, st.booleans()
    return st.one_of(
        st.builds(TextInput, keys, saids, words, hints, yes, yes, hints),
        st.builds(ChoiceInput, keys, saids, closed, st.sampled_from(["", "abc", "other"]), hints, yes),
        st.builds(ManyInput, keys, saids, closed, st.sampled_from([(), ("abc",), ("x", "y")]), hints, yes),
        st.builds(PeopleInput, keys, saids, st.sampled_from([(), ("U1",)]), hints, yes, yes),
        st.builds(ChannelInput, keys, saids, st.sampled_from([(), ("C1",)]), hints, yes),
        st.builds(DateInput, keys, saids, st.sampled_from(["", "2020-11-30", "そのうち"]), hints, yes),
    )


forms = st.tuples(many_parts, *(inputs(f"initiatives/{n}/title") for n in range(3))).map(
    lambda drawn: (*drawn[0], *drawn[1:])
)


@settings(max_examples=30, deadline=None)
@given(many_parts, st.sampled_from(LANGUAGES))
def test_any_message_fits(given_parts: tuple[Part, ...], language: Language) -> None:
    assert_fits(blocks.message(given_parts, say_in(language)))


@settings(max_examples=30, deadline=None)
@given(saids, forms, saids, st.sampled_from(LANGUAGES))
def test_any_form_fits_and_keeps_every_input(
    title: Said, form: tuple[Part | Input, ...], submit: Said, language: Language
) -> None:
    built = blocks.modal(View(title, form, "memo.save", submit), say_in(language), metadata="{}", fresh="-1")
    assert_fits(built)
    drawn = [block["block_id"] for block in built["blocks"] if block["type"] == "input"]
    assert drawn == [part.key for part in form if isinstance(part, Input)]


@settings(max_examples=30, deadline=None)
@given(many_parts)
def test_any_app_home_fits(given_parts: tuple[Part, ...]) -> None:
    assert_fits(blocks.home(View("ホーム", given_parts), JA, metadata="{}"))


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("kind", [Heading, Line, Note, Quote])
def test_long_words_are_shown_whole(kind: Any, text: str) -> None:
    seen = shown(blocks.modal(View("x", (kind(text),)), JA, metadata="")["blocks"])
    assert "".join(text.split()) in ("".join(seen.split()), "") or not text.strip()


@given(st.text() | st.sampled_from(NASTY), st.integers(24, 60))
def test_pieces_make_up_the_whole_and_none_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(units(piece) <= limit for piece in pieces)
    assert units(clip(text, limit)) <= limit


def test_no_sign_is_cut_in_two() -> None:
    assert split("ab👍🏽", 4) == ["ab", "👍🏽"]
    assert split("かか\u3099", 2) == ["か", "か\u3099"]
    assert split("一行目です\n二行目です", 7) == ["一行目です\n", "二行目です"]


def test_a_messages_own_text_is_escaped_and_never_empty() -> None:
    assert blocks.message((Line("<!channel> & co"),), JA)["text"] == "&lt;!channel&gt; &amp; co"
    assert blocks.message((), JA)["text"] == "—"
    assert blocks.message((Buttons(()),), JA)["blocks"]


def test_what_does_not_fit_is_counted_and_told() -> None:
    rows = tuple(Row(f"評価票 {n}", "注", Button("開く", "memo.open", Subject(str(n)))) for n in range(101))
    built = blocks.message(rows, JA)
    assert len(built["blocks"]) == 50
    assert built["blocks"][-1]["elements"][0]["text"].startswith("一度に表示しきれないため、あと52件")
    assert "評価票 48" in shown(built["blocks"][-2])


def test_notes_move_into_their_rows_where_that_makes_all_fit() -> None:
    rows = tuple(Row(f"評価票 {n}", "段階：作成中") for n in range(40))
    built = blocks.message(rows, JA)["blocks"]
    assert len(built) == 40
    assert built[-1]["text"]["text"] == "評価票 39\n段階：作成中"
    few = blocks.message(rows[:2], JA)["blocks"]
    assert [block["type"] for block in few] == ["section", "context"] * 2


def test_inputs_are_never_dropped() -> None:
    form = tuple(TextInput(f"f{n}", "欄") for n in range(99))
    built = blocks.modal(View("x", (*[Line("説明")] * 50, *form), "memo.save"), JA, metadata="")
    assert sum(block["type"] == "input" for block in built["blocks"]) == 99
    assert_fits(built)
    with pytest.raises(Refusal, match="form_too_large"):
        blocks.modal(View("x", (*form, *(TextInput(f"g{n}", "欄") for n in range(2))), "memo.save"), JA, metadata="")


def test_a_form_without_a_step_is_an_error_of_the_command() -> None:
    with pytest.raises(ValueError, match="no step"):
        blocks.modal(View("x", (TextInput("f", "欄"),)), JA, metadata="")


def element(asked: Input, fresh: str = "") -> dict[str, Any]:
    built = blocks.modal(View("x", (asked,), "memo.save"), JA, metadata="", fresh=fresh)
    assert_fits(built)
    drawn: dict[str, Any] = built["blocks"][0]["element"]
    return drawn


def test_a_text_longer_than_slack_limits_is_left_whole() -> None:
    drawn = element(TextInput("f", "欄", "あ" * 9000))
    assert len(drawn["initial_value"]) == 9000
    assert "max_length" not in drawn


def test_an_optional_choice_can_be_taken_back() -> None:
    few = tuple((str(n), f"選択肢{n}") for n in range(3))
    assert element(ChoiceInput("f", "欄", few))["options"][-1]["value"] == blocks.NONE
    assert element(ChoiceInput("f", "欄", few))["type"] == "radio_buttons"
    assert blocks.NONE not in json.dumps(element(ChoiceInput("f", "欄", few, required=True)))
    assert element(ChoiceInput("f", "欄", few * 1 + (("8", "八"), ("9", "九"))))["type"] == "static_select"


def test_what_a_form_no_longer_offers_stays_chosen() -> None:
    drawn = element(ChoiceInput("f", "欄", (("1", "一"),), "旧"))
    assert drawn["initial_option"]["value"] == "旧"
    assert [
        each["value"] for each in element(ManyInput("f", "欄", (("1", "一"),), ("旧", "1")))["initial_options"]
    ] == ["1", "旧"]


def test_a_date_that_is_none_is_shown_as_it_was_written() -> None:
    assert element(DateInput("f", "欄", "2020-11-30"))["initial_date"] == "2020-11-30"
    assert element(DateInput("f", "欄", "11月末"))["placeholder"]["text"] == "11月末"


def test_a_changed_view_asks_anew() -> None:
    assert element(TextInput("f", "欄", "a"))["action_id"] != element(TextInput("f", "欄", "b"), "-7")["action_id"]


@pytest.mark.parametrize("count", [1, 100, 101, 1000])
def test_a_menu_takes_a_thousand(count: int) -> None:
    menu = Menu("選ぶ", "memo.open", tuple((f"S{n}", Subject(f"2020-S{n}")) for n in range(count)))
    built = blocks.message((Row("x", None, menu),), JA)
    assert_fits(built)
    assert json.dumps(built).count("2020-S") == count


def test_buttons_of_one_step_have_ids_of_their_own_in_a_row() -> None:
    row = blocks.message((Buttons(tuple(Button(str(n), "memo.open", Subject(str(n))) for n in range(3))),), JA)
    ids = [each["action_id"] for each in row["blocks"][0]["elements"]]
    assert len(set(ids)) == 3
    assert {blocks.step_of(each) for each in ids} == {"memo.open"}


def test_a_view_that_stays_tells_why_and_keeps_its_inputs() -> None:
    form = blocks.modal(
        View("x", tuple(TextInput(f"f{n}", "欄", "あ") for n in range(5)), "memo.save"), JA, metadata="m"
    )
    returned = form | {"id": "V1", "hash": "1.a", "root_view_id": "V1", "state": {"values": {}}}
    told = blocks.noticed(returned, "もう一度", JA)
    assert_fits(told)
    assert told["blocks"][1:] == form["blocks"]
    assert shown(told["blocks"][0]) == "もう一度"
    assert blocks.noticed(told | {"id": "V1"}, "二度目", JA)["blocks"][1:] == form["blocks"]


def test_the_beginning_of_a_view_is_small_and_asks_nothing() -> None:
    view = blocks.modal(
        View("x", (*[Line("あ" * 500)] * 60, TextInput("f", "欄")), "memo.save"), JA, metadata="m"
    )  # fmt: skip
    begun = blocks.beginning(view, JA, 15_000)
    assert_fits(begun)
    assert blocks.size(begun) <= 15_000
    assert "submit" not in begun
    assert 2 < len(begun["blocks"]) < 20
