"""Replies out to Slack: to a person at once, to channels through the outbox."""

from bot.send.desk import Answer, Desk, Invitation
from bot.send.homes import Homes
from bot.send.outbox import FindThread, KeepThread, Outbox, Post
from bot.send.reach import Reach

__all__ = ["Answer", "Desk", "FindThread", "Homes", "Invitation", "KeepThread", "Outbox", "Post", "Reach"]
