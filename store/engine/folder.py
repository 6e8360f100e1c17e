"""What stands in a data folder."""

FILE = "documents.journal"
"""All documents."""

LOCK = "lock"
"""Held by whoever writes; see `Lock`."""

OLD_FILE = "documents.json"
"""All documents as the version before the journal kept them; see `legacy`."""
