"""Composition objects: the small parts of which elements and blocks are made.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

import re

from bot.local.validate.engine import Anything, ByType, Flag, Items, Need, OneOf, Rule, Shape, Text, shape
from bot.local.validate.rules import at_least_one, exactly_one

DOCS = "https://docs.slack.dev/reference/block-kit/"
_PAGE = DOCS + "composition-objects/"

ID = Text(255)
"""block_id and action_id; the docs give 255, and are silent on an empty one."""

URL = Text(3000, pattern=re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+"), meant="a URL")
WEB_URL = Text(3000, pattern=re.compile(r"https?://\S+"), meant="a URL that begins with http:// or https://")
HTTPS_URL = Text(3000, pattern=re.compile(r"https://\S+"), meant="a URL that begins with https://")
ALT_TEXT = Text(2000)
"""The image block's page gives 2000; the image element's page is silent, so the same there."""

STYLE = OneOf(("primary", "danger"))


def plain(most: int = 3000) -> Shape:
    """Text without markup, of at most `most` characters; `emoji` is its own, `verbatim` is not."""
    return shape(_PAGE + "text-object", "plain_text", text=Need(Text(most)), emoji=Flag())


def mrkdwn(most: int = 3000) -> Shape:
    """Text with Slack's markup, of at most `most` characters; `verbatim` is its own, `emoji` is not."""
    return shape(_PAGE + "text-object", "mrkdwn", text=Need(Text(most)), verbatim=Flag())


def either(most: int = 3000) -> ByType:
    """Text with or without markup."""
    return ByType(plain(most), mrkdwn(most))


def _option(text: Rule, **more: Rule) -> Shape:
    return shape(_PAGE + "option-object", text=Need(text), value=Need(Text(150)), description=text, **more)


OPTION = _option(plain(75))
MARKED_OPTION = _option(either(75))
"""The option of radio buttons and checkboxes, which may use markup."""
LINKED_OPTION = _option(plain(75), url=URL)
"""The option of an overflow menu, which may open a URL."""

OPTION_GROUP = shape(_PAGE + "option-group-object", label=Need(plain(75)), options=Need(Items(OPTION, most=100)))

# The table of fields says that `text` is plain_text; the page's own example and Slack's validator take mrkdwn as well.
CONFIRM = shape(
    _PAGE + "confirmation-dialog-object",
    title=Need(plain(100)),
    text=Need(either(300)),
    confirm=Need(plain(30)),
    deny=Need(plain(30)),
    style=STYLE,
)

DISPATCH = shape(
    _PAGE + "dispatch-action-configuration-object",
    trigger_actions_on=Need(Items(OneOf(("on_enter_pressed", "on_character_entered")), distinct=True)),
)

CONVERSATION_FILTER = shape(
    _PAGE + "conversation-filter-object",
    include=Items(OneOf(("im", "mpim", "private", "public")), distinct=True),
    exclude_external_shared_channels=Flag(),
    exclude_bot_users=Flag(),
).and_also(at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"))

SLACK_FILE = shape(_PAGE + "slack-file-object", url=URL, id=Text()).and_also(exactly_one("url", "id"))

SLACK_ICON = shape(_PAGE + "slack-icon-object", "icon", name=Need(Text()))

WORKFLOW = shape(
    _PAGE + "workflow-object",
    trigger=Need(
        shape(
            _PAGE + "trigger-object",
            url=Need(URL),
            customizable_input_parameters=Items(
                shape(_PAGE + "trigger-object", name=Need(Text()), value=Need(Anything()))
            ),
        )
    ),
)
