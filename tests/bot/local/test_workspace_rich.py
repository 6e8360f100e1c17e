"""What people type, as the rich text that comes with the menu of a message."""

from __future__ import annotations

import pytest

from bot.local.validate import check_message
from bot.local.workspace.rich import rich_text


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("A &amp; &lt;B&gt;\n次の行", [{"type": "text", "text": "A & <B>\n次の行"}]),
        ("<@U1>へ", [{"type": "user", "user_id": "U1"}, {"type": "text", "text": "へ"}]),
        ("<#C1|計画> <!here>", [{"type": "channel", "channel_id": "C1"}, {"type": "text", "text": " "}, {"type": "broadcast", "range": "here"}]),
        ("<https://ex.jp/?a=1&amp;b=2>", [{"type": "link", "url": "https://ex.jp/?a=1&b=2"}]),
        ("*太字* 2*3*4", [{"type": "text", "text": "太字", "style": {"bold": True}}, {"type": "text", "text": " 2*3*4"}]),
        (":tada: 10:30:00", [{"type": "emoji", "name": "tada", "unicode": "1f389"}, {"type": "text", "text": " 10:30:00"}]),
        (":hibari:", [{"type": "text", "text": ":hibari:"}]),
    ],
)  # fmt: skip
def test_each_piece_is_an_element_of_its_own(text: str, runs: list[dict[str, object]]) -> None:
    block = rich_text(text)
    assert block["elements"][0]["elements"] == runs
    assert check_message({"channel": "C1", "text": text, "blocks": [block]}) == []
