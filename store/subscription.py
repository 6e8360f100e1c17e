"""Digests (集計) that come by themselves: in which channel, of which sheets, on which days and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, Self

from store.kinds import key_of
from store.person import Document, Kept, Person
from store.refusal import Refusal
from store.reminding import Rules
from store.standing import Standing

_FURTHEST = 60
"""Days that are looked ahead for the next digest: no office is closed for longer."""


class Scope(Document):
    """Which sheets a digest is of: all, those of a department, at a stage, or with a choice in a field of the form
    (by its key)."""

    of: Literal["all", "department", "stage", "choice"] = "all"
    value: str = ""
    field: str = ""

    def __str__(self) -> str:
        return ":".join(each for each in (self.of, self.field, self.value) if each)

    @classmethod
    def parse(cls, written: str) -> Scope:
        """Read `str(scope)` back; what can't be read is all."""
        of, _, rest = written.partition(":")
        if of == "choice":
            field, _, value = rest.partition(":")
            return cls(of="choice", field=field, value=value)
        if of in ("department", "stage"):
            return cls.model_validate({"of": of, "value": rest})
        return cls()

    def holds(self, standing: Standing) -> bool:
        """Whether a sheet is among them."""
        match self.of:
            case "all":
                return True
            case "department":
                return key_of(standing.owner) == key_of(self.value)
            case "stage":
                return standing.stage == self.value
            case "choice":
                return standing.choices.get(self.field) == self.value


class Subscription(Kept):
    """A digest that comes by itself.

    Attributes:
        weekdays: 0 is Monday; what falls on a day on which the office is closed comes on the next one on which it isn't.
        at: when, in the office's zone.
        since: from when on this holds, aware: nothing is made up for what lies before.
        name: who made it, or changed it last.
    """

    id: str
    channel: str
    scope: Scope = Scope()
    weekdays: tuple[int, ...] = ()
    at: time = time(9, 0)
    since: datetime
    by: str = ""
    name: str = ""

    def changed(
        self,
        by: Person,
        here: str,
        now: datetime,
        *,
        channel: str,
        scope: Scope,
        weekdays: Sequence[str],
        at: str,
        rules: Rules,
        others: Iterable[Subscription] = (),
    ) -> Self:
        """With another channel, other sheets, another time; as it was given in a form. `here` is where they stand.

        Raises:
            Refusal: not theirs; no channel, or one of two people; no weekday, or one that there isn't; no time of the
                office's hours; or one of the `others` brings the same there on one of these days.
        """
        self.require(by, here, channel)
        if not channel.startswith(("C", "G")):
            raise Refusal("store.digest_no_channel", field="channel")
        days = sorted({int(each) for each in weekdays if each.isdecimal() and int(each) < 7})
        if not days:
            raise Refusal("store.digest_no_weekday", field="weekdays")
        try:
            chosen = datetime.fromisoformat(f"2000-01-01T{at}").time()
        except ValueError:
            raise Refusal("store.digest_no_time", field="at") from None
        if not rules.opens <= chosen < rules.closes:
            hours = (f"{rules.opens:%H:%M}", f"{rules.closes:%H:%M}")
            raise Refusal("store.digest_closed", field="at", opens=hours[0], closes=hours[1])
        for each in others:
            same = (each.channel, each.scope) == (channel, scope) and not {*days}.isdisjoint(each.weekdays)
            if same and each.id != self.id:
                raise Refusal("store.digest_twice", field="weekdays", at=f"{each.at:%H:%M}")
        return self._with(
            channel=channel, scope=scope, weekdays=tuple(days), at=chosen, since=now, by=by.id, name=by.name
        )

    def require(self, by: Person, here: str, channel: str = "") -> None:
        """Whether they may set it: the secretariat for any channel, whoever else works here for the one in which they
        stand. Raises Refusal."""
        if by.secretariat:
            return
        if not by.known:
            raise Refusal("store.digest_not_theirs")
        if {self.channel, channel} - {here, ""}:
            raise Refusal("store.digest_elsewhere", field="channel")

    def due(self, now: datetime, rules: Rules) -> date | None:
        """The day of the digest that should stand there by now (aware, in the office's zone); None where none should.

        A day's digest may come until the office closes: whoever was away at its time makes up for it later that day.
        """
        today = now.date()
        if not self._falls_on(today, rules) or not rules.opens <= now.time() < rules.closes:
            return None
        moment = self._moment(today, now, rules)
        return today if self.since < moment <= now else None

    def next_after(self, now: datetime, rules: Rules) -> datetime | None:
        """When the next one comes after a moment; None where none does."""
        days = (now.date() + timedelta(days=n) for n in range(_FURTHEST))
        moments = (self._moment(day, now, rules) for day in days if self._falls_on(day, rules))
        return next((moment for moment in moments if moment > now), None)

    def _falls_on(self, day: date, rules: Rules) -> bool:
        """On a working day that is one of its own, or the next one after one of its own on which the office is closed."""
        if not rules.is_working(day):
            return False
        for back in range(_FURTHEST):
            each = day - timedelta(days=back)
            if back and rules.is_working(each):
                return False
            if each.weekday() in self.weekdays:
                return True
        return False

    def _moment(self, day: date, now: datetime, rules: Rules) -> datetime:
        """Its time on a day; where the office's hours have become others, within these."""
        at = max(self.at, rules.opens)
        return datetime.combine(day, at if at < rules.closes else rules.opens, now.tzinfo)
