"""Where documents are kept. Only this package knows TinyDB."""

from store.engine.base import Change, Check, Conflict, Engine, Put, Record, Remove
from store.engine.sqlite import SqliteEngine
from store.engine.storage import JournalStorage
from store.engine.table import JournalTable
from store.engine.tables import Taken
from store.engine.tiny import JournalEngine

__all__ = [
    "Change",
    "Check",
    "Conflict",
    "Engine",
    "JournalEngine",
    "JournalStorage",
    "JournalTable",
    "Put",
    "Record",
    "Remove",
    "SqliteEngine",
    "Taken",
]
