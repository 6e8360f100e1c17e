"""What Slack won't draw, in other blocks: charts as pictures, tables as lines of text.

Tables and charts are young blocks of Slack's; a workspace that doesn't have them yet refuses the message. It is then said
once more with what this module makes of it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.blocks.text import BLANK, Block, clip, rich, row, run
from bot.send.drawing import png
from bot.slack import code_of

log = structlog.get_logger()

Content = Mapping[str, Any]

DRAWN = frozenset({"data_table", "data_visualization"})

ALT, LINES = 2000, 30
"""Characters of a picture's description (https://docs.slack.dev/reference/block-kit/blocks/image-block); rows of a table
that are worth reading one under the other."""

READY = 15.0
"""Seconds to wait for a picture: Slack takes it in after it said that it has, and shows none before that
(https://github.com/slackapi/node-slack-sdk/issues/1865)."""

_POINTER = re.compile(r"json-pointer:/blocks/(\d+)")


def refuses_drawing(error: Exception, content: Content) -> bool:
    """Whether Slack refused a message for a table or chart in it. Where it doesn't say for what, they may be it."""
    if code_of(error) != "invalid_blocks" or not isinstance(error, SlackApiError):
        return False
    blocks = list(content.get("blocks", ()))
    drawn = {n for n, block in enumerate(blocks) if block.get("type") in DRAWN}
    named = {int(place) for said in _said(error) for place in _POINTER.findall(said)}
    return bool(drawn and (not named or named & drawn))


class Pictures:
    """Puts other blocks in the place of tables and charts.

    The picture is uploaded without being shared anywhere: whoever sees the message sees it, nobody else
    (https://slack.com/blog/developers/uploading-private-images-blockkit). Needs `files:write`, and `files:read` to learn
    when Slack is done with it.

    Args:
        ready: seconds to wait for a picture at the most.
    """

    def __init__(self, client: WebClient, ready: float = READY) -> None:
        self._client = client
        self._ready = ready

    def plainly(self, content: Content, error: Exception) -> Content | None:
        """The content as Slack can draw it, where it refused a table or chart in it; None where that wasn't it."""
        return self.instead(content) if refuses_drawing(error, content) else None

    def instead(self, content: Content) -> dict[str, Any]:
        """The content without tables and charts, whose pictures are uploaded. One that can't be becomes words."""
        blocks = [other for block in content.get("blocks", ()) for other in self._other(block)]
        return {**content, "blocks": blocks}

    def _other(self, block: Block) -> list[Block]:
        match block.get("type"):
            case "data_table":
                return _lines(block)
            case "data_visualization":
                return [self._picture(block)]
            case _:
                return [block]

    def _picture(self, block: Block) -> Block:
        words = in_words(block)
        try:
            file = self._uploaded(block)
        except (SlackClientError, HTTPException, OSError) as error:  # the numbers are what matters: they are said
            log.warning("picture.none", error=code_of(error) or type(error).__name__)
            return _listed(words)
        return {"type": "image", "slack_file": {"id": file}, "alt_text": clip("\n".join(words), ALT)}

    def _uploaded(self, block: Block) -> str:
        """The file's id, once Slack can show it.

        https://docs.slack.dev/messaging/working-with-files#upload; the SDK's `files_upload_v2` does the three calls.
        """
        image = png(block)
        name = f"chart-{sha256(image).hexdigest()[:12]}.png"
        answer = self._client.files_upload_v2(file=image, filename=name, title=block["title"])
        file = str(answer["files"][0]["id"])
        end = time.monotonic() + self._ready
        while not self._client.files_info(file=file)["file"].get("mimetype"):
            if time.monotonic() > end:
                raise TimeoutError(f"{file} isn't ready")
            time.sleep(0.3)
        return file


def in_words(block: Block) -> list[str]:
    """A chart's title and numbers, a line for each category."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return [block["title"], *(f"{each['label']}　{each['value']:,}" for each in chart["segments"])]
    unit = chart["axis_config"].get("y_label", "")
    return [block["title"], *_categories(chart, unit)]


def _categories(chart: Mapping[str, Any], unit: str) -> Iterator[str]:
    many = len(chart["series"]) > 1
    for n, category in enumerate(chart["axis_config"]["categories"]):
        values = ((each["name"] if many else "", each["data"][n]["value"]) for each in chart["series"])
        yield f"{category}　" + "　".join(f"{name} {value:,}{unit}".strip() for name, value in values)


def _lines(table: Block) -> list[Block]:
    """A table as lines: its heads once, beside its caption; the first cell of a row bold, the others after it."""
    heads, *rows = ([str(cell.get("text", "")) or BLANK for cell in cells] for cells in table["rows"])
    named = [run(f"（{'　'.join(heads[1:])}）")] if heads[1:] else []
    lines = [row(run(table["caption"], bold=True), *named)]
    for first, *others in rows[:LINES]:
        lines.append(row(run(first, bold=True), run(f"　{'　'.join(others)}")))
    left = len(rows) - LINES
    return [rich(*lines, *([row(run(f"… +{left}"))] if left > 0 else []))]


def _listed(words: Sequence[str]) -> Block:
    first, *rest = words or [BLANK]
    return rich(row(run(first, bold=True), *(run(f"\n{line}") for line in rest)))


def _said(error: SlackApiError) -> list[str]:
    """What Slack says besides the code."""
    told = error.response.get("errors") or []
    metadata = error.response.get("response_metadata") or {}
    return [str(each) for each in (*told, *(metadata.get("messages") or []))]
