"""Digests shown to who asks, posted in a channel, and those that come by themselves. A channel has one a day of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from commands.digest.content import digest_parts
from commands.digest.figures import figures
from commands.digest.scopes import current, standing_now
from commands.kit.command import Apart, together
from commands.kit.daily import last_before, latest_there, once_a_day
from commands.kit.people import asker, require_role
from commands.kit.reply import Button, Buttons, Line, Once, Part, Place, Reply, Say, Whisper
from commands.kit.request import Request, Subject
from store.post import Post
from store.refusal import Refusal
from store.reminding import Rules
from store.store import Store
from store.subscription import Scope, Subscription
from store.text import Text

WEEK = timedelta(days=7)
"""What the first digest in a channel looks back to."""

AGAIN = timedelta(minutes=15)
"""A digest that stands is written anew for what happened since, no sooner than this after it was written last."""


def show(request: Request, store: Store) -> Sequence[Reply]:
    """The digest that a button names, to whoever pressed it."""
    return [Whisper(digest_for(Scope.parse(request.subject.part), request, store))]


def digest_for(scope: Scope, request: Request, store: Store) -> tuple[Part, ...]:
    """The digest of now, for one person where they stand; with the ways on, where they have a role.

    Raises:
        Refusal: there is no sheet.
    """
    parts = _parts(scope, _series(scope, request.channel, store), request.now, store)
    if parts is None:
        raise Refusal("digest.no_sheets")
    if not asker(request, store).known:
        return parts
    post = (Button(Text.of("digest.post"), "digest.post", Subject(part=str(scope)), "main"),)
    return (*parts, Buttons((*(post if is_channel(request.channel) else ()), _SETTINGS)))


def post(request: Request, store: Store) -> Sequence[Reply]:
    """Post the digest in the channel in which they stand; one that was posted today becomes it."""
    scope, channel = Scope.parse(request.subject.part), request.channel
    require_role(asker(request, store), store)
    if not is_channel(channel):
        raise Refusal("digest.no_channel")
    series, today = _series(scope, channel, store), request.now.date()
    parts = _parts(scope, series, request.now, store)
    if parts is None:
        raise Refusal("digest.no_sheets")
    once = once_a_day(series, today, channel, store)
    standing = store.post(once.key)
    told = Text.of("digest.written_anew", at=standing.made) if standing else Text.of("digest.posted")
    return [Say(_public(parts, scope), channel, once), Whisper((Line(told),))]


def due(now: datetime, store: Store, apart: Apart = together) -> Iterator[Say]:
    """Today's digests whose time has come; those that stand already, again where something has changed since. Where one
    couldn't be posted, whoever set it hears why."""
    rules = store.rules()
    for each in store.subscriptions():
        yield from apart(each.channel, partial(_due, each, rules, now, store))


def _due(each: Subscription, rules: Rules, now: datetime, store: Store) -> Iterator[Say]:
    day = each.due(now, rules)
    if day is None:
        return
    series, scope = f"digest/{each.id}", current(each.scope, store)
    standing = latest_there(series, day, each.channel, store)
    if standing is not None and standing.lost and standing.made >= each.since:
        yield from _unposted(each, standing, store)
    elif standing is None or standing.lost or _has_news(standing, scope, now, store):
        parts = _parts(scope, series, now, store)
        if parts is not None:
            yield Say(_public(parts, scope), each.channel, once_a_day(series, day, each.channel, store))


def is_channel(channel: str) -> bool:
    """Whether it is a channel of many: between two people, nothing can be posted
    (https://docs.slack.dev/reference/objects/conversation-object)."""
    return channel.startswith(("C", "G"))


_SETTINGS = Button(Text.of("digest.settings"), "digest.settings")


def _has_news(standing: Post, scope: Scope, now: datetime, store: Store) -> bool:
    """Whether something may be told that the message doesn't, and it wasn't written just now."""
    return now - standing.changed >= AGAIN and any(
        each.changed is not None and each.changed > standing.changed and scope.holds(each)
        for each in standing_now(store)
    )


def _unposted(subscription: Subscription, lost: Post, store: Store) -> Iterator[Say]:
    """Tell whoever set it, once until one gets there again; the secretariat hears of all that is lost anyhow. It isn't
    tried again that day: they post it themselves once the bot is there."""
    series = f"digest/{subscription.id}"
    heard = [each.made for each in store.series(f"{series}/unposted") if each.made >= subscription.since]
    arrived = [each.made for each in store.series(series) if not each.lost]
    if heard and (not arrived or arrived[-1] < heard[-1]):
        return
    if subscription.by and not store.person(subscription.by).secretariat:
        told = (Line(Text.of("schedule.unposted")), Place(Text.of("schedule.channel"), subscription.channel))
        yield Say(told, subscription.by, Once(f"{lost.key.rstrip('~')}/unposted", f"{series}/unposted"))


def _parts(scope: Scope, series: str, now: datetime, store: Store) -> tuple[Part, ...] | None:
    scope, before = current(scope, store), last_before(series, now.date(), store)
    found = figures(scope, now, before or now - WEEK, store.rules(), store)
    return digest_parts(found, scope, now, store, is_first=before is None) if found else None


def _public(parts: tuple[Part, ...], scope: Scope) -> tuple[Part, ...]:
    """With the buttons that everybody in the channel may press."""
    return (*parts, Buttons((Button(Text.of("digest.show"), "digest.show", Subject(part=str(scope))), _SETTINGS)))


def _series(scope: Scope, channel: str, store: Store) -> str:
    """The digests of a channel of which this is one: those that come by themselves there, where they are of the same."""
    same = (each.id for each in store.subscriptions(channel) if each.scope == scope)
    return f"digest/{next(same, f'{channel}/{scope}')}"
