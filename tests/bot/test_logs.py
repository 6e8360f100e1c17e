"""The log says who did what and how it ended, and keeps what people write and what opens doors to itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", "info")
    structlog.get_logger().info("asked", who="U1", what="sheet.fill", ms=3, outcome="ok", ref=None)
    structlog.get_logger().debug("hidden")
    logging.getLogger("slack_bolt").warning("from %s", "elsewhere")
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["who"], ours["what"], ours["level"]) == ("asked", "U1", "sheet.fill", "info")
    assert (theirs["event"], theirs["level"]) == ("from elsewhere", "warning")


def test_a_traceback_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", "info")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        structlog.get_logger().error("failed", ref="7F3A", exc_info=error)
    (line,) = lines(capsys)
    assert "ZeroDivisionError" in line["exception"]


def test_tokens_and_one_time_addresses_are_cut_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", "debug")
    secret = "xoxb-12-ab xapp-1-A2-cd wss://x/?ticket=efgh&a=1 https://hooks.slack.com/actions/T1/ijkl"
    logging.getLogger("slack_sdk").warning("%s", secret)
    structlog.get_logger().info("asked", what=secret)
    written = capsys.readouterr().err
    assert not {part for part in ("12-ab", "A2-cd", "efgh", "ijkl") if part in written}
    assert "xoxb-…" in written


def test_slacks_own_loggers_never_write_payloads(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("console", "debug")
    logging.getLogger("slack_sdk.web.base_client").debug("body: 内緒の本文")
    assert "内緒" not in capsys.readouterr().err


def test_for_people_the_log_is_lines_of_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("console", "info")
    structlog.get_logger().info("asked", what="sheet.fill")
    assert "what=sheet.fill" in capsys.readouterr().err
