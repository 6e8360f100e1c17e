"""`hyoka`: what the people who run the bot type.

Results go to standard output, words about them to standard error. Exit codes: 0 done, and those of `codes`.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

from __future__ import annotations

import os
import sys

import typer

from bot.cli import care, checks, documents, running, usage
from bot.cli.codes import INTERRUPTED, MISUSED, OURS, REFUSED
from bot.cli.surroundings import Surroundings, trouble
from store.refusal import Refusal

app = typer.Typer(
    name="hyoka",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="行政評価を Slack で進めるボット / A Slack bot for a city's yearly evaluation sheets.\n\n"
    "はじめての方は hyoka demo から。Slack のアカウントなしで試せます / New here? Start with: hyoka demo",
    epilog="設定は環境変数か .env で。hyoka doctor が一覧と状態を示します / "
    "Settings come from the environment or .env; hyoka doctor shows them all.",
)
running.register(app)
documents.register(app)
care.register(app)
checks.register(app)


def main() -> None:
    """Run the command line; nobody at a terminal sees a traceback unless HYOKA_LOG_LEVEL is debug."""
    try:
        code = app(standalone_mode=False) or 0
        if code == INTERRUPTED:
            Surroundings.tell("cli.interrupted")
        sys.exit(code)
    except usage.Misused as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error, file=sys.stderr)  # noqa: T201 - the help itself
        else:
            Surroundings.tell_text(usage.told(error, sys.argv[1:]))
        sys.exit(MISUSED)
    except Refusal as refusal:
        Surroundings.tell_refusal(refusal)
        sys.exit(REFUSED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        Surroundings.tell("cli.system_failed", problem=trouble(error), file=str(error.filename or "-"))
        sys.exit(OURS)
    except Exception:
        import structlog

        if not sys.stderr.isatty() or os.environ.get("HYOKA_LOG_LEVEL") == "debug":
            structlog.get_logger().exception("hyoka failed")
        Surroundings.tell("cli.failed")
        sys.exit(OURS)
