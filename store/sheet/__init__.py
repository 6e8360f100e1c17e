"""The evaluation sheet (評価票)."""

from store.sheet.facts import Stage
from store.sheet.rules import Sheet, Written

__all__ = ["Sheet", "Stage", "Written"]
