"""People of the office before their screens: they type, read, press and fill in, over HTTP, by what is written there."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.local.client import NotThereError, PersonClient

Json = Any
GENERAL = "C0HYOKA"
PATIENCE, STILL, LOOK = 3.0, 0.12, 0.02
"""Seconds: how long people wait for the bot, how long a screen stays as it is to count as settled, between looks."""


@dataclass
class Somebody:
    """One person. `typed` holds what they typed into the form on top and haven't submitted."""

    url: str
    id: str
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)

    # --- what they see ------------------------------------------------------------------------------

    @property
    def view(self) -> Json:
        """The modal on top, None where there is none."""
        views = self._get("views")
        return views[-1] if views else None

    @property
    def home(self) -> Json:
        """Their App Home as it is published now."""
        return self._get("home")

    def reads_home(self) -> str:
        """All words of it, without opening it."""
        return "\n".join(words(self.home["blocks"]))

    def presses_at_home(self, label: str, beside: str = "") -> None:
        """Press a button of their App Home."""
        self._press({"view_id": self.home["id"]}, self.home["blocks"], label, beside)

    def reads(self) -> str:
        """All words of the modal on top."""
        view = self.view
        return "\n".join([view["title"]["text"], *words(view["blocks"])]) if view else ""

    def holds(self, label: str) -> str:
        """What the input under this label holds before anything is typed."""
        element = self._input(label)["element"]
        initial = element.get("initial_option") or {}
        return str(element.get("initial_value") or element.get("initial_date") or initial.get("value") or "")

    def messages(self, channel: str = GENERAL) -> list[str]:
        """The words of each message in a channel, oldest first; whispers to them too."""
        return [_message_words(each) for each in self._get(f"messages?channel={channel}")]

    def whispers(self, channel: str = GENERAL) -> list[str]:
        """What was said to them alone."""
        found = self._get(f"messages?channel={channel}")
        return [_message_words(each) for each in found if each.get("ephemeral_to") == self.id]

    def thread(self, channel: str, about: str) -> list[str]:
        """The replies in the thread whose first message holds these words."""
        root = next(each for each in self._get(f"messages?channel={channel}") if about in _message_words(each))
        return [_message_words(each) for each in self._get(f"messages?channel={channel}&thread={root['ts']}")[1:]]

    # --- what they do -------------------------------------------------------------------------------

    def says(self, text: str, channel: str = GENERAL) -> None:
        """Type a line into a channel; it is a command where it begins with a slash."""
        self.typed.clear()
        before = self._screen(channel)
        self._post("say", channel=channel, text=text)
        self._settle(before, channel)

    def fills(self, label: str, value: str) -> None:
        """Type into the input under this label, or choose the option that reads so."""
        block = self._input(label)
        self.typed[block["block_id"]] = {block["element"]["action_id"]: _state(block["element"], value)}

    def submits(self) -> Mapping[str, str]:
        """Press the form's button; the errors that appear, by label of their input."""
        view = self.view
        before = self._screen()
        outcome = self._post("submit", view_id=view["id"], values=self.typed)
        if outcome["closed"]:
            self._settle(before)
        labels = {block["block_id"]: block["label"]["text"] for block in view["blocks"] if block["type"] == "input"}
        errors = {labels.get(block, block): said for block, said in outcome["errors"].items()}
        if outcome.get("notice"):
            errors[""] = outcome["notice"]
        if not errors:
            self.typed.clear()
        return errors

    def presses(self, label: str, beside: str = "") -> str:
        """Press the button that reads so in the modal on top (in the block that holds `beside`); Slack's own notice."""
        view = self.view
        if view is None:
            raise NotThereError(f"no window is open in which {label} could be pressed")
        return self._press({"view_id": view["id"]}, view["blocks"], label, beside)

    def presses_in(self, channel: str, label: str, about: str = "") -> str:
        """Press a button of a message in a channel or in one of its threads, the latest that offers it."""
        roots = self._get(f"messages?channel={channel}")
        replies = [
            reply
            for root in roots
            if root.get("reply_count")
            for reply in self._get(f"messages?channel={channel}&thread={root['ts']}")[1:]
        ]
        for message in reversed([*roots, *replies]):
            if about in _message_words(message) and label in words(message["blocks"]):
                return self._press({"channel": channel, "ts": message["ts"]}, message["blocks"], label, "")
        raise NotThereError(f"no message in {channel} offers {label}")

    def chooses(self, option: str, beside: str) -> str:
        """Choose from the menu in the block that holds `beside`."""
        view = self.view
        for block in view["blocks"]:
            if beside in " ".join(words([block])):
                for element in elements(block):
                    for each in options_of(element):
                        if option in each["text"]["text"]:
                            given = {"selected_option": each}
                            return self._act({"view_id": view["id"]}, block, element, given)
        raise NotThereError(f"no menu offers {option} beside {beside}: {self.reads()}")

    def replies(self, channel: str, about: str, text: str) -> None:
        """Answer the message that holds these words, in its thread."""
        self._post("say", channel=channel, text=text, thread_ts=self._message(channel, about)["ts"])

    def uses(self, callback_id: str, channel: str, about: str) -> str:
        """Choose from the menu of the message that holds these words, in the channel or in a thread; Slack's own notice."""
        before = self._screen(channel)
        ts = self._message(channel, about)["ts"]
        notice = str(self._post("shortcut", callback_id=callback_id, channel=channel, ts=ts)["notice"] or "")
        self._settle(before, channel)
        return notice

    def closes(self) -> None:
        """Close the modal on top."""
        self.typed.clear()
        self._post("close", view_id=self.view["id"], everything=False)

    def opens_home(self) -> str:
        """Open the App Home; its words."""
        self._post("home")
        end = time.monotonic() + PATIENCE
        while not (home := self._get("home")) and time.monotonic() < end:
            time.sleep(LOOK)
        return "\n".join(words(home["blocks"])) if home else ""

    def _screen(self, channel: str = GENERAL) -> Json:
        """What is on their screen now, to see that it changes."""
        views = [(view["id"], view["hash"]) for view in self._get("views")]
        return views, [(each["ts"], _message_words(each)) for each in self._get(f"messages?channel={channel}")]

    def _settle(self, before: Json, channel: str = GENERAL) -> None:
        """Wait for the bot: until the screen has changed, and has stayed as it is for a moment."""
        end = time.monotonic() + PATIENCE
        seen, since = before, time.monotonic()
        while time.monotonic() < end and (seen == before or time.monotonic() - since < STILL):
            time.sleep(LOOK)
            if (now := self._screen(channel)) != seen:
                seen, since = now, time.monotonic()

    # --- how ----------------------------------------------------------------------------------------

    def _press(self, source: Json, blocks: list[Json], label: str, beside: str) -> str:
        for block in blocks:
            if beside in " ".join(words([block])):
                for element in elements(block):
                    if element["type"] == "button" and element["text"]["text"] == label:
                        return self._act(source, block, element, {})
        raise NotThereError(f"no button {label!r} beside {beside!r}: {words(blocks)}")

    def _act(self, source: Json, block: Json, element: Json, chosen: Json) -> str:
        given = {**source, "block_id": block["block_id"], "action_id": element["action_id"], "chosen": chosen}
        before = self._screen()
        notice = str(self._post("press", **given)["notice"] or "")
        self._settle(before)
        return notice

    def _message(self, channel: str, about: str) -> Json:
        """The last message in a channel, or in one of its threads, that holds these words."""
        roots = self._get(f"messages?channel={channel}")
        threads = [
            self._get(f"messages?channel={channel}&thread={each['ts']}") for each in roots if each.get("reply_count")
        ]
        found = [
            each
            for each in (*roots, *(reply for thread in threads for reply in thread))
            if about in _message_words(each)
        ]
        if not found:
            raise NotThereError(f"no message in {channel} holds {about}")
        return found[-1]

    def _input(self, label: str) -> Json:
        view = self.view
        if view is None:
            raise NotThereError(f"no form is open for {label}")
        found = [block for block in view["blocks"] if block["type"] == "input" and label in block["label"]["text"]]
        exact = [block for block in found if block["label"]["text"] == label]
        if not found:
            raise NotThereError(f"no input {label!r} in: {self.reads()}")
        return (exact or found)[0]

    @cached_property
    def _http(self) -> PersonClient:
        return PersonClient(self.url, self.id)

    def _get(self, what: str) -> Json:
        return self._http._get(f"/{what}")

    def _post(self, what: str, **given: Json) -> Json:
        return self._http._post(f"/{what}", **given)


