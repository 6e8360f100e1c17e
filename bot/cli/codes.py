"""What a command ends with."""

REFUSED = 1
"""It can't be done; a sentence says what to do."""

MISUSED = 2
"""The command line itself is wrong."""

OURS = 3
"""Our fault, or the machine's: space, permissions."""

INTERRUPTED = 130
"""Ctrl-C, as shells count it."""
