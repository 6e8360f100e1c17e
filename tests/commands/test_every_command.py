"""What every command gets for nothing: its examples work, its sentences exist, its forms are taken by its own steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

from commands.kit.command import Command
from commands.kit.reply import Change, Open, Return, View
from commands.kit.texts import LANGUAGES, Texts
from commands.registry import COMMANDS
from store import samples
from store.form import Forms
from store.person import Person
from store.refusal import Refusal
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls, handler, inputs
from tests.office import ZONE

NOW = datetime(2020, 9, 1, 10, 0, tzinfo=ZONE)
EVERYTHING = Person(
    id="U0ALL",
    name="何でも 屋",
    departments=("市長公室情報課", "福祉部長寿課"),
    offices=("planning", "finance", "reform"),
    secretariat=True,
)


@pytest.fixture
def sample_store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path, Forms(files("store") / "forms", samples.FORMS))
    samples.fill(store, NOW)
    store.keep_office([EVERYTHING], [])
    yield store
    store.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_its_examples_work_and_lead_somewhere(sample_store: Store, command: Command) -> None:
    assert command.examples
    for name in command.slash:
        for example in command.examples:
            chat = Chat(EVERYTHING, sample_store, NOW)
            assert chat.types(f"{name} {example}".strip()), f"{name} {example} answers nothing"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_names_it_in_both_languages(texts: Texts, command: Command) -> None:
    for language in LANGUAGES:
        told = texts.say(Text("sheet.help"), language)
        assert [name for name in command.slash if name not in told] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_it_is_called_in_both_languages_and_says_what_it_is(texts: Texts, command: Command) -> None:
    assert any(name.isascii() for name in command.slash)
    assert any(not name.isascii() for name in command.slash)
    for key in ("about", "usage"):
        for language in LANGUAGES:
            assert texts.say(Text(f"{command.name}.{key}"), language)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_button_and_form_it_shows_leads_to_a_step(sample_store: Store, command: Command) -> None:
    for example in command.examples:
        chat = Chat(EVERYTHING, sample_store, NOW)
        replies = chat.types(f"{command.slash[0]} {example}".strip())
        for reply in replies:
            if isinstance(reply, Open):
                for step, _ in controls(reply.view.parts):
                    assert callable(handler(step))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_fields_of_its_forms_are_those_that_its_steps_take(sample_store: Store, command: Command) -> None:
    """A form submitted as it opened is taken, leads on to what it asks next, or is refused at one of its own fields."""
    for example in command.examples:
        chat = Chat(EVERYTHING, sample_store, NOW)
        chat.types(f"{command.slash[0]} {example}".strip())
        view: View | None = chat.view
        if view is None or view.step is None:
            continue
        keys = {each.key for each in inputs(view)}
        told: set[str | None] = set()
        try:
            replies = chat.submits()
        except Refusal as refusal:
            told = {reason.field for reason in refusal.reasons}
            replies = ()
        assert told <= keys
        assert told or any(isinstance(reply, Return | Change) for reply in replies)
