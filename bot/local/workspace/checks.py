"""Slack's refusal of messages, views and manifests, in the words of its answers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from bot.local.validate import SCHEMA_CODES, Problem, check_blocks, check_manifest, check_message, check_view
from bot.local.validate.engine import FAILED_CONSTRAINT
from bot.local.workspace.core import Core
from bot.local.workspace.model import Json, SlackError

_MISSING_TEXT = "missing_text_in_message"


def refuse_message(core: Core, payload: Mapping[str, Any]) -> None:
    """Raise SlackError where Slack refuses a message (`no_text`, `msg_too_long`, `invalid_blocks`, …).

    A message that is taken, but lacks the text that notices show, is reported.
    https://docs.slack.dev/reference/methods/chat.postMessage#errors
    """
    problems = [*check_message(payload), *_missing_files(core, payload.get("blocks"))]
    refused = [problem for problem in problems if problem.code != _MISSING_TEXT]
    if refused:
        details = _sentences(refused)
        first = refused[0].code
        raise SlackError("invalid_blocks" if first in SCHEMA_CODES else first, *details, errors=details)
    if problems:
        core.report(f"{_MISSING_TEXT}: notices and screen readers have nothing to say")


def refuse_view(view: object, type_: Literal["modal", "home"] | None = None) -> Json:
    """Return a view that Slack takes; raise SlackError `invalid_arguments` where it doesn't."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view [json-pointer:/view]")
    details = _sentences(check_view(view), below="/view")
    if not details and type_ not in {None, view["type"]}:
        details = [f"[ERROR] must be {type_} here [json-pointer:/view/type]"]
    if details:
        raise SlackError("invalid_arguments", *details)
    return view


def refuse_manifest(manifest: Json) -> None:
    """Raise SlackError `invalid_manifest` where Slack wouldn't register an app so."""
    details = _sentences(check_manifest(manifest))
    if details:
        raise SlackError("invalid_manifest", *details, errors=details)


def problems_of(kind: Literal["blocks", "message", "view"], payload: Any) -> list[Json]:
    """Return what `blocks.validate` answers in `errors`. https://docs.slack.dev/reference/methods/blocks.validate"""
    match kind:
        case "view" if isinstance(payload, dict):
            problems = check_view(payload)
        case "message" if isinstance(payload, dict):
            # Blocks are asked about: that a text is missing or too long is the business of whoever posts.
            problems = [problem for problem in check_message(payload) if problem.code in SCHEMA_CODES]
        case "blocks" if isinstance(payload, list):
            problems = check_blocks(payload, "message")
        case _:
            problems = [Problem("", "invalid_type", "must be of another type")]
    return [{"pointer": problem.pointer, "code": problem.code, "message": problem.message} for problem in problems]


def _missing_files(core: Core, blocks: object) -> Iterator[Problem]:
    """The pictures of files that aren't there, as https://github.com/slackapi/python-slack-sdk/issues/1658 tells of them."""
    for n, block in enumerate(blocks if isinstance(blocks, list) else ()):
        file = block.get("slack_file") if isinstance(block, dict) else None
        if isinstance(file, dict) and "id" in file:
            try:
                core.files.completed(file["id"])
            except SlackError:
                yield Problem(f"/blocks/{n}/slack_file", FAILED_CONSTRAINT, "invalid slack file")


def _sentences(problems: Iterable[Problem], below: str = "") -> list[str]:
    return [f"[ERROR] {problem.message} [json-pointer:{below}{problem.pointer}]" for problem in problems]
