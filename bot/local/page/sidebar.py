"""The sidebar: who acts, where one can go, what is unread, and how the bot is connected."""

from __future__ import annotations

from bot.local.page.desk import HOME, Desk, Place
from bot.local.page.markup import Markup, tag, together
from bot.local.page.render.fields import FILTER_FROM
from bot.local.page.render.icons import icon
from bot.local.page.render.message import avatar
from bot.local.workspace import Channel, Person

FAULTS = ("fault_429", "fault_error", "fault_untold", "fault_disconnect", "fault_freeze", "fault_twice")


def sidebar(desk: Desk, place: Place) -> Markup:
    """Render the sidebar's content."""
    say = desk.say
    channels = desk.workspace.channels(desk.person.id)
    public = [_channel_link(desk, channel, place) for channel in channels if channel.kind == "channel"]
    direct = desk.workspace.dm_with_bot(desk.person.id)
    close = tag(
        "button",
        icon("close"),
        type="button",
        class_="button icon close-drawer",
        data_drawer="close",
        aria_label=say("close_sidebar"),
    )
    return together(
        tag("div", tag("strong", say("workspace")), close, class_="workspace"),
        _switcher(desk, place),
        tag("div", _heading(say("channels")), tag("ul", public), class_="channels"),
        tag("div", _heading(say("apps")), tag("ul", _app_link(desk, direct, place)), class_="channels"),
        connection(desk),
    )


def _heading(words: str) -> Markup:
    return tag("h2", words)


def _switcher(desk: Desk, place: Place) -> Markup:
    say, acting = desk.say, desk.person
    opener = tag(
        "button",
        avatar(acting),
        tag("span", tag("strong", acting.name), tag("small", acting.title), class_="who"),
        icon("down"),
        type="button",
        class_="me",
        popovertarget="people",
        aria_haspopup="menu",
        title=say("switch_person"),
        aria_label=f"{say('acting_as')}：{acting.name} {acting.title}",
    )
    people = desk.workspace.people()
    search = tag("input", type="search", class_="filter", placeholder=say("filter"), aria_label=say("filter"))
    menu = tag(
        "div",
        tag("p", say("switch_person"), class_="note"),
        search if len(people) > FILTER_FROM else None,
        [_person_link(desk, one, place) for one in people],
        id="people",
        class_="menu people",
        role="menu",
        popover="auto",
    )
    return tag("div", opener, menu, class_="switcher")


def _person_link(desk: Desk, person: Person, place: Place) -> Markup:
    # A direct message belongs to one person: the other one gets their own.
    is_direct = place.channel == desk.workspace.dm_with_bot(desk.person.id).id
    there = Place(desk.workspace.dm_with_bot(person.id).id) if is_direct else Place(place.channel)
    return tag(
        "a",
        avatar(person, small=True),
        tag("span", tag("strong", person.name), tag("small", person.title), class_="who"),
        href=there.url(person.id),
        role="menuitem",
        data_person=person.id,
        aria_current="true" if person.id == desk.person.id else None,
    )


def _channel_link(desk: Desk, channel: Channel, place: Place) -> Markup:
    return tag("li", _link(desk, channel, icon("hash"), place, (channel.id,)), data_key=channel.id)


def _app_link(desk: Desk, direct: Channel, place: Place) -> Markup:
    sign = avatar(desk.workspace.bot, small=True)
    return tag("li", _link(desk, direct, sign, place, (direct.id, HOME)), data_key=direct.id)


def _link(desk: Desk, channel: Channel, sign: Markup, place: Place, places: tuple[str, ...]) -> Markup:
    """Render the way to a channel; `places` are those that count as being there."""
    is_member, is_read = desk.person.id in channel.members, place.channel == channel.id
    unread = desk.workspace.unread(channel.id, desk.person.id) if is_member and not is_read else 0
    label = desk.say("unread", count=unread)
    badge = tag("span", str(unread), class_="unread", title=label, aria_label=label) if unread else None
    classes = " ".join(filter(None, ("has-unread" if unread else "", "" if is_member else "outside")))
    return tag(
        "a",
        sign,
        tag("span", channel.name, class_="name"),
        badge,
        href=Place(channel.id).url(desk.person.id),
        class_=classes or None,
        data_do="go",
        data_to=channel.id,
        data_channel=channel.id,
        aria_current="page" if place.channel in places else None,
    )


def connection(desk: Desk) -> Markup:
    """Render the small panel for whoever tries failures."""
    say = desk.say
    problems, is_connected = desk.workspace.problems, desk.workspace.wait_for_app(0)
    state = say("bot_connected") if is_connected else say("bot_missing")
    count = tag("span", say("problem_count", count=len(problems)), class_="count") if problems else None
    opener = tag(
        "button",
        tag("span", class_=f"light {'good' if is_connected and not problems else 'bad'}", aria_hidden="true"),
        say("connection"),
        count,
        type="button",
        popovertarget="connection",
        class_="opener",
        title=state,
    )
    listed = tag("ol", [tag("li", problem) for problem in problems]) if problems else tag("p", say("no_problems"))
    faults = [tag("button", say(one), type="button", class_="button", data_do="fault", data_to=one) for one in FAULTS]
    panel = tag(
        "div",
        tag("p", state, class_="state"),
        tag("h3", say("problems")),
        listed,
        tag("h3", say("faults")),
        tag("div", faults, class_="faults"),
        id="connection",
        class_="menu panel",
        popover="auto",
        role="dialog",
        aria_label=say("connection"),
    )
    return tag("div", opener, panel, class_="connection")
