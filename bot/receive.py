"""What Slack sends, read into what commands are told. Pure: no call, no clock.

`place_of` reads anything and never fails: whatever comes, somebody may have to be told something. `asked` is
strict: what is malformed, outdated or tampered with is refused in a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.blocks import NONE, step_of
from bot.payload import Payload, list_in, map_in, text_in
from bot.words import Named, typed, words_in
from commands.kit.request import NOTHING, Given, Message, Request, Subject
from store.refusal import Refusal

_ID = re.compile("[A-Z][A-Z0-9]{1,40}")
_USER = re.compile("[UW][A-Z0-9]{3,40}")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")
_LINKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_TS = re.compile(r"[0-9]{1,11}\.[0-9]{1,9}")

_KEPT = ("channel", "ts", "thread", "author", "name")
"""What a view keeps of the message that it is about: by which it is found, and whose it is."""

_FEW = frozenset({"directmessage", "privategroup"})
"""What Slack calls a channel whose name is nobody else's business."""


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
        words: what they typed after a slash command; Slack has emptied the field that it stood in.
    """

    who: str
    surface: Surface
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    trigger: str = ""
    view: Payload = field(default_factory=dict)
    chose: bool = False
    words: str = ""

    @property
    def below(self) -> str:
        """The id of the view under this one, "" where there is none."""
        return text_in(self.view, "previous_view_id")

    @property
    def stack_is_full(self) -> bool:
        """Whether nothing can be put on top: Slack stacks three views (https://docs.slack.dev/surfaces/modals)."""
        return bool(self.below) and self.below != text_in(self.view, "root_view_id")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of the view's inputs, in their order."""
        return tuple(text_in(each, "block_id") for each in _inputs(self.view))

    @property
    def reachable(self) -> bool:
        """Whether anybody can be told anything."""
        return bool(self.who or self.response_url)


@dataclass(frozen=True)
class Asked:
    """What a person asked for: a command's name as typed, or a step; both "" for App Home."""

    request: Request
    command: str = ""
    step: str = ""


def place_of(body: Payload) -> Place:
    """Where the person who sent this stands."""
    event, view = map_in(body, "event"), map_in(body, "view")
    if event:
        return Place(text_in(event, "user"), Surface.HOME)
    if "command" in body:
        keys = ("user_id", "channel_id", "response_url", "trigger_id")
        who, channel, url, trigger = (text_in(body, key) for key in keys)
        return Place(who, Surface.COMMAND, channel, "", url, trigger, words=typed(text_in(body, "text")))
    if not view:
        surface = Surface.MESSAGE
    elif view.get("type") == "home":
        surface = Surface.HOME
    else:
        surface = Surface.FORM if body.get("type") == "view_submission" else Surface.MODAL
    container, message = map_in(body, "container"), map_in(body, "message")
    thread = text_in(container, "thread_ts") or text_in(message, "thread_ts")
    if thread == (text_in(container, "message_ts") or text_in(message, "ts")):
        thread = ""  # a thread's first message stands in the channel, and so does whoever presses its button
    return Place(
        text_in(map_in(body, "user"), "id"),
        surface,
        text_in(map_in(body, "channel"), "id") or text_in(container, "channel_id") or _kept(view)[1],
        thread,
        text_in(body, "response_url"),
        text_in(body, "trigger_id"),
        view,
        any("selected_option" in action for action in list_in(body, "actions")),
    )


def asked(body: Payload, now: datetime, name: str = "", named: Named = lambda _: "") -> Asked:
    """What the person asked for, at `now` (aware, in the office's zone). `name` is what the workspace calls them,
    `named` what it calls others.

    Raises:
        Refusal: it can't be read: a button of an older version, or one that was tampered with.
    """
    place = place_of(body)
    called = name or text_in(map_in(body, "user"), "name") or text_in(body, "user_name")
    if not place.who:
        raise _outdated()
    if place.surface is Surface.COMMAND:
        people = {found[1]: typed(found[2] or "") for found in _PERSON.finditer(text_in(body, "text"))}
        request = Request(place.who, now, called, place.words, place.channel, named=people)
        return Asked(request, command=text_in(body, "command"))
    subject, step = NOTHING, ""
    if body.get("type") == "block_actions":
        action = next(iter(list_in(body, "actions")), {})
        step = step_of(text_in(action, "action_id"))
        subject = _subject(text_in(action, "value") or text_in(map_in(action, "selected_option"), "value"))
    elif place.surface is Surface.FORM:
        step = text_in(place.view, "callback_id")
        subject = _subject(_kept(place.view)[0])
    elif body.get("type") == "message_action":
        step = text_in(body, "callback_id")
    if not step and not map_in(body, "event"):
        raise _outdated()
    values = _values(place)
    people = {each: "" for key in _choosing_people(place.view) for each in _several(values.get(key))}
    people |= {subject.id: ""} if _USER.fullmatch(subject.id) else {}
    about = _message(body, now, named)
    request = Request(place.who, now, called, "", place.channel, subject, values, named=people, message=about)
    return Asked(request, step=step)


def metadata(subject: Subject, channel: str, message: Message | None = None) -> str:
    """A view's `private_metadata`: what it is about, the channel in which it all began, and which message it is about."""
    about = {key: getattr(message, key) for key in _KEPT} if message else {}
    kept = {"subject": str(subject), "channel": channel} | ({"message": about} if message else {})
    return json.dumps(kept, ensure_ascii=False)


def _message(body: Payload, now: datetime, named: Named) -> Message | None:
    """The message from whose menu they asked, or the one that the view in which they stand is about."""
    said = map_in(body, "message") if body.get("type") == "message_action" else {}
    if not said:
        about = map_in(_metadata(map_in(body, "view")), "message")
        channel_id, ts, thread, author, name = (text_in(about, key) for key in _KEPT)
        at = _moment(ts, now)
        return Message(channel_id, ts, at, thread, author, named(author) or name) if at else None
    channel, ts = map_in(body, "channel"), text_in(said, "ts")
    if (at := _moment(ts, now)) is None:
        raise _outdated()
    by_app = "bot_id" in said or text_in(said, "subtype") == "bot_message"
    author = "" if by_app else text_in(said, "user")
    app = text_in(map_in(said, "bot_profile"), "name") or text_in(said, "username")
    name, where = app if by_app else named(author), text_in(channel, "id")
    private = text_in(channel, "name") in _FEW or where.startswith("D") or text_in(channel, "name").startswith("mpdm-")
    return Message(where, ts, at, text_in(said, "thread_ts"), author, name[:80], words_in(said, named), private=private)


def _moment(ts: str, now: datetime) -> datetime | None:
    """When a message with this `ts` was written, in the zone of `now`; None where it is none."""
    return datetime.fromtimestamp(float(ts), now.tzinfo) if _TS.fullmatch(ts) else None


def _values(place: Place) -> dict[str, Given]:
    """What the view's inputs hold: when it is submitted every one of them is there, an untouched one with null."""
    state = map_in(map_in(place.view, "state"), "values")
    values: dict[str, Given] = {}
    for block in _inputs(place.view):
        key = text_in(block, "block_id")
        if key in state or place.surface is Surface.FORM:
            held: Any = next(iter(map_in(state, key).values()), None)
            values[key] = _given(held)
            _require_offered(values[key], held, map_in(block, "element"))
    return values


def _inputs(view: Payload) -> list[Payload]:
    return [each for each in list_in(view, "blocks") if each.get("type") == "input"]


def _choosing_people(view: Payload) -> list[str]:
    """The keys of the inputs in which people are chosen."""
    kinds = ("users_select", "multi_users_select")
    return [text_in(each, "block_id") for each in _inputs(view) if text_in(map_in(each, "element"), "type") in kinds]


def _several(given: Given) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given or ()


def _require_offered(given: Given, held: Payload, element: Payload) -> None:
    """Raises Refusal where something was chosen that the element doesn't offer, or chosen in another way."""
    groups = [element, *list_in(element, "option_groups")]
    offered = {text_in(option, "value") for group in groups for option in list_in(group, "options")}
    if held.get("type") != element.get("type") or (offered and not offered.issuperset(_several(given))):
        raise _outdated()


def _given(element: Any) -> Given:
    """What an input holds (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload).

    What isn't as Slack sends it is refused, not taken for empty: an empty field is emptied in the sheet.
    """
    match element:
        case {"type": "multi_static_select" | "checkboxes", "selected_options": [*options]}:
            return tuple(_chosen(option) for option in options)
        case {"type": "static_select" | "radio_buttons", "selected_option": option}:
            return None if option is None or _chosen(option) == NONE else _chosen(option)
        case {"type": "multi_users_select", "selected_users": [*ids]}:
            return tuple(_id(each) for each in ids)
        case {"type": "multi_conversations_select", "selected_conversations": [*ids]}:
            return tuple(_id(each) for each in ids)
        case {"type": "users_select", "selected_user": chosen}:
            return None if chosen is None else _id(chosen)
        case {"type": "datepicker", "selected_date": None} | {"type": "plain_text_input", "value": None}:
            return None
        case {"type": "datepicker", "selected_date": str()}:
            return text_in(element, "selected_date") or None
        case {"type": "plain_text_input", "value": str()}:
            return text_in(element, "value") or None
        case _:
            raise _outdated()


def _id(chosen: Any) -> str:
    """The id of somebody or of a channel. Raises Refusal where it isn't one."""
    if not isinstance(chosen, str) or not _ID.fullmatch(chosen):
        raise _outdated()
    return chosen


def _chosen(option: Any) -> str:
    value = text_in(option, "value") if isinstance(option, Mapping) else ""
    if not value:
        raise _outdated()
    return value


def _kept(view: Payload) -> tuple[str, str]:
    """The subject and the channel in a view's `private_metadata`."""
    held = _metadata(view)
    return text_in(held, "subject"), text_in(held, "channel")


def _metadata(view: Payload) -> Payload:
    try:
        held = json.loads(text_in(view, "private_metadata"))
    except ValueError:
        return {}
    return held if isinstance(held, Mapping) else {}


def _subject(written: str) -> Subject:
    try:
        return Subject.parse(written)
    except ValueError:
        raise _outdated() from None


def _outdated() -> Refusal:
    return Refusal("bot.outdated")
