"""`python -m tests.bench`: measure the engine, tell what was promised, write docs/engine.md anew.

Some ten minutes on a quiet machine. With `--quick` it only tries whether it works, and writes nothing.
"""

from __future__ import annotations

import sys

from tests.bench import report
from tests.bench.figures import measure


def main(*, quick: bool) -> int:
    """Ends with 1 where a promise isn't kept."""
    figures = measure((100, 1000), 40) if quick else measure((100, 1_000, 10_000, 30_000))
    broken = 0
    for words, measured, bound in report.promises(figures):
        is_kept = report.kept(measured, bound)
        broken += not is_kept
        print(f"{'✓' if is_kept else '✗'} {words}: {measured:.3g} ({'≤' if bound >= 0 else '≥'} {abs(bound):g})")  # noqa: T201 - a measurement is read
    if not quick:
        report.write(figures)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(quick="--quick" in sys.argv))
