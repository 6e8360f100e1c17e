"""What was promised of the engine's speed and memory, as ratios within one run. `python -m tests.bench` tells more."""

from __future__ import annotations

import pytest

from tests.bench import report
from tests.bench.figures import measure


def test_the_engine_keeps_what_was_promised(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    measuring = bool(request.config.getoption("benchmark_enable"))
    figures = measure((100, 10_000), 200) if measuring else measure((20, 40), 8)
    told = [(words, measured, bound) for words, measured, bound in report.promises(figures)]
    assert len({words for words, _, _ in told}) == len(told)
    assert all(measured > 0 for _, measured, _ in told)
    if measuring:
        with capsys.disabled():
            for words, measured, bound in told:
                print(f"\n{words}: {measured:.3g} (wanted: {bound:g})", end="")  # noqa: T201 - a measurement is read
        assert [words for words, measured, bound in told if not report.kept(measured, bound)] == []
