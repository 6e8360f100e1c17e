"""Parts into blocks. Words of people are plain text or rich text, never markup, so nothing in them can call anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.blocks.charts import chart_blocks, pairs_in_words, table_blocks
from bot.blocks.controls import button, menu, rows
from bot.blocks.text import (
    BLANK,
    Block,
    Say,
    fits,
    is_link,
    linked,
    pieces_of,
    plain,
    rich,
    row,
    run,
    split,
    units,
)
from commands.kit.charts import Chart, Table
from commands.kit.reply import (
    Button,
    Buttons,
    Comparison,
    Facts,
    Heading,
    Line,
    Menu,
    Note,
    Part,
    Piece,
    Place,
    Quote,
    Row,
)
from store.text import Said, Text

HEADER, SECTION, CONTEXT = 150, 3000, 2000
"""Characters that a header, a section and a context take (https://docs.slack.dev/reference/block-kit/blocks)."""


def part_blocks(part: Part, say: Say, *, narrow: bool = False) -> list[Block]:
    """The blocks of a part; `narrow` takes as few as possible."""
    match part:
        case Heading(text):
            return _heading(say(text))
        case Line(text):
            return _paragraphs(say(text))
        case Note(text):
            return _small(say(text))
        case Facts() | Quote() | Comparison():
            return list(_rich(part, say))
        case Row():
            return _row(part, say, narrow=narrow)
        case Buttons(buttons):
            return rows(buttons, say)
        case Place():
            return _place(part, say)
        case Table() | Chart():
            return _in_words(part, say)
        case _:
            assert_never(part)


def drawn_blocks(part: Table | Chart, say: Say) -> list[Block]:
    """A table or chart as Slack draws it, and how much of it had no room."""
    match part:
        case Table():
            blocks, left_out = table_blocks(part, say)
            key = "bot.rows_left_out"
        case Chart():
            blocks, left_out = chart_blocks(part, say)
            key = "bot.categories_left_out"
        case _:
            assert_never(part)
    return [*blocks, *(_small(say(Text.of(key, count=left_out))) if left_out else [])]


def words_of(part: Part) -> list[Said]:
    """What a part says, for where blocks can't be shown."""
    match part:
        case Heading(text) | Line(text) | Note(text):
            return [text]
        case Facts(pairs):
            return [said for pair in pairs for said in pair]
        case Quote(text, by):
            return [text] if by is None else [by, text]
        case Comparison(pieces, by):
            stands = "".join(piece.words for piece in pieces if piece.how != "gone")
            return [stands] if by is None else [by, stands]
        case Row(text, note):
            return [text] if note is None else [text, note]
        case Buttons():
            return []
        case Place(text, channel):
            return [text, channel]
        case Table(title) | Chart(title):
            return [title]
        case _:
            assert_never(part)


def _heading(text: str) -> list[Block]:
    line = " ".join(text.split("\n"))
    if fits(line, HEADER):
        return [{"type": "header", "text": plain(line, HEADER)}]
    return [rich(row(run(piece, bold=True))) for piece in pieces_of(text, SECTION)]


def _paragraphs(text: str) -> list[Block]:
    return [{"type": "section", "text": plain(piece, SECTION)} for piece in pieces_of(text, SECTION)]


def _small(text: str) -> list[Block]:
    return [{"type": "context", "elements": [plain(piece, CONTEXT)]} for piece in pieces_of(text, CONTEXT)]


def _rich(part: Facts | Quote | Comparison, say: Say) -> Iterator[Block]:
    match part:
        case Facts():
            return _facts(part, say)
        case Quote():
            return _quote(part, say)
        case Comparison():
            return _comparison(part, say)
        case _:
            assert_never(part)


def _facts(part: Facts, say: Say) -> Iterator[Block]:
    lines: list[Block] = []
    filled = 0
    for name, fact in part.pairs:
        said = say(name)
        for n, piece in enumerate(pieces_of(say(fact), SECTION // 2)):
            heads = pieces_of(said, SECTION // 3) if n == 0 else []
            length = sum(map(units, heads)) + units(piece)
            if filled + length > SECTION and lines:
                yield rich(*lines)
                lines, filled = [], 0
            lines.append(row(*(run(head, bold=True) for head in heads), *([run("　")] if heads else []), run(piece)))
            filled += length
    if lines:
        yield rich(*lines)


def _in_words(part: Table | Chart, say: Say) -> list[Block]:
    """Where nothing can be drawn: its title, then its numbers one under the other."""
    head = [rich(row(run(piece, bold=True))) for piece in pieces_of(say(part.title), SECTION)]
    return [*head, *_facts(Facts(tuple(pairs_in_words(part, say))), say)]


def _place(part: Place, say: Say) -> list[Block]:
    """https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#channel-element-type"""
    *before, label = pieces_of(say(part.text), SECTION // 2)
    channel: Block = {"type": "channel", "channel_id": part.channel}
    return [
        *(rich(row(run(piece, bold=True))) for piece in before),
        rich(row(run(label, bold=True), run("　"), channel)),
    ]


def _quote(part: Quote, say: Say) -> Iterator[Block]:
    heads = [] if part.by is None else pieces_of(say(part.by), SECTION // 2)
    by = [row(linked(head, part.link) if is_link(part.link) else run(head, bold=True)) for head in heads]
    for head in by[:-1]:
        yield rich(head)
    first = by[-1:]
    for piece in pieces_of(say(part.text), SECTION // 2):
        yield rich(*first, {"type": "rich_text_quote", "elements": [run(piece)]})
        first = []


def _comparison(part: Comparison, say: Say) -> Iterator[Block]:
    """What is gone is struck through, what is new is bold, in a quote like any words of people."""
    by = [] if part.by is None else [row(run(piece, bold=True)) for piece in pieces_of(say(part.by), SECTION // 2)]
    for head in by[:-1]:
        yield rich(head)
    first, filled = by[-1:], 0
    runs: list[Block] = []
    for piece in part.pieces or (Piece(""),):
        for words in pieces_of(_seen(piece), SECTION // 2) if piece.how != "same" else split(piece.words, SECTION // 2):
            if not words:
                continue
            if runs and filled + units(words) > SECTION // 2:
                yield rich(*first, {"type": "rich_text_quote", "elements": runs})
                first, runs, filled = [], [], 0
            runs.append(run(words, bold=piece.how == "new", strike=piece.how == "gone"))
            filled += units(words)
    yield rich(*first, {"type": "rich_text_quote", "elements": runs or [run(BLANK)]})


def _seen(piece: Piece) -> str:
    """Its words; a line break or a space that came or went alone is given a sign."""
    return piece.words if piece.words.strip() else piece.words.replace("\n", "↵\n").replace(" ", "␣").replace("　", "□")


def _row(part: Row, say: Say, *, narrow: bool) -> list[Block]:
    note = "" if part.note is None else say(part.note)
    text = say(part.text)
    if narrow and note.strip():
        text, note = f"{text}\n{note}", ""
    blocks = _paragraphs(text)
    control = _control(part.control, say)
    if control is not None:
        blocks[0]["accessory"] = control
    return [*blocks, *(_small(note) if note.strip() else [])]


def _control(control: Button | Menu | None, say: Say) -> Block | None:
    match control:
        case Button():
            return button(control, say)
        case Menu():
            return menu(control, say)
        case None:
            return None
        case _:
            assert_never(control)
