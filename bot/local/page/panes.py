"""What stands beside the sidebar: a channel or direct message, a thread, the App Home."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from bot.local.page.desk import HOME, Desk
from bot.local.page.forms import press_in_view, type_into, view_scope
from bot.local.page.markup import Markup, tag, together
from bot.local.page.messages import MessageList
from bot.local.page.render.blocks import Html, parts
from bot.local.page.render.icons import icon
from bot.local.page.uploads import MEGABYTES
from bot.local.page.widgets import Act, LiveHtml, MessageField, OnAct, Parts, Values
from bot.local.workspace import Channel

_FIELD_WORDS = ("suggestions", "attach", "sending", "uploading", "upload_failed", "composer_help", "send")


def _drawer_button(desk: Desk) -> Markup:
    return tag(
        "button",
        icon("menu"),
        type="button",
        class_="button icon open-drawer",
        data_drawer="open",
        aria_label=desk.say("open_sidebar"),
        aria_expanded="false",
    )


def _app_tabs(desk: Desk, channel: Channel, here: str) -> Markup:
    tabs = [
        tag("a", words, href="#", data_do="go", data_to=to, data_tab=to, aria_current="page" if to == here else None)
        for to, words in ((HOME, desk.say("home_tab")), (channel.id, desk.say("messages_tab")))
    ]
    return tag("nav", tabs, class_="tabs", aria_label=channel.name)


def place_name(channel: Channel) -> str:
    """Return a channel's name as people say it: `#総合計画`, or the bot's name."""
    return channel.name if channel.kind == "dm" else f"#{channel.name}"


class ChannelPane:
    """A channel or direct message."""

    def __init__(self, desk: Desk, channel: Channel, on_act: OnAct, open_thread: Callable[[str], None]) -> None:
        """Take the desk, the channel, who is told of acts in the heading, and what opens a thread."""
        self._desk = desk
        self._id = channel.id
        self._head = LiveHtml(self._heading(channel), on_act, name="header")
        workspace, person_id = desk.workspace, desk.person.id
        self._messages = MessageList(
            desk, channel.id, lambda: workspace.messages(channel.id, person_id), place_name(channel), open_thread
        )
        self._foot = ui.element("div").classes("foot")
        self._may_write: bool | None = None
        self.refresh()

    def _heading(self, channel: Channel) -> Markup:
        name = tag("h1", icon("hash") if channel.kind == "channel" else None, channel.name)
        if channel.kind == "dm":
            return together(_drawer_button(self._desk), name, _app_tabs(self._desk, channel, channel.id))
        members = tag("span", self._desk.say("members", count=len(channel.members)), class_="members")
        return together(_drawer_button(self._desk), name, tag("span", channel.topic, class_="topic"), members)

    def refresh(self) -> None:
        """Show what is there now."""
        channel = next(one for one in self._desk.workspace.channels(self._desk.person.id) if one.id == self._id)
        self._head.show(self._heading(channel))
        self._messages.refresh()
        may_write = self._desk.person.id in channel.members and not channel.archived
        if may_write != self._may_write:
            self._may_write = may_write
            self._foot.clear()
            with self._foot:
                if may_write:
                    write_field(self._desk, channel, "")
                else:
                    LiveHtml(self._closed(channel), self._join)

    def _closed(self, channel: Channel) -> Markup:
        say = self._desk.say
        if channel.archived:
            return tag("p", say("archived"), class_="closed")
        button = tag("button", say("join"), type="button", class_="button primary", data_do="join")
        return tag("p", say("not_member", place=place_name(channel)), button, class_="closed")

    async def _join(self, _: Act) -> None:
        desk = self._desk
        await desk.attempt(lambda: desk.workspace.join(desk.person.id, self._id))


def write_field(desk: Desk, channel: Channel, thread_ts: str) -> MessageField:
    """Make the field in which one writes to a channel, or into one of its threads."""
    scope = desk.scope("")
    commands = [
        {"label": one.name, "insert": one.name, "usage": one.usage_hint, "about": one.description}
        for one in desk.workspace.commands()
    ]
    names = [
        {"label": f"@{one.name}", "insert": one.id, "usage": "", "about": one.title}
        for one in scope.names.people.values()
        if one.id != "USLACKBOT"
    ]
    names += [
        {"label": f"#{one.name}", "insert": one.id, "usage": "", "about": one.topic}
        for one in scope.names.channels.values()
        if one.kind == "channel"
    ]

    async def say(text: str) -> bool:
        return await desk.send(text, channel.id, thread_ts or None)

    words = desk.say.all_of(*_FIELD_WORDS) | {"too_large": desk.say("too_large", megabytes=MEGABYTES)}
    placeholder = desk.say("write_reply") if thread_ts else desk.say("write_to", place=place_name(channel))
    return MessageField(
        say,
        channel=channel.id,
        thread=thread_ts,
        placeholder=placeholder,
        commands=[] if thread_ts else commands,
        names=names,
        sending=False,
        megabytes=MEGABYTES,
        words=words,
    )


class ThreadPane:
    """One thread, beside its channel."""

    def __init__(self, desk: Desk, channel: Channel, ts: str, close: Callable[[], None]) -> None:
        """Take the desk, the channel, the thread's root, and what closes it."""
        say = desk.say

        async def act(_: Act) -> None:
            close()

        button = tag(
            "button", icon("close"), type="button", class_="button icon", data_do="close", aria_label=say("close")
        )
        title = tag("h2", say("thread"), tag("small", place_name(channel)))
        LiveHtml(together(title, button), act, name="header")
        workspace, person_id = desk.workspace, desk.person.id
        self._messages = MessageList(
            desk, channel.id, lambda: workspace.thread(channel.id, ts, person_id), say("thread"), None
        )
        with ui.element("div").classes("foot"):
            if person_id in channel.members and not channel.archived:
                write_field(desk, channel, ts)

    def refresh(self) -> None:
        """Show what is there now."""
        self._messages.refresh()


