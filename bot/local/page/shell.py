"""The whole page in one browser tab: sidebar, pane, thread, modals and notices."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from nicegui import Client, background_tasks, ui
from nicegui.events import GenericEventArguments

from bot.local.page.desk import HOME, Desk, Place
from bot.local.page.forms import Modals
from bot.local.page.markup import Markup, tag
from bot.local.page.panes import ChannelPane, HomePane, ThreadPane, place_name
from bot.local.page.sidebar import sidebar
from bot.local.page.widgets import Act, LiveHtml
from bot.local.workspace import Channel

_NOTICE_SECONDS = 8.0
_STATE_SECONDS = 2.0


class Shell:
    """Builds the page and keeps it up to date."""

    def __init__(self, desk: Desk, place: Place, client: Client) -> None:
        """Take the desk, what to show first, and NiceGUI's side of the tab."""
        self._desk = desk
        self._client = client
        self._place = self._existing(place)
        desk.on_notice = self._notify
        desk.on_go = lambda channel_id: self._go(Place(channel_id))
        with ui.element("div").classes("desk") as self._root:
            self._root.props["data-as"] = desk.person.id
            self._sidebar = LiveHtml(Markup(), self._act, name="nav").classes("sidebar")
            self._sidebar.props["aria-label"] = desk.say("sidebar")
            self._scrim = ui.element("div").classes("scrim")
            self._scrim.props["data-drawer"] = "close"
            self._main = ui.element("section").classes("pane")
            self._aside = ui.element("aside")
            self._aside.props["aria-label"] = desk.say("thread")
            self._toast = LiveHtml(Markup(), self._act).classes("toasts")
            self._toast.props["role"] = "status"
            self._modals = Modals(desk, ui.element("div").classes("modals"))
        self._notices = 0
        self._thread: ThreadPane | None = None
        self._pane: ChannelPane | HomePane
        self._build()
        self._build_thread()
        self.refresh()
        ui.on("moved", self._moved)
        ui.timer(_STATE_SECONDS, self._show_sidebar)

    # Where one is

    def _channels(self) -> dict[str, Channel]:
        return {one.id: one for one in self._desk.workspace.channels(self._desk.person.id)}

    def _existing(self, place: Place) -> Place:
        """Return a place that this person has: another one's direct message, or a wrong address, leads to the first."""
        channels = self._channels()
        if place.channel == HOME or place.channel in channels:
            return place
        mine = [one for one in channels.values() if self._desk.person.id in one.members]
        return Place((mine or list(channels.values()))[0].id)

    def _go(self, place: Place, *, remember: bool = True) -> None:
        place = self._existing(place)
        before, self._place = self._place, place
        if remember and place != before:
            ui.navigate.history.push(place.url(self._desk.person.id))
        if place.channel != before.channel:
            self._build()
        if place != before:
            self._build_thread()
        self.refresh()

    async def _moved(self, event: GenericEventArguments) -> None:
        """Follow the browser's back and forward buttons."""
        query = parse_qs(str(event.args).lstrip("?"))
        place = Place(query.get("in", [""])[0], query.get("thread", [""])[0])
        self._go(place, remember=False)

    async def _act(self, act: Act) -> None:
        if act.do == "go":
            self._desk.on_go(act.to)
        elif act.do == "fault":
            self._fault(act.to)

    # What is shown

    def _build(self) -> None:
        self._main.clear()
        desk, channel_id = self._desk, self._place.channel
        with self._main:
            if channel_id == HOME:
                self._pane = HomePane(desk, self._act)
                background_tasks.create(self._load(self._pane), name="open the App Home")
            else:
                channel = self._channels()[channel_id]
                self._pane = ChannelPane(desk, channel, self._act, lambda ts: self._go(Place(channel_id, ts)))
        ui.page_title(desk.say("title", place=self._place_name()))

    async def _load(self, pane: HomePane) -> None:
        await pane.load()
        pane.refresh()

    def _place_name(self) -> str:
        if self._place.channel == HOME:
            return self._desk.workspace.bot.name
        return place_name(self._channels()[self._place.channel])

    def _build_thread(self) -> None:
        self._aside.clear()
        self._thread = None
        place = self._place
        self._root.classes("with-thread" if place.thread else "", remove="" if place.thread else "with-thread")
        if not place.thread or place.channel == HOME:
            return
        with self._aside:
            channel = self._channels()[place.channel]
            self._thread = ThreadPane(self._desk, channel, place.thread, lambda: self._go(Place(place.channel)))

    def refresh(self) -> None:
        """Show everything as it is now."""
        if self._root.is_deleted:
            return
        if self._client.has_socket_connection and self._place.channel != HOME:
            self._desk.workspace.mark_read(self._place.channel, self._desk.person.id)
        self._show_sidebar()
        self._pane.refresh()
        if self._thread is not None:
            self._thread.refresh()
        self._modals.refresh()

    def _show_sidebar(self) -> None:
        self._sidebar.show(sidebar(self._desk, self._place))

    def _notify(self, notice: str) -> None:
        if self._root.is_deleted or self._modals.tell(notice):
            return
        self._notices += 1
        number = self._notices
        self._toast.show(tag("p", notice))

        def hide() -> None:
            if number == self._notices and not self._toast.is_deleted:
                self._toast.show(Markup())

        asyncio.get_running_loop().call_later(_NOTICE_SECONDS, hide)

    def _fault(self, fault: str) -> None:
        faults = self._desk.workspace.faults
        match fault:
            case "fault_429":
                faults.fail_next("chat.postMessage")
            case "fault_error":
                faults.fail_next("chat.postMessage", error="internal_error", status=500)
            case "fault_untold":
                faults.cut_next("chat.postMessage", after=True)
            case "fault_disconnect":
                faults.disconnect_sockets()
            case "fault_freeze":
                faults.freeze_sockets()
            case "fault_twice":
                faults.redeliver_next_event()
            case unknown:
                raise ValueError(unknown)
        self._notify(self._desk.say("fault_armed", what=self._desk.say(fault)))
