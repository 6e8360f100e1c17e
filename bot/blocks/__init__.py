"""Parts, inputs and views into Block Kit. Nothing else in the project knows Slack's blocks and their limits."""

from bot.blocks.controls import step_of
from bot.blocks.inputs import NONE
from bot.blocks.surfaces import BACK, CLOSE, beginning, home, message, modal, naming, noticed, unchosen
from bot.blocks.text import Say, size

__all__ = [
    "BACK", "CLOSE", "NONE", "Say", "beginning", "home", "message", "modal", "naming", "noticed", "size", "step_of",
    "unchosen",
]  # fmt: skip
