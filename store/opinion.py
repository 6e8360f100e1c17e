"""Internal opinions (内部意見) and the answers to them."""

from __future__ import annotations

from datetime import datetime

from store.person import Document


class Mark(Document):
    """That something was done: by whom (a person's id, "" where a file told it), when, and why."""

    by: str
    at: datetime
    reason: str = ""


class Opinion(Document):
    """What a reviewing office says. On paper the offices share one cell: `office` is "" then, all of them."""

    id: str
    office: str
    text: str
    given: Mark
    withdrawn: Mark | None = None


class Answer(Document):
    """The owner's reply to one opinion, or to several at once (`to`: their ids)."""

    id: str
    to: tuple[str, ...]
    text: str
    given: Mark
