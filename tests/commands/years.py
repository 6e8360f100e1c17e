"""Opening a year before the screen: three sheets of 2020, and the secretariat before the comparison."""

from __future__ import annotations

from collections.abc import Iterable

from commands.kit.reply import (
    Facts,
    Heading,
    Line,
    Note,
    Row,
    View,
)
from store.kinds import Value
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat
from tests.office import (
    NOW,
    SECRETARIAT,
    small_content,
)

NEXT = "nagakute-s-2021"
OTHER = SECRETARIAT.model_copy(update={"id": "U0JIMU2", "name": "事務 次郎"})
CELLS: dict[str, Value] = {
    "initiatives/1/outcome/last": "案内 1,200人",
    "initiatives/1/outcome/this": "案内 1,500人",
    "initiatives/1/outcome/next": "案内 1,800人",
}


def three_sheets(store: Store) -> Store:
    """Two departments' sheets of 2020."""
    for number, owner in (("S1", "市長公室情報課"), ("S2", "市長公室情報課"), ("S3", "福祉部長寿課")):
        content = small_content(number, owner)
        values = {**content.values, **CELLS, "plans": "無", "target": "市民", "goal": "7"}
        store.add(type(content)(content.form, content.year, values), SECRETARIAT, NOW)
    return store


def said(parts: Iterable[object]) -> list[str]:
    """The keys of our sentences in these parts."""
    texts = [part.text for part in parts if isinstance(part, Line | Note | Heading | Row)]
    return [text.key for text in texts if isinstance(text, Text)]


def facts(view: View | None) -> dict[str, object]:
    assert view is not None
    return {
        name.key: value.values.get("count") if isinstance(value, Text) else value
        for part in view.parts
        if isinstance(part, Facts)
        for name, value in part.pairs
        if isinstance(name, Text)
    }


def compared(store: Store, **typed: str) -> Chat:
    """The secretariat before the comparison."""
    chat = Chat(SECRETARIAT, store)
    chat.types("/年度更新")
    chat.submits(**{"form": NEXT, **typed})
    return chat
