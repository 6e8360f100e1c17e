"""Talking to the commands without a chat: what a person types, presses and submits becomes requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commands.kit.command import Command, Handler
from commands.kit.reply import (
    Button,
    Buttons,
    Change,
    ChannelInput,
    ChoiceInput,
    DateInput,
    Input,
    ManyInput,
    Menu,
    Open,
    Part,
    PeopleInput,
    Reply,
    Return,
    Row,
    Say,
    TextInput,
    View,
)  # fmt: skip
from commands.kit.request import NOTHING, Given, Request, Subject
from commands.registry import COMMANDS
from store.person import Person
from store.store import Store
from tests.office import LATER

INPUTS = (TextInput, ChoiceInput, ManyInput, DateInput, PeopleInput, ChannelInput)


def handler(step: str) -> Handler:
    """What a button's or form's step leads to."""
    module, _, name = step.partition(".")
    return next(command.steps[name] for command in COMMANDS if command.name == module)


def command(slash: str) -> Command:
    return next(each for each in COMMANDS if slash in each.slash)


def inputs(view: View) -> Iterator[Input]:
    return (part for part in view.parts if isinstance(part, INPUTS))


def given_first(view: View) -> dict[str, Given]:
    """What a form holds where nobody touched it: its initial values, nothing where there are none."""
    return {each.key: each.initial or None for each in inputs(view)}


def controls(parts: Sequence[Part | Input]) -> Iterator[tuple[str, Subject]]:
    """Everything that can be pressed or chosen, as step and subject."""
    for part in parts:
        match part:
            case Buttons():
                yield from ((each.step, each.subject) for each in part.buttons)
            case Row(control=Button() as button):
                yield button.step, button.subject
            case Row(control=Menu() as menu):
                yield from ((menu.step, subject) for _, subject in menu.options)
            case _:
                pass


@dataclass
class Chat:
    """One person before the screen; `view` is the window that they see, `said` what everybody was told.

    `named` holds whom they name, as the workspace calls them.
    """

    who: Person
    store: Store
    now: datetime = LATER
    view: View | None = None
    said: list[Say] = field(default_factory=list)
    named: Mapping[str, str] = field(default_factory=dict)

    def types(self, line: str) -> Sequence[Reply]:
        slash, _, words = line.partition(" ")
        return self._sees(command(slash).run(self._request(words=words), self.store))

    def presses(self, step: str, subject: Subject = NOTHING) -> Sequence[Reply]:
        return self._sees(handler(step)(self._request(subject=subject), self.store))

    def finds(self, step: str, part: str | None = None) -> Subject:
        """The subject of the control on the screen that leads to `step` (for this part)."""
        assert self.view is not None
        return next(s for found, s in controls(self.view.parts) if found == step and part in (None, s.part))

    def submits(self, **typed: Given) -> Sequence[Reply]:
        return self.submits_all(typed)

    def submits_all(self, typed: Mapping[str, Given]) -> Sequence[Reply]:
        """Submit the form on the screen with some of its inputs changed."""
        view = self.view
        assert view is not None
        assert view.step is not None
        values = given_first(view)
        assert set(typed) <= set(values), f"the form has no input {set(typed) - set(values)}"
        return self._sees(
            handler(view.step)(self._request(subject=view.subject, values={**values, **typed}), self.store)
        )

    def _request(
        self, words: str = "", subject: Subject = NOTHING, values: Mapping[str, Given] | None = None
    ) -> Request:
        return Request(self.who.id, self.now, self.who.name, words, "C0JOHO", subject, values or {}, self.named)

    def _sees(self, replies: Sequence[Reply]) -> Sequence[Reply]:
        for reply in replies:
            match reply:
                case Open() | Change() | Return():
                    self.view = reply.view
                case Say():
                    self.said.append(reply)
                case _:
                    pass
        return replies
