"""One of many at work, in a thread of their own: types, waits for the bot, reads, fills in, presses; on the workspace itself.

People of the stories drive it over HTTP and wait for a screen to settle. Thirty of those would measure themselves.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.local.workspace import SubmitOutcome, ViewSource, Workspace
from tests.stories.people import elements, words

PATIENCE, LOOK = 20.0, 0.02
"""Seconds: how long they wait for what they asked for (a busy bot is slow, not wrong), and between two looks."""

LOADING = "読み込み中です"

Json = Any


class Stopwatch:
    """Times each acknowledgement as the workspace sees it: from the envelope that leaves until its answer has come.

    What was never answered counts with all the time that the workspace waited for it.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.acknowledged: dict[str, list[float]] = defaultdict(list)
        self.shown: dict[str, list[float]] = defaultdict(list)
        self._doing = threading.local()
        self._lock = threading.Lock()
        self._ask = workspace.core.delivery.ask
        workspace.core.delivery.ask = self._timed  # type: ignore[method-assign]

    def begins(self, kind: str) -> None:
        """Whatever this thread asks from now on is part of such an action."""
        self._doing.kind = kind

    def has_shown(self, seconds: float) -> None:
        """What this thread asked for is before its eyes."""
        with self._lock:
            self.shown[self._doing.kind].append(seconds)

    def _timed(self, kind: str, payload: Json, *, accepts_payload: bool) -> Json:
        began = time.perf_counter()
        try:
            return self._ask(kind, payload, accepts_payload=accepts_payload)
        finally:
            with self._lock:
                self.acknowledged[self._doing.kind].append(time.perf_counter() - began)


@dataclass
class Colleague:
    """One person. `channel` is their direct message with the bot, where they type."""

    workspace: Workspace
    id: str
    watch: Stopwatch
    channel: str = field(init=False)

    def __post_init__(self) -> None:
        self.channel = self.workspace.dm_with_bot(self.id).id

    @property
    def view(self) -> Json:
        """The window on top, None where there is none."""
        views = self.workspace.views(self.id)
        return views[-1] if views else None

    def reads(self) -> str:
        """All words of the window on top."""
        view = self.view
        return "\n".join(words(view["blocks"])) if view else ""

    def types(self, line: str) -> str:
        """Type a line, with no window open; the words of the window that opens, or of what the bot says to them."""
        while self.view:
            self.workspace.close_view(self.id, self.view["id"], everything=True)
        heard, began = len(self._heard()), time.perf_counter()
        self.workspace.say(self.id, self.channel, line)
        return self._waits(line, lambda: self.reads() or "\n".join(self._heard()[heard:]), began)

    def presses(self, label: str, until: tuple[str, ...]) -> str:
        """Press the button that reads so; the words of the window once it holds one of those of `until`."""
        view, began = self.view, time.perf_counter()
        for block in view["blocks"]:
            for element in elements(block):
                if element["type"] == "button" and element["text"]["text"] == label:
                    source = ViewSource(view["id"])
                    self.workspace.press(self.id, source, block["block_id"], element["action_id"])
                    return self._waits(
                        label, lambda: said if any(each in (said := self.reads()) for each in until) else "", began
                    )
        raise AssertionError(f"{self.id} sees no button {label}: {self.reads()[:300]}")

    def reads_on(self) -> None:
        """Wait for the rest of a window that is too large to come at once."""
        end = time.perf_counter() + PATIENCE
        while LOADING in self.reads():
            assert time.perf_counter() < end, f"{self.id} waited in vain for the rest of {self.reads()[:300]}"
            time.sleep(LOOK)

    def inputs(self) -> Mapping[str, Json]:
        """The inputs of the window on top, by key."""
        return {each["block_id"]: each["element"] for each in self.view["blocks"] if each["type"] == "input"}

    def submits(self, **typed: str) -> SubmitOutcome:
        """Press the form's button, having typed or chosen this."""
        inputs = self.inputs()
        values = {key: {inputs[key]["action_id"]: given} for key, given in typed.items()}
        return self.workspace.submit(self.id, self.view["id"], values)

    def _heard(self) -> list[str]:
        """What the bot answered to the eyes of this person alone; notices come in between, about what others did."""
        said = self.workspace.messages(self.channel, self.id)
        return ["\n".join(words(list(each.blocks))) or each.text for each in said if each.ephemeral_to == self.id]

    def _waits(self, what: str, look: Callable[[], str], began: float) -> str:
        end = began + PATIENCE
        while not (seen := look()):
            assert time.perf_counter() < end, f"{self.id} waited in vain after {what!r}: {self.reads()[:300]}"
            time.sleep(LOOK)
        self.watch.has_shown(time.perf_counter() - began)
        return seen
