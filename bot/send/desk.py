"""Replies, brought to where the person stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import structlog
from slack_sdk.errors import SlackApiError

from bot import blocks
from bot.receive import Place, Surface
from bot.send.homes import Homes
from bot.send.lost import Lost
from bot.send.reach import Reach
from bot.send.scribe import Scribe
from bot.slack import BUSY, TRIGGER_SPENT, VIEW_GONE, code_of
from commands.kit.reply import Change, Line, Open, Part, Quote, Reply, Return, Say, View, Whisper
from store.refusal import Refusal
from store.text import Said, Text

log = structlog.get_logger()

ANSWER = 15_000
"""Bytes of a view that Slack surely takes as the answer to a form over Socket Mode. Somewhere above, it tells the
person that there was trouble connecting, and the app nothing (https://github.com/slack-go/slack/issues/1196,
https://github.com/slackapi/deno-slack-sdk/issues/324); by `views.update` it takes 250 KB."""

BRIEF = 20
"""So many characters after a slash command are typed again at a glance."""

Showing = Open | Change | Return | Whisper
"""Replies to whoever asked."""

_UNSHOWN = {**dict.fromkeys(TRIGGER_SPENT, "bot.too_slow"), **dict.fromkeys(BUSY, "bot.busy")}


@dataclass(frozen=True)
class Answer:
    """The answer to a submitted form.

    Attributes:
        ack: what the acknowledgement says.
        then: to be done after it.
        later: to be done once Slack surely has it, so that it isn't overtaken.
    """

    ack: Mapping[str, Any]
    then: Callable[[], None]
    later: Callable[[], None] | None = None


class Desk:
    """Answers people.

    Args:
        reach: reaches one person.
        homes: shows them their App Home.
        scribe: writes down what is said in channels and to others.
        lost: told who waits for it.
    """

    def __init__(self, reach: Reach, homes: Homes, scribe: Scribe, lost: Lost) -> None:
        self._reach = reach
        self._homes = homes
        self._scribe = scribe
        self._lost = lost

    def deliver(self, replies: Sequence[Reply], place: Place) -> None:
        """Send all replies, whatever happens to one of them; then raise the first error. What others are to be told is
        written down before Slack is called for anything: the work is done, and the process may die meanwhile."""
        errors = self._written_down(replies, place)
        self._deliver_all([reply for reply in replies if not isinstance(reply, Say)], place, errors)

    def answer(self, replies: Sequence[Reply], place: Place) -> Answer:
        """The answer to a form: it closes, becomes another view, or gets one on top. What others are to be told is
        written down by then."""
        errors = self._written_down(replies, place)
        views = [reply for reply in replies if isinstance(reply, Open | Change | Return)]
        whispers = [reply for reply in replies if isinstance(reply, Whisper)]

        def deliver() -> None:
            self._deliver_all(whispers, place, errors)

        if not views:
            return Answer({}, deliver)
        reply = views[-1]
        if isinstance(reply, Return) and place.below:
            return Answer({}, lambda: self._back(reply.view, deliver, place))
        on_top = isinstance(reply, Open) and not place.stack_is_full
        view = self._reach.modal(reply.view, place, on_top=on_top or bool(place.below))
        if blocks.size(view) <= ANSWER:
            action = "push" if on_top else "update"
            return Answer({"response_action": action, "view": view}, deliver)
        first = blocks.beginning(view, self._reach.say(place), ANSWER)
        return Answer(
            {"response_action": "update", "view": first},
            deliver,
            lambda: self._reach.update(view, {"id": place.view["id"]}),
        )

    def refuse(self, refusal: Refusal, place: Place) -> Mapping[str, Any]:
        """The answer to a form that can't be taken: each reason at its field, the others at the first one."""
        say = self._reach.say(place)
        if not place.inputs:
            view = blocks.noticed(place.view, self.sentence(refusal, place), say)
            return {"response_action": "update", "view": view}
        errors: dict[str, list[str]] = {}
        for reason in refusal.reasons:
            key = reason.field if reason.field in place.inputs else place.inputs[0]
            errors.setdefault(str(key), []).append(say(reason.text))
        return {"response_action": "errors", "errors": {key: "\n".join(said) for key, said in errors.items()}}

    def sentence(self, refusal: Refusal, place: Place) -> str:
        """All its reasons, in the person's language."""
        say = self._reach.say(place)
        return "\n".join(say(reason.text) for reason in refusal.reasons)

    def tell(self, sentence: Said, place: Place) -> None:
        """Say one thing where the person stands: over the view, in the channel, or directly.

        Slack empties the field in which a command is typed, also where nothing comes of it: the words go back.
        """
        line: tuple[Part, ...] = (Line(sentence),)
        if len(place.words) > BRIEF:
            line += (Quote(place.words, Text("bot.typed")),)
        if place.surface is Surface.MODAL:
            ways: list[Callable[[], None]] = [lambda: self._reach.notice(self._reach.say(place)(sentence), place)]
            if not place.stack_is_full:
                ways.insert(0, lambda: self._reach.push(View(Text("bot.notice"), line), place))
            for way in ways:
                try:
                    return way()
                except SlackApiError as error:
                    log.info("view.untold", error=code_of(error))  # its trigger is spent, or the view is gone
        return self._reach.whisper(line, place)

    def _written_down(self, replies: Sequence[Reply], place: Place) -> list[Exception]:
        """Write down what is to be said; returns what went wrong with it, to be raised when the rest is out."""
        errors: list[Exception] = []
        for reply in replies:
            if isinstance(reply, Say):
                try:
                    if post := self._scribe.write(reply, place.who):
                        self._lost.asked_for(post, place)
                except Exception as error:  # raised when the rest is out
                    errors.append(error)
        return errors

    def _deliver_all(self, replies: Sequence[Showing], place: Place, errors: list[Exception]) -> None:
        alone = not any(isinstance(reply, Open | Change | Return) for reply in replies)
        for reply in replies:
            try:
                self._deliver(reply, place, alone=alone)
            except Exception as error:  # raised below, when the others are out
                errors.append(error)
        if errors:
            raise errors[0]

    def _deliver(self, reply: Showing, place: Place, *, alone: bool) -> None:
        match reply:
            case Open() | Change() | Return():
                self._show(reply, place)
            case Whisper(parts):
                if alone and place.surface is Surface.MODAL and not place.stack_is_full:
                    self._reach.push(View(Text("bot.notice"), parts), place)
                else:
                    self._reach.whisper(parts, place)
            case _:
                assert_never(reply)

    def _show(self, reply: Open | Change | Return, place: Place) -> None:
        opens = isinstance(reply, Open)
        try:
            if place.surface is Surface.HOME and not (opens and place.trigger):
                self._homes.show(reply.view, place)
            elif place.surface is not Surface.MODAL:
                self._reach.open(reply.view, place)
            elif opens and not place.stack_is_full:
                self._reach.push(reply.view, place)
                if place.chose:
                    self._reach.update(blocks.unchosen(place.view), place.view)
            else:
                self._reach.change(reply.view, place)
        except SlackApiError as error:
            if code_of(error) == "push_limit_reached":
                self._reach.change(reply.view, place)
            else:
                self._unshown(error, place)

    def _back(self, view: View, deliver: Callable[[], None], place: Place) -> None:
        """The form has closed; the view under it shows what became of it."""
        deliver()
        try:
            on_top = place.below != place.view.get("root_view_id")
            self._reach.update(self._reach.modal(view, place, on_top=on_top), {"id": place.below})
        except SlackApiError as error:
            self._unshown(error, place)

    def _unshown(self, error: SlackApiError, place: Place) -> None:
        """What to do where a view couldn't be shown for a reason that isn't ours.

        Raises:
            SlackApiError: it is ours.
        """
        code = code_of(error)
        if code in VIEW_GONE or code == "hash_conflict":
            log.info("view.passed_over", error=code)  # they closed it, or pressed twice: what they see is newer
        elif code in _UNSHOWN:
            self.tell(Text(_UNSHOWN[code]), place)
        else:
            raise error
