"""Taking care of a journal from outside: look at it, copy it, bring a copy back, save what can be saved of it.

Work on files alone: no clock, no questions. Whoever waits may be told how far it is.
"""

from store.engine.care.backup import Restored, copy, restore
from store.engine.care.checking import Contents, Progress, require_journal, verify
from store.engine.care.repair import Repaired, repair
from store.engine.care.salvage import Name, Salvage, salvage

__all__ = [
    "Contents",
    "Name",
    "Progress",
    "Repaired",
    "Restored",
    "Salvage",
    "copy",
    "repair",
    "require_journal",
    "restore",
    "salvage",
    "verify",
]
