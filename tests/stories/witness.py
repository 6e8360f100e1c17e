"""What the bot made of something bad: what the person was told, in which words of ours, and what changed.

Acts go in over Socket Mode like any other. When they are done is seen at the bot's own threads instead of waited for,
so that hundreds of them take seconds.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

from structlog.typing import EventDict

from bot.local.workspace import SlackError
from bot.local.workspace.acts.submitting import _apply
from bot.local.workspace.delivery import DeliveryError
from bot.local.workspace.payloads import interaction, response_url
from commands.kit.texts import Language, Texts
from tests.stories.people import GENERAL, Json, words

if TYPE_CHECKING:
    from tests.stories.conftest import Office

KINDS = ("sheets", "events", "people", "departments", "numbers")
READ_ENGLISH = ("U0ITO", "U0YAMADA", "U0KOBAYASHI")
"""Of the sample office: staff, a reviewing office, and somebody without a role."""

OUR_FAULT = ("bot.failed", "bot.unsent", "cli.failed")


@dataclass(frozen=True)
class Case:
    """Something bad, and what must come of it.

    Attributes:
        name: what is bad about it.
        who: their user id without "U0".
        key: the sentence that they must be told.
        has: words that must be in what they are told or shown.
        does: what it changes all the same, where it is taken: field → what it is afterwards.
    """

    name: str
    who: str
    key: str
    has: str = ""
    does: Mapping[str, Any] = field(default_factory=dict)


@cache
def sentence(texts: Texts, key: str, language: Language) -> re.Pattern[str]:
    """Matches one of our sentences, whatever its values."""
    holes = Formatter().parse(texts._words[key][language].strip())
    return re.compile(
        "".join(re.escape(said) + ("" if name is None else ".*?") for said, name, _, _ in holes), re.DOTALL
    )


@dataclass
class Witness:
    """Sees what becomes of what people do in an office at work."""

    office: Office
    logged: list[EventDict]
    warned: list[logging.LogRecord]

    def __post_init__(self) -> None:
        self.workspace = self.office.demo.workspace
        self.core = self.workspace.core
        assert self.office.demo.bot is not None
        self.bot = self.office.demo.bot
        self.texts = self.office.demo.texts
        for user in READ_ENGLISH:
            everyone = self.core.conversations._everyone
            everyone[user] = replace(everyone[user], locale="en-US")
        self.office.eventually(lambda: all(map(self._reads_english, READ_ENGLISH)))

    def _reads_english(self, user: str) -> bool:
        """Whether the bot knows by now; what it learnt before the person changed their language is forgotten."""
        if self.bot._readers.language(user) != "en":
            self.bot._readers._known.pop(user, None)
        return self.bot._readers.language(user) == "en"

    def settle(self) -> None:
        """Until every listener has finished."""
        count = self.bot._pool._max_workers
        barrier = threading.Barrier(count + 1)
        for _ in range(count):
            self.bot._pool.submit(barrier.wait, 10)
        barrier.wait(10)

    # --- what people do -----------------------------------------------------------------------------

    def says(self, case: Case, line: str) -> None:
        """Type a line into a channel."""
        self.judge(case, lambda: self.workspace.say(f"U0{case.who}", GENERAL, line))

    def opens(self, who: str, line: str) -> Json:
        """The view that a line opens, for tampering."""
        self.workspace.say(f"U0{who}", GENERAL, line)
        self.settle()
        return deepcopy(self.workspace.views(f"U0{who}")[-1])

    def submits(self, case: Case, view: Json) -> None:
        """Submit a view as it is given, whatever its client would say."""
        body = interaction(self.core, "view_submission", f"U0{case.who}")
        self.sends(case, body | {"trigger_id": self.trigger(case.who, view), "view": view, "response_urls": []})

    def sends(self, case: Case, body: Json, kind: str = "interactive") -> None:
        """Have a payload come over Socket Mode."""
        self.judge(case, lambda: self._answered(body, kind))

    def trigger(self, who: str, view: Json | None = None) -> str:
        return self.core.triggers.issue(f"U0{who}", (view or {}).get("id"))

    def response_url(self, who: str) -> str:
        return response_url(self.core, self.core.response_urls.issue(GENERAL, f"U0{who}"))

    def _answered(self, body: Json, kind: str) -> str:
        """The words of the answer in the acknowledgement, applied as Slack applies it."""
        try:
            answer = self.core.delivery.ask(kind, body, accepts_payload=True)
        except DeliveryError as error:
            raise AssertionError(f"nobody answered: {error.reason}") from error
        view = body.get("view")
        standing = self.core.views.find(view["id"]) if isinstance(view, dict) and "id" in view else None
        if not answer or standing is None:
            return "\n".join([*answer.get("errors", {}).values(), *words(answer.get("view", {}).get("blocks", []))])
        if "errors" in answer:
            inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
            assert set(answer["errors"]) <= set(inputs), "told at a field that isn't there"
            return "\n".join(answer["errors"].values())
        with self.core.lock:
            try:
                _apply(self.core, standing, answer)
            except SlackError as error:
                self.core.report(f"the answer to a form: {error}")
        return ""

    # --- what came of it ----------------------------------------------------------------------------

    def judge(self, case: Case, act: Callable[[], str | None]) -> None:
        user = f"U0{case.who}"
        messages, views, documents = self._messages(user), self._views(user), self._documents()
        problems, logged, warned = len(self.office.problems), len(self.logged), len(self.warned)
        answer = act() or ""
        self.settle()
        told = [said for key, said in self._messages(user).items() if key not in messages]
        shown = [said for key, said in self._views(user).items() if key not in views]
        everything = "\n".join([answer, *told, *shown])
        language: Language = "en" if user in READ_ENGLISH else "ja"
        assert everything.strip(), "nothing was said"
        for key in OUR_FAULT:
            assert not sentence(self.texts, key, language).search(everything), everything
        assert sentence(self.texts, case.key, language).search(everything), f"not {case.key}: {everything[:600]}"
        assert case.has in everything, everything[:600]
        assert not self.office.problems[problems:], self.office.problems[problems:]
        troubles = [entry for entry in self.logged[logged:] if _is_trouble(entry)]
        assert not troubles, troubles
        warnings = [record.getMessage() for record in self.warned[warned:]]
        assert not warnings, warnings
        changes = self._changes(documents)
        assert changes == dict(case.does), changes

    def _messages(self, user: str) -> dict[tuple[str, str], str]:
        """What was said to this person alone, by channel and time."""
        channels = self.workspace.channels(user)
        found = (each for channel in channels for each in self.workspace.messages(channel.id, user))
        alone = (each for each in found if each.ephemeral_to == user or each.channel.startswith("D"))
        return {(each.channel, each.ts): "\n".join(words(list(each.blocks))) or each.text for each in alone}

    def _views(self, user: str) -> dict[tuple[str, str], str]:
        """The words of their open views, and of App Home."""
        home = self.workspace.home(user)
        views = [*self.workspace.views(user), *([home] if home else [])]
        return {(each["id"], each["hash"]): "\n".join(words(each["blocks"])) for each in views}

    def _documents(self) -> dict[tuple[str, str], int]:
        engine = self.office.store.engine
        return {(kind, record.key): record.rev for kind in KINDS for record in engine.find(kind)}

    def _changes(self, before: Mapping[tuple[str, str], int]) -> dict[str, Any]:
        """The fields that changed, and what they are; a document that changed without an event by its kind and key."""
        after = self._documents()
        assert set(before) <= set(after), "a document is gone"
        touched = {key for key, rev in after.items() if before.get(key) != rev}
        changes: dict[str, Any] = {}
        for kind, key in sorted(touched):
            if kind == "events":
                sheet, _, revision = key.rpartition("/")
                event = next(each for each in self.office.store.history(sheet) if each.revision == int(revision))
                changes |= {each.field: _plainly(each.after) for each in event.differences}
                touched = touched - {("sheets", sheet), (kind, key)}
        return changes | {f"{kind}/{key}": "?" for kind, key in touched}


def _plainly(fact: Any) -> Any:
    """A fact without who and when."""
    return fact["text"] if isinstance(fact, dict) and "text" in fact else fact


def _is_trouble(entry: EventDict) -> bool:
    return (
        entry["log_level"] in ("error", "critical")
        or "exc_info" in entry
        or entry.get("outcome") in ("failed", "unsent")
    )


def tampered(view: Json, **typed: Any) -> Json:
    """The view with other things in its inputs: text, an option's value, several, or a whole state as a dict."""
    changed = deepcopy(view)
    for key, given in typed.items():
        held = changed["state"]["values"][key]
        held[next(iter(held))] = _state(next(iter(held.values()))["type"], given)
    return changed


def _state(kind: str, given: Any) -> Any:
    if isinstance(given, dict):
        return given
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": given}
        case "datepicker":
            return {"type": kind, "selected_date": given}
        case "static_select" | "radio_buttons":
            return {"type": kind, "selected_option": {"text": {"type": "plain_text", "text": "?"}, "value": given}}
        case _:
            options = [{"text": {"type": "plain_text", "text": "?"}, "value": each} for each in given]
            return {"type": kind, "selected_options": options}


def name_of(given: Any) -> str | None:
    """A name for pytest."""
    return f"{given.who}: {given.name}" if isinstance(given, Case) else ""
