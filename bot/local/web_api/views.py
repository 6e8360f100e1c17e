"""views.* and blocks.validate. https://docs.slack.dev/reference/methods?family=views"""

from typing import Literal

from bot.local.web_api.arguments import Arguments
from bot.local.web_api.registry import method
from bot.local.workspace.checks import problems_of, refuse_view
from bot.local.workspace.core import Core
from bot.local.workspace.modals import View
from bot.local.workspace.model import Json, SlackError


def _shown(core: Core, view: View) -> Json:
    core.changes.bump()
    return {"view": view.as_json()}


@method("views.open")
def _open(core: Core, arguments: Arguments) -> Json:
    content = refuse_view(arguments.value("view"), "modal")
    trigger = core.triggers.exchange(arguments.value("trigger_id"))
    if trigger.view_id is not None and core.views.stack(trigger.person_id):
        # https://github.com/slackapi/bolt-js/issues/1827: it works in some clients and by chance.
        core.report("views.open from within a modal may show nothing: push or update instead")
    return _shown(core, core.views.open(trigger.person_id, content))


@method("views.push")
def _push(core: Core, arguments: Arguments) -> Json:
    content = refuse_view(arguments.value("view"), "modal")
    trigger = core.triggers.exchange(arguments.value("trigger_id"))
    return _shown(core, core.views.push(trigger.person_id, content))


@method("views.update")
def _update(core: Core, arguments: Arguments) -> Json:
    content = refuse_view(arguments.value("view"))
    view = core.views.find_or_refuse(arguments.value("view_id"), arguments.value("external_id"))
    return _shown(core, core.views.update(view, content, arguments.value("hash")))


@method("views.publish")
def _publish(core: Core, arguments: Arguments) -> Json:
    if not core.app.home_tab:
        raise SlackError("not_enabled")
    content = refuse_view(arguments.value("view"), "home")
    person = core.conversations.person(arguments.text("user_id"))
    return _shown(core, core.views.publish(person.id, content, arguments.value("hash")))


@method("blocks.validate")
def _validate(_: Core, arguments: Arguments) -> Json:
    kinds: tuple[Literal["blocks", "message", "view"], ...] = ("blocks", "message", "view")
    given = [kind for kind in kinds if arguments.value(kind) is not None]
    if len(given) != 1:
        raise SlackError("invalid_arguments", "[ERROR] provide exactly one of blocks, view, or message")
    problems = problems_of(given[0], arguments.value(given[0]))
    if problems:
        raise SlackError(f"invalid_{given[0]}", errors=problems)
    return {}
