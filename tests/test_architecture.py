"""What no single test of a module can hold: size, who may use what, where words stand. Read from the source."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from commands.registry import COMMANDS

ROOT = Path(__file__).parents[1]
LONGEST = 300
"""Lines of a module; one that outgrows it becomes a package of the same name."""

FORMS = ("store/forms", "store/samples/forms", "tests/forms")


@dataclass(frozen=True)
class Module:
    """A file of source."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """What it names in its imports, wherever they stand."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
        return frozenset(found)

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """Its string constants, the fixed parts of f-strings among them; docstrings aside."""
        bodies = (
            node.body for node in ast.walk(self.tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        )
        prose = {id(line.value) for body in bodies for line in body if isinstance(line, ast.Expr)}
        held = (node for node in ast.walk(self.tree) if isinstance(node, ast.Constant) and id(node) not in prose)
        return tuple(node.value for node in held if isinstance(node.value, str))

    def uses(self, *names: str) -> list[str]:
        """Where it imports one of these packages, or a module of theirs."""
        return [f"{self.path} imports {each}" for each in self.imports if each.split(".")[0] in names]


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """The modules of these folders; each is read and parsed once."""
    if len(folders) > 1:
        return tuple(each for folder in folders for each in modules(folder))
    files = sorted((ROOT / folders[0]).rglob("*.py"))
    return tuple(Module(file.relative_to(ROOT).as_posix(), file.read_text("utf-8")) for file in files)


def test_every_module_is_short() -> None:
    lengths = {each.path: each.text.count("\n") for each in modules("store", "commands", "bot", "tests")}
    assert {path: lines for path, lines in lengths.items() if lines >= LONGEST} == {}


def test_tinydb_is_known_to_the_engine_alone() -> None:
    outside = (each for each in modules("store", "commands", "bot") if not each.path.startswith("store/engine/"))
    assert [use for each in outside for use in each.uses("tinydb")] == []


def test_slack_is_known_to_bot_alone() -> None:
    assert [use for each in modules("store", "commands") for use in each.uses("slack_bolt", "slack_sdk")] == []


def test_packages_depend_in_one_direction() -> None:
    assert [use for each in modules("commands") for use in each.uses("bot")] == []
    assert [use for each in modules("store") for use in each.uses("bot", "commands")] == []


def test_no_command_imports_another() -> None:
    names = {command.name for command in COMMANDS}
    for each in modules("commands"):
        own = each.path.removesuffix(".py").split("/")[1]
        used = {name.split(".")[1] for name in each.imports if name.startswith("commands.")} & names
        assert own == "registry" or used <= {own}, f"{each.path} imports {used - {own}}"


def test_commands_catch_nothing() -> None:
    """What goes wrong has one path, in bot/failures.py; a refusal is an answer and not theirs to catch."""
    caught = [
        (each.path, node.lineno)
        for each in modules("commands")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Try)
    ]
    assert caught == []


def test_who_asks_is_told_by_one_function() -> None:
    """It alone knows for whom they stand in at the moment; whoever reads the person otherwise forgets their deputies."""
    others = [each.path for each in modules("commands") if each.path != "commands/kit/people.py"]
    asking = re.compile(r"store\.person\(\s*request\.who")
    assert [path for path in others if asking.search((ROOT / path).read_text("utf-8"))] == []


def test_commands_and_store_know_no_clock_and_no_environment() -> None:
    """Who, what and now are in the request."""
    asking = re.compile(r"(datetime|date)\.(now|today|utcnow)|time\.\w+|os\.(environ|environb|getenv)")
    found = [
        (each.path, node.lineno, ast.unparse(node))
        for each in modules("commands", "store")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Attribute) and asking.fullmatch(ast.unparse(node))
    ]
    assert found == []
    assert [use for each in modules("commands", "store") for use in each.uses("time", "pydantic_settings")] == []


# --- labels -----------------------------------------------------------------------------------------

SPOKEN = {
    ("commands/opinion/__init__.py", "内部意見"): "the command is called so by every office, whatever its form",
    ("commands/sheet/__init__.py", "活動状況"): "an example that works in the sample office",
    ("bot/cli/documents.py", "施策番号"): "says which number is meant, whatever the form calls it",
}
"""Labels of a form that stand in Python all the same, and why."""


def labels(node: Any, key: str = "") -> Iterator[str]:
    """Everything that a form edition prints, down to what has more than two characters."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from labels(value, key if name in ("ja", "en", "actual", "plan") else name)
    elif isinstance(node, list):
        for value in node:
            yield from labels(value, key)
    elif key in ("label", "item", "prompt", "heads", "name", "title", "sign"):
        bare = re.sub(r"\{\w+\}", "", str(node)).strip()
        if len(bare) > 2 and not bare.isascii():
            yield bare


def test_no_label_of_a_form_stands_in_python() -> None:
    """Forms are data: a city's next edition must need no programmer."""
    files = [file for folder in FORMS for file in (ROOT / folder).glob("*.toml")]
    known = {label for file in files for label in labels(tomllib.loads(file.read_text("utf-8")))}
    found = {
        (each.path, label)
        for each in modules("store", "commands", "bot")
        for label in known
        if any(label in said for said in each.strings)
    }
    assert found == set(SPOKEN)


