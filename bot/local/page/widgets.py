"""The page's own NiceGUI elements; their scripts stand in `client/`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.local.page.markup import Markup
from bot.local.page.render.blocks import Chart, Html, Part
from bot.local.page.render.scope import Json

Values = dict[str, dict[str, Json]]


@dataclass(frozen=True)
class Act:
    """Something that a person did inside live HTML.

    `do` says what: `press` an element of a block, or one of the page's own words. `values` is what the form around it
    holds, where there is one.
    """

    do: str
    block_id: str
    action_id: str
    chosen: Json
    callback_id: str
    to: str
    values: Values | None

    @classmethod
    def of(cls, given: Json) -> Act:
        """Read what the script sent."""
        words = {key: given.get(key) or "" for key in ("do", "block_id", "action_id", "callback_id", "to")}
        return cls(**words, chosen=given.get("chosen") or {}, values=given.get("values"))


OnAct = Callable[[Act], Awaitable[None]]
OnTyped = Callable[[Values], Awaitable[None]]


class LiveHtml(Element, component="client/live_html.js", esm={"hyoka-page": "client/lib"}):
    """HTML that changes in place and tells what people do in it."""

    def __init__(self, html: Markup, on_act: OnAct, on_typed: OnTyped | None = None, *, name: str = "div") -> None:
        """Take the HTML, who is told of acts and of typing, and the tag around it."""
        super().__init__()
        self.props["html"] = html
        self.props["tag"] = name

        async def act(event: GenericEventArguments) -> None:
            try:
                await on_act(Act.of(event.args))
            finally:
                if not self.is_deleted:
                    self.run_method("done", event.args["ticket"])

        async def typed(event: GenericEventArguments) -> None:
            if on_typed is not None:
                await on_typed(event.args)

        self.on("act", act)
        self.on("typed", typed)

    def show(self, html: Markup) -> None:
        """Show other HTML; what stays the same keeps its focus and what was typed into it."""
        if self.props["html"] != html:
            self.props["html"] = html


class Parts:
    """Rendered blocks inside an element."""

    def __init__(self, inside: Element, on_act: OnAct, on_typed: OnTyped | None = None) -> None:
        """Take the element, and who is told of acts and of typing."""
        self._inside = inside
        self._on_act = on_act
        self._on_typed = on_typed
        self._shown: list[tuple[Part, Element]] = []

    def show(self, parts: Sequence[Part]) -> None:
        """Show other parts, in place where they are of the same kinds."""
        if [type(part) for part in parts] != [type(part) for part, _ in self._shown]:
            self._inside.clear()
            with self._inside:
                self._shown = [(part, self._new(part)) for part in parts]
            return
        for index, part in enumerate(parts):
            before, element = self._shown[index]
            if part != before:
                self._change(part, element)
                self._shown[index] = (part, element)

    def _new(self, part: Part) -> Element:
        if isinstance(part, Html):
            return LiveHtml(part.html, self._on_act, self._on_typed)
        chart = ui.echart(part.options, renderer="svg").classes("kit chart")
        chart.props["data-block-id"] = part.block_id
        chart.props["role"] = "img"
        chart.props["aria-label"] = part.options["aria"]["label"]["description"]
        return chart

    @staticmethod
    def _change(part: Part, element: Element) -> None:
        if isinstance(part, Html) and isinstance(element, LiveHtml):
            element.show(part.html)
        elif isinstance(part, Chart) and isinstance(element, ui.echart):
            element.options.clear()
            element.options.update(part.options)
            element.props["aria-label"] = part.options["aria"]["label"]["description"]
            element.update()


class MessageScroll(Element, component="client/message_scroll.js"):
    """A scrolling list of messages."""

    def __init__(self, label: str, newest: str) -> None:
        """Take the list's label, and the words of the button that leads to its end."""
        super().__init__()
        self.props["label"] = label
        self.props["newest"] = newest


class MessageField(Element, component="client/message_field.js"):
    """The field in which one writes a message or a command."""

    def __init__(self, on_say: Callable[[str], Awaitable[bool]], **props: Any) -> None:
        """Take who sends a text (False: it could not be sent, and stands in the field again) and the script's props."""
        super().__init__()
        for name, value in props.items():
            self.props[name] = value
        self._under_way = 0

        async def say(event: GenericEventArguments) -> None:
            self._count(1)
            try:
                sent = await on_say(event.args)
            finally:
                self._count(-1)
            if not sent and not self.is_deleted:
                self.run_method("giveBack", event.args)

        self.on("say", say)

    def _count(self, step: int) -> None:
        self._under_way += step
        if not self.is_deleted:
            self.props["sending"] = self._under_way > 0


class ModalView(Element, component="client/modal_view.js"):
    """The frame of one open modal."""

    def __init__(
        self, view_id: str, on_send: OnTyped, on_leave: Callable[[bool], Awaitable[None]], words: dict[str, str]
    ) -> None:
        """Take the view's id, who submits it, who closes it (True: with all below it), and the script's words."""
        super().__init__()
        self.props["view-id"] = view_id
        self.props["words"] = words
        self.props["refusals"] = 0
        self.props["accepted"] = 0
        self.props["tops"] = 0

        async def send(event: GenericEventArguments) -> None:
            await on_send(event.args)

        async def leave(event: GenericEventArguments) -> None:
            await on_leave(bool(event.args))

        self.on("send", send)
        self.on("leave", leave)

    def set(self, **props: Any) -> None:
        """Change props, where they differ."""
        for name, value in props.items():
            key = name.replace("_", "-")
            if self.props.get(key) != value:
                self.props[key] = value

    def accept(self) -> None:
        """Take what was typed for saved."""
        self.props["accepted"] += 1

    def to_top(self) -> None:
        """Show the beginning of the view."""
        self.props["tops"] += 1

    def refuse(self) -> None:
        """Move the focus to the first field that has an error."""
        self.props["refusals"] += 1
