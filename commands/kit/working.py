"""When the office works, for what is said unasked."""

from __future__ import annotations

from store.store import Store
from store.subscription import Weekdays, Working


def working_of(store: Store) -> Working:  # noqa: ARG001 - an office says by its documents when it works
    return Weekdays()
