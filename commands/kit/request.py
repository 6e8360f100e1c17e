"""What a command is told: who, when, where, and what they said. No Slack, no clock, no environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Given = str | tuple[str, ...] | None
"""What one input holds: typed text or a chosen value, several chosen values, or nothing."""


@dataclass(frozen=True)
class Subject:
    """What a button or a form is about: a document, the part of it, and the revision that was shown.

    It travels as one short string in button values, options (≤ 150 characters) and `private_metadata`
    (≤ 3000): ids and a number, never state.
    """

    id: str = ""
    part: str = ""
    revision: int = 0

    def __str__(self) -> str:
        return f"{_marked(self.id)}|{_marked(self.part)}|{self.revision}"

    @classmethod
    def parse(cls, written: str) -> Subject:
        """Read `str(subject)` back.

        Raises:
            ValueError: it isn't one (a tampered or outdated button).
        """
        id_, part, revision = written.split("|")
        return cls(_unmarked(id_), _unmarked(part), int(revision))


def _marked(part: str) -> str:
    """Without the sign that separates the parts: a sheet's number, and words that are looked for, may hold it."""
    return part.replace("%", "%25").replace("|", "%7C")


def _unmarked(part: str) -> str:
    return part.replace("%7C", "|").replace("%25", "%")


@dataclass(frozen=True)
class Message:
    """A message of the chat that somebody asks about.

    Attributes:
        channel: the channel's id; with `ts`, by which the chat knows the message.
        thread: the `ts` of the thread's first message, "" outside of threads.
        author: user id of whoever wrote it, "" for an app.
        name: what the workspace calls the author.
        at: when it was written, aware, in the office's time zone.
        text: its words, plainly; there only when the message was chosen, not in the forms that follow.
        link: leads to it; there only in the forms that follow, "" where nobody could be given one.
        private: it was said where not everybody is.
    """

    channel: str
    ts: str
    at: datetime
    thread: str = ""
    author: str = ""
    name: str = ""
    text: str = ""
    link: str = ""
    private: bool = False


NOTHING = Subject()
"""About nothing in particular."""


@dataclass(frozen=True)
class Request:
    """One thing that a person asked for.

    Attributes:
        who: the person's user id in the workspace.
        name: the name the workspace shows for them; used for people the office doesn't know yet.
        now: the moment of asking, aware, in the office's time zone.
        words: what was typed after the command's name.
        channel: where they stand (a channel's id), "" on App Home.
        subject: what the pressed button or submitted form is about.
        values: what the submitted form holds, by input key.
        named: the people whom it is about, who are named in the words or chosen in the form: what the workspace calls
            them, by user id; "" where it doesn't say.
        message: the message from whose menu they asked; in what follows, that of the view in which they stand.
    """

    who: str
    now: datetime
    name: str = ""
    words: str = ""
    channel: str = ""
    subject: Subject = NOTHING
    values: Mapping[str, Given] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    message: Message | None = None
