"""The inputs of a form: `block_id` is the field's key.

A client keeps what was typed for the same `block_id` and `action_id`, whatever the initial value says; where a
view is to show other values, `fresh` makes the `action_id` a new one.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from bot.blocks.controls import IN_GROUP, OPTION, OPTION_VALUE, choices, distinct, option
from bot.blocks.text import Block, Say, clip, plain
from commands.kit.reply import ChannelInput, ChoiceInput, DateInput, Input, ManyInput, PeopleInput, TextInput
from store.text import Said, Text

NONE = "bot:none"
"""The value of the option that chooses nothing: Slack has no way to clear a select."""

FEW = 5
"""So many options are laid open, more are folded into a select. Slack takes 10 radio buttons or checkboxes."""

MANY = 10


def input_block(asked: Input, say: Say, fresh: str) -> Block:
    """https://docs.slack.dev/reference/block-kit/blocks/input-block"""
    block: Block = {
        "type": "input",
        "block_id": asked.key,
        "optional": not asked.required,
        "label": plain(say(asked.label), 2000),
        "element": {"action_id": f"given{fresh}"} | _element(asked, say),
    }
    if asked.hint is not None:
        block["hint"] = plain(say(asked.hint), 2000)
    return block


def _element(asked: Input, say: Say) -> Block:
    match asked:
        case TextInput():
            return _text(asked, say)
        case ChoiceInput():
            return _choice(asked, say)
        case ManyInput():
            return _many(asked, say)
        case DateInput():
            return _date(asked)
        case PeopleInput():
            return _people(asked, say)
        case ChannelInput():
            return _channel(asked, say)
        case _:
            assert_never(asked)


def _text(asked: TextInput, say: Say) -> Block:
    """No `max_length`: Slack takes no more than 3,000 there, but any length where none is given
    (https://github.com/slackapi/node-slack-sdk/issues/940), also as what stands in it at first
    (https://github.com/IBM/slack-wrench/issues/105)."""
    element: Block = {"type": "plain_text_input", "multiline": asked.multiline or "\n" in asked.initial}
    if asked.initial:
        element["initial_value"] = asked.initial
    if asked.placeholder is not None:
        element["placeholder"] = plain(say(asked.placeholder), 150)
    return element


def _choice(asked: ChoiceInput, say: Say) -> Block:
    given: list[tuple[str, Said]] = list(asked.options)
    if asked.initial and asked.initial not in dict(given):
        given.append((asked.initial, asked.initial))  # what stands there is kept, though the form no longer offers it
    if not asked.required:
        given.append((NONE, Text("bot.choose_nothing")))
    options = distinct([option(_fitting(value), label, say) for value, label in given])
    initial = [each for each in options if each["value"] == asked.initial]
    chosen: Block = {"initial_option": initial[0]} if initial else {}
    if len(options) <= FEW:
        return {"type": "radio_buttons", "options": options} | chosen
    return {"type": "static_select", "placeholder": plain(say(Text("bot.choose")), 150)} | choices(options) | chosen


def _many(asked: ManyInput, say: Say) -> Block:
    given: list[tuple[str, Said]] = list(asked.options)
    given += [(value, value) for value in asked.initial if value not in dict(given)]
    options = distinct([_told(option(_fitting(value), label, say), asked, say) for value, label in given])
    initial = [each for each in options if each["value"] in asked.initial]
    chosen: Block = {"initial_options": initial} if initial else {}
    if len(options) <= MANY:
        return {"type": "checkboxes", "options": options} | chosen
    if len(initial) > IN_GROUP:
        raise ValueError(f"{asked.key}: {len(initial)} chosen options don't fit into a select")
    placeholder = plain(say(Text("bot.choose_many")), 150)
    return {"type": "multi_static_select", "placeholder": placeholder} | choices(options) | chosen


def _told(chosen: Block, asked: ManyInput, say: Say) -> Block:
    """The option, with the line under it that says more."""
    about = asked.about.get(chosen["value"])
    return chosen if about is None else chosen | {"description": plain(say(about), OPTION)}


def _date(asked: DateInput) -> Block:
    element: Block = {"type": "datepicker"}
    try:
        if asked.initial:
            element["initial_date"] = date.fromisoformat(asked.initial).isoformat()
    except ValueError:
        element["placeholder"] = plain(asked.initial, 150)  # not a day, but somebody's words: shown, not lost
    return element


def _people(asked: PeopleInput, say: Say) -> Block:
    """https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#users_select"""
    placeholder = plain(say(Text("bot.choose_many" if asked.many else "bot.choose")), 150)
    if asked.many:
        initial: Block = {"initial_users": list(asked.initial)} if asked.initial else {}
        return {"type": "multi_users_select", "placeholder": placeholder} | initial
    one: Block = {"initial_user": asked.initial[0]} if asked.initial else {}
    return {"type": "users_select", "placeholder": placeholder} | one


def _channel(asked: ChannelInput, say: Say) -> Block:
    """One of many, at most: what was chosen in a select of one can't be taken back
    (https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#conversation_multi_select)."""
    return {
        "type": "multi_conversations_select",
        "placeholder": plain(say(Text("bot.choose")), 150),
        "max_selected_items": 1,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    } | ({"initial_conversations": list(asked.initial[:1])} if asked.initial else {})


def _fitting(value: str) -> str:
    if not value or len(value) > OPTION_VALUE:
        raise ValueError(f"not the value of an option: {clip(value, 40)!r}")
    return value