def words(node: Json) -> list[str]:
    """Every text in blocks, in order."""
    return [text for text in _words(node) if text.strip()]


def _words(node: Json) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _words(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for key, value in node.items():
            if key == "initial_value":
                yield str(value)
            elif isinstance(value, dict | list):
                yield from _words(value)


def elements(block: Json) -> Iterator[Json]:
    """Everything in a block that can be pressed or chosen from."""
    yield from block.get("elements", []) if block["type"] == "actions" else []
    if "accessory" in block:
        yield block["accessory"]


def options_of(element: Json) -> Iterator[Json]:
    yield from element.get("options", [])
    for group in element.get("option_groups", []):
        yield from group["options"]


def _state(element: Json, value: str) -> Json:
    match element["type"]:
        case "plain_text_input":
            return {"type": "plain_text_input", "value": value or None}
        case "datepicker":
            return {"type": "datepicker", "selected_date": value or None}
        case "checkboxes" | "multi_static_select":
            chosen = [each for each in options_of(element) if each["text"]["text"] in value.split("、")]
            return {"type": element["type"], "selected_options": chosen}
        case "users_select":
            return {"type": "users_select", "selected_user": value}
        case "multi_users_select":
            return {"type": "multi_users_select", "selected_users": value.split("、")}
        case "multi_conversations_select":
            return {"type": "multi_conversations_select", "selected_conversations": value.split("、") if value else []}
        case kind:
            chosen = [each for each in options_of(element) if value in each["text"]["text"]]
            if not chosen:
                raise NotThereError(f"no option reads {value!r}")
            return {"type": kind, "selected_option": chosen[0]}


def _message_words(message: Json) -> str:
    return "\n".join(words(message["blocks"])) or str(message["text"])
