"""Internal opinions (内部意見), the answers to them, what an office asks again, and what it hasn't released yet."""

from __future__ import annotations

from datetime import datetime

from store.person import Document


class Mark(Document):
    """That something was done: by whom (a person's id, "" where a file told it), when, and why."""

    by: str
    at: datetime
    reason: str = ""


class Answer(Document):
    """The owner's reply to one opinion, or to several at once (`to`: their ids)."""

    id: str
    to: tuple[str, ...]
    text: str
    given: Mark


class Question(Document):
    """What an office asks again (再質問), not content with an answer; `about` is that answer as it stood then."""

    office: str
    text: str
    given: Mark
    about: Answer


class Draft(Document):
    """What an office has written and not released yet (下書き), for its own people alone; no text: there is none.

    `revision` counts how often it was written.
    """

    office: str
    text: str = ""
    given: Mark | None = None
    revision: int = 0


class Opinion(Document):
    """What a reviewing office says. On paper the offices share one cell: `office` is "" then, all of them."""

    id: str
    office: str
    text: str
    given: Mark
    again: tuple[Question, ...] = ()
    withdrawn: Mark | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """All that was said: the opinion, then what was asked again."""
        return (self.text, *(each.text for each in self.again))
