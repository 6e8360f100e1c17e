"""Views: the stack of modals that each person has open, and each person's App Home.

Not thread-safe by itself: its owner holds the lock. https://docs.slack.dev/surfaces/modals
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.local.workspace.inputs import State, state_of, still_typed, with_ids
from bot.local.workspace.model import APP_ID, BOT_ID, TEAM_ID, Json, SlackError

MAX_STACK = 3
MAX_BYTES = 250_000
_FIELDS: Json = {
    "title": None,
    "close": None,
    "submit": None,
    "callback_id": "",
    "private_metadata": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "submit_disabled": False,
}


@dataclass
class View:
    """One view as it stands on somebody's screen; `typed` is what the person did to its inputs so far."""

    id: str
    person_id: str
    type: str
    fields: Json
    blocks: list[Json]
    hash: str
    root_id: str
    previous_id: str | None
    typed: State = field(default_factory=dict)

    def values(self) -> State:
        """Return `state.values`."""
        return state_of(self.blocks, self.typed)

    def as_json(self) -> Json:
        """Return the view as Slack's API and payloads show it."""
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": self.type,
            **self.fields,
            "blocks": self.blocks,
            "state": {"values": self.values()},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


class Views:
    """All open modals and published homes, found by id."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a clock in seconds since 1970, from which hashes are made."""
        self._clock = clock
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, person_id: str) -> list[View]:
        """Return a person's open modals, top last."""
        return list(self._stacks.get(person_id, ()))

    def home(self, person_id: str) -> View | None:
        """Return what was published to a person's App Home."""
        return self._homes.get(person_id)

    def find(self, view_id: str) -> View | None:
        """Return an open modal or a published home."""
        return next((view for view in self._all() if view.id == view_id), None)

    def _all(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())

    def find_or_refuse(self, view_id: object, external_id: object = None) -> View:
        """Return a view by its id or external id; raises SlackError `not_found`."""
        for view in self._all():
            if view.id == view_id or (external_id and view.fields["external_id"] == external_id):
                return view
        raise SlackError("not_found")

    def open(self, person_id: str, content: Json) -> View:
        """Show a modal in place of whatever modals the person has open."""
        view = self._new(person_id, content, previous=None)
        self._stacks[person_id] = [view]
        return view

    def push(self, person_id: str, content: Json) -> View:
        """Show a modal above the open ones; raises SlackError `not_found` or `push_limit_reached`."""
        stack = self._stacks.get(person_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        view = self._new(person_id, content, previous=stack[-1])
        stack.append(view)
        return view

    def publish(self, person_id: str, content: Json, hash_: object = None) -> View:
        """Show a person's App Home; raises SlackError `hash_conflict`."""
        home = self._homes.get(person_id)
        if home is not None:
            return self.update(home, content, hash_)
        self._homes[person_id] = self._new(person_id, content, previous=None)
        return self._homes[person_id]

    def update(self, view: View, content: Json, hash_: object = None) -> View:
        """Replace a view's content, keeping what was typed; raises SlackError `hash_conflict`.

        https://docs.slack.dev/reference/methods/views.update
        """
        if hash_ and hash_ != view.hash:
            raise SlackError("hash_conflict")
        if content["type"] != view.type:
            raise SlackError(
                "invalid_arguments", f"[ERROR] a {view.type} stays a {view.type} [json-pointer:/view/type]"
            )
        fields = self._fields(content, but=view)
        view.fields, view.blocks, view.hash = fields, with_ids(content["blocks"]), self._hash()
        view.typed = still_typed(view.blocks, view.typed)
        return view

    def pop(self, view: View) -> None:
        """Close one modal."""
        self._stacks[view.person_id].remove(view)

    def clear(self, person_id: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(person_id, None)

    def _new(self, person_id: str, content: Json, previous: View | None) -> View:
        id_ = f"V{secrets.token_hex(5).upper()}"
        return View(
            id=id_,
            person_id=person_id,
            type=content["type"],
            fields=self._fields(content),
            blocks=with_ids(content["blocks"]),
            hash=self._hash(),
            root_id=previous.root_id if previous else id_,
            previous_id=previous.id if previous else None,
        )

    def _fields(self, content: Json, but: View | None = None) -> Json:
        if len(orjson.dumps(content)) > MAX_BYTES:
            raise SlackError("view_too_large")
        fields: dict[str, Any] = {name: content.get(name) or default for name, default in _FIELDS.items()}
        external_id = fields["external_id"]
        if external_id and any(view.fields["external_id"] == external_id for view in self._all() if view is not but):
            raise SlackError("duplicate_external_id")
        return fields

    def _hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_hex(4)}"
