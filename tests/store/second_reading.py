"""A second reading of the rules, from the facts of a sheet alone, to hold the first one against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.sheet import Stage


def stage_told(facts: Mapping[str, Any], offices: tuple[str, ...]) -> Stage:
    """The stage, read from the facts alone."""
    if "published" in facts:
        return Stage.PUBLISHED
    if "finalised" in facts:
        return Stage.FINAL
    if "submitted" not in facts:
        return Stage.DRAFT
    spoken = {each["office"] for each in live(facts)} | {
        key.split("/")[1] for key in facts if key.startswith("nothing_to_say/")
    }
    if not spoken.intersection(offices):
        return Stage.SUBMITTED
    if spoken < set(offices):
        return Stage.IN_REVIEW
    return Stage.AWAITING_ANSWERS if any(waits(facts, each) for each in live(facts)) else Stage.ANSWERED


def live(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for key, each in facts.items() if key.startswith("opinions/") and "withdrawn" not in each]


def waits(facts: Mapping[str, Any], opinion: Mapping[str, Any]) -> bool:
    """Whether it has no answer, or the one with which its office wasn't content."""
    given = [each for key, each in facts.items() if key.startswith("answers/") and opinion["id"] in each["to"]]
    return not given or any(asked["about"] == given[-1] for asked in opinion["again"][-1:])
