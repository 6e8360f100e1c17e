"""Digests that come by themselves; each change with its event, as of all that the office decides."""

from __future__ import annotations

from datetime import datetime

from store.engine import Record, Remove
from store.person import Person
from store.store.staffing import StaffingShelf
from store.subscription import Subscription


class SubscriptionShelf(StaffingShelf):
    """The part of the store that keeps subscriptions."""

    def subscriptions(self, channel: str | None = None) -> tuple[Subscription, ...]:
        """All of them, or those of a channel, in the order in which they were made."""
        found = self._readable(self.engine.find("subscriptions"), _read)
        return tuple(sorted((each for each in found if channel in (None, each.channel)), key=lambda each: each.id))

    def subscription(self, key: str, now: datetime) -> Subscription:
        """The one with this id; a new one, which isn't kept yet, where there is none (any more)."""
        record = self.engine.get("subscriptions", key) if key else None
        if record is None:
            return Subscription(id=f"{now:%Y%m%d%H%M%S%f}", channel="", since=now)
        return _read(record)

    def keep_subscription(self, before: Subscription, after: Subscription, who: Person, now: datetime) -> bool:
        """Keep it as it is after a change. False where somebody changed it meanwhile: nothing is written."""
        return self._commit(self._changes(before, after, who, now))

    def end_subscription(self, subscription: Subscription, who: Person, now: datetime) -> bool:
        """It comes no more. False where somebody changed it meanwhile, or ended it."""
        ended = subscription.model_copy(update={"weekdays": ()})
        told = [each for each in self._changes(subscription, ended, who, now) if each.kind == "office_events"]
        return self._commit([Remove("subscriptions", subscription.id, subscription.revision), *told])


def _read(record: Record) -> Subscription:
    return Subscription.model_validate({**record.body, "revision": record.rev})
