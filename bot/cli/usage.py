"""What was typed after `hyoka` and can't be read, told in our words: typer has its own in English alone."""

from __future__ import annotations

from typing import Any

import typer

from store.text import Said, Text

Misused: type[Exception] = typer.BadParameter.__mro__[1]
"""What typer raises for a command line that is wrong; `BadParameter` is the only such class that it shows."""


def told(error: Any, words: list[str]) -> Text:
    """What is wrong with the words, and where to look."""
    context = error.ctx
    path = context.command_path.split() if context else []
    return Text.of(
        "cli.misused", line=" ".join(["hyoka", *words]), why=_why(error), help=" ".join(["hyoka", *path[1:]])
    )


def _why(error: Any) -> Said:
    match type(error).__name__:
        case "NoSuchOption":
            return Text.of("cli.no_such_option", name=error.option_name)
        case "MissingParameter":
            return Text.of("cli.word_missing", name=_name(error))
        case "BadParameter":
            return Text.of("cli.word_wrong", name=_name(error))
        case "BadOptionUsage":
            return Text.of("cli.value_missing", name=error.option_name)
        case _ if error.ctx is None or error.ctx.parent is None:
            return Text("cli.no_such_command")
        case _:
            return Text("cli.words_left")


def _name(error: Any) -> str:
    param = error.param
    return "" if param is None else str(max(param.opts, key=len))
