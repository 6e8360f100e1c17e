"""The log: who did what, how long it took and how it ended. Never what people wrote, never a token."""

from __future__ import annotations

import logging
import re
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET = re.compile(r"(\bxox[a-z]-|\bxapp-|[?&]ticket=|\bhooks\.slack\.com/)[^&\s\"']+")

_QUIET = ("slack_bolt", "slack_sdk", "urllib3", "uvicorn", "asyncio")
"""Others' loggers. At `debug`, Slack's would log whole payloads: words of people, and tokens."""


def configure(form: Literal["json", "console"], level: str) -> None:
    """Send the log to stderr, one event a line, others' loggers' too."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    drawn: list[Processor] = (
        [structlog.processors.format_exc_info, without_secrets, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [structlog.processors.format_exc_info, without_secrets, structlog.dev.ConsoleRenderer(colors=False)]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared[:2],
            *shared[3:],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, *drawn]))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut tokens and one-time addresses out of everything that is text."""
    return {key: redacted(value) if isinstance(value, str) else value for key, value in event.items()}


def redacted(text: str) -> str:
    return _SECRET.sub(r"\1…", text)
