"""What is still to be done with a sheet, and whose part it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Task(StrEnum):
    """A step of the year that somebody owes a sheet, in the year's order. Each has its deadline (締切)."""

    SUBMIT = "submit"
    REVIEW = "review"
    ANSWER = "answer"
    FINALISE = "finalise"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Todo:
    """An open part of a sheet's year. The owner's staff submit and answer, the secretariat finalises and publishes;
    of a review, `office` is the key of the office that hasn't been heard."""

    task: Task
    office: str = ""

    def __str__(self) -> str:
        return f"{self.task}:{self.office}" if self.office else str(self.task)
