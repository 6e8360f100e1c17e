"""Each block: what it takes and what it refuses, with pointer and code."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.validate import SUPPORTED_BLOCKS, Problem, Surface, check_blocks
from tests.bot.local.test_validate_samples import Gone, Json, mrkdwn, nodes, plain, put, rich
from tests.bot.local.test_validate_samples.blocks import BLOCKS
from tests.bot.local.test_validate_samples.elements import BUTTON, ELEMENTS

MISSING, TYPE, FAILED = "missing_field", "invalid_type", "failed_constraint"


def surface_of(block: Json) -> Surface:
    """A message, where the block may stand there; else a modal."""
    return "message" if "message" in SUPPORTED_BLOCKS[block["type"]] else "modal"


def problems(name: str, pointer: str, value: Any) -> list[Problem]:
    """What is wrong with a sample whose value at `pointer` is changed, with pointers into the block."""
    block = BLOCKS[name]
    found = check_blocks([put(block, pointer, value)], surface_of(block))
    return [Problem(each.pointer.removeprefix("/0"), each.code, each.message) for each in found]


def test_there_is_a_sample_of_each_block() -> None:
    assert {each["type"] for each in BLOCKS.values()} == set(SUPPORTED_BLOCKS)


@pytest.mark.parametrize("name", BLOCKS)
def test_samples_are_taken(name: str) -> None:
    assert check_blocks([BLOCKS[name]], surface_of(BLOCKS[name])) == []


@pytest.mark.parametrize("name", BLOCKS)
def test_no_value_may_be_null(name: str) -> None:
    for pointer, _ in nodes(BLOCKS[name]):
        assert {each.pointer for each in problems(name, pointer, None)} == {pointer}


@pytest.mark.parametrize("name", BLOCKS)
def test_no_object_may_have_an_unknown_field(name: str) -> None:
    for pointer, value in [("", BLOCKS[name]), *nodes(BLOCKS[name])]:
        if isinstance(value, dict):
            refused = Problem(pointer, FAILED, "invalid additional property: colour")
            assert problems(name, f"{pointer}/colour", "red") == [refused]


@pytest.mark.parametrize("kind", SUPPORTED_BLOCKS)
@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_a_block_stands_on_its_surfaces_alone(kind: str, surface: Surface) -> None:
    found = check_blocks([BLOCKS[kind]], surface)
    refused = [] if surface in SUPPORTED_BLOCKS[kind] else [Problem("/0/type", FAILED, f"unsupported type: {kind}")]
    assert found == refused


def test_where_blocks_may_stand() -> None:
    everywhere = {"message", "modal", "home"}
    for kind in ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"):
        assert SUPPORTED_BLOCKS[kind] == everywhere
    for kind in ("context_actions", "data_table", "data_visualization", "markdown", "plan", "table", "task_card"):
        assert SUPPORTED_BLOCKS[kind] == {"message"}
    assert SUPPORTED_BLOCKS["alert"] == {"modal"}
    assert SUPPORTED_BLOCKS["carousel"] == {"message", "home"}


@pytest.mark.parametrize(
    ("name", "pointer", "most"),
    [
        ("alert", "/text/text", 3000),
        ("card", "/title/text", 150),
        ("card", "/subtitle/text", 150),
        ("card", "/body/text", 200),
        ("card", "/subtext/text", 200),
        ("container", "/title/text", 150),
        ("container", "/subtitle/text", 150),
        ("context", "/elements/0/text", 3000),
        ("context", "/elements/1/text", 3000),
        ("data_visualization", "/title", 50),
        ("data_visualization", "/chart/segments/0/label", 20),
        ("bar chart", "/chart/series/0/name", 20),
        ("bar chart", "/chart/axis_config/x_label", 50),
        ("bar chart", "/chart/axis_config/y_label", 50),
        ("divider", "/block_id", 255),
        ("header", "/text/text", 150),
        ("image", "/title/text", 2000),
        ("image", "/alt_text", 2000),
        ("input", "/label/text", 2000),
        ("input", "/hint/text", 2000),
        ("markdown", "/text", 12_000),
        ("section", "/text/text", 3000),
        ("section of fields", "/fields/0/text", 2000),
        ("section of fields", "/fields/1/text", 2000),
        ("video", "/title/text", 199),
        ("video", "/description/text", 199),
        ("video", "/author_name", 49),
    ],
)
def test_lengths(name: str, pointer: str, most: int) -> None:
    assert problems(name, pointer, "票" * most) == []
    assert problems(name, pointer, "票" * (most + 1)) == [
        Problem(pointer, FAILED, f"must be less than {most + 1} characters")
    ]
    assert problems(name, pointer, "") == [Problem(pointer, FAILED, "must be more than 0 characters")]


def test_a_letter_outside_the_basic_plane_counts_two() -> None:
    assert problems("header", "/text/text", "𠮷" * 75) == []
    assert problems("header", "/text/text", "𠮷" * 76)[0].code == FAILED
    assert problems("header", "/text/text", "a" * 149 + "𠮷")[0].code == FAILED


def buttons(number: int) -> list[Json]:
    return [{**BUTTON, "action_id": f"b{index}"} for index in range(number)]


def segments(number: int) -> list[Json]:
    return [{"label": str(index), "value": 1} for index in range(number)]


def series(number: int) -> list[Json]:
    return [
        {"name": str(index), "data": [{"label": "R7", "value": 1}, {"label": "R8", "value": 1}]}
        for index in range(number)
    ]


def rows(number: int, width: int = 2) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "1"}] * width] * number


@pytest.mark.parametrize(
    ("name", "pointer", "make", "least", "most"),
    [
        ("actions", "/elements", buttons, 1, 25),
        ("card", "/actions", buttons, 1, 3),
        ("carousel", "/elements", lambda number: [{"type": "card", "title": plain()}] * number, 1, 10),
        ("container", "/child_blocks", lambda number: [{"type": "divider"}] * number, 1, 10),
        ("context", "/elements", lambda number: [mrkdwn()] * number, 1, 10),
        (
            "context_actions",
            "/elements",
            lambda number: [{**ELEMENTS["icon_button"], "action_id": str(i)} for i in range(number)],
            1,
            5,
        ),
        ("data_table", "/rows", rows, 2, 101),
        ("data_visualization", "/chart/segments", segments, 1, 6),
        ("bar chart", "/chart/series", series, 1, 6),
        ("plan", "/tasks", lambda number: [{"task_id": str(i), "title": "集計"} for i in range(number)], 1, 50),
        ("rich_text", "/elements", lambda number: rich()["elements"] * number, 1, None),
        ("section of fields", "/fields", lambda number: [plain()] * number, 1, 10),
        ("table", "/rows", rows, 1, 100),
        ("table", "/column_settings", lambda number: [{"align": "left"}] * number, 1, 20),
    ],
)
def test_numbers_of_items(name: str, pointer: str, make: Any, least: int, most: int | None) -> None:
    assert problems(name, pointer, make(most or 60)) == []
    assert problems(name, pointer, make(least)) == []
    few = Problem(pointer, FAILED, f"must provide at least {least} items")
    assert problems(name, pointer, make(least - 1)) == [few]
    if most:
        many = Problem(pointer, FAILED, f"no more than {most} items allowed")
        assert problems(name, pointer, make(most + 1)) == [many]


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("actions", "/elements"),
        ("alert", "/text"),
        ("alert", "/text/text"),
        ("card", "/slack_icon/name"),
        ("carousel", "/elements"),
        ("container", "/child_blocks"),
        ("context", "/elements"),
        ("context_actions", "/elements"),
        ("data_table", "/caption"),
        ("data_table", "/rows"),
        ("data_table", "/rows/1/0/value"),
        ("data_table", "/rows/1/0/text"),
        ("data_visualization", "/title"),
        ("data_visualization", "/chart"),
        ("data_visualization", "/chart/segments"),
        ("data_visualization", "/chart/segments/0/label"),
        ("data_visualization", "/chart/segments/0/value"),
        ("line chart", "/chart/series"),
        ("line chart", "/chart/axis_config"),
        ("line chart", "/chart/axis_config/categories"),
        ("line chart", "/chart/series/0/name"),
        ("line chart", "/chart/series/0/data"),
        ("line chart", "/chart/series/0/data/0/label"),
        ("line chart", "/chart/series/0/data/0/value"),
        ("header", "/text"),
        ("header", "/text/text"),
        ("header", "/text/type"),
        ("image", "/alt_text"),
        ("input", "/label"),
        ("input", "/element"),
        ("markdown", "/text"),
        ("plan", "/title"),
        ("plan", "/tasks/0/task_id"),
        ("plan", "/tasks/0/title"),
        ("rich_text", "/elements"),
        ("rich_text", "/elements/0/elements"),
        ("rich_text", "/elements/1/style"),
        ("rich_text", "/elements/1/elements"),
        ("rich_text", "/elements/2/elements"),
        ("rich_text", "/elements/3/elements"),
        ("rich_text", "/elements/0/elements/0/text"),
        ("rich_text", "/elements/0/elements/1/url"),
        ("rich_text", "/elements/0/elements/2/user_id"),
        ("rich_text", "/elements/0/elements/3/usergroup_id"),
        ("rich_text", "/elements/0/elements/4/team_id"),
        ("rich_text", "/elements/0/elements/5/channel_id"),
        ("rich_text", "/elements/0/elements/6/range"),
        ("rich_text", "/elements/0/elements/7/name"),
        ("rich_text", "/elements/0/elements/8/timestamp"),
        ("rich_text", "/elements/0/elements/8/format"),
        ("rich_text", "/elements/0/elements/9/value"),
        ("table", "/rows"),
        ("table", "/rows/0/0/text"),
        ("video", "/alt_text"),
        ("video", "/title"),
        ("video", "/thumbnail_url"),
        ("video", "/video_url"),
        ("section", "/type"),
    ],
)
def test_required_fields(name: str, pointer: str) -> None:
    above, _, field = pointer.rpartition("/")
    assert problems(name, pointer, Gone) == [Problem(above, MISSING, f"missing required field: {field}")]
