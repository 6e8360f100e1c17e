"""Opening the App Home, running shortcuts and sharing files."""

from uuid import NAMESPACE_OID, uuid5

from bot.local.workspace.acts.asking import ask
from bot.local.workspace.acts.saying import writable
from bot.local.workspace.core import Core
from bot.local.workspace.files import StoredFile, file_as_json
from bot.local.workspace.model import Json, Message, SlackError
from bot.local.workspace.payloads import channel_name, interaction, message_as_json, response_url, tell
from bot.local.workspace.posting import post
from bot.local.workspace.rich import rich_text


def open_home(core: Core, person_id: str) -> Json | None:
    """Open the App Home, block until the app has heard of it, and return what is published there by then.

    https://docs.slack.dev/reference/events/app_home_opened
    """
    with core.lock:
        home = core.views.home(person_id)
        event: Json = {
            "type": "app_home_opened",
            "user": person_id,
            "channel": core.conversations.direct(person_id).id,
            "tab": "home",
            "event_ts": core.conversations.next_ts(),
        }
        answer = tell(core, "app_home_opened", event | ({"view": home.as_json()} if home else {}))
    if answer is not None:
        answer.arrived.wait(core.timing.ack)
    with core.lock:
        home = core.views.home(person_id)
        return home.as_json() if home else None


def run_shortcut(core: Core, person_id: str, callback_id: str, channel_id: str | None, ts: str | None) -> str:
    """Choose a shortcut from the menu beside a message, or a global one where no message is given.

    Returns Slack's notice where the app didn't answer. Raises SlackError `not_found` for one that isn't registered.
    https://docs.slack.dev/interactivity/implementing-shortcuts
    """
    kind = "message" if channel_id and ts else "global"
    if not any(one.callback_id == callback_id and one.kind == kind for one in core.app.shortcuts):
        raise SlackError("not_found", f"no {kind} shortcut {callback_id}")
    with core.lock:
        payload = interaction(core, "message_action" if kind == "message" else "shortcut", person_id) | {
            "callback_id": callback_id,
            "action_ts": core.conversations.next_ts(),
            "trigger_id": core.triggers.issue(person_id),
        }
        if channel_id and ts:
            payload |= _beside_message(core, person_id, core.conversations.message(channel_id, ts))
    _, notice = ask(core, payload, callback_id)
    return notice


def _beside_message(core: Core, person_id: str, message: Message) -> Json:
    if message.ephemeral_to is not None:
        raise SlackError("not_found", "an ephemeral message has no shortcuts")
    channel = core.conversations.channel(message.channel)
    key = core.response_urls.issue(channel.id, person_id, message.ts)
    shown = message_as_json(core, message)
    if message.text and not message.blocks and message.user != core.bot.id:  # a person wrote it in a client
        shown |= {"client_msg_id": str(uuid5(NAMESPACE_OID, message.ts)), "blocks": [rich_text(message.text)]}
    return {
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message_ts": message.ts,
        "message": shown,
        "response_url": response_url(core, key),
    }


def upload(core: Core, person_id: str, channel_id: str, name: str, content: bytes, *, thread_ts: str | None) -> str:
    """Share a file in a channel; returns its id. Raises SlackError as `say` does."""
    channel = writable(core, person_id, channel_id)
    with core.lock:
        file = core.files.add(name, content, person_id, int(core.clock()))
        share(file, channel_id)
        post(core, channel, person_id, "", files=(file_as_json(file, core.base_url),), thread_ts=thread_ts)
    return file.id


def share(file: StoredFile, channel_id: str) -> None:
    """Make a file readable in a channel."""
    file.completed = True
    file.channels = (*file.channels, channel_id)
