"""Values that blocks refuse, and rules between their fields."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.validate import check_blocks
from tests.bot.local.test_validate_blocks import FAILED, TYPE, problems, rows
from tests.bot.local.test_validate_samples import Gone, Json, option, plain, put, rich
from tests.bot.local.test_validate_samples.blocks import BLOCKS
from tests.bot.local.test_validate_samples.elements import BUTTON, ELEMENTS, IMAGE

MARKED = {**plain(), "type": "mrkdwn"}


@pytest.mark.parametrize(
    ("name", "pointer", "good", "bad", "code", "where"),
    [
        ("alert", "/level", "success", "fatal", FAILED, None),
        ("card", "/actions/0", BUTTON, {**BUTTON, "type": "overflow"}, FAILED, "/actions/0/type"),
        ("container", "/width", "full", "huge", FAILED, None),
        ("container", "/child_blocks/0", BLOCKS["header"], BLOCKS["markdown"], FAILED, "/child_blocks/0/type"),
        ("container", "/child_blocks/0", BLOCKS["image"], BLOCKS["container"], FAILED, "/child_blocks/0/type"),
        ("container", "/is_collapsible", False, "no", TYPE, None),
        ("data_table", "/page_size", 1, 0, FAILED, None),
        ("data_table", "/page_size", 100, 101, FAILED, None),
        ("data_table", "/page_size", 5, 5.0, TYPE, None),
        ("data_table", "/page_size", 5, True, TYPE, None),
        ("data_table", "/row_header_column_index", 0, -1, FAILED, None),
        ("data_table", "/row_header_column_index", 1, 2, FAILED, None),
        ("data_table", "/rows/0/1", {"type": "raw_text", "text": "年"}, rich(), FAILED, "/rows/0/1/type"),
        ("data_table", "/rows/1/0/value", -3, "3", TYPE, None),
        ("data_table", "/rows/1/0/value", 0, float("nan"), TYPE, None),
        ("data_table", "/rows/1", rows(1)[0], rows(1, 3)[0], FAILED, "/rows/1"),
        ("data_visualization", "/chart/type", "pie", "radar", FAILED, None),
        ("data_visualization", "/chart/segments/0/value", 0.1, 0, FAILED, None),
        ("data_visualization", "/chart/segments/0/value", 1, "1", TYPE, None),
        ("bar chart", "/chart/series/0/data/0/value", -1, "1", TYPE, None),
        ("bar chart", "/chart/series/0/data/0/label", "R7", "R9", FAILED, "/chart/series/0/data"),
        ("area chart", "/chart/axis_config/categories", ["R8", "R7"], ["R7"], FAILED, "/chart/series/0/data"),
        ("header", "/text", plain(), MARKED, FAILED, "/text/type"),
        ("header", "/text/emoji", False, "yes", TYPE, None),
        ("image", "/image_url", "http://127.0.0.1:8000/a.png", "ftp://example.jp/a.png", FAILED, None),
        ("image", "/image_url", "https://a.jp/" + "a" * 2987, "https://a.jp/" + "a" * 2988, FAILED, None),
        ("image", "/title", plain(), MARKED, FAILED, "/title/type"),
        ("slack file image", "/slack_file", {"url": "https://files.slack.com/a.png"}, {}, FAILED, None),
        ("slack file image", "/slack_file", {"id": "F1"}, {"id": "F1", "url": "https://a.jp/"}, FAILED, None),
        ("input", "/label", plain(), MARKED, FAILED, "/label/type"),
        ("input", "/hint", plain(), MARKED, FAILED, "/hint/type"),
        ("input", "/optional", False, 0, TYPE, None),
        ("plan", "/tasks/0/status", "pending", "done", FAILED, None),
        ("plan", "/tasks/1/task_id", "2", "1", FAILED, None),
        ("rich_text", "/elements/1/style", "ordered", "roman", FAILED, None),
        ("rich_text", "/elements/1/indent", 0, 9, FAILED, None),
        ("rich_text", "/elements/1/border", 0, 2, FAILED, None),
        ("rich_text", "/elements/1/border", 1, True, FAILED, None),
        ("rich_text", "/elements/1/elements/0/type", "rich_text_section", "text", FAILED, None),
        (
            "rich_text",
            "/elements/3/elements/0",
            {"type": "text", "text": "a"},
            {"type": "emoji", "name": "wave"},
            FAILED,
            "/elements/3/elements/0/type",
        ),
        ("rich_text", "/elements/0/elements/6/range", "everyone", "all", FAILED, None),
        ("rich_text", "/elements/0/elements/7/skin_tone", 6, 7, FAILED, None),
        ("rich_text", "/elements/0/elements/7/skin_tone", 1, 0, FAILED, None),
        ("rich_text", "/elements/0/elements/9/value", "#abcdef", "red", FAILED, None),
        ("rich_text", "/elements/0/elements/0/style/bold", False, "true", TYPE, None),
        ("section", "/text", plain(), "評価票", TYPE, None),
        ("section", "/text/type", "mrkdwn", "markdown", FAILED, None),
        ("section", "/expand", False, 1, TYPE, None),
        ("section", "/block_id", "a", 7, TYPE, None),
        (
            "table",
            "/rows/0/0",
            {"type": "raw_text", "text": "a"},
            {"type": "raw_number", "value": 1, "text": "1"},
            FAILED,
            "/rows/0/0/type",
        ),
        ("table", "/rows", rows(1, 20), rows(1, 21), FAILED, "/rows/0"),
        ("table", "/rows", rows(2), [*rows(1), *rows(1, 1)], FAILED, "/rows/1"),
        ("table", "/column_settings/0/align", "center", "justify", FAILED, None),
        ("video", "/video_url", "https://example.jp/v", "http://example.jp/v", FAILED, None),
        ("video", "/video_url", "https://a.jp/" + "a" * 2987, "https://a.jp/" + "a" * 2988, FAILED, None),
        ("video", "/title_url", "https://example.jp/v", "http://example.jp/v", FAILED, None),
    ],
)
def test_values(*, name: str, pointer: str, good: Any, bad: Any, code: str, where: str | None) -> None:
    assert problems(name, pointer, good) == []
    assert [(each.pointer, each.code) for each in problems(name, pointer, bad)] == [(where or pointer, code)]


@pytest.mark.parametrize(
    ("block", "good", "bad", "said"),
    [
        ({"type": "section"}, {"fields": [plain()]}, {}, "must define at least one of `text`, `fields`"),
        (
            {"type": "image", "alt_text": "図"},
            {"image_url": "https://a.jp/"},
            {},
            "must define exactly one of `image_url`, `slack_file`",
        ),
        (IMAGE, {}, {"slack_file": {"id": "F1"}}, "must define exactly one of `image_url`, `slack_file`"),
        (
            {"type": "card"},
            {"body": plain()},
            {"subtitle": plain()},
            "must define at least one of `hero_image`, `title`, `actions`, `body`",
        ),
        (
            {"type": "card", "title": plain(), "icon": IMAGE},
            {},
            {"slack_icon": {"type": "icon", "name": "flag"}},
            "must not define more than one of `icon`, `slack_icon`",
        ),
        (
            {"type": "container", "child_blocks": [{"type": "divider"}]},
            {"rich_text_title": rich()},
            {},
            "must define at least one of `title`, `rich_text_title`",
        ),
    ],
)
def test_fields_that_need_or_exclude_each_other(block: Json, good: Json, bad: Json, said: str) -> None:
    assert check_blocks([{**block, **good}], "message") == []
    found = check_blocks([{**block, **bad}], "message")
    assert [(each.pointer, each.code, each.message) for each in found] == [("/0", FAILED, said)]


def test_emoji_is_for_plain_text_and_verbatim_for_mrkdwn() -> None:
    assert [each.pointer for each in problems("header", "/text/verbatim", True)] == ["/text"]
    assert [each.pointer for each in problems("section", "/text/emoji", True)] == ["/text"]


def test_names_of_series_and_categories_differ() -> None:
    one = BLOCKS["bar chart"]["chart"]["series"][0]
    found = problems("bar chart", "/chart/series", [one, one])
    assert [(each.pointer, each.code) for each in found] == [("/chart/series/1/name", FAILED)]
    doubled = put(BLOCKS["bar chart"], "/chart/axis_config/categories", ["R7", "R7"])
    twice = put(doubled, "/chart/series/0/data/1/label", "R7")
    assert [each.pointer for each in check_blocks([twice], "message")] == ["/0/chart/axis_config/categories"]


def test_a_table_has_twenty_columns() -> None:
    for name in ("table", "data_table"):
        assert problems(name, "/rows", rows(2, 20)) == []
        many = "no more than 20 items allowed"
        found = [(each.pointer, each.message) for each in problems(name, "/rows", rows(2, 21))]
        assert found == [("/rows/0", many), ("/rows/1", many)]


def test_a_chart_has_twenty_points() -> None:
    def years(number: int) -> list[str]:
        return [f"R{index}" for index in range(number)]

    def drawn(number: int) -> Json:
        block = put(BLOCKS["line chart"], "/chart/axis_config/categories", years(number))
        drawing: Json = put(block, "/chart/series/0/data", [{"label": year, "value": 1} for year in years(number)])
        return drawing

    assert check_blocks([drawn(20)], "message") == []
    found = [each.pointer for each in check_blocks([drawn(21)], "message")]
    assert found == ["/0/chart/series/0/data", "/0/chart/axis_config/categories"]


def test_cells_of_one_table_hold_ten_thousand_characters() -> None:
    for name in ("table", "data_table"):
        table = {key: value for key, value in BLOCKS[name].items() if key != "column_settings"}
        full = put(table, "/rows", [[{"type": "raw_text", "text": "票" * 5000}], [rich("票" * 5000)]])
        full = put(full, "/row_header_column_index", 0) if name == "data_table" else full
        assert check_blocks([full], "message") == []
        over = check_blocks([put(full, "/rows/0/0/text", "票" * 5001)], "message")
        assert ("/0/rows", FAILED) in [(each.pointer, each.code) for each in over]


def test_an_input_of_files_dispatches_nothing() -> None:
    block = {"type": "input", "label": plain(), "element": ELEMENTS["file_input"], "dispatch_action": False}
    assert check_blocks([block], "modal") == []
    found = check_blocks([{**block, "dispatch_action": True}], "modal")
    assert [(each.pointer, each.message) for each in found] == [("/0/element/type", "unsupported type: file_input")]


@pytest.mark.parametrize(
    "broken", ["text", 5, [], {"text": plain()}, {"type": 5}, {"type": "file", "external_id": "1", "source": "remote"}]
)
def test_what_is_no_block_at_all(broken: Any) -> None:
    assert len(check_blocks([broken], "message")) == 1
    assert check_blocks(option(), "message")[0].message == "must provide an array"  # type: ignore[arg-type] # on purpose
    assert problems("section", "/text", Gone)[0].pointer == ""
