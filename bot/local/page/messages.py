"""A list of messages that follows its channel or thread, message by message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nicegui import ui
from nicegui.element import Element

from bot.local.page.desk import Desk
from bot.local.page.markup import Markup, tag
from bot.local.page.render.message import Around, message_parts
from bot.local.page.times import moment
from bot.local.page.widgets import Act, LiveHtml, MessageScroll, Parts
from bot.local.workspace import Message, MessageSource

PAGE = 100
"""So many messages are shown at first, and added by each look at earlier ones."""


@dataclass
class _Row:
    message: Message
    day: date | None
    element: Element
    parts: Parts


class MessageList:
    """The messages of a channel, or of one thread of it."""

    def __init__(
        self,
        desk: Desk,
        channel_id: str,
        find: Callable[[], list[Message]],
        label: str,
        open_thread: Callable[[str], None] | None,
    ) -> None:
        """Take the desk, the channel, where to find the messages, the list's label and what opens a thread."""
        self._desk = desk
        self._channel_id = channel_id
        self._find = find
        self._open_thread = open_thread
        self._limit = PAGE
        self._label = label
        self._rows: dict[str, _Row] = {}
        with MessageScroll(label, desk.say("newest")):
            self._top = LiveHtml(Markup(), self._older)
            self._list = ui.element("div").classes("messages")
        self.refresh()

    async def _older(self, _: Act) -> None:
        self._limit += PAGE
        self.refresh()

    def refresh(self) -> None:
        """Show the messages as they are now; untouched ones stay as they are on the screen."""
        found = self._find()
        hidden = max(0, len(found) - self._limit)
        self._top.show(self._beginning(hidden))
        shown = found[hidden:]
        for ts in self._rows.keys() - {message.ts for message in shown}:
            self._rows.pop(ts).element.delete()
        day: date | None = None
        scope = self._desk.scope("")
        zone = scope.zone
        for index, message in enumerate(shown):
            its_day = moment(message.ts, zone).date()
            self._show(index, message, its_day if its_day != day and self._open_thread else None)
            day = its_day

    def _beginning(self, hidden: int) -> Markup:
        say = self._desk.say
        if hidden:
            button = tag("button", say("older", count=hidden), type="button", class_="button older", data_do="older")
            return tag("p", button, class_="beginning")
        if self._open_thread is None:
            return Markup()
        return tag("p", say("no_messages", place=self._label), class_="beginning")

    def _show(self, index: int, message: Message, day: date | None) -> None:
        row = self._rows.get(message.ts)
        if row is not None and row.message == message and row.day == day:
            return
        if row is None:
            row = self._new(index, message, day)
        row.message, row.day = message, day
        around = Around(tuple(self._desk.workspace.shortcuts()), day, in_thread=self._open_thread is None)
        where = "thread" if around.in_thread else "channel"
        row.parts.show(message_parts(message, self._desk.scope(f"{where}-{message.channel}-{message.ts}"), around))

    def _new(self, index: int, message: Message, day: date | None) -> _Row:
        with self._list:
            element = ui.element("article").classes("message")
        if index != len(self._list.default_slot.children) - 1:
            element.move(self._list, index)
        element.props["data-message-ts"] = message.ts
        element.props["data-channel"] = message.channel
        element.props["data-user"] = message.user
        if message.ephemeral_to:
            element.props["data-ephemeral"] = "true"

        async def act(act: Act) -> None:
            await self._act(act, message.ts)

        row = _Row(message, day, element, Parts(element, act))
        self._rows[message.ts] = row
        return row

    async def _act(self, act: Act, ts: str) -> None:
        desk, channel_id = self._desk, self._channel_id
        person_id = desk.person.id
        if act.do == "go":
            desk.on_go(act.to)
        elif act.do == "thread" and self._open_thread is not None:
            self._open_thread(ts)
        elif act.do == "shortcut":
            desk.tell(
                await desk.attempt(lambda: desk.workspace.run_shortcut(person_id, act.callback_id, channel_id, ts))
                or ""
            )
        elif act.do == "press":
            source = MessageSource(channel_id, ts)
            desk.tell(
                await desk.attempt(
                    lambda: desk.workspace.press(person_id, source, act.block_id, act.action_id, **act.chosen)
                )
                or ""
            )
