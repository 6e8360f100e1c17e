"""Bringing an interaction to the app and telling the person where no answer came."""

from bot.local.workspace.core import Core
from bot.local.workspace.delivery import DeliveryError
from bot.local.workspace.model import Json
from bot.local.workspace.notices import notice


def ask(core: Core, payload: Json, what: str, *, accepts_payload: bool = False) -> tuple[Json, str]:
    """Send an interactive payload and block until the app answers.

    Returns the answer and, where none came, the notice that the person gets; a problem is then written down, as `what`.
    """
    try:
        if not core.app.interactive:
            raise DeliveryError("interactivity_disabled")
        return core.delivery.ask("interactive", payload, accepts_payload=accepts_payload), ""
    except DeliveryError as error:
        core.report(f"{what}: {error.reason}")
        person = core.conversations.person(payload["user"]["id"])
        return {}, notice(person, "no_answer", reason=error.reason)
