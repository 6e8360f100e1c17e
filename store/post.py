"""Messages that are to be said: written down first, then sent, so that none is lost and none is said twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from store.person import Kept

Content = Mapping[str, Any]
"""What a message shows, as whoever sends it has drawn it."""


class Post(Kept):
    """A message, and whether it stands where it should.

    Attributes:
        key: makes it one: what is said again under it becomes its content.
        to: the channel or the person, by id.
        content: what it should show.
        version: counts its contents, from 1.
        made: when it was first written down, aware.
        changed: when it was given its last content.
        number: in this order messages to one place are said.
        sheet: the sheet in whose thread it stands, if any; the thread begins with `root`.
        series: the messages of which it is one, such as all reminders of a person; "" for one that stands alone.
        about: what it tells of, as `series` counts it.
        waiting: what of that is still to be done.
        asked: the person at whose wish it is said, who is told if it can't be; "" for nobody.
        channel: where it stands, and by which `ts`; "" while it doesn't.
        shown: the version that stands there; 0 for none.
        hours: for how many it was tried in vain, while the chat took others.
        lost: why it can't be said at all, as the chat puts it.
    """

    key: str
    to: str
    content: Content
    made: datetime
    changed: datetime
    number: int
    version: int = 1
    sheet: str = ""
    root: Mapping[str, Any] = {}
    series: str = ""
    about: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    asked: str = ""
    channel: str = ""
    ts: str = ""
    shown: int = 0
    hours: int = 0
    lost: str = ""

    @property
    def unsent(self) -> bool:
        """Whether it doesn't show yet what it should, and may still."""
        return self.shown < self.version and not self.lost
