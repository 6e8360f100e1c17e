"""Reaching one person: views over where they stand, and words to them alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot import blocks
from bot.languages import Readers
from bot.receive import Place, metadata
from bot.send.courier import Plainly, no_plainer
from bot.slack import NOT_THERE, UNDRAWABLE, code_of, response_client
from commands.kit.reply import Part, View
from commands.kit.texts import LANGUAGES, Language, Texts
from store.text import Said

log = structlog.get_logger()

UNHEARD = frozenset({404, 410})
"""What a `response_url` says once it is used up, or its 30 minutes are over."""


class Reach:
    """Calls Slack for one reply at a time.

    Every method raises `SlackApiError` for what Slack refuses and `OSError` where it can't be reached.
    """

    def __init__(self, client: WebClient, texts: Texts, readers: Readers, plainly: Plainly = no_plainer) -> None:
        self.client = client
        # One voice for each language, so that what it has drawn once needn't be drawn again.
        self._says: Mapping[Language, blocks.Say] = {each: partial(texts.say, language=each) for each in LANGUAGES}
        self._readers = readers
        self._plainly = plainly

    def say(self, place: Place) -> blocks.Say:
        """Says sentences in the person's language."""
        return self._says[self._readers.language(place.who)]

    def modal(self, view: View, place: Place, *, on_top: bool) -> dict[str, Any]:
        """The view for this person; `on_top` if another one lies under it."""
        fresh = f"-{secrets.token_hex(3)}" if place.view else ""
        about = metadata(view.subject, place.channel, view.message)
        close: Said = blocks.BACK if on_top else blocks.CLOSE
        return blocks.modal(view, self.say(place), metadata=about, fresh=fresh, close=close)

    def open(self, view: View, place: Place) -> None:
        self._send("views.open", trigger_id=place.trigger, view=self.modal(view, place, on_top=False))

    def push(self, view: View, place: Place) -> None:
        self._send("views.push", trigger_id=place.trigger, view=self.modal(view, place, on_top=True))

    def change(self, view: View, place: Place) -> None:
        """The view in which the person stands becomes this one."""
        self.update(self.modal(view, place, on_top=bool(place.below)), place.view)

    def notice(self, sentence: str, place: Place) -> None:
        """The view in which the person stands gets a sentence on top, and keeps what was typed."""
        self.update(blocks.noticed(place.view, sentence, self.say(place)), place.view)

    def update(self, view: Mapping[str, Any], standing: Mapping[str, Any]) -> None:
        """Put `view` where `standing` is. Its hash, if there, keeps us from undoing a later change
        (https://docs.slack.dev/reference/methods/views.update)."""
        seen = {"hash": str(standing["hash"])} if standing.get("hash") else {}
        self._send("views.update", view_id=str(standing["id"]), view=dict(view), **seen)

    def home(self, view: View, place: Place) -> dict[str, Any]:
        """The view as this person's App Home."""
        return blocks.home(view, self.say(place), metadata=metadata(view.subject, ""))

    def publish(self, built: Mapping[str, Any], who: str, seen: str = "") -> str:
        """Somebody's App Home becomes this, unless it isn't any more what had the hash `seen`. Returns its hash
        (https://docs.slack.dev/reference/methods/views.publish)."""
        hash_ = {"hash": seen} if seen else {}
        answer = self._send("views.publish", user_id=who, view=dict(built), **hash_)
        return str((answer.get("view") or {}).get("hash") or "")

    def _send(self, method: str, **arguments: Any) -> SlackResponse:
        """As JSON: the SDK's own methods send views as a form, in which each Japanese sign takes 18 bytes, not 6."""
        return self.client.api_call(method, json=arguments)

    def whisper(self, parts: Sequence[Part], place: Place) -> None:
        """Words to the person alone: as an answer where they asked, else in the channel, else directly."""
        self.whisper_message(blocks.message(parts, self.say(place)), place)

    def whisper_message(self, message: Mapping[str, Any], place: Place) -> None:
        """As `whisper`; where Slack doesn't draw tables and charts, with pictures and words in their place."""
        try:
            self._whisper(message, place)
        except SlackApiError as error:
            plainer = self._plainly(message, error)
            if plainer is None:
                raise
            self._whisper(plainer, place)

    def _whisper(self, message: Mapping[str, Any], place: Place) -> None:
        if place.response_url.startswith("http") and self._respond(message, place):
            return
        if place.channel and self._beside(message, place):
            return
        self.client.chat_postMessage(channel=place.who, unfurl_links=False, unfurl_media=False, **message)

    def _respond(self, message: Mapping[str, Any], place: Place) -> bool:
        thread = {"thread_ts": place.thread} if place.thread else {}
        body = {"response_type": "ephemeral", "replace_original": False, **thread, **message}
        try:
            answer = response_client(place.response_url).send_dict(body)
        except (OSError, HTTPException) as error:
            log.info("response_url.unreached", error=type(error).__name__)  # there are other ways to reach them
            return False
        if answer.status_code == 200:
            return True
        if (
            answer.status_code in UNHEARD
            or answer.status_code >= 500
            or any(code in answer.body for code in UNDRAWABLE)
        ):
            return False  # of what can't be drawn, the other ways say where it can't
        raise ValueError(f"Slack refused an answer: {answer.status_code} {answer.body[:80]}")

    def _beside(self, message: Mapping[str, Any], place: Place) -> bool:
        thread = place.thread or None
        try:
            self.client.chat_postEphemeral(channel=place.channel, user=place.who, thread_ts=thread, **message)
        except SlackApiError as error:
            if code_of(error) not in NOT_THERE:
                raise
            return False
        return True
