"""The table of Web API methods, filled by the modules that define them."""

from collections.abc import Callable
from typing import Literal

from bot.local.web_api.arguments import Arguments
from bot.local.workspace.core import Core
from bot.local.workspace.model import Channel, Json, SlackError

Handler = Callable[[Core, Arguments], Json]
METHODS: dict[str, Handler] = {}

_NEVER_GRANTED = frozenset({"chat:write.public"})
"""What an app without a manifest may not do, so that a missing invitation shows."""


def method(name: str, scope: str = "") -> Callable[[Handler], Handler]:
    """Register a function as a Web API method that needs a scope."""

    def register(handler: Handler) -> Handler:
        def scoped(core: Core, arguments: Arguments) -> Json:
            if scope:
                need(core, scope)
            with core.lock:
                return handler(core, arguments)

        METHODS[name] = scoped
        return handler

    return register


def may(core: Core, scope: str) -> bool:
    """Whether the app was granted a scope."""
    return scope not in _NEVER_GRANTED if core.app.scopes is None else scope in core.app.scopes


def need(core: Core, scope: str) -> None:
    """Raise SlackError `missing_scope` unless the app was granted a scope."""
    if not may(core, scope):
        provided = ",".join(sorted(core.app.scopes or ()))
        raise SlackError("missing_scope", needed=scope, provided=provided)


def need_for(core: Core, channel: Channel, right: Literal["read", "history", "write"]) -> None:
    """Raise SlackError `missing_scope` unless the app may do this in a channel of its kind."""
    need(core, f"{'im' if channel.kind == 'dm' else 'channels'}:{right}")
