"""Form fields: what a person types or picks, in an input block or elsewhere.

https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.local.page.markup import Markup, tag, together
from bot.local.page.render.mrkdwn import mrkdwn, plain
from bot.local.page.render.scope import Json, Scope

FILTER_FROM = 8
"""So many options get a field to filter them by."""


@dataclass(frozen=True)
class Field:
    """An element with a value, the block in which it stands, and for whom it is rendered."""

    element: Json
    block: Json
    scope: Scope

    @cached_property
    def id(self) -> str:
        """The id of the HTML element; unique on the page."""
        return identifier(self.scope.uid, self.block["block_id"], self.element["action_id"])

    @property
    def is_input(self) -> bool:
        """Whether the field stands in an input block."""
        return bool(self.block["type"] == "input")

    @property
    def may_be_empty(self) -> bool:
        """Whether nothing is an answer."""
        return not self.is_input or bool(self.block.get("optional"))

    def held(self, key: str, initial: str | None = None) -> Any:
        """Return what the field holds now: `key` in its state, else the initial value."""
        state = self.scope.values.get(self.block["block_id"], {}).get(self.element["action_id"])
        return self.element.get(initial or key) if state is None else state.get(key)

    def common(self) -> dict[str, object]:
        """Return the attributes of the HTML element that stands for the field as a whole."""
        block_id = identifier(self.scope.uid, self.block["block_id"])
        error = self.scope.errors.get(self.block["block_id"])
        described = [f"{block_id}-error"] if error else []
        described += [f"{block_id}-hint"] if self.block.get("hint") else []
        dispatch = self.block.get("dispatch_action") or not self.is_input
        return {
            "id": self.id,
            "data_key": self.element["action_id"],
            "data_action_id": self.element["action_id"],
            "data_type": self.element["type"],
            "data_acts": bool(dispatch),
            "data_confirm": f"{self.id}-confirm" if self.element.get("confirm") else None,
            "aria_labelledby": f"{block_id}-label" if self.is_input else None,
            "aria_label": None if self.is_input else self.placeholder or self.scope.say("choose"),
            "aria_describedby": " ".join(described) or None,
            "aria_invalid": "true" if error else None,
            "aria_required": None if self.may_be_empty else "true",
        }

    @property
    def placeholder(self) -> str | None:
        """The placeholder's text."""
        given = self.element.get("placeholder")
        return given["text"] if given else None


def identifier(*pieces: str) -> str:
    """Return an HTML id made of pieces."""
    return re.sub(r"[^\w.-]", "_", "-".join(pieces))


def text(given: Json | None, scope: Scope) -> Markup:
    """Render a text object."""
    if not given:
        return Markup()
    return mrkdwn(given["text"], scope) if given["type"] == "mrkdwn" else plain(given["text"])


def confirmation(owner_id: str, confirm: Json | None, scope: Scope) -> Markup:
    """Render the question that is asked before an element acts; the scripts show it as a dialog."""
    if not confirm:
        return Markup()
    style = "danger" if confirm.get("style") == "danger" else "primary"
    buttons = (
        tag("button", text(confirm.get("deny"), scope) or scope.say("cancel"), value="no", class_="button"),
        tag("button", text(confirm.get("confirm"), scope) or scope.say("yes"), value="yes", class_=f"button {style}"),
    )
    return tag(
        "template",
        tag("h2", text(confirm.get("title"), scope)),
        tag("div", text(confirm.get("text"), scope), class_="text"),
        tag("footer", *buttons),
        id=f"{owner_id}-confirm",
    )


def text_field(field: Field) -> Markup:
    """Render plain_text_input, url_text_input, email_text_input and number_input."""
    element, kind = field.element, field.element["type"]
    value = field.held("value", "initial_value")
    shared = field.common() | {
        "placeholder": field.placeholder,
        "autofocus": bool(element.get("focus_on_load")),
        "data_on": " ".join((element.get("dispatch_action_config") or {}).get("trigger_actions_on", ())) or None,
        "data_min": element.get("min_length"),
        "data_max": element.get("max_length"),
        "autocomplete": "off",
    }
    if element.get("multiline"):
        # The first line break after the tag is dropped by HTML, so one is given away.
        return together(tag("textarea", "\n", value or "", **shared, rows=3), _counter(field, value or ""))
    mode = {"number_input": "decimal", "url_text_input": "url", "email_text_input": "email"}.get(kind, "text")
    return together(tag("input", **shared, type="text", inputmode=mode, value=value), _counter(field, value or ""))


def _counter(field: Field, value: str) -> Markup:
    least, most = field.element.get("min_length"), field.element.get("max_length")
    if not least and not most:
        return Markup()
    return tag("output", f"{len(value)}/{most or f'{least}+'}", class_="counter", for_=field.id, data_js=True)


def date_field(field: Field) -> Markup:
    """Render datepicker and timepicker."""
    kind, key = ("date", "date") if field.element["type"] == "datepicker" else ("time", "time")
    value = field.held(f"selected_{key}", f"initial_{key}")
    return tag("input", **field.common(), type=kind, value=value, class_="picker")


def moment_field(field: Field) -> Markup:
    """Render datetimepicker; its value is in seconds since 1970, and is picked in the office's zone."""
    seconds = field.held("selected_date_time", "initial_date_time")
    value = datetime.fromtimestamp(seconds, field.scope.zone).strftime("%Y-%m-%dT%H:%M") if seconds else None
    offset = datetime.now(field.scope.zone).strftime("%z")
    return tag("input", **field.common(), type="datetime-local", value=value, class_="picker", data_offset=offset)


def file_field(field: Field) -> Markup:
    """Render file_input."""
    say = field.scope.say
    kinds = ",".join(f".{kind}" for kind in field.element.get("filetypes") or ())
    many = field.element.get("max_files", 10) > 1
    picker = tag("input", type="file", accept=kinds or None, multiple=many, aria_labelledby=_label_id(field))
    held = [_picked(file["id"], file["name"], say("remove")) for file in field.held("files") or ()]
    # The scripts make further items from this one.
    pattern = tag("template", _picked("", "", say("remove")))
    failed = tag("p", say("upload_failed"), class_="error failed", hidden=True, data_js=True)
    picked = tag("ul", held, class_="picked", data_js=True)
    return tag("div", picker, picked, failed, pattern, **field.common(), role="group", class_="files")


def _picked(file_id: str, name: str, remove: str) -> Markup:
    button = tag("button", "×", type="button", data_remove=True, aria_label=remove, title=remove)
    return tag("li", tag("span", name), button, data_file=file_id)


def _label_id(field: Field) -> str | None:
    return f"{identifier(field.scope.uid, field.block['block_id'])}-label" if field.is_input else None
