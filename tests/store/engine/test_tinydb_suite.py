"""TinyDB's own tests, run on our storage and our table. `.ci/tinydb-suite` fetches them; none of them is kept here."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SUITE = ROOT / ".tinydb" / version("tinydb") / "tinydb_tests"


@pytest.mark.parametrize(
    "where",
    [
        pytest.param((), id="a journal for its file, its own memory"),
        pytest.param(("--memory-too",), id="a journal for its memory"),
    ],
)
def test_tinydbs_own_tests_pass_but_for_those_about_its_file(where: tuple[str, ...], tmp_path: Path) -> None:
    """Those stand in `in_place.NOT_OURS`, with reasons; one of them that passes fails this test as well."""
    if not SUITE.is_dir():
        missing = "TinyDB's own tests are not at hand: .ci/tinydb-suite fetches them"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    plugins = ["-p", "tests.store.engine.in_place", *where, "-p", "no:cacheprovider"]
    places = ["-c", os.devnull, f"--rootdir={SUITE}", f"--basetemp={tmp_path / 'suite'}"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, *places, str(SUITE)],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
