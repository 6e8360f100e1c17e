"""Filling in, submitting and closing modals.

https://docs.slack.dev/surfaces/modals#handling_submissions
"""

from typing import Any

from bot.local.workspace.acts.asking import ask
from bot.local.workspace.acts.pressing import view_of
from bot.local.workspace.checks import refuse_view
from bot.local.workspace.choices import merge
from bot.local.workspace.core import Core
from bot.local.workspace.inputs import elements, objections
from bot.local.workspace.modals import View
from bot.local.workspace.model import Json, SlackError, SubmitOutcome
from bot.local.workspace.notices import notice
from bot.local.workspace.payloads import interaction, response_url

_OPEN = SubmitOutcome(closed=False, errors={})


def type_into(core: Core, person_id: str, view_id: str, values: dict[str, dict[str, Any]]) -> None:
    """Note what a person has typed or chosen so far; nothing is sent. Raises SlackError `not_found`."""
    with core.lock:
        view = view_of(core, person_id, view_id)
        view.typed = merge(view.blocks, view.typed, values)
        core.changes.bump()


def submit(core: Core, person_id: str, view_id: str, values: dict[str, dict[str, Any]]) -> SubmitOutcome:
    """Press a modal's submit button, and block until the app has answered.

    Raises SlackError `not_found` for a modal that isn't on top of the person's screen, or has no submit button.
    """
    with core.lock:
        view = view_of(core, person_id, view_id)
        if view not in core.views.stack(person_id)[-1:] or not view.fields["submit"]:
            raise SlackError("not_found")
        type_into(core, person_id, view_id, values)
        refused = objections(view.blocks, view.values())
        if refused:
            person = core.conversations.person(person_id)
            return SubmitOutcome(False, {block_id: notice(person, code) for block_id, code in refused.items()})
        payload = interaction(core, "view_submission", person_id) | {
            "trigger_id": core.triggers.issue(person_id, view.id),
            "view": view.as_json(),
            "response_urls": _response_urls(core, view),
        }
    what = f"submission of {view.fields['callback_id'] or view.id}"
    answer, failure = ask(core, payload, what, accepts_payload=True)
    if failure:
        return SubmitOutcome(False, {}, failure)
    with core.lock:
        try:
            return _apply(core, view, answer)
        except SlackError as error:
            core.report(f"{what}: {error}")
            return _OPEN
        finally:
            core.changes.bump()


def _response_urls(core: Core, view: View) -> list[Json]:
    values = view.values()
    urls = []
    for each in elements(view.blocks):
        channel_id = values.get(each.block_id, {}).get(each.action_id, {}).get(each.key) if each.holds_state else None
        if each.element.get("response_url_enabled") and channel_id:
            key = core.response_urls.issue(channel_id, view.person_id)
            ids = {"block_id": each.block_id, "action_id": each.action_id, "channel_id": channel_id}
            urls.append(ids | {"response_url": response_url(core, key)})
    return urls


def _apply(core: Core, view: View, answer: Json) -> SubmitOutcome:
    if view not in core.views.stack(view.person_id):
        return SubmitOutcome(closed=True, errors={})
    match answer.get("response_action"):
        case None:
            core.views.pop(view)
            return SubmitOutcome(closed=True, errors={})
        case "clear":
            core.views.clear(view.person_id)
            return SubmitOutcome(closed=True, errors={})
        case "update":
            core.views.update(view, refuse_view(answer.get("view")))
            return _OPEN
        case "push":
            core.views.push(view.person_id, refuse_view(answer.get("view"), "modal"))
            return _OPEN
        case "errors":
            return SubmitOutcome(False, _errors(view, answer.get("errors")))
        case unknown:
            raise SlackError("invalid_response_action", str(unknown))


def _errors(view: View, errors: object) -> dict[str, str]:
    inputs = {each.block_id for each in elements(view.blocks) if each.is_input}
    if not isinstance(errors, dict) or not errors or not all(isinstance(text, str) for text in errors.values()):
        raise SlackError("invalid_errors", "errors must be an object of block_id and sentence")
    strangers = sorted(set(errors) - inputs)
    if strangers:
        raise SlackError("invalid_errors", f"no input blocks in the view: {', '.join(strangers)}")
    return errors


def close(core: Core, person_id: str, view_id: str, *, everything: bool) -> None:
    """Close a modal by its close button, or `everything` by ✕; the app is told where it asked for that.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    with core.lock:
        view = view_of(core, person_id, view_id)
        stack = core.views.stack(person_id)
        cleared = everything or view.fields["clear_on_close"]
        closed = stack[::-1] if cleared else [view]
        payloads = [
            interaction(core, "view_closed", person_id) | {"view": each.as_json(), "is_cleared": cleared}
            for each in closed
            if each.fields["notify_on_close"]
        ]
        if cleared:
            core.views.clear(person_id)
        else:
            core.views.pop(view)
        core.changes.bump()
    for payload in payloads:
        ask(core, payload, f"closing of {payload['view']['callback_id'] or view_id}")