class HomePane:
    """The App Home as this person sees it."""

    def __init__(self, desk: Desk, on_act: OnAct) -> None:
        """Take the desk, and who is told of acts in the heading."""
        self._desk = desk
        channel = desk.workspace.dm_with_bot(desk.person.id)
        name = tag("h1", channel.name)
        LiveHtml(together(_drawer_button(desk), name, _app_tabs(desk, channel, HOME)), on_act, name="header")
        with ui.element("div").classes("home"):
            self._body = ui.element("div").classes("blocks")
        self._parts = Parts(self._body, self._act, self._typed)
        self._is_loading = True
        self._shown: tuple[str, bool] | None = None
        self.refresh()

    async def load(self) -> None:
        """Tell the app that its home was opened, and wait for what it publishes."""
        desk = self._desk
        await desk.attempt(lambda: desk.workspace.open_home(desk.person.id))
        self._is_loading = False

    def refresh(self) -> None:
        """Show what is published now."""
        view = self._desk.workspace.home(self._desk.person.id)
        state = (view["hash"] if view else "", self._is_loading)
        if state == self._shown or self._body.is_deleted:
            return
        self._shown = state
        if view is None:
            words = self._desk.say("home_loading" if self._is_loading else "home_empty")
            self._parts.show([Html(tag("p", words, class_="empty"))])
            return
        self._body.props["data-view-id"] = view["id"]
        self._parts.show(parts(view["blocks"], view_scope(self._desk, view)))

    async def _act(self, act: Act) -> None:
        view = self._desk.workspace.home(self._desk.person.id)
        if act.do == "go":
            self._desk.on_go(act.to)
        elif view is not None:
            await press_in_view(self._desk, view["id"], act)

    async def _typed(self, values: Values) -> None:
        view = self._desk.workspace.home(self._desk.person.id)
        if view is not None:
            type_into(self._desk, view["id"], values)
