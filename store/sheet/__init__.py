"""The evaluation sheet (評価票)."""

from store.sheet.facts import Origin, Stage
from store.sheet.past import UNDO, value_of
from store.sheet.rights import Deed
from store.sheet.rules import Sheet, Written

__all__ = ["UNDO", "Deed", "Origin", "Sheet", "Stage", "Written", "value_of"]
