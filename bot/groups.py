"""Who is in the workspace's user groups: asked when it is needed, remembered for a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import structlog
from slack_sdk import WebClient

from bot.slack import code_of

log = structlog.get_logger()

KEPT = 60.0
"""Seconds for which an answer holds, and for which one that didn't come isn't asked for again."""

PATIENCE = 1.5
"""Seconds that a person waits for it: half of what Slack gives a command. An answer that comes later serves the next."""

UNDER_WAY = 10.0
"""Seconds for which nobody else asks the same: as long as a call may take. One person waits once, not with every step."""

Answer = TypeVar("Answer")


class SlackGroups:
    """The user groups of a workspace, as the store asks for them. Safe to use from many threads.

    Args:
        client: asks Slack (https://docs.slack.dev/reference/methods/usergroups.users.list, scope `usergroups:read`).
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._names: tuple[float, Mapping[str, str]] = (0, {})
        self._members: dict[str, tuple[float, tuple[str, ...] | None]] = {}
        self._lock = threading.Lock()
        self._asking = ThreadPoolExecutor(4, thread_name_prefix="groups")

    def all(self) -> Mapping[str, str]:
        """What each is called, by id; none where Slack doesn't say."""
        if self._names[0] < time.monotonic():
            self._names = (time.monotonic() + UNDER_WAY, self._names[1])
            wait([self._asking.submit(self._ask_names)], PATIENCE)
        return self._names[1]

    def members(self, groups: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Who is in these; those of which Slack doesn't say are left out."""
        now = time.monotonic()
        with self._lock:
            unknown = [each for each in groups if self._members.get(each, (0, None))[0] < now]
            for each in unknown:  # who asks in the meantime goes on with what was known
                self._members[each] = (now + UNDER_WAY, self._members.get(each, (0, None))[1])
        wait([self._asking.submit(self._ask_members, each) for each in unknown], PATIENCE)
        known = {each: self._members.get(each, (0, None))[1] for each in groups}
        return {each: users for each, users in known.items() if users is not None}

    def close(self) -> None:
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _ask_names(self) -> None:
        def ask() -> Mapping[str, str]:
            told = self._client.usergroups_list()["usergroups"]
            return {each["id"]: each.get("handle") or each["name"] for each in told}

        self._names = (time.monotonic() + KEPT, _asked(ask, "") or {})

    def _ask_members(self, group: str) -> None:
        def ask() -> tuple[str, ...]:
            return tuple(self._client.usergroups_users_list(usergroup=group)["users"])

        users = _asked(ask, group)
        with self._lock:
            self._members[group] = (time.monotonic() + KEPT, users)


def _asked(ask: Callable[[], Answer], group: str) -> Answer | None:
    """What Slack says; None where it doesn't: whoever asks goes on with what was known last."""
    try:
        return ask()
    except Exception as error:  # whatever it was, nobody's work is held up by it
        log.warning("groups.unknown", group=group, error=code_of(error) or type(error).__name__)
        return None
