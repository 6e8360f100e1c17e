"""Where documents are kept. Only this package knows TinyDB."""

from store.engine.base import Change, Check, Conflict, Engine, Put, Record, Remove
from store.engine.sqlite import SqliteEngine
from store.engine.tiny import TinyEngine

__all__ = ["Change", "Check", "Conflict", "Engine", "Put", "Record", "Remove", "SqliteEngine", "TinyEngine"]
