"""`python -m tests.bench.simulated_year`: a year of a hundred sheets, the bot killed again and again, Slack on bad days.

A clock is moved through 365 days. People hand in, review, answer and finalise at random; the bot is told what they do and
asked what is to be said. At random it is killed by SIGKILL, between any two of its steps, and started again; at random
Slack answers 429 or 500, too late or not at all, before or after it has taken the message. After each look, what reached
whom is held against what the office's rules say, reckoned by a second reading of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.simulated_year.year import run


def main() -> int:
    """Simulate, and tell what came of it."""
    asked = argparse.ArgumentParser(description="A year of a hundred sheets, on bad days.")
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--days", type=int, default=365)
    given = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures, troubles = run(Path(folder), kills=given.kills, seed=given.seed, days=given.days)
    told = figures.told() | {"seconds": round(time.monotonic() - began, 1)}
    lines = [f"{name:<12}{value}" for name, value in told.items()]
    lines += troubles[:40] or [
        "each reached its reader exactly once, none on a closed day, none after the work was done"
    ]
    print(*lines, sep="\n")  # noqa: T201 - a measurement is read
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
