"""Two texts compared by words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.kit.compared import compared, excerpted
from commands.kit.reply import Piece

MARKS = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}


def marked(pieces: tuple[Piece, ...]) -> str:
    return "".join(MARKS[piece.how].format(piece.words) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "reads"),
    [
        ("研修を3回実施し、延べ22人が参加した。", "研修を5回実施し、延べ120人が参加しました。",
         "研修を[-3-][+5+]回実施し、延べ[-22-][+120+]人が参加[-した-][+しました+]。"),
        ("AIの活用により事務を効率化した。", "AI-OCRの活用により、税務課の事務を効率化した。",
         "AI[+-OCR+]の活用により[+、税務課の+]事務を効率化した。"),
        ("計画どおり実施した。", "計画どおり開催した。来年度は3回ふやす。", "計画どおり[-実施-][+開催+]した。[+来年度は3回ふやす。+]"),
        ("使用料 2,316千円", "使用料 2,894千円", "使用料 [-2,316-][+2,894+]千円"),
        ("一行目\n二行目", "一行目\n\n二行目", "一行目\n[+\n+]二行目"),
        ("前年度と同じ", "感染症の影響により開催を見送った。", "[-前年度と同じ-]\n[+感染症の影響により開催を見送った。+]"),
        ("", "書いた。", "[+書いた。+]"), ("書いた。", "", "[-書いた。-]"), ("同じ。", "同じ。", "同じ。"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_comparison_reads_as_a_person_would_mark_it(before: str, after: str, reads: str) -> None:
    assert marked(compared(before, after)) == reads


WORDS = st.lists(
    st.sampled_from(["研修", "を", "3回", "実施", "した", "。", "\n", " ", "😀", "AI", "、"]), max_size=40
).map("".join)


@given(WORDS | st.text(max_size=60), WORDS | st.text(max_size=60))
def test_no_word_is_lost_and_none_invented(before: str, after: str) -> None:
    pieces = compared(before, after)
    apart = len(pieces) == 3 and [each.how for each in pieces] == ["gone", "same", "new"] and pieces[1].words == "\n"
    stood = "".join(each.words for each in pieces if each.how != "new")
    stands = "".join(each.words for each in pieces if each.how != "gone")
    assert (stood, stands) == (before, after) or (apart and (stood[:-1], stands[1:]) == (before, after))
    assert all(each.words for each in pieces)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("あ。" * 5000, "あ。い" * 3300),
        ("研修を3回。" * 1600, "研修は5回。" * 1600),
        ("あいう、" * 2500, "、えあ" * 3300),
        ("長い文。" * 2500, "長い文。" * 1250 + "挿入。" + "長い文。" * 1250),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 10_000))), "x" * 10_000),
    ],
)
def test_the_longest_texts_are_compared_while_somebody_waits(before: str, after: str) -> None:
    began = time.process_time()
    pieces = compared(before, after)
    assert time.process_time() - began < 2  # Slack waits three seconds
    assert sum(len(each.words) for each in excerpted(pieces)) < 1500


def test_an_excerpt_shows_the_change_and_what_stands_around_it() -> None:
    before = "はじめの文。" * 50 + "研修を3回実施した。" + "おわりの文。" * 50
    short = excerpted(compared(before, before.replace("3回", "5回")))
    assert [each.words for each in short if each.how != "same"] == ["3", "5"]
    assert short[0].words.startswith("…")
    assert short[-1].words.endswith("…")
    assert len(marked(short)) < 120
