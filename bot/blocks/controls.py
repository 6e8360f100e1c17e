"""Buttons and menus. Their ids are the steps that they lead to, their values the subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.blocks.text import Block, Say, clip, plain
from commands.kit.reply import Button, Menu
from commands.kit.request import Subject
from store.text import Said, Text

LABEL, OPTION, OPTION_VALUE, IN_GROUP, GROUPS, IN_ROW = 75, 75, 150, 100, 100, 25
"""Slack's limits: characters of a button's and an option's label and of an option's value, options in a select
or group, groups in a select, elements in a row (https://docs.slack.dev/reference/block-kit/block-elements)."""

_STYLE = {"main": "primary", "danger": "danger"}


def button(asked: Button, say: Say) -> Block:
    element: Block = {
        "type": "button",
        "action_id": asked.step,
        "value": str(asked.subject),
        "text": plain(say(asked.label), LABEL),
    }
    if asked.look in _STYLE:
        element["style"] = _STYLE[asked.look]
    if asked.confirm is not None:
        element["confirm"] = {
            "title": plain(say(asked.label), 100),
            "text": plain(say(asked.confirm), 300),
            "confirm": plain(say(asked.label), 30),
            "deny": plain(say(Text("bot.dont")), 30),
        }
        if asked.look == "danger":
            element["confirm"]["style"] = "danger"
    return element


def menu(asked: Menu, say: Say) -> Block | None:
    """A select; None where there is nothing to choose from."""
    if not asked.options:
        return None
    options = distinct([option(_value(subject), label, say) for label, subject in asked.options])
    placeholder = plain(say(asked.label), 150)
    return {"type": "static_select", "action_id": asked.step, "placeholder": placeholder} | choices(options)


def option(value: str, label: Said, say: Say) -> Block:
    return {"text": plain(say(label), OPTION), "value": value}


def distinct(options: Sequence[Block]) -> list[Block]:
    """The options, each value once: Slack refuses two that lead to the same."""
    first: dict[str, Block] = {}
    for each in options:
        first.setdefault(each["value"], each)
    return list(first.values())


def choices(options: Sequence[Block]) -> Block:
    """`options`, or groups of a hundred that say where they begin and end: a select takes a hundred of each."""
    if len(options) <= IN_GROUP:
        return {"options": list(options)}
    if len(options) > IN_GROUP * GROUPS:
        raise ValueError(f"{len(options)} options don't fit into a menu")
    starts = range(0, len(options), IN_GROUP)
    return {"option_groups": [_group(options[start : start + IN_GROUP]) for start in starts]}


def rows(buttons: Iterable[Button], say: Say) -> list[Block]:
    """Rows of buttons; a step that stands twice in a row is numbered, for ids are unique within a row."""
    elements = [button(each, say) for each in buttons]
    lines = [elements[start : start + IN_ROW] for start in range(0, len(elements), IN_ROW)]
    for line in lines:
        for n, element in enumerate(line):
            if element["action_id"] in {other["action_id"] for other in line[:n]}:
                element["action_id"] += f"#{n}"
    return [{"type": "actions", "elements": line} for line in lines]


def step_of(action_id: str) -> str:
    """The step behind a control's id."""
    return action_id.partition("#")[0]


def _value(subject: Subject) -> str:
    if len(str(subject)) > OPTION_VALUE:
        raise ValueError(f"the subject is too long for a menu: {subject}")
    return str(subject)


def _group(options: Sequence[Block]) -> Block:
    first, last = (clip(each["text"]["text"], 30) for each in (options[0], options[-1]))
    return {"label": plain(f"{first} – {last}", OPTION), "options": list(options)}
