"""What rendering needs to know besides the blocks themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from bot.local.page.texts import Texts
from bot.local.workspace import Channel, Person

Json = dict[str, Any]
State = Mapping[str, Mapping[str, Json]]
OFFICE_ZONE = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Names:
    """Who the ids in a text are."""

    people: Mapping[str, Person]
    channels: Mapping[str, Channel]

    def person(self, person_id: str) -> str:
        """Return a person's name, or the id of somebody unknown."""
        known = self.people.get(person_id)
        return known.name if known else person_id

    def channel(self, channel_id: str) -> str:
        """Return a channel's name, or the id of an unknown one."""
        known = self.channels.get(channel_id)
        return known.name if known else channel_id


@dataclass(frozen=True)
class Scope:
    """Where blocks stand and for whom they are rendered.

    `uid` begins the ids of all form fields, so that they are unique on the page. `values` is what is chosen already
    (as in `view.state.values`), `errors` has one sentence per block id. `zone` is the office's.
    """

    uid: str
    names: Names
    say: Texts
    zone: tzinfo = OFFICE_ZONE
    values: State = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
