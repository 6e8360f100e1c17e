"""What Slack would refuse: Block Kit in messages, modals and Home tabs, and app manifests.

Schemas are tables of rules (`objects`, `rich_text`, `elements`, `blocks`, `surfaces`, `manifest`) that one `engine` walks;
what stands between fields is in `rules`, what stands between blocks in `payload`. Numbers are those of
https://docs.slack.dev; where it is silent the rule is strict and says so beside itself.
"""

from bot.local.validate.blocks import SUPPORTED_BLOCKS, Surface
from bot.local.validate.elements import SUPPORTED_ELEMENTS
from bot.local.validate.engine import SCHEMA_CODES, Problem
from bot.local.validate.manifest import check_manifest
from bot.local.validate.surfaces import check_blocks, check_message, check_view

__all__ = [
    "SCHEMA_CODES",
    "SUPPORTED_BLOCKS",
    "SUPPORTED_ELEMENTS",
    "Problem",
    "Surface",
    "check_blocks",
    "check_manifest",
    "check_message",
    "check_view",
]
