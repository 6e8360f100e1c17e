"""Documents of an earlier version of the program are brought up to date when the store is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from store.engine import Change, Engine, Put
from store.refusal import Refusal

Step = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Makes the body of a document, given its kind, into that of the next version."""


def _as_it_is(_: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """From 0, when documents carried no version, to 1: they say theirs, and are otherwise the same."""
    return body


STEPS: Sequence[Step] = (_as_it_is,)
"""The n-th one leads from version n to n + 1. None is ever changed or removed: an old backup may come back."""

SCHEMA = len(STEPS)
"""The version of the documents' shape that this program writes."""


def migrate(engine: Engine, steps: Sequence[Step] = STEPS) -> int:
    """Bring all documents up to date, in one transaction; a copy of them as they were is kept. Returns how many.

    Raises:
        Refusal: documents are of a later version, or they would have to be written and the engine only reads.
    """
    outdated = list(engine.outdated())
    if later := max((record.schema for record in outdated if record.schema > len(steps)), default=0):
        raise Refusal("store.later_documents", theirs=str(later), ours=str(len(steps)))
    if not outdated:
        return 0
    if not engine.writing:
        raise Refusal("store.earlier_documents", theirs=str(min(record.schema for record in outdated)))
    changes: list[Change] = []
    for record in outdated:
        body = record.body
        for step in steps[record.schema :]:
            body = step(record.kind, body)
        changes.append(Put(record.kind, record.key, body, record.rev))
    engine.keep_copy(f"before-version-{len(steps)}")
    engine.commit(*changes)
    return len(changes)
