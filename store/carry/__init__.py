"""From one year's sheet to the next year's (年度更新): what is carried over, and what of it stands beside."""

from store.carry.carry import Outcome, Passage, Trace, carry
from store.carry.opening import Opening, Plan
from store.carry.outlook import FieldOutlook, Outlook, Prospect, outlook
from store.carry.planned import Planned, planned
from store.carry.renames import Renames, chosen, read_renames

__all__ = [
    "FieldOutlook",
    "Opening",
    "Outcome",
    "Outlook",
    "Passage",
    "Plan",
    "Planned",
    "Prospect",
    "Renames",
    "Trace",
    "carry",
    "chosen",
    "outlook",
    "planned",
    "read_renames",
]
