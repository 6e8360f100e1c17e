"""Whatever keeps Slack's limits is taken, whatever goes one beyond is refused at its place.

The limits stand here a second time, by hand, so that a wrong number in the tables is noticed.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.validate import check_message, check_view
from tests.bot.local.test_validate_samples import Json, nodes, put

TEXT_LIMITS = {
    r"/blocks/\d+/header/text/text": 150,
    r"/blocks/\d+/section/text/text": 3000,
    r"/blocks/\d+/section/fields/\d+/text": 2000,
    r"/blocks/\d+/context/elements/\d+/text": 3000,
    r"/blocks/\d+/image/alt_text": 2000,
    r"/blocks/\d+/input/(label|hint)/text": 2000,
    r".*/block_id": 255,
    r".*/action_id": 255,
    r".*/button/text/text": 75,
    r".*/button/value": 2000,
    r".*/placeholder/text": 150,
    r".*/options/\d+/(text|description)/text": 75,
    r".*/options/\d+/value": 150,
    r"/title/text": 24,
    r"/submit/text": 24,
    r"/private_metadata": 3000,
}
ITEM_LIMITS = {
    r"/blocks/\d+/section/fields": 10,
    r"/blocks/\d+/context/elements": 10,
    r"/blocks/\d+/actions/elements": 25,
    r".*/(static_select|multi_static_select)/options": 100,
    r".*/(checkboxes|radio_buttons)/options": 10,
    r".*/overflow/options": 5,
}


def words(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Any text of at most `most` UTF-16 code units."""
    return st.text(min_size=least, max_size=min(most, 30)).map(
        lambda text: text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore") or "票"
    )


def plain(most: int) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"type": st.just("plain_text"), "text": words(most)}, optional={"emoji": st.booleans()}
    )


def marked(most: int) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({"type": st.just("mrkdwn"), "text": words(most)}, optional={"verbatim": st.booleans()})


def anyhow(most: int) -> st.SearchStrategy[Json]:
    return plain(most) | marked(most)


def options(most: int) -> st.SearchStrategy[list[Json]]:
    option = st.fixed_dictionaries({"text": plain(75), "value": words(150)}, optional={"description": plain(75)})
    return st.lists(option, min_size=1, max_size=most, unique_by=lambda each: each["value"])


BUTTON = st.fixed_dictionaries(
    {"type": st.just("button"), "text": plain(75)},
    optional={"value": words(2000), "style": st.sampled_from(["primary", "danger"])},
)
MENU = st.fixed_dictionaries(
    {"type": st.sampled_from(["static_select", "multi_static_select"]), "options": options(5)},
    optional={"placeholder": plain(150)},
)
CHOICE = st.fixed_dictionaries({"type": st.sampled_from(["checkboxes", "radio_buttons"]), "options": options(5)})
OVERFLOW = st.fixed_dictionaries({"type": st.just("overflow"), "options": options(5)})
TYPED = st.fixed_dictionaries(
    {"type": st.just("plain_text_input")},
    optional={
        "placeholder": plain(150),
        "multiline": st.booleans(),
        "min_length": st.integers(0, 10),
        "max_length": st.integers(100, 3000),
        "initial_value": words(100),
    },
)


@st.composite
def named(draw: st.DrawFn, strategy: st.SearchStrategy[list[Json]]) -> list[Json]:
    """The elements of one block, with action ids that differ."""
    return [{**each, "action_id": f"a{index}"} for index, each in enumerate(draw(strategy))]