# --- sentences --------------------------------------------------------------------------------------


def sentences() -> dict[str, frozenset[str]]:
    """Every key of our sentences, and the values that its words name. The page of bot/local speaks for itself."""
    files = [
        *(ROOT / "commands").rglob("*.toml"),
        ROOT / "store/store.toml",
        ROOT / "store/checks/checks.toml",
        *(ROOT / "bot").glob("*.toml"),
        ROOT / "bot/cli/cli.toml",
    ]
    return {
        f"{file.stem}.{key}": frozenset(re.findall(r"\{(\w+)\}", words["ja"]))
        for file in files
        for key, words in tomllib.loads(file.read_text("utf-8")).items()
    }


SENTENCES = sentences()
SAYING = ("Text", "Text.of", "Refusal", "Surroundings.tell", "cls.tell")
"""Calls whose first argument is a sentence's key."""

KEY = re.compile(rf"(?:{'|'.join({key.split('.')[0] for key in SENTENCES})})\.[a-z]\w*[a-z0-9]")


def said(each: Module) -> Iterator[ast.Call]:
    """The calls that say a sentence."""
    for node in ast.walk(each.tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in SAYING:
            yield node


def keys_of(key: ast.expr) -> frozenset[str]:
    """The keys that an argument may be: a constant, one of two, or all that an f-string may become."""
    match key:
        case ast.Constant(value=str(name)):
            return frozenset({name})
        case ast.IfExp(body=one, orelse=other):
            return keys_of(one) | keys_of(other)
        case ast.JoinedStr(values=parts):
            shape = "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in parts)
            return frozenset(known for known in SENTENCES if re.fullmatch(shape, known)) or frozenset(
                {ast.unparse(key)}
            )
        case _:
            return frozenset()  # a name: the constant that it holds is seen where it is written


def test_every_sentence_is_said_somewhere() -> None:
    sources = modules("store", "commands", "bot")
    used = {text for each in sources for text in each.strings}
    used |= {key for each in sources for call in said(each) for key in keys_of(call.args[0])}
    assert set(SENTENCES) - used == set()


def test_every_key_has_its_sentence() -> None:
    steps = {f"{command.name}.{step}" for command in COMMANDS for step in command.steps}
    inner = {
        each.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for each in modules("bot", "store")
    }
    for each in modules("store", "commands", "bot"):
        asked = {key for call in said(each) for key in keys_of(call.args[0])}
        asked |= {text for text in each.strings if KEY.fullmatch(text)} - steps - inner
        assert (
            asked - set(SENTENCES) - {f"{name}.toml" for name in ("store", "checks", "bot", "cli", "year")} == set()
        ), each.path


def test_every_sentence_gets_the_values_that_it_names() -> None:
    for each in modules("store", "commands", "bot"):
        for call in said(each):
            named = {keyword.arg for keyword in call.keywords}
            mapped = len(call.args) > 1 or None in named  # values given as a mapping are seen when they are said
            for key in keys_of(call.args[0]) if not mapped else ():
                assert SENTENCES.get(key, frozenset()) <= named, f"{each.path}:{call.lineno} {key}"


# --- docstrings -------------------------------------------------------------------------------------

PROMISED = {"read", "write", "get", "find", "commit", "outdated", "keep_copy", "close"}
"""Methods that several classes have; what they promise is told once: store/kinds.py, store/engine/base.py."""

OBVIOUS = 5
"""Lines of a function that its name and types tell."""


def undocumented(each: Module) -> Iterator[str]:
    def within(body: list[ast.stmt], owner: str = "") -> Iterator[str]:
        for node in body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
                continue
            if isinstance(node, ast.ClassDef):
                yield from within(node.body, f"{node.name}.")
            is_value = any("property" in ast.unparse(each) for each in node.decorator_list)
            length = sum((line.end_lineno or 0) - line.lineno + 1 for line in node.body)
            if not (ast.get_docstring(node) or is_value or length <= OBVIOUS or (owner and node.name in PROMISED)):
                yield f"{each.path}:{owner}{node.name}"

    if each.text.strip() and ast.get_docstring(each.tree) is None:
        yield each.path
    yield from within(each.tree.body)


@pytest.mark.parametrize("folder", ["store", "commands"])
def test_what_is_public_says_what_it_does(folder: str) -> None:
    assert [name for each in modules(folder) for name in undocumented(each)] == []
