"""Replies out to Slack: to a person at once, to channels through the outbox."""

from bot.send.courier import Courier, Plainly
from bot.send.desk import Answer, Desk
from bot.send.homes import Homes
from bot.send.lost import Lost
from bot.send.outbox import PACE, Outbox
from bot.send.pictures import Pictures
from bot.send.reach import Reach
from bot.send.scribe import Scribe

__all__ = ["PACE", "Answer", "Courier", "Desk", "Homes", "Lost", "Outbox", "Pictures", "Plainly", "Reach", "Scribe"]
