"""Open modals, and what modals and the App Home have in common: they hold what people type."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from nicegui import ui
from nicegui.element import Element

from bot.local.page.desk import Desk
from bot.local.page.render.blocks import parts
from bot.local.page.render.scope import Json, Scope
from bot.local.page.uploads import with_files
from bot.local.page.widgets import Act, ModalView, Parts, Values
from bot.local.workspace import SlackError, SubmitOutcome, ViewSource

_WORDS = ("back", "close", "cancel", "submitting", "discard_title", "discard_text", "discard", "keep")


def view_scope(desk: Desk, view: Json, errors: Mapping[str, str] | None = None) -> Scope:
    """Return what rendering a view needs to know: also what was typed into it, and what is wrong with that."""
    return replace(desk.scope(view["id"]), values=view["state"]["values"], errors=errors or {})


def type_into(desk: Desk, view_id: str, values: Values) -> None:
    """Note what was typed; a view that is closed or changed meanwhile no longer wants it."""
    with contextlib.suppress(SlackError):
        desk.workspace.type_into(desk.person.id, view_id, with_files(desk.workspace, values))


async def press_in_view(desk: Desk, view_id: str, act: Act) -> str:
    """Use an element of a view; returns Slack's notice where the app didn't answer."""

    def press() -> str:
        type_into(desk, view_id, act.values or {})
        return desk.workspace.press(desk.person.id, ViewSource(view_id), act.block_id, act.action_id, **act.chosen)

    notice = await desk.attempt(press) or ""
    desk.tell(notice)
    return notice


class _Modal:
    """One view of the stack on the screen."""

    def __init__(self, desk: Desk, view: Json, beneath: Callable[[str], ModalView | None]) -> None:
        self._desk = desk
        self._beneath = beneath
        self._id: str = view["id"]
        self._view = view
        self._errors: dict[str, str] = {}
        self._rendered: tuple[str, tuple[tuple[str, str], ...]] | None = None
        self.frame = ModalView(self._id, self._send, self._leave, desk.say.all_of(*_WORDS))
        with self.frame:
            body = ui.element("div").classes("blocks")
        self._parts = Parts(body, self._act, self._typed)

    def show(self, view: Json, *, pushed: bool, covered: bool) -> None:
        self._view = view
        self.frame.set(
            callback_id=view["callback_id"],
            title=view["title"]["text"],
            submit=(view["submit"] or {}).get("text", ""),
            close=(view["close"] or {}).get("text", ""),
            submit_disabled=bool(view["submit_disabled"]),
            pushed=pushed,
            covered=covered,
        )
        self._render()

    def _render(self) -> None:
        state = (self._view["hash"], tuple(self._errors.items()))
        if state != self._rendered:
            self._rendered = state
            self._parts.show(parts(self._view["blocks"], view_scope(self._desk, self._view, self._errors)))

    def tell(self, notice: str) -> None:
        self.frame.set(notice=notice)

    async def _typed(self, values: Values) -> None:
        type_into(self._desk, self._id, values)

    async def _act(self, act: Act) -> None:
        if act.do != "press":
            return
        self.tell("")
        await press_in_view(self._desk, self._id, act)

    async def _send(self, values: Values) -> None:
        desk = self._desk
        self._errors = {}
        self._render()
        self.frame.set(busy=True, notice="")

        def submit() -> SubmitOutcome:
            return desk.workspace.submit(desk.person.id, self._id, with_files(desk.workspace, values))

        beneath = self._beneath(self._id)
        outcome = await desk.attempt(submit)
        if outcome is not None and outcome.closed and beneath is not None and not beneath.is_deleted:
            beneath.to_top()
        if self.frame.is_deleted:
            return
        self.frame.set(busy=False)
        if outcome is None or outcome.closed:
            return
        self._errors = outcome.errors
        self.tell(outcome.notice)
        self._render()
        if outcome.errors:
            self.frame.refuse()
        elif not outcome.notice:
            self.frame.accept()
            self.frame.to_top()

    async def _leave(self, everything: bool) -> None:
        desk = self._desk
        await desk.attempt(lambda: desk.workspace.close_view(desk.person.id, self._id, everything))


class Modals:
    """The person's stack of open modals."""

    def __init__(self, desk: Desk, inside: Element) -> None:
        """Take the desk and the element in which the modals stand."""
        self._desk = desk
        self._inside = inside
        self._open: dict[str, _Modal] = {}

    def refresh(self) -> None:
        """Show the stack as it is now."""
        views = self._desk.workspace.views(self._desk.person.id)
        gone = self._open.keys() - {view["id"] for view in views}
        for view_id in [one for one in reversed(self._open) if one in gone]:
            self._open.pop(view_id).frame.delete()
        for index, view in enumerate(views):
            if view["id"] not in self._open:
                with self._inside:
                    self._open[view["id"]] = _Modal(self._desk, view, self._beneath)
            self._open[view["id"]].show(view, pushed=index > 0, covered=index < len(views) - 1)

    def _beneath(self, view_id: str) -> ModalView | None:
        """The modal on which this one lies."""
        ids = list(self._open)
        at = ids.index(view_id) if view_id in ids else 0
        return self._open[ids[at - 1]].frame if at else None

    def tell(self, notice: str) -> bool:
        """Show a sentence in the top modal; False if none is open."""
        if not self._open:
            return False
        list(self._open.values())[-1].tell(notice)
        return True
