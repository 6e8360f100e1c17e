"""`python -m bot` and the script `hyoka`."""

from __future__ import annotations

import sys


def main() -> None:
    """The command line. Ctrl-C while it is still being read, or when it has said everything, ends it without a word."""
    try:
        from bot.cli import main as run  # noqa: PLC0415 - takes half a second, in which somebody may press Ctrl-C

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
