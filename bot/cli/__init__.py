"""`hyoka`: what the people who run the bot type.

Results go to standard output, words about them to standard error. Exit codes: 0 done; 1 refused, with a sentence that
says what to do; 2 the command line itself is wrong; 3 something went wrong on our side.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

from __future__ import annotations

import sys

import typer

from bot.cli import checks, documents, running
from bot.cli.surroundings import Surroundings
from store.refusal import Refusal

REFUSED, OURS = 1, 3

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
checks.register(app)


def main() -> None:
    """Run the command line; nobody sees a traceback unless HYOKA_LOG_LEVEL is debug."""
    try:
        app()
    except Refusal as refusal:
        Surroundings.tell_refusal(refusal)
        sys.exit(REFUSED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        Surroundings.tell("cli.system_failed", problem=f"{error.strerror or error} ({error.filename or '-'})")
        sys.exit(OURS)
    except Exception:
        import structlog

        structlog.get_logger().exception("hyoka failed")
        Surroundings.tell("cli.failed")
        sys.exit(OURS)
