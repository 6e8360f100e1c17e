"""A comparison of words as Slack shows it: struck through, bold, of any length, and never markup."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import message, modal
from bot.local.validate import check_message, check_view
from commands.kit.reply import Comparison, Piece, View
from store.text import Said


def say(said: Said) -> str:
    return str(said)


def runs(blocks: list[Any]) -> list[tuple[str, str]]:
    """The quoted runs, each with its style."""
    quotes = (part for block in blocks for part in block["elements"] if part["type"] == "rich_text_quote")
    return [(run["text"], "".join(run.get("style", {}))) for quote in quotes for run in quote["elements"]]


def test_what_went_is_struck_through_and_what_came_is_bold() -> None:
    pieces = (Piece("研修を"), Piece("3", "gone"), Piece("5", "new"), Piece("回。"))
    shown = message((Comparison(pieces, "活動状況"),), say)
    assert runs(shown["blocks"]) == [("研修を", ""), ("3", "strike"), ("5", "bold"), ("回。", "")]
    assert shown["text"] == "活動状況\n研修を5回。"  # a phone's notice shows what stands there now


def test_a_line_break_that_came_or_went_is_seen() -> None:
    shown = message((Comparison((Piece("一"), Piece("\n", "new"), Piece("二"), Piece(" ", "gone"))),), say)
    assert runs(shown["blocks"]) == [("一", ""), ("↵\n", "bold"), ("二", ""), ("␣", "strike")]


PIECES = st.builds(
    Piece,
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(["", " ", "\n", "<!channel> *太字* ~線~", "あ" * 10_000, "👨‍👩‍👧‍👦" * 500]),
    ),
    st.sampled_from(["same", "gone", "new"]),
)


@given(st.lists(PIECES, max_size=8), st.none() | st.sampled_from(["", "活動状況", "長い名前" * 800]))
def test_any_comparison_fits(pieces: list[Piece], by: str | None) -> None:
    part = Comparison(tuple(pieces), by)
    assert check_view(modal(View("S27", (part,)), say, metadata="{}")) == []
    assert check_message({"channel": "C0JOHO", **message((part,), say)}) == []