ACTIONS = st.lists(BUTTON | MENU | CHOICE | OVERFLOW, min_size=1, max_size=4)
BLOCK = st.one_of(
    st.just({"type": "divider"}),
    st.fixed_dictionaries({"type": st.just("header"), "text": plain(150)}),
    st.fixed_dictionaries(
        {"type": st.just("section"), "text": anyhow(3000)},
        optional={"fields": st.lists(anyhow(2000), min_size=1, max_size=4), "accessory": BUTTON | OVERFLOW | MENU},
    ),
    st.fixed_dictionaries(
        {"type": st.just("context"), "elements": st.lists(anyhow(3000), min_size=1, max_size=4)},
    ),
    st.fixed_dictionaries({"type": st.just("actions"), "elements": named(ACTIONS)}),
    st.fixed_dictionaries(
        {"type": st.just("image"), "image_url": st.just("https://example.jp/a.png"), "alt_text": words(2000)},
        optional={"title": plain(2000)},
    ),
    st.fixed_dictionaries(
        {"type": st.just("input"), "label": plain(2000), "element": TYPED | MENU | CHOICE},
        optional={"hint": plain(2000), "optional": st.booleans()},
    ),
)


@st.composite
def blocks(draw: st.DrawFn) -> list[Json]:
    """Blocks with block ids that differ."""
    drawn = draw(st.lists(BLOCK, min_size=1, max_size=8))
    return [{**each, "block_id": f"b{index}"} for index, each in enumerate(drawn)]


VIEW = st.fixed_dictionaries(
    {"type": st.just("modal"), "title": plain(24), "submit": plain(24), "blocks": blocks()},
    optional={"private_metadata": words(3000), "close": plain(24), "callback_id": words(255)},
)


def kinds(payload: Any, pointer: str) -> str:
    """The pointer with the type of each block and element in place of `accessory`, `element` and `elements/0`."""
    said, holder = "", payload
    for step in pointer.split("/")[1:]:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        said += f"/{step}"
        if isinstance(holder, dict) and holder.get("type") not in (None, "plain_text", "mrkdwn"):
            said += f"/{holder['type']}"
    return said


def limit(table: dict[str, int], payload: Any, pointer: str) -> int | None:
    said = kinds(payload, pointer)
    return next((most for pattern, most in table.items() if re.fullmatch(pattern, said)), None)


@given(VIEW)
def test_views_within_the_limits_are_taken(view: Json) -> None:
    assert check_view(view) == []


@given(blocks(), words(3000))
def test_messages_within_the_limits_are_taken(some: list[Json], text: str) -> None:
    assert check_message({"channel": "C1", "text": text, "blocks": some}) == []


@given(VIEW, st.data())
def test_a_text_beyond_its_limit_is_refused_at_its_place(view: Json, data: st.DataObject) -> None:
    limited = [(pointer, limit(TEXT_LIMITS, view, pointer)) for pointer, _ in nodes(view)]
    pointer, most = data.draw(st.sampled_from([each for each in limited if each[1] is not None]))
    assert most is not None
    assert check_view(put(view, pointer, "𠮷" * (most // 2))) == []
    found = check_view(put(view, pointer, "票" * (most + 1)))
    assert (pointer, "failed_constraint") in [(each.pointer, each.code) for each in found]


@given(VIEW, st.data())
@settings(max_examples=50)
def test_an_item_beyond_the_limit_is_refused_at_its_place(view: Json, data: st.DataObject) -> None:
    limited = [(pointer, limit(ITEM_LIMITS, view, pointer), value) for pointer, value in nodes(view)]
    chosen = [each for each in limited if each[1] is not None]
    if not chosen:
        return
    pointer, most, value = data.draw(st.sampled_from(chosen))
    assert most is not None
    many = [
        {**value[0], **{name: f"{index}" for name in ("value", "action_id") if name in value[0]}}
        for index in range(most + 1)
    ]
    assert check_view(put(view, pointer, many[:most])) == []
    assert pointer in [each.pointer for each in check_view(put(view, pointer, many))]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "a"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(VIEW, JUNK, st.data())
def test_no_junk_makes_the_check_itself_fail(view: Json, junk: Any, data: st.DataObject) -> None:
    pointer = data.draw(st.sampled_from([pointer for pointer, _ in nodes(view)]))
    for each in check_view(put(view, pointer, junk)):
        assert each.code in {"missing_field", "invalid_type", "failed_constraint"}
    check_message({"text": junk, "blocks": junk, "attachments": junk, "metadata": junk, "thread_ts": junk})
