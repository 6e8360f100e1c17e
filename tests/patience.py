"""Waiting for what happens in a thread or a browser, a moment after it was asked for."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(true: Callable[[], object], seconds: float = 10) -> None:
    """Fails where it isn't true in all this time; generous, for a busy machine is slow and not wrong."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
