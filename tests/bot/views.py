"""Two views of a small command, and what stands in one."""

from __future__ import annotations

import re
from typing import Any

from commands.kit.reply import Button, Buttons, Line, TextInput, View
from commands.kit.request import Subject

FORM = View("メモ", (TextInput("note", "本文", "前の文"),), "memo.save", "保存", Subject("S27", "note", 3))


CARD = View("S27", (Line("評価票"), Buttons((Button("開く", "memo.open", Subject("S27")),))), subject=Subject("S27"))


def shown(built: dict[str, Any]) -> str:
    return " ".join(re.findall(r"'text': '([^']*)'", str(built)))
