"""Digests that come by themselves (定期配信): which there are in a channel, and the form that sets one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from commands.digest.posting import is_channel
from commands.digest.scopes import all_named, said_of
from commands.kit.pages import paged
from commands.kit.people import asker, require_role
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    ChannelInput,
    ChoiceInput,
    Heading,
    Input,
    Line,
    ManyInput,
    Note,
    Open,
    Part,
    Place,
    Reply,
    Return,
    Row,
    Say,
    View,
)  # fmt: skip
from commands.kit.request import Request, Subject
from store.refusal import Refusal
from store.reminding import Rules
from store.store import Store
from store.subscription import Scope, Subscription
from store.text import Said, Text

STEP = timedelta(minutes=30)
"""Between the times that are offered."""

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


def show_settings(request: Request, store: Store) -> Sequence[Reply]:
    return [Open(settings_view(request, store))]


def turn_settings(request: Request, store: Store) -> Sequence[Reply]:
    return [Change(settings_view(request, store, page=request.subject.revision))]


def settings_view(request: Request, store: Store, *, page: int = 0, notes: tuple[Part, ...] = ()) -> View:
    """Those of this channel; for the secretariat, those of all channels."""
    who = asker(request, store)
    require_role(who, store)
    here = [_row(each, request, store) for each in store.subscriptions(request.channel)]
    others = tuple(each for each in store.subscriptions() if each.channel != request.channel) if who.secretariat else ()
    entries: list[Part] = [*here, *_others(others, request, store)]
    parts: list[Part] = [*notes, Heading(Text.of("schedule.title")), Note(Text.of("schedule.what"))]
    if not here:
        parts.append(Line(Text.of("schedule.none_here" if is_channel(request.channel) else "schedule.no_channel")))
    if is_channel(request.channel) or who.secretariat:
        parts.append(Buttons((Button(Text.of("schedule.add"), "digest.edit", look="plain" if here else "main"),)))
    return View(Text.of("schedule.name"), (*parts, *paged(entries, page, "digest.turn_settings", Subject())))


def edit(request: Request, store: Store) -> Sequence[Reply]:
    """The form of a digest that comes by itself; of a new one, where none is named."""
    subscription = store.subscription(request.subject.id, request.now)
    if request.subject.id and not subscription.revision:
        raise Refusal("schedule.gone")
    return [Open(_form(subscription, request, store))]


def keep(request: Request, store: Store) -> Sequence[Reply]:
    """Save it, and tell the channel: whoever reads there knows why it comes, and whoever set it hears at once where
    nothing can be posted."""
    who, rules = asker(request, store), store.rules()
    before = store.subscription(request.subject.id, request.now)
    after = before.changed(
        who, request.channel, request.now,
        channel=_channel(before, request), scope=Scope.parse(_one(request, "scope")),
        weekdays=_many(request, "weekdays"), at=_one(request, "at"), rules=rules, others=store.subscriptions(),
    )  # fmt: skip
    moved = before.revision != request.subject.revision
    if moved or not store.keep_subscription(before, after, who, request.now):
        standing = store.subscription(request.subject.id, request.now)
        changed = Note(Text.of("schedule.changed_meanwhile", name=standing.name or "—"))
        return [Change(_form(standing, request, store, typed=after, notes=(changed,)))]
    following = after.next_after(request.now, rules)
    saved: list[Part] = [Line(Text.of("schedule.saved", what=_told(after, store), next=_next(following)))]
    told = Line(Text.of("schedule.told", name=who.name, what=_told(after, store), next=_next(following)))
    ways = Buttons((Button(Text.of("digest.settings"), "digest.settings"),))
    said = [Say((told, ways), after.channel)]
    if before.channel not in ("", after.channel):
        said.append(_ended(before, who.name, store))
    return [Return(settings_view(request, store, notes=tuple(saved))), *said]


def end(request: Request, store: Store) -> Sequence[Reply]:
    """It comes no more; the channel hears of it."""
    who = asker(request, store)
    standing = store.subscription(request.subject.id, request.now)
    if not standing.revision:
        raise Refusal("schedule.gone")
    standing.require(who, request.channel)
    if not store.end_subscription(standing, who, request.now):
        raise Refusal("schedule.busy")
    ended = Line(Text.of("schedule.ended", what=_told(standing, store)))
    return [Return(settings_view(request, store, notes=(ended,))), _ended(standing, who.name, store)]


def _ended(subscription: Subscription, name: str, store: Store) -> Say:
    return Say((Line(Text.of("schedule.told_end", name=name, what=_told(subscription, store))),), subscription.channel)


def _row(subscription: Subscription, request: Request, store: Store) -> Row:
    following = subscription.next_after(request.now, store.rules())
    note = Text.of("schedule.next", next=_next(following), name=subscription.name)
    return Row(
        _told(subscription, store), note, Button(Text.of("schedule.edit"), "digest.edit", _subject(subscription))
    )


def _others(others: Sequence[Subscription], request: Request, store: Store) -> Iterator[Part]:
    for channel in dict.fromkeys(each.channel for each in others):
        yield Place(Text.of("schedule.elsewhere"), channel)
        yield from (_row(each, request, store) for each in others if each.channel == channel)


def _form(
    subscription: Subscription, request: Request, store: Store, *, typed: Subscription | None = None,
    notes: tuple[Part, ...] = (),
) -> View:  # fmt: skip
    """What is asked: the channel (of the secretariat alone), which sheets, on which days, when."""
    who, rules, shown = asker(request, store), store.rules(), typed or subscription
    subscription.require(who, request.channel, "" if subscription.revision else request.channel)
    known = bool(subscription.revision)
    parts: list[Part | Input] = [Heading(Text.of("schedule.change" if known else "schedule.add")), *notes]
    if who.secretariat:
        channel = shown.channel or (request.channel if is_channel(request.channel) else "")
        hint = Text.of("schedule.channel_hint")
        parts.append(
            ChannelInput("channel", Text.of("schedule.channel"), (channel,) if channel else (), hint, required=True)
        )
    scopes = {str(each.scope): each.said for each in all_named(store)}
    scopes.setdefault(str(shown.scope), said_of(shown.scope, store))
    weekdays = tuple((str(day), Text.of(f"schedule.day_{day}")) for day in {*MONDAY_TO_FRIDAY, *shown.weekdays})
    times = tuple((time, time) for time in _times(shown, rules))
    parts += [
        ChoiceInput("scope", Text.of("schedule.scope"), tuple(scopes.items()), str(shown.scope), required=True),
        ManyInput(
            "weekdays", Text.of("schedule.weekdays"), weekdays, tuple(map(str, shown.weekdays or (0,))),
            Text.of("schedule.weekdays_hint"), required=True,
        ),
        ChoiceInput("at", Text.of("schedule.at"), times, f"{shown.at:%H:%M}", required=True),
        Note(Text.of("schedule.invite")),
    ]  # fmt: skip
    if known:
        stop = Button(Text.of("schedule.stop"), "digest.end", _subject(subscription), "danger",
                      Text.of("schedule.stop_sure"))  # fmt: skip
        parts.append(Buttons((stop,)))
    return View(Text.of("schedule.name"), tuple(parts), "digest.keep", Text.of("kit.save"), _subject(subscription))


def _times(subscription: Subscription, rules: Rules) -> Iterator[str]:
    """The half hours in which the office works, and the time that stands there."""
    day = datetime(2000, 1, 1)  # noqa: DTZ001 - any day: only the time of it is asked
    moments = (day + STEP * n for n in range(48))
    offered = {each.time() for each in moments if rules.opens <= each.time() < rules.closes}
    yield from (f"{each:%H:%M}" for each in sorted(offered | {subscription.at}))


def _told(subscription: Subscription, store: Store) -> Text:
    days = tuple(Text.of(f"schedule.short_{day}") for day in subscription.weekdays)
    return Text.of("schedule.entry", scope=said_of(subscription.scope, store), days=days, at=f"{subscription.at:%H:%M}")


def _next(following: datetime | None) -> Said:
    return Text.of("schedule.never") if following is None else Text.of("schedule.next_at", at=following)


def _subject(subscription: Subscription) -> Subject:
    return Subject(subscription.id if subscription.revision else "", "", subscription.revision)


def _channel(before: Subscription, request: Request) -> str:
    """As it was chosen; whoever isn't asked has the one in which they stand."""
    if "channel" in request.values:
        return next(iter(_many(request, "channel")), "")
    return before.channel or request.channel


def _one(request: Request, key: str) -> str:
    return str(request.values.get(key) or "")


def _many(request: Request, key: str) -> tuple[str, ...]:
    given = request.values.get(key)
    return given if isinstance(given, tuple) else (given,) if given else ()
