"""What Slack hands out for a short while: trigger ids and response URLs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.local.workspace.model import SlackError

_REMEMBERED = 10_000


def _forget_oldest(issued: dict[str, Any]) -> None:
    """Keep memory bounded in a workspace that is busy for long; what is forgotten has expired by far."""
    if len(issued) > _REMEMBERED:
        del issued[next(iter(issued))]


@dataclass
class Trigger:
    """The right to open one modal for one person; `view_id` is the modal in which it arose, if any."""

    person_id: str
    view_id: str | None
    issued: float
    exchanged: bool = False


class Triggers:
    """Trigger ids: each lives 3 seconds and works once.

    https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
    """

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        """Take a clock in seconds, and how long a trigger lives."""
        self._clock = clock
        self._seconds = seconds
        self._issued: dict[str, Trigger] = {}

    def issue(self, person_id: str, view_id: str | None = None) -> str:
        """Return a new trigger id."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(person_id, view_id, self._clock())
        _forget_oldest(self._issued)
        return trigger_id

    def exchange(self, trigger_id: object) -> Trigger:
        """Use a trigger up.

        Raises SlackError `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self._issued.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.issued > self._seconds:
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger


@dataclass
class ResponseUrl:
    """The right to answer one interaction; `source_ts` is the message that was acted on, if any."""

    channel_id: str
    person_id: str
    source_ts: str | None
    issued: float
    uses: int = 0


class ResponseUrls:
    """Response URLs: each may be used 5 times within 30 minutes.

    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """

    USES = 5
    SECONDS = 30 * 60

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a clock in seconds."""
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, channel_id: str, person_id: str, source_ts: str | None = None) -> str:
        """Return a new response URL's secret last part."""
        key = secrets.token_urlsafe(24)
        self._issued[key] = ResponseUrl(channel_id, person_id, source_ts, self._clock())
        _forget_oldest(self._issued)
        return key

    def look_up(self, key: str) -> ResponseUrl:
        """Return what a response URL is for, without counting; raises SlackError `expired_url`."""
        response_url = self._issued.get(key)
        if response_url is None or self._clock() - response_url.issued > self.SECONDS:
            raise SlackError("expired_url")
        return response_url

    def use(self, key: str) -> ResponseUrl:
        """Count one use; raises SlackError `used_url` or `expired_url`."""
        response_url = self.look_up(key)
        if response_url.uses >= self.USES:
            raise SlackError("used_url")
        response_url.uses += 1
        return response_url
