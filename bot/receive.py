"""What Slack sends, read into what commands are told. Pure: no call, no clock.

`place_of` reads anything and never fails: whatever comes, somebody may have to be told something. `asked` is
strict: what is malformed, outdated or tampered with is refused in a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.blocks import NONE, step_of
from commands.kit.request import NOTHING, Given, Request, Subject
from store.refusal import Refusal

Payload = Mapping[str, Any]

_LINKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


class Surface(Enum):
    """From where a person asked."""

    COMMAND = "command"
    MESSAGE = "message"
    MODAL = "modal"
    FORM = "form"  # a modal that was submitted
    HOME = "home"


@dataclass(frozen=True)
class Place:
    """Where a person stands, and how they can be reached there.

    Attributes:
        channel: the channel's id, "" on App Home and where it isn't known.
        thread: the timestamp of the thread's first message, "" outside of threads.
        response_url: takes 5 answers in 30 minutes, "" where there is none
            (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
        trigger: opens one view within 3 seconds, "" where there is none.
        view: the view in which they stand, as Slack sent it.
        chose: whether they chose from a menu, which goes on showing what they chose.
    """

    who: str
    surface: Surface
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    trigger: str = ""
    view: Payload = field(default_factory=dict)
    chose: bool = False

    @property
    def below(self) -> str:
        """The id of the view under this one, "" where there is none."""
        return _text(self.view, "previous_view_id")

    @property
    def stack_is_full(self) -> bool:
        """Whether nothing can be put on top: Slack stacks three views (https://docs.slack.dev/surfaces/modals)."""
        return bool(self.below) and self.below != _text(self.view, "root_view_id")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of the view's inputs, in their order."""
        return tuple(str(each.get("block_id")) for each in _list(self.view, "blocks") if each.get("type") == "input")


@dataclass(frozen=True)
class Asked:
    """What a person asked for: a command's name as typed, or a step; both "" for App Home."""

    request: Request
    command: str = ""
    step: str = ""


def place_of(body: Payload) -> Place:
    """Where the person who sent this stands."""
    event, view = _map(body, "event"), _map(body, "view")
    if event:
        return Place(_text(event, "user"), Surface.HOME)
    if "command" in body:
        return Place(
            _text(body, "user_id"),
            Surface.COMMAND,
            _text(body, "channel_id"),
            response_url=_text(body, "response_url"),
            trigger=_text(body, "trigger_id"),
        )
    submitted = body.get("type") == "view_submission"
    if not view:
        surface = Surface.MESSAGE
    elif view.get("type") == "home":
        surface = Surface.HOME
    else:
        surface = Surface.FORM if submitted else Surface.MODAL
    container, message = _map(body, "container"), _map(body, "message")
    thread = _text(container, "thread_ts") or _text(message, "thread_ts")
    if thread == (_text(container, "message_ts") or _text(message, "ts")):
        thread = ""  # a thread's first message stands in the channel, and so does whoever presses its button
    return Place(
        _text(_map(body, "user"), "id"),
        surface,
        _text(_map(body, "channel"), "id") or _text(container, "channel_id") or _kept(view)[1],
        thread,
        _text(body, "response_url"),
        _text(body, "trigger_id"),
        view,
        any("selected_option" in action for action in _list(body, "actions")),
    )


def asked(body: Payload, now: datetime, name: str = "") -> Asked:
    """What the person asked for, at `now` (aware, in the office's zone). `name` is what the workspace calls them.

    Raises:
        Refusal: it can't be read: a button of an older version, or one that was tampered with.
    """
    place = place_of(body)
    named = name or _text(_map(body, "user"), "name") or _text(body, "user_name")
    if not place.who:
        raise _outdated()
    if place.surface is Surface.COMMAND:
        words = typed(_text(body, "text"))
        return Asked(Request(place.who, now, named, words, place.channel), command=_text(body, "command"))
    subject, step = NOTHING, ""
    if body.get("type") == "block_actions":
        action = next(iter(_list(body, "actions")), {})
        step = step_of(_text(action, "action_id"))
        subject = _subject(_text(action, "value") or _text(_map(action, "selected_option"), "value"))
    elif place.surface is Surface.FORM:
        step = _text(place.view, "callback_id")
        subject = _subject(_kept(place.view)[0])
    elif not _map(body, "event"):
        raise _outdated()
    state = _map(_map(place.view, "state") or _map(body, "state"), "values")
    request = Request(place.who, now, named, "", place.channel, subject, _values(state))
    return Asked(request, step=step)


def metadata(subject: Subject, channel: str) -> str:
    """A view's `private_metadata`: what it is about, and the channel in which it all began."""
    return json.dumps({"subject": str(subject), "channel": channel}, ensure_ascii=False)


def typed(text: str) -> str:
    """A command's words as they were typed: Slack escapes & < > and spells out people, channels and links
    (https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling)."""
    plain = _LINKED.sub(_plainly, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plainly(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith(("@", "#")):
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return target.removeprefix("mailto:")


def _values(state: Payload) -> dict[str, Given]:
    return {key: _given(next(iter(held.values()), {})) for key, held in state.items() if isinstance(held, Mapping)}


def _given(element: Any) -> Given:
    """What an input holds (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload)."""
    if not isinstance(element, Mapping):
        raise _outdated()
    match element.get("type"):
        case "multi_static_select" | "checkboxes":
            return tuple(_text(option, "value") for option in _list(element, "selected_options"))
        case "static_select" | "radio_buttons":
            chosen = _text(_map(element, "selected_option"), "value")
            return None if chosen in ("", NONE) else chosen
        case "datepicker":
            return _text(element, "selected_date") or None
        case "plain_text_input":
            return _text(element, "value") or None
        case _:
            raise _outdated()


def _kept(view: Payload) -> tuple[str, str]:
    """The subject and the channel in a view's `private_metadata`."""
    try:
        held = json.loads(_text(view, "private_metadata"))
    except ValueError:
        return "", ""
    return (_text(held, "subject"), _text(held, "channel")) if isinstance(held, Mapping) else ("", "")


def _subject(written: str) -> Subject:
    try:
        return Subject.parse(written)
    except ValueError:
        raise _outdated() from None


def _outdated() -> Refusal:
    return Refusal("bot.outdated")


def _map(held: Payload, key: str) -> Payload:
    value = held.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(held: Payload, key: str) -> Sequence[Payload]:
    value = held.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _text(held: Payload, key: str) -> str:
    value = held.get(key)
    return value if isinstance(value, str) else ""
